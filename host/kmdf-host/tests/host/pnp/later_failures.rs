//! Failures of a started device, and refused queries.

use kmdf_host::Error;
use kmdf_host::trace::PnpMessage;
use wdk_sys::_WDF_POWER_DEVICE_STATE::WdfPowerDeviceD3Final;
use wdk_sys::STATUS_DEVICE_POWER_FAILURE;

use super::{NO_RESOURCES, fail, failed, power_state, sent, with_all_callbacks};
use crate::closure_driver::{INTERFACE, NodeStatus, Problem, SUCCESS};

/// Checks that a request returned the failure of the device.
#[track_caller]
fn fails(request: &str, result: Result<(), Error>) {
    let error = result.expect_err("the device fails").to_string();
    assert!(error.contains(request) && error.contains("failed, code"), "{error}");
}

#[test]
fn a_failing_self_managed_io_suspend_still_powers_down() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "SelfManagedIoSuspend");
    let callbacks = bench.callbacks_of(|| fails("suspend", node.suspend()));
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    let expected = [
        "EvtDeviceSelfManagedIoSuspend",
        "EvtDeviceD0ExitPreInterruptsDisabled",
        "EvtDeviceD0Exit",
        "EvtDeviceReleaseHardware",
        "EvtDeviceSelfManagedIoFlush",
    ];
    assert_eq!(callbacks, expected);
    assert_eq!(bench.machine.interfaces(&INTERFACE), [""; 0]);
    node.remove().expect("failed");
    let entered = bench.entered();
    for once in ["EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"] {
        let calls = entered.iter().filter(|(name, _)| *name == once);
        assert_eq!(calls.count(), 1, "{once}");
    }
    bench.end_clean();
}

#[test]
fn a_failing_self_managed_io_restart_holds_the_queues_again() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.suspend().expect("started");
    fail(&bench, "SelfManagedIoRestart");
    let callbacks = bench.callbacks_of(|| fails("resume", node.resume()));
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    let expected = [
        "EvtDeviceD0Entry",
        "EvtDeviceD0EntryPostInterruptsEnabled",
        "EvtDeviceSelfManagedIoRestart",
        "EvtDeviceD0ExitPreInterruptsDisabled",
        "EvtDeviceD0Exit",
        "EvtDeviceReleaseHardware",
        "EvtDeviceSelfManagedIoFlush",
    ];
    assert_eq!(callbacks, expected);
    assert_eq!(power_state(&bench, "EvtDeviceD0Exit"), WdfPowerDeviceD3Final);
    bench.end_clean();
}

#[test]
fn a_failing_d0_entry_at_wake_fails_the_device() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.suspend().expect("started");
    fail(&bench, "D0Entry");
    let callbacks = bench.callbacks_of(|| fails("resume", node.resume()));
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    let expected = ["EvtDeviceD0Entry", "EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"];
    assert_eq!(callbacks, expected);
    bench.end_clean();
}

#[test]
fn a_failing_d0_exit_fails_the_device() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "D0Exit");
    fails("suspend", node.suspend());
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    bench.end_clean();
}

#[test]
fn a_failing_restart_after_a_rebalance_fails_the_start() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.stop().expect("started");
    fail(&bench, "PrepareHardware");
    let callbacks = bench.callbacks_of(|| fails("start", node.start()));
    assert_eq!(node.status(), failed(Problem::FailedStart, NO_RESOURCES));
    let expected =
        ["EvtDevicePrepareHardware", "EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"];
    assert_eq!(callbacks, expected);
    bench.end_clean();
}

#[test]
fn a_failing_post_interrupts_callback_at_wake_is_followed_by_d0_exit() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.suspend().expect("started");
    fail(&bench, "D0EntryPostInterruptsEnabled");
    let callbacks = bench.callbacks_of(|| fails("resume", node.resume()));
    let expected = [
        "EvtDeviceD0Entry",
        "EvtDeviceD0EntryPostInterruptsEnabled",
        "EvtDeviceD0Exit",
        "EvtDeviceReleaseHardware",
        "EvtDeviceSelfManagedIoFlush",
    ];
    assert_eq!(callbacks, expected);
    bench.end_clean();
}

#[test]
fn a_failing_release_hardware_in_a_stop_fails_the_device() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "ReleaseHardware");
    let callbacks = bench.callbacks_of(|| fails("stop", node.stop()));
    assert_eq!(callbacks.last(), Some(&"EvtDeviceSelfManagedIoFlush"));
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    bench.end_clean();
}

#[test]
fn a_driver_that_refuses_a_removal_keeps_its_device() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "QueryRemove");
    for refused in [node.remove(), node.disable()] {
        let text = refused.expect_err("refused").to_string();
        assert!(text.contains("STATUS_INSUFFICIENT_RESOURCES"), "{text}");
        assert!(text.contains("EvtDeviceQueryRemove refused"), "{text}");
    }
    let sent = sent(&bench);
    let cancelled = [PnpMessage::QueryRemove, PnpMessage::CancelRemove];
    assert_eq!(sent[sent.len() - 2..], cancelled);
    assert_eq!(node.status(), NodeStatus::Started);
    assert_eq!(bench.machine.interfaces(&INTERFACE).len(), 1);
    bench.on_pnp("QueryRemove", |_| SUCCESS);
    node.remove().expect("the driver no longer refuses");
    bench.end_clean();
}

#[test]
fn a_driver_that_refuses_a_stop_keeps_its_device_in_d0() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "QueryStop");
    let callbacks = bench.callbacks_of(|| assert!(node.stop().is_err()));
    assert_eq!(callbacks, ["EvtDeviceQueryStop"]);
    let sent = sent(&bench);
    assert_eq!(sent[sent.len() - 2..], [PnpMessage::QueryStop, PnpMessage::CancelStop]);
    assert_eq!(node.status(), NodeStatus::Started);
    bench.end_clean();
}

#[test]
fn a_surprise_removal_sends_no_query() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "QueryRemove");
    node.surprise_remove().expect("started");
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}
