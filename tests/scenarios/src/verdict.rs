//! The verdict on a whole run, the same for every scenario.

use std::collections::BTreeMap;

use kmdf_host::abi::{STATUS_INVALID_DEVICE_STATE, STATUS_PENDING};
use kmdf_host::trace::{Application, IoCall};
use kmdf_host::{Event, EventKind, Machine, ObjectName, Violation};

/// Checks a machine after its shutdown.
pub(crate) fn check(machine: &Machine, violations: &[Violation]) {
    assert!(violations.is_empty(), "{}", list(violations));
    let left = (machine.devices().len(), machine.objects(), machine.pool());
    assert_eq!(left, (0, Vec::new(), Vec::new()), "(devices, objects, pool) after the shutdown");
    let trace = machine.trace();
    check_completions(&trace);
    // A completion may present the next request on the same thread, which would wait for the lock.
    assert_eq!(
        machine.observed().completions_under_lock,
        0,
        "requests completed while the driver held a lock"
    );
}

/// Checks that each request that the device accepted was completed once.
fn check_completions(trace: &[Event]) {
    let is_taken = |kind: &EventKind| match kind {
        EventKind::Application(Application::Issued { call, status, .. }) => {
            let transfers = matches!(
                call,
                IoCall::Read { .. } | IoCall::Write { .. } | IoCall::DeviceControl { .. }
            );
            // A queue that no longer accepts requests completes them, too.
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

/// The violations, one per line.
pub(crate) fn list(violations: &[Violation]) -> String {
    let lines: Vec<String> = violations.iter().map(|v| format!("\n  {v}")).collect();
    format!("{} rules were broken:{}", violations.len(), lines.concat())
}
