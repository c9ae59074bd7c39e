//! The driver is loaded and devices are created while calls fail.

use kmdf_host::abi::{
    NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER, STATUS_OBJECT_TYPE_MISMATCH,
};
use kmdf_host::{Machine, NodeStatus, Problem, RegistryValue, describe};

use echo_support::Variant;

use super::power::expect;
use super::removal::remove;
use crate::scene::Scene;

/// Invalid values of a device's hardware key, and the status with which the device fails.
fn wrong_settings() -> [(&'static str, RegistryValue, NTSTATUS); 4] {
    [
        ("SynchronizationMode", RegistryValue::Dword(2), STATUS_INVALID_PARAMETER),
        ("TimerPeriod", RegistryValue::Dword(0), STATUS_INVALID_PARAMETER),
        ("TimerPeriod", RegistryValue::Dword(60_001), STATUS_INVALID_PARAMETER),
        ("TimerPeriod", RegistryValue::Sz("100".into()), STATUS_OBJECT_TYPE_MISMATCH),
    ]
}

/// Creates a device with each invalid value, and checks that the device fails with the value's status or
/// with one of `others`.
pub(super) fn wrong_settings_fail(machine: &Machine, variant: Variant, others: &[NTSTATUS]) {
    for (name, value, status) in wrong_settings() {
        let node = Scene::create(machine, variant, &[(name, value)]);
        let NodeStatus::Failed { status: found, .. } = node.status() else {
            panic!("a device with a wrong {name} is {}", node.status());
        };
        let expected = found == status || others.contains(&found);
        assert!(expected, "with a wrong {name}: {}, not {}", describe(found), describe(status));
        remove(&node);
    }
}

/// Creates a device again and again until it starts. Each failed device reports insufficient
/// resources, and leaves nothing.
fn create(machine: &Machine, variant: Variant, loads: bool) {
    let before = (machine.objects(), machine.pool());
    loop {
        let node = Scene::create(machine, variant, &[]);
        let (problem, status) = match node.status() {
            NodeStatus::Started => return,
            NodeStatus::Failed { problem, status } => (problem, status),
            status => panic!("a new device is {status}"),
        };
        let expected = describe(STATUS_INSUFFICIENT_RESOURCES);
        assert_eq!(describe(status), expected, "the status of a device that failed");
        assert!(loads || problem != Problem::FailedDriverEntry, "the driver was loaded before");
        let left = (machine.objects(), machine.pool());
        assert_eq!(left, before, "what is left of a device that failed");
        remove(&node);
    }
}

fn load_with_failures(scene: &mut Scene<'_>, failures: u32) {
    let variant = scene.variant;
    scene.stage.thread("pnp", move |machine| create(machine, variant, true));
    scene.stage.allow_failures(failures);
}

pub(super) fn load_with_a_failure(scene: &mut Scene<'_>) {
    load_with_failures(scene, 1);
}

pub(super) fn load_with_two_failures(scene: &mut Scene<'_>) {
    load_with_failures(scene, 2);
}

pub(super) fn second_device_with_a_failure(scene: &mut Scene<'_>) {
    // The first device is of the other variant. Both must work at the end.
    scene.variant = scene.variant.other();
    scene.device();
    let variant = scene.variant.other();
    scene.record.forgets();
    scene.stage.thread("pnp", move |machine| create(machine, variant, false));
    scene.stage.allow_failures(1);
}

pub(super) fn settings_with_a_failure(scene: &mut Scene<'_>) {
    let variant = scene.variant;
    scene.stage.thread("pnp", move |machine| {
        wrong_settings_fail(machine, variant, &[STATUS_INSUFFICIENT_RESOURCES]);
    });
    scene.stage.allow_failures(1);
}

pub(super) fn wake_with_a_failure(scene: &mut Scene<'_>) {
    let device = scene.device();
    expect(&device.node, "suspend", device.node.suspend(), NodeStatus::Asleep);
    scene.pnp(&device, |node| {
        let resumed = node.resume();
        assert!(resumed.is_ok(), "{resumed:?}");
    });
    scene.writer("write", &device.file, 1);
    scene.stage.allow_ticks(1);
    scene.stage.allow_failures(1);
}
