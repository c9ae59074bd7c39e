//! The verdict on a whole run, whatever its scenario was.

use std::collections::BTreeMap;

use kmdf_host::abi::{STATUS_INVALID_DEVICE_STATE, STATUS_PENDING};
use kmdf_host::{Event, Machine, Violation, Who};

use crate::bench::list;

/// Checks a machine that was shut down.
pub(crate) fn check(machine: &Machine, violations: &[Violation]) {
    assert!(violations.is_empty(), "{}", list(violations));
    let left = (machine.devices().len(), machine.objects(), machine.pool());
    assert_eq!(left, (0, Vec::new(), Vec::new()), "(devices, objects, pool) that are left");
    let trace = machine.trace();
    check_completions(&trace);
    // To complete one may present the next one on the same thread.
    assert_eq!(
        machine.completions_under_lock(),
        0,
        "requests completed under a lock of the driver's"
    );
}

/// Each request that the device took was completed once.
fn check_completions(trace: &[Event]) {
    let hexadecimal = |status: i32| format!("{:08x}", status.cast_unsigned());
    // A queue that does not accept requests any more completes them, too.
    let taken = [hexadecimal(STATUS_PENDING), hexadecimal(STATUS_INVALID_DEVICE_STATE)];
    let kinds = ["ReadFile(", "WriteFile(", "DeviceIoControl("];
    let sent = trace
        .iter()
        .filter(|event| event.who == Who::Application)
        .filter(|event| kinds.iter().any(|kind| event.what.starts_with(kind)))
        .filter(|event| taken.iter().any(|status| event.what.ends_with(status)))
        .count();
    let mut completions = BTreeMap::<&str, u32>::new();
    for event in trace.iter().filter(|event| event.who == Who::IoManager) {
        if let Some((request, _)) = event.what.split_once(" completed: ") {
            *completions.entry(request).or_default() += 1;
        }
    }
    completions.retain(|_, count| {
        assert_eq!(*count, 1, "completions of a request");
        true
    });
    assert_eq!(completions.len(), sent, "requests completed, of those that were sent");
}
