//! The device is removed, in order or by surprise, in every state; then the driver is unloaded.

use kmdf_host::{DeviceNode, NodeStatus};

use super::power::expect;
use crate::scene::{Device, Scene};

/// Removes a device.
pub(super) fn remove(node: &DeviceNode) {
    expect(node, "remove", node.remove(), NodeStatus::Removed);
}

fn vanish(node: &DeviceNode) {
    if let Err(error) = node.surprise_remove() {
        panic!("surprise removal: {error}");
    }
}

/// A device that sleeps.
fn asleep(scene: &Scene<'_>) -> Device {
    let device = scene.device();
    expect(&device.node, "suspend", device.node.suspend(), NodeStatus::Asleep);
    device
}

pub(super) fn remove_idle(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.pnp(&device, remove);
    scene.writer("write", &device.file, 1);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_active(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, remove);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_queued(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, remove);
    scene.stage.allow_ticks(2);
}

pub(super) fn remove_queued_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, remove);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn remove_asleep(scene: &mut Scene<'_>) {
    let device = asleep(scene);
    scene.pnp(&device, remove);
    scene.writer("write", &device.file, 1);
    scene.stage.allow_ticks(1);
}

pub(super) fn surprise_idle(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.pnp(&device, vanish);
    scene.writer("write", &device.file, 1);
    scene.stage.allow_ticks(1);
}

pub(super) fn surprise_active(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, vanish);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(1);
}

pub(super) fn surprise_queued(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, vanish);
    scene.stage.allow_ticks(2);
}

pub(super) fn surprise_queued_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, vanish);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn surprise_asleep(scene: &mut Scene<'_>) {
    let device = asleep(scene);
    scene.pnp(&device, vanish);
    scene.writer("write", &device.file, 1);
    scene.stage.allow_ticks(1);
}

pub(super) fn surprise_and_close(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, vanish);
    scene.closer("close", &device.file);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_and_exit(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, remove);
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_and_unload_with_late_ticks(scene: &mut Scene<'_>) {
    let device = scene.device();
    device.file.close();
    scene.pnp(&device, remove);
    scene.stage.allow_ticks(2);
}
