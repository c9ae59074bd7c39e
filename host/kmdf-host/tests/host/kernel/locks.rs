//! Spin locks, fast mutexes and the IRQL.

use super::{Rule, broken_by, call, run};

#[test]
fn spin_lock_raises_the_irql_until_its_release() {
    run(|| {
        let mut lock = 9_u64;
        let lock = &raw mut lock;
        call!(KeInitializeSpinLock, lock);
        let old = call!(KeAcquireSpinLockRaiseToDpc, lock);
        assert_eq!((old, call!(KeTestSpinLock, lock), call!(KeAreApcsDisabled)), (0, 0, 1));
        assert_eq!(call!(KeTryToAcquireSpinLockAtDpcLevel, lock), 0);
        call!(KeReleaseSpinLock, lock, old);
        assert_eq!((call!(KeTestSpinLock, lock), call!(KeAreAllApcsDisabled)), (1, 0));
        let old = call!(KfRaiseIrql, 2);
        call!(KeAcquireSpinLockAtDpcLevel, lock);
        call!(KeReleaseSpinLockFromDpcLevel, lock);
        assert_eq!(call!(KeTryToAcquireSpinLockAtDpcLevel, lock), 1);
        call!(KeReleaseSpinLockFromDpcLevel, lock);
        call!(KeLowerIrql, old);
    });
}

#[test]
fn misused_spin_locks_are_reported() {
    let broken = broken_by(|| {
        let mut lock = 0_u64;
        let lock = &raw mut lock;
        call!(KeReleaseSpinLock, lock, 0);
        let old = call!(KeAcquireSpinLockRaiseToDpc, lock);
        call!(KeAcquireSpinLockAtDpcLevel, lock);
        call!(KeReleaseSpinLock, lock, old);
        call!(KeAcquireSpinLockAtDpcLevel, lock);
        call!(KeReleaseSpinLockFromDpcLevel, lock);
    });
    assert_eq!(broken, [Rule::LockReleasedByNonOwner, Rule::RecursiveLock, Rule::WrongIrql]);
}

#[test]
fn irql_that_moves_in_the_wrong_direction_is_reported() {
    let broken = broken_by(|| {
        let old = call!(KfRaiseIrql, 2);
        call!(KfRaiseIrql, 1);
        call!(KeLowerIrql, old);
        call!(KeLowerIrql, 1);
    });
    assert_eq!(broken, [Rule::WrongIrql; 2]);
}

#[test]
fn fast_mutex_raises_to_apc_level_unless_it_is_unsafe() {
    run(|| {
        // Count 1: free.
        let mut mutex = [1_u64, 0, 0, 0, 0, 0, 0];
        let mutex = (&raw mut mutex).cast();
        call!(ExAcquireFastMutex, mutex);
        assert_eq!(call!(KeAreApcsDisabled), 1);
        assert_eq!(call!(ExTryToAcquireFastMutex, mutex), 0);
        call!(ExReleaseFastMutex, mutex);
        assert_eq!(call!(KeAreApcsDisabled), 0);
        assert_eq!(call!(ExTryToAcquireFastMutex, mutex), 1);
        call!(ExReleaseFastMutex, mutex);
        call!(KeEnterCriticalRegion);
        call!(ExAcquireFastMutexUnsafe, mutex);
        assert_eq!(call!(KeAreApcsDisabled), 0);
        call!(ExReleaseFastMutexUnsafe, mutex);
        call!(KeLeaveCriticalRegion);
        call!(KeEnterGuardedRegion);
        call!(KeLeaveGuardedRegion);
    });
}

#[test]
fn misused_fast_mutexes_are_reported() {
    let broken = broken_by(|| {
        let mut mutex = [1_u64, 0, 0, 0, 0, 0, 0];
        let mutex = (&raw mut mutex).cast();
        call!(ExReleaseFastMutexUnsafe, mutex);
        call!(ExAcquireFastMutexUnsafe, mutex);
        call!(ExAcquireFastMutexUnsafe, mutex);
        call!(ExReleaseFastMutexUnsafe, mutex);
    });
    assert_eq!(broken, [Rule::LockReleasedByNonOwner, Rule::RecursiveLock]);
}

#[test]
fn spin_lock_kept_at_the_return_is_reported() {
    let broken = broken_by(|| {
        let mut lock = 0_u64;
        call!(KeAcquireSpinLockRaiseToDpc, &raw mut lock);
    });
    assert!(broken.contains(&Rule::IrqlNotRestored), "{broken:?}");
}

#[test]
fn fast_mutex_and_critical_region_at_dispatch_level_are_reported() {
    let broken = broken_by(|| {
        let mut mutex = [1_u64, 0, 0, 0, 0, 0, 0];
        let mutex = (&raw mut mutex).cast();
        let old = call!(KfRaiseIrql, 2);
        call!(ExTryToAcquireFastMutex, mutex);
        call!(ExReleaseFastMutex, mutex);
        call!(KeEnterCriticalRegion);
        call!(KeLeaveCriticalRegion);
        call!(KeLowerIrql, old);
    });
    assert_eq!(broken, [Rule::WrongIrql; 4]);
}
