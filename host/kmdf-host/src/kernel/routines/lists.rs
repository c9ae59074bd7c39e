//! Doubly linked lists under a spin lock, and sequenced singly linked lists. Each call is one step: no
//! thread of the machine sees a list half changed.
#![forbid(unsafe_code)]

use super::super::place::Place;
use crate::footprint::{Resource, change};

/// `LIST_ENTRY`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Links {
    next: *mut Links,
    previous: *mut Links,
}

/// `SINGLE_LIST_ENTRY`, also of a sequenced list.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Link {
    next: *mut Link,
}

/// `SLIST_HEADER`: the number of entries in the lowest 16 bits, then that of the changes; in the second
/// half the address of the first entry, above four bits of the kernel's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Header {
    depth: u64,
    first: u64,
}

const DEPTH: u64 = 0xFFFF;
const RESERVED: u64 = 0xF;

/// The driver's own code changes such lists too; other threads may see each change.
fn changes() {
    change(Resource::DRIVER_MEMORY);
}

/// `ExInterlockedInsertHeadList`: the entry that was first, or NULL.
pub(super) fn insert_head(
    head: Place<Links>,
    entry: Place<Links>,
    _lock: Place<u64>,
) -> *mut Links {
    changes();
    let old = head.read();
    entry.write(Links { next: old.next, previous: head.pointer() });
    let first = head.led_to(old.next);
    first.write(Links { previous: entry.pointer(), ..first.read() });
    head.write(Links { next: entry.pointer(), ..head.read() });
    unless_head(head, old.next)
}

/// `ExInterlockedInsertTailList`: the entry that was last, or NULL.
pub(super) fn insert_tail(
    head: Place<Links>,
    entry: Place<Links>,
    _lock: Place<u64>,
) -> *mut Links {
    changes();
    let old = head.read();
    entry.write(Links { next: head.pointer(), previous: old.previous });
    let last = head.led_to(old.previous);
    last.write(Links { next: entry.pointer(), ..last.read() });
    head.write(Links { previous: entry.pointer(), ..head.read() });
    unless_head(head, old.previous)
}

/// `ExInterlockedRemoveHeadList`: the entry that was first, or NULL.
pub(super) fn remove_head(head: Place<Links>, _lock: Place<u64>) -> *mut Links {
    changes();
    let first = head.read().next;
    if first == head.pointer() {
        return std::ptr::null_mut();
    }
    let second = head.led_to(head.led_to(first).read().next);
    head.write(Links { next: second.pointer(), ..head.read() });
    second.write(Links { previous: head.pointer(), ..second.read() });
    first
}

fn unless_head(head: Place<Links>, entry: *mut Links) -> *mut Links {
    if entry == head.pointer() { std::ptr::null_mut() } else { entry }
}

/// `ExInterlockedPushEntryList`: the entry that was first, or NULL.
pub(super) fn push(head: Place<Link>, entry: Place<Link>, _lock: Place<u64>) -> *mut Link {
    changes();
    let first = head.read().next;
    entry.write(Link { next: first });
    head.write(Link { next: entry.pointer() });
    first
}

/// `ExInterlockedPopEntryList`: the entry that was first, or NULL.
pub(super) fn pop(head: Place<Link>, _lock: Place<u64>) -> *mut Link {
    changes();
    let first = head.read().next;
    if !first.is_null() {
        head.write(head.led_to(first).read());
    }
    first
}

/// `InitializeSListHead`.
pub(super) fn init_sequenced(head: Place<Header>) {
    changes();
    head.write(Header { depth: 0, first: 1 });
}

fn first_of(head: Place<Header>) -> *mut Link {
    let address = usize::try_from(head.read().first & !RESERVED).unwrap_or(0);
    std::ptr::with_exposed_provenance_mut(address)
}

fn set_first(head: Place<Header>, first: *mut Link, depth: u64) {
    let old = head.read();
    let sequence = (old.depth & !DEPTH).wrapping_add(DEPTH + 1);
    let first = first.expose_provenance() as u64 & !RESERVED | old.first & RESERVED;
    head.write(Header { depth: sequence | depth & DEPTH, first });
}

/// `ExpInterlockedPushEntrySList`: the entry that was first, or NULL.
pub(super) fn push_sequenced(head: Place<Header>, entry: Place<Link>) -> *mut Link {
    changes();
    let first = first_of(head);
    entry.write(Link { next: first });
    set_first(head, entry.pointer(), (head.read().depth & DEPTH) + 1);
    first
}

/// `ExpInterlockedPopEntrySList`: the entry that was first, or NULL.
pub(super) fn pop_sequenced(head: Place<Header>) -> *mut Link {
    changes();
    let first = first_of(head);
    if !first.is_null() {
        let next = head.led_to(first).read().next;
        set_first(head, next, (head.read().depth & DEPTH).saturating_sub(1));
    }
    first
}

/// `ExpInterlockedFlushSList`: all entries, or NULL.
pub(super) fn flush_sequenced(head: Place<Header>) -> *mut Link {
    changes();
    let first = first_of(head);
    set_first(head, std::ptr::null_mut(), 0);
    first
}

/// `ExQueryDepthSList`.
pub(super) fn depth_sequenced(head: Place<Header>) -> u16 {
    u16::try_from(head.read().depth & DEPTH).unwrap_or(u16::MAX)
}
