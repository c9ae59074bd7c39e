//! Failures of a started device, and refused queries.

use wdk_sys::STATUS_DEVICE_POWER_FAILURE;

use super::{NO_RESOURCES, fail, failed, with_all_callbacks};
use crate::closure_driver::{INTERFACE, NodeStatus, Problem, SUCCESS};

#[test]
fn a_failing_self_managed_io_suspend_still_powers_down() {
    let bench = with_all_callbacks();
    let node = bench.device();
    fail(&bench, "SelfManagedIoSuspend");
    let callbacks = bench.callbacks_of(|| node.suspend().expect("started"));
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
    let callbacks = bench.callbacks_of(|| node.resume().expect("asleep"));
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    let expected = [
        "EvtDeviceD0Entry",
        "EvtDeviceD0EntryPostInterruptsEnabled",
        "EvtDeviceSelfManagedIoRestart",
        "EvtDeviceD0ExitPreInterruptsDisabled",
        "EvtDeviceReleaseHardware",
        "EvtDeviceSelfManagedIoFlush",
    ];
    assert_eq!(callbacks, expected, "no D0Exit");
    bench.end_clean();
}

#[test]
fn a_failing_d0_entry_at_wake_fails_the_device() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.suspend().expect("started");
    fail(&bench, "D0Entry");
    let callbacks = bench.callbacks_of(|| node.resume().expect("asleep"));
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
    node.suspend().expect("started");
    assert_eq!(node.status(), failed(Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE));
    bench.end_clean();
}

#[test]
fn a_failing_restart_after_a_rebalance_fails_the_start() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.stop().expect("started");
    fail(&bench, "PrepareHardware");
    let callbacks = bench.callbacks_of(|| node.start().expect("stopped"));
    assert_eq!(node.status(), failed(Problem::FailedStart, NO_RESOURCES));
    let expected =
        ["EvtDevicePrepareHardware", "EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"];
    assert_eq!(callbacks, expected);
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
    }
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
