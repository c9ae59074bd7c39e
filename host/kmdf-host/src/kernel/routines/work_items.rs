//! The I/O manager's work items.
#![forbid(unsafe_code)]

use super::super::place::Place;
use super::numbers::Numbers;
use crate::pnp::Routine;
use crate::rules::{Rule, Subject};
use crate::running;
use crate::seam;

const WORK_ITEMS: Numbers = Numbers { first: 0xFFFF_B100_0000_1000, distance: 16 };

/// The number of a work item; one that no work item has if the host has not made it.
fn number_of(item: Place<u8>) -> usize {
    WORK_ITEMS.number(item.pointer().addr()).unwrap_or(usize::MAX)
}

fn report(call: &str, result: Result<(), &str>) {
    if let Err(detail) = result {
        seam::machine(call).violation(Rule::ObjectMisused, Subject::None, call, detail.into());
    }
}

/// `IoAllocateWorkItem`.
pub(super) fn allocate(device: Place<u8>) -> *mut u8 {
    let (driver, device) = (running::driver(), device.address());
    let machine = seam::machine("IoAllocateWorkItem");
    let number = machine.with(|state| state.new_io_work_item(driver, device));
    std::ptr::without_provenance_mut(WORK_ITEMS.value(number))
}

/// `IoFreeWorkItem`.
pub(super) fn free(item: Place<u8>) {
    let call = "IoFreeWorkItem";
    report(call, seam::machine(call).with(|state| state.free_io_work(number_of(item))));
}

/// `IoQueueWorkItem`, and its other form, whose routine gets the work item too.
pub(super) fn queue(call: &'static str, item: Place<u8>, address: usize, context: usize) {
    let own = call.ends_with("Ex").then(|| item.pointer().addr());
    let routine = Routine { address, context, item: own };
    report(call, seam::machine(call).with(|state| state.queue_io_work(number_of(item), routine)));
}
