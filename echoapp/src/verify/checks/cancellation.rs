//! Cancelled requests, those that the driver holds and those in the queue.

use std::time::Duration;

use crate::platform::Completion;
use crate::verify::rig::{Handle, Issued, Rig, cancelled, pattern, succeeded};
use crate::verify::unmet::Unmet;

/// The time that a cancelled request took after its cancellation.
fn cancel(
    rig: &Rig<'_>,
    handle: &mut Handle<'_>,
    request: Issued,
) -> Result<(Completion, Duration), Unmet> {
    let since = rig.system.now();
    handle.cancel(request)?;
    let completion = handle.wait(request)?;
    Ok((completion, rig.system.now().saturating_sub(since)))
}

pub fn pending_write(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let bytes = pattern(200, 23);
    let write = handle.write(&bytes);
    let (write, took) = cancel(rig, &mut handle, write)?;
    cancelled(&write, rig.expected.cancelled_bytes(bytes.len()))?;
    rig.at_once("a cancelled write", took)?;
    handle.has_stored(&bytes)
}

pub fn pending_read(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"stored")?;
    let read = handle.read(100);
    let (read, took) = cancel(rig, &mut handle, read)?;
    cancelled(&read, rig.expected.cancelled_bytes(6))?;
    rig.at_once("a cancelled read", took)?;
    handle.has_stored(b"stored")
}

pub fn queued(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let first = handle.write(b"waiting");
    let queued = handle.write(b"queued");
    let (queued, took) = cancel(rig, &mut handle, queued)?;
    cancelled(&queued, 0)?;
    rig.at_once("a cancelled request in the queue", took)?;
    let first = handle.wait(first)?;
    succeeded(&first, 7)?;
    rig.takes("the request before a cancelled one", first.latency, rig.expected.period)?;
    handle.has_stored(b"waiting")
}

pub fn next(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"before")?;
    let held = handle.write(b"cancelled");
    let next = handle.write(b"next");
    cancel(rig, &mut handle, held)?;
    let next = handle.wait(next)?;
    succeeded(&next, 4)?;
    rig.takes("the request behind a cancelled one", next.latency, rig.expected.period)?;
    handle.has_stored(b"next")
}

pub fn all(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    let mut other = rig.open()?;
    handle.store(b"before")?;
    let held = handle.write(b"held");
    let of_other = other.write(b"of the other handle");
    let queued = [handle.read(10), handle.write(b"queued")];
    let since = rig.system.now();
    handle.cancel_all()?;
    cancelled(&handle.wait(held)?, rig.expected.cancelled_bytes(4))?;
    for request in queued {
        cancelled(&handle.wait(request)?, 0)?;
    }
    rig.at_once("the cancellation of all", rig.system.now().saturating_sub(since))?;
    succeeded(&other.wait(of_other)?, 19)?;
    handle.has_stored(b"of the other handle")
}
