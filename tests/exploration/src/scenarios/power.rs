//! The device sleeps and wakes, or stops and starts.

use std::time::Duration;

use kmdf_host::{DeviceNode, NodeStatus};

use crate::scene::Scene;

/// Suspends and resumes a device.
fn sleep_and_wake(node: &DeviceNode) {
    expect(node, "suspend", node.suspend(), NodeStatus::Asleep);
    expect(node, "resume", node.resume(), NodeStatus::Started);
}

/// Checks that a step of the `PnP` manager succeeded, and the status of the device.
pub(super) fn expect(
    node: &DeviceNode,
    what: &str,
    result: Result<(), kmdf_host::Error>,
    status: NodeStatus,
) {
    if let Err(error) = result {
        panic!("{what}: {error}");
    }
    assert_eq!(node.status(), status, "after {what}");
}

pub(super) fn asleep(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.machine.watch_callbacks();
    scene.pnp(&device, |node| expect(node, "suspend", node.suspend(), NodeStatus::Asleep));
    scene.stage.at_end(|machine| {
        machine.advance(Duration::from_secs(1));
        match machine.observed().most_callbacks_at_once {
            0 => Ok(()),
            _ => Err("the timer ticks while the device sleeps".to_string()),
        }
    });
}

pub(super) fn suspend_and_resume_idle(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.pnp(&device, sleep_and_wake);
    scene.stage.allow_ticks(1);
}

pub(super) fn suspend_and_resume_active(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, sleep_and_wake);
    scene.stage.allow_ticks(2);
}

pub(super) fn suspend_and_resume_queued(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, sleep_and_wake);
    scene.stage.allow_ticks(2);
}

pub(super) fn suspend_and_resume_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, sleep_and_wake);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn suspend_and_resume_and_write(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.pnp(&device, sleep_and_wake);
    scene.writer("write", &device.file, 1);
    scene.stage.allow_ticks(1);
}

pub(super) fn stop_and_start_active(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, |node| {
        expect(node, "stop", node.stop(), NodeStatus::Stopped);
        expect(node, "start", node.start(), NodeStatus::Started);
    });
    scene.stage.allow_ticks(1);
}
