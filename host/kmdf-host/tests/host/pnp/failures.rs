//! A failure of each callback at each step: the state of the device, and the callbacks that follow.

use wdk_sys::_WDF_POWER_DEVICE_STATE::WdfPowerDeviceD3Final;
use wdk_sys::{NTSTATUS, STATUS_DEVICE_POWER_FAILURE, STATUS_UNSUCCESSFUL};

use super::{NO_RESOURCES, fail, failed, power_state, with_all_callbacks};
use crate::closure_driver::{
    Bench, DeviceNode, FIRST, INTERFACE, NodeStatus, ObjectKind, ObjectName, Problem, SUCCESS,
    Timer, attributes, keep, kept, manual, sequential, timer,
};

/// Creates a device. Returns its node, and the callbacks of the device.
fn create(bench: &Bench) -> (DeviceNode, Vec<&'static str>) {
    let mut node = None;
    let callbacks = bench.callbacks_of(|| node = bench.machine.create_device(FIRST).ok());
    bench.check();
    (node.expect("a node in any case"), callbacks.into_iter().skip(2).collect())
}

#[test]
fn a_failing_driver_entry_leaves_a_device_without_driver() {
    let bench = with_all_callbacks();
    bench.on_entry(|| NO_RESOURCES);
    let node = bench.machine.create_device(FIRST).expect("a node in any case");
    assert_eq!(node.status(), failed(Problem::FailedDriverEntry, NO_RESOURCES));
    assert_eq!(bench.entered().len(), 1, "neither AddDevice nor EvtDriverUnload");
    assert_eq!(bench.machine.objects(), [], "the framework deletes the WDFDRIVER");
    // The next device loads the driver again.
    bench.on_entry(|| SUCCESS);
    let (second, _) = create(&bench);
    assert_eq!(second.status(), NodeStatus::Started);
    bench.end_clean();
}

#[test]
fn device_add_failing_before_the_device_exists_leaves_nothing() {
    let bench = Bench::without_device(|_| NO_RESOURCES);
    let (node, callbacks) = create(&bench);
    assert_eq!(node.status(), failed(Problem::FailedAdd, NO_RESOURCES));
    assert_eq!(callbacks, ["EvtDriverUnload"]);
    assert_eq!(bench.machine.objects(), []);
    bench.end_clean();
}

#[test]
fn device_add_failing_after_the_device_exists_cleans_it_up() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device_with(attributes().watched());
        let queue = sequential().read(|_, _| {}).watched().for_everything().create(device);
        let spec = timer(queue.object()).attributes(crate::closure_driver::Attributes::watched);
        let timer = spec.period(10).create(|_| {});
        timer.start(-10_000);
        NO_RESOURCES
    });
    let (node, callbacks) = create(&bench);
    assert_eq!(node.status(), failed(Problem::FailedAdd, NO_RESOURCES));
    let expected = [
        "EvtCleanupCallback",
        "EvtCleanupCallback",
        "EvtCleanupCallback",
        "EvtDestroyCallback",
        "EvtDestroyCallback",
        "EvtDestroyCallback",
        "EvtDriverUnload",
    ];
    assert_eq!(callbacks, expected);
    let order: Vec<_> =
        bench.entered().into_iter().filter(|(name, _)| *name == "EvtCleanupCallback").collect();
    let children_first = [ObjectKind::Timer, ObjectKind::Queue, ObjectKind::Device]
        .map(|kind| ("EvtCleanupCallback", vec![ObjectName::new(kind, 1)]));
    assert_eq!(order, children_first);
    bench.advance_ms(100);
    bench.end_clean();
}

