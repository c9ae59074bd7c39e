//! Spin locks of the kernel, and the IRQL. A lock in the driver's memory names the thread that owns it.
#![forbid(unsafe_code)]

use super::super::place::Place;
use crate::footprint::{Resource, change, look};
use crate::machine::Inner;
use crate::rules::{Rule, Subject};
use crate::running::{self, DISPATCH};
use crate::seam;

/// A free lock.
const FREE: u64 = 0;

/// The running thread, as the owner of a lock.
fn me() -> u64 {
    running::thread().map_or(1, |thread| thread.0 + 1)
}

fn set(lock: Place<u64>, owner: u64) {
    change(Resource::DRIVER_MEMORY);
    lock.write(owner);
}

fn report(rule: Rule, call: &str, detail: &str) {
    if let Some(machine) = running::machine::<Inner>() {
        machine.violation(rule, Subject::None, call, detail.into());
    }
}

/// `KeInitializeSpinLock`.
pub(super) fn init(lock: Place<u64>) {
    set(lock, FREE);
}

/// `KeAcquireSpinLockRaiseToDpc`: the IRQL before.
pub(super) fn acquire(lock: Place<u64>) -> u8 {
    own(lock, "KeAcquireSpinLockRaiseToDpc");
    running::set_irql(DISPATCH.max(running::irql()))
}

/// `KeAcquireSpinLockAtDpcLevel`.
pub(super) fn acquire_raised(lock: Place<u64>) {
    let call = "KeAcquireSpinLockAtDpcLevel";
    if running::irql() < DISPATCH {
        let detail = format!("called at IRQL {}, expected DISPATCH_LEVEL", running::irql());
        report(Rule::WrongIrql, call, &detail);
    }
    own(lock, call);
}

/// `KeTryToAcquireSpinLockAtDpcLevel`.
pub(super) fn try_acquire_raised(lock: Place<u64>) -> u8 {
    if lock.read() != FREE {
        return 0;
    }
    acquire_raised(lock);
    1
}

fn own(lock: Place<u64>, call: &'static str) {
    if lock.read() == me() {
        report(Rule::RecursiveLock, call, "this thread already owns the spin lock");
        return;
    }
    let free = || {
        look(Resource::DRIVER_MEMORY);
        lock.read() == FREE
    };
    if !free() && !seam::machine(call).wait_until(|_| free()) {
        report(Rule::WaitNeverEnds, call, "its owner can never release the spin lock: a deadlock");
        return;
    }
    set(lock, me());
}

/// `KeReleaseSpinLock`.
pub(super) fn release(lock: Place<u64>, irql: u8) {
    if disown(lock, "KeReleaseSpinLock") {
        running::set_irql(irql);
    }
}

/// `KeReleaseSpinLockFromDpcLevel`.
pub(super) fn release_raised(lock: Place<u64>) {
    disown(lock, "KeReleaseSpinLockFromDpcLevel");
}

fn disown(lock: Place<u64>, call: &str) -> bool {
    let owns = lock.read() == me();
    if owns {
        set(lock, FREE);
    } else {
        report(Rule::LockReleasedByNonOwner, call, "this thread does not own the spin lock");
    }
    owns
}

/// `KeTestSpinLock`: whether the lock is free.
pub(super) fn is_free(lock: Place<u64>) -> u8 {
    (lock.read() == FREE).into()
}

/// `KfRaiseIrql`: the IRQL before.
pub(super) fn raise(irql: u8) -> u8 {
    if irql < running::irql() {
        let detail = format!("from IRQL {} to {irql}, expected a higher one", running::irql());
        report(Rule::WrongIrql, "KfRaiseIrql", &detail);
        return running::irql();
    }
    running::set_irql(irql)
}

/// `KeLowerIrql`.
pub(super) fn lower(irql: u8) {
    if irql > running::irql() {
        let detail = format!("from IRQL {} to {irql}, expected a lower one", running::irql());
        report(Rule::WrongIrql, "KeLowerIrql", &detail);
        return;
    }
    running::set_irql(irql);
}

/// `KeEnterCriticalRegion`, `KeLeaveCriticalRegion`, and the guarded regions: the host has no APCs.
pub(super) fn region() {}

/// `KeAreApcsDisabled`, `KeAreAllApcsDisabled`.
pub(super) fn apcs_are_disabled() -> u8 {
    (running::irql() > 0).into()
}
