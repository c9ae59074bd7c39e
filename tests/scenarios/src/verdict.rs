//! The verdict on a whole run, whatever its scenario was.

use std::collections::BTreeMap;

use kmdf_host::abi::{STATUS_INVALID_DEVICE_STATE, STATUS_PENDING};
use kmdf_host::trace::{Application, IoCall};
use kmdf_host::{Event, EventKind, Machine, ObjectName, Violation};

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
        machine.observed().completions_under_lock,
        0,
        "requests completed under a lock of the driver's"
    );
}

/// Each request that the device took was completed once.
fn check_completions(trace: &[Event]) {
    let is_taken = |kind: &EventKind| match kind {
        EventKind::Application(Application::Issued { call, status, .. }) => {
            let transfers = matches!(
                call,
                IoCall::Read { .. } | IoCall::Write { .. } | IoCall::DeviceControl { .. }
            );
            // A queue that does not accept requests any more completes them, too.
            transfers && [STATUS_PENDING, STATUS_INVALID_DEVICE_STATE].contains(status)
        }
        _ => false,
    };
    let sent = trace.iter().filter(|event| is_taken(&event.kind)).count();
    let mut completions = BTreeMap::<ObjectName, u32>::new();
    for event in trace {
        if let EventKind::Completed { request, .. } = event.kind {
            *completions.entry(request).or_default() += 1;
        }
    }
    for (request, count) in &completions {
        assert_eq!(*count, 1, "completions of {request}");
    }
    assert_eq!(completions.len(), sent, "requests completed, of those that were sent");
}
