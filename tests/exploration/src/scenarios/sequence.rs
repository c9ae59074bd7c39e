//! What does not depend on the order of events: limits, lengths and settings.

use kmdf_host::abi::{NTSTATUS, STATUS_BUFFER_OVERFLOW, STATUS_SUCCESS};
use kmdf_host::{File, IoResult, NodeStatus, Operation, RegistryValue, describe};

use super::creation::wrong_settings_fail;
use super::removal::remove;
use echo_support::{LIMIT, PERIOD, pattern};

use crate::scene::Scene;

fn result(operation: &Operation) -> IoResult {
    operation.wait().unwrap_or_else(|error| panic!("{error}"))
}

fn ends(operation: &Operation, status: NTSTATUS, information: usize) -> IoResult {
    let result = result(operation);
    let found = (describe(result.status), result.information);
    assert_eq!(found, (describe(status), information), "{operation:?}");
    result
}

/// Reads, and checks the bytes.
fn gives(file: &File, length: usize, bytes: &[u8]) {
    let data = ends(&file.read(length), STATUS_SUCCESS, bytes.len()).data;
    assert!(
        data == bytes,
        "a read of {length} bytes returned other bytes than the {} stored",
        bytes.len()
    );
}

pub(super) fn limits(scene: &mut Scene<'_>) {
    let device = scene.device();
    let started = scene.machine.now();
    scene.stage.thread("application", move |machine| {
        let file = &device.file;
        // No bytes are stored, so the read completes at once.
        gives(file, 10, &[]);
        ends(&file.write(&pattern(LIMIT + 1, 1)), STATUS_BUFFER_OVERFLOW, 0);
        assert_eq!(machine.now(), started, "the time of a write that is too long");
        let write = ends(&file.write(&pattern(LIMIT, 2)), STATUS_SUCCESS, LIMIT);
        assert_eq!(write.completed_at, started + PERIOD, "the time of a write");
        device.process.exit();
        remove(&device.node);
    });
}

pub(super) fn lengths(scene: &mut Scene<'_>) {
    let stored = pattern(20, 3);
    let device = scene.device_with(&stored);
    let began = scene.machine.now();
    scene.stage.thread("application", move |machine| {
        let file = &device.file;
        ends(&file.write(&[]), STATUS_SUCCESS, 0);
        ends(&file.read(0), STATUS_SUCCESS, 0);
        ends(&file.write(&pattern(LIMIT + 1, 4)), STATUS_BUFFER_OVERFLOW, 0);
        assert_eq!(machine.now(), began, "the time of operations that complete at once");
        gives(file, 7, &stored[..7]);
        assert_eq!(machine.now(), began + PERIOD, "the time of a read");
        gives(file, 20, &stored);
        gives(file, 21, &stored);
    });
}

pub(super) fn no_settings(scene: &mut Scene<'_>) {
    let device = scene.device_without_settings();
    let began = scene.machine.now();
    scene.stage.thread("application", move |_| {
        let write = ends(&device.file.write(&pattern(10, 5)), STATUS_SUCCESS, 10);
        assert_eq!(write.completed_at, began + PERIOD, "the time of a write");
        device.process.exit();
        remove(&device.node);
    });
}

pub(super) fn settings(scene: &mut Scene<'_>) {
    let variant = scene.variant;
    scene.stage.thread("pnp", move |machine| {
        wrong_settings_fail(machine, variant, &[]);
        for period in [1, 60_000] {
            let value = RegistryValue::Dword(period);
            let node = Scene::create(machine, variant, &[("TimerPeriod", value)]);
            assert_eq!(node.status(), NodeStatus::Started, "with a period of {period} ms");
            // The short period needs a timer of high resolution, the long one does not.
            let timers = machine.observed().high_resolution_timers;
            assert_eq!(timers, 1, "timers of high resolution, after a period of {period} ms");
            remove(&node);
        }
    });
}