/// Creates a device that does not start, because one of its callbacks fails. `expected`: the callbacks
/// that run.
#[track_caller]
fn start_fails(
    failing: &'static str,
    status: NTSTATUS,
    expected: &[&'static str],
) -> (Bench, DeviceNode) {
    let bench = with_all_callbacks();
    fail(&bench, failing);
    let (node, callbacks) = create(&bench);
    assert_eq!(node.status(), failed(Problem::FailedStart, status));
    assert_eq!(callbacks, expected);
    (bench, node)
}

/// Removes a failed device, whose driver is not asked. `expected`: the callbacks that run before the
/// driver is unloaded.
#[track_caller]
fn removal_of_failed_calls(bench: Bench, node: &DeviceNode, expected: &[&'static str]) {
    let removal = bench.callbacks_of(|| node.remove().expect("a failed device can be removed"));
    let unload = ["EvtCleanupCallback", "EvtDestroyCallback", "EvtDriverUnload"];
    assert_eq!(removal, [expected, &unload].concat());
    bench.end_clean();
}

#[test]
fn a_failing_prepare_hardware_fails_the_start_with_its_status() {
    let expected = ["EvtDevicePrepareHardware", "EvtDeviceReleaseHardware"];
    let (bench, node) = start_fails("PrepareHardware", NO_RESOURCES, &expected);
    assert_eq!(bench.machine.interfaces(&INTERFACE), [""; 0]);
    removal_of_failed_calls(bench, &node, &[]);
}

#[test]
fn a_failing_d0_entry_fails_the_start_as_a_power_failure() {
    // No D0Exit, no self-managed I/O.
    let expected = ["EvtDevicePrepareHardware", "EvtDeviceD0Entry", "EvtDeviceReleaseHardware"];
    let (bench, node) = start_fails("D0Entry", STATUS_DEVICE_POWER_FAILURE, &expected);
    removal_of_failed_calls(bench, &node, &[]);
}

#[test]
fn a_failing_post_interrupts_callback_fails_the_start_after_d0_exit() {
    let expected = [
        "EvtDevicePrepareHardware",
        "EvtDeviceD0Entry",
        "EvtDeviceD0EntryPostInterruptsEnabled",
        "EvtDeviceD0Exit",
        "EvtDeviceReleaseHardware",
    ];
    let failing = "D0EntryPostInterruptsEnabled";
    let (bench, node) = start_fails(failing, STATUS_DEVICE_POWER_FAILURE, &expected);
    assert_eq!(power_state(&bench, "EvtDeviceD0Exit"), WdfPowerDeviceD3Final);
    removal_of_failed_calls(bench, &node, &[]);
}

#[test]
fn a_failing_self_managed_io_init_fails_the_start_and_flushes() {
    // No SelfManagedIoSuspend.
    let expected = [
        "EvtDevicePrepareHardware",
        "EvtDeviceD0Entry",
        "EvtDeviceD0EntryPostInterruptsEnabled",
        "EvtDeviceSelfManagedIoInit",
        "EvtDeviceD0ExitPreInterruptsDisabled",
        "EvtDeviceD0Exit",
        "EvtDeviceReleaseHardware",
        "EvtDeviceSelfManagedIoFlush",
    ];
    let (bench, node) = start_fails("SelfManagedIoInit", STATUS_DEVICE_POWER_FAILURE, &expected);
    assert_eq!(power_state(&bench, "EvtDeviceD0Exit"), WdfPowerDeviceD3Final);
    assert_eq!(bench.machine.interfaces(&INTERFACE), [""; 0]);
    removal_of_failed_calls(bench, &node, &["EvtDeviceSelfManagedIoCleanup"]);
}

#[test]
fn a_disable_of_a_failed_device_lets_it_be_enabled_again() {
    let bench = with_all_callbacks();
    fail(&bench, "SelfManagedIoInit");
    let (node, _) = create(&bench);
    bench.on_pnp("SelfManagedIoInit", |_| SUCCESS);
    node.disable().expect("failed devices can be disabled");
    node.enable().expect("disabled");
    assert_eq!(node.status(), NodeStatus::Started);
    bench.end_clean();
}

#[test]
fn enable_of_a_device_that_fails_returns_the_failure() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.disable().expect("started");
    fail(&bench, "PrepareHardware");
    let error = node.enable().expect_err("the start fails").to_string();
    assert!(error.contains("enable") && error.contains("code 10"), "{error}");
    assert_eq!(node.status(), failed(Problem::FailedStart, NO_RESOURCES));
    bench.end_clean();
}

#[test]
fn surprise_removal_of_a_failed_device_calls_one_callback() {
    let bench = with_all_callbacks();
    fail(&bench, "D0Entry");
    let (node, _) = create(&bench);
    let removal = bench.callbacks_of(|| node.surprise_remove().expect("failed"));
    let expected =
        ["EvtDeviceSurpriseRemoval", "EvtCleanupCallback", "EvtDestroyCallback", "EvtDriverUnload"];
    assert_eq!(removal, expected);
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}

#[test]
fn a_failing_create_call_leaves_no_earlier_object_behind() {
    // Each of the driver's creations fails in turn. Nothing is left and nothing is reported.
    let mut failures = 0;
    for nth in 1.. {
        let bench = Bench::without_device(|adding| {
            let Ok(device) = adding.try_device(attributes()) else { return STATUS_UNSUCCESSFUL };
            let queue = match sequential().read(|_, _| {}).for_everything().try_create(device) {
                Ok(queue) => queue,
                Err(status) => return status,
            };
            if let Err(status) = manual().try_create(device) {
                return status;
            }
            match timer(queue.object()).try_create(|_| {}) {
                Ok(timer) => keep("timer", timer),
                Err(status) => return status,
            }
            kept::<Timer>("timer").start(-10_000);
            SUCCESS
        });
        bench.machine.inject(kmdf_host::Fault {
            call: kmdf_host::FaultTarget::AnyFallible,
            nth,
            status: NO_RESOURCES,
        });
        let (node, _) = create(&bench);
        let struck = bench.machine.clear_faults();
        let started = node.status() == NodeStatus::Started;
        assert_eq!(started, struck == 0, "call {nth}: {}", node.status());
        bench.end_clean();
        if started {
            break;
        }
        failures += 1;
    }
    assert_eq!(failures, 5, "WdfDriverCreate and the four creations of the device's objects");
}
