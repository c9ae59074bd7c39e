//! Interlocked and sequenced lists.

use std::ptr::null_mut;

use super::{call, run};

/// `LIST_ENTRY`.
#[repr(C)]
struct Entry {
    next: *mut Self,
    previous: *mut Self,
}

impl Entry {
    const NEW: Self = Self { next: null_mut(), previous: null_mut() };
}

#[test]
fn entries_enter_a_doubly_linked_list_at_both_ends() {
    run(|| {
        let (mut head, mut first, mut second) = (Entry::NEW, Entry::NEW, Entry::NEW);
        let mut lock = 0;
        let (list, lock) = (&raw mut head, &raw mut lock);
        let (a, b) = (&raw mut first, &raw mut second);
        // SAFETY: the list is alive.
        unsafe { list.write(Entry { next: list, previous: list }) };
        assert!(call!(ExInterlockedRemoveHeadList, list.cast(), lock).is_null());
        assert!(call!(ExInterlockedInsertHeadList, list.cast(), a.cast(), lock).is_null());
        assert_eq!(
            call!(ExInterlockedInsertTailList, list.cast(), b.cast(), lock).addr(),
            a.addr()
        );
        assert_eq!(call!(ExInterlockedRemoveHeadList, list.cast(), lock).addr(), a.addr());
        assert_eq!(
            call!(ExInterlockedInsertHeadList, list.cast(), a.cast(), lock).addr(),
            b.addr()
        );
        let order = [0; 2].map(|_| call!(ExInterlockedRemoveHeadList, list.cast(), lock).addr());
        assert_eq!(order, [a.addr(), b.addr()]);
        // SAFETY: the list is alive.
        let head = unsafe { list.read() };
        assert_eq!([head.next, head.previous], [list; 2], "the list is empty");
    });
}

#[test]
fn entries_of_a_singly_linked_list_leave_in_reverse() {
    run(|| {
        let (mut head, mut entries, mut lock) = (null_mut::<u8>(), [null_mut::<u8>(); 2], 0);
        let (list, lock) = ((&raw mut head).cast(), &raw mut lock);
        let [a, b] = [0, 1].map(|index| (&raw mut entries[index]).cast());
        assert!(call!(ExInterlockedPushEntryList, list, a, lock).is_null());
        assert_eq!(call!(ExInterlockedPushEntryList, list, b, lock), a);
        assert_eq!(call!(ExInterlockedPopEntryList, list, lock), b);
        assert_eq!(call!(ExInterlockedPopEntryList, list, lock), a);
        assert!(call!(ExInterlockedPopEntryList, list, lock).is_null());
    });
}

#[repr(C, align(16))]
struct Aligned([u64; 2]);

#[test]
fn sequenced_list_counts_its_entries() {
    run(|| {
        let (mut head, mut first, mut second) = (Aligned([1; 2]), Aligned([0; 2]), Aligned([0; 2]));
        let list = (&raw mut head).cast();
        let (a, b) = ((&raw mut first).cast(), (&raw mut second).cast());
        call!(InitializeSListHead, list);
        assert!(call!(ExpInterlockedPopEntrySList, list).is_null());
        assert!(call!(ExpInterlockedPushEntrySList, list, a).is_null());
        assert_eq!(call!(ExpInterlockedPushEntrySList, list, b), a);
        assert_eq!(call!(ExQueryDepthSList, list), 2);
        assert_eq!(call!(ExpInterlockedPopEntrySList, list), b);
        assert_eq!(call!(ExpInterlockedFlushSList, list), a);
        assert_eq!(call!(ExQueryDepthSList, list), 0);
    });
}
