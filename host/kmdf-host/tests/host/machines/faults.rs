//! Faults that a test injects.

use kmdf_host::{Fault, FaultTarget};
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};
use wdk_sys::{POOL_FLAG_NON_PAGED, STATUS_INSUFFICIENT_RESOURCES as NO_RESOURCES};

use crate::closure_driver::{Bench, File, Object, SpinLock, WaitLock, below_device, note, notes};

fn with_side_door() -> (Bench, File) {
    let bench = Bench::new(|adding| adding.device().side_door());
    let file = bench.open();
    (bench, file)
}

fn inject(bench: &Bench, call: FaultTarget, nth: u32) {
    bench.machine.inject(Fault { call, nth, status: NO_RESOURCES });
}

/// Creates a spin lock, a wait lock, a block of pool and an object, and notes whether each
/// succeeded.
fn create_things() {
    let below = below_device();
    note(format!("spin lock {}", SpinLock::create(below).is_ok()));
    note(format!("wait lock {}", WaitLock::create(below).is_ok()));
    // SAFETY: in a callback of the driver.
    let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 8, 1) };
    note(format!("pool {}", !block.is_null()));
    if !block.is_null() {
        // SAFETY: the block was just allocated.
        unsafe { ExFreePool(block) };
    }
    match Object::create(below) {
        Ok(_) => note("object true"),
        Err(status) => {
            assert_eq!(status, NO_RESOURCES);
            note("object false");
        }
    }
}

/// The creations that fail with a fault.
fn failing_with(call: FaultTarget, nth: u32) -> Vec<String> {
    let (bench, file) = with_side_door();
    inject(&bench, call, nth);
    bench.run(&file, create_things);
    let failed = notes().into_iter().filter(|line| line.ends_with("false")).collect();
    bench.end_clean();
    failed
}

#[test]
fn a_fault_of_one_ddi_strikes_its_nth_call() {
    assert_eq!(failing_with(FaultTarget::Ddi("WdfWaitLockCreate"), 1), ["wait lock false"]);
    assert_eq!(failing_with(FaultTarget::Ddi("WdfWaitLockCreate"), 2), [""; 0]);
}

#[test]
fn a_fault_of_allocation_gives_no_memory() {
    assert_eq!(failing_with(FaultTarget::Allocation, 1), ["pool false"]);
    assert_eq!(failing_with(FaultTarget::Allocation, 2), [""; 0]);
}

#[test]
fn a_fault_of_any_fallible_call_counts_them_all() {
    let any = FaultTarget::AnyFallible;
    assert_eq!(failing_with(any, 1), ["spin lock false"]);
    assert_eq!(failing_with(any, 3), ["pool false"]);
    assert_eq!(failing_with(any, 4), ["object false"]);
    assert_eq!(failing_with(any, 5), [""; 0]);
}

#[test]
fn a_fault_strikes_once_and_the_others_stay_armed() {
    let (bench, file) = with_side_door();
    inject(&bench, FaultTarget::Ddi("WdfObjectCreate"), 1);
    inject(&bench, FaultTarget::Ddi("WdfObjectCreate"), 2);
    for expected in ["object false", "object false", "object true"] {
        bench.run(&file, create_things);
        assert_eq!(notes().last().map(String::as_str), Some(expected));
    }
    assert_eq!(bench.machine.clear_faults(), 2);
    bench.end_clean();
}

#[test]
fn forgotten_faults_do_not_strike() {
    let (bench, file) = with_side_door();
    inject(&bench, FaultTarget::AnyFallible, 1);
    assert_eq!(bench.machine.clear_faults(), 0);
    bench.run(&file, create_things);
    assert!(notes().iter().all(|line| line.ends_with("true")));
    bench.end_clean();
}
