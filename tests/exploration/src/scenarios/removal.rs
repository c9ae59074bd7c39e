//! The device is removed, in order or by surprise, in every state; then the driver is unloaded.

use kmdf_host::abi::{STATUS_NO_SUCH_DEVICE, STATUS_OBJECT_NAME_NOT_FOUND};
use kmdf_host::{DeviceNode, Error, NodeStatus, describe};

use super::power::expect;
use crate::scene::{Device, Scene, write};

/// Removes a device.
pub(super) fn remove(node: &DeviceNode) {
    expect(node, "remove", node.remove(), NodeStatus::Removed);
}

/// Removes a device, unless a process has it open; then the device continues.
fn remove_unless_open(node: &DeviceNode) {
    match node.remove() {
        Ok(()) => assert_eq!(node.status(), NodeStatus::Removed, "after the removal"),
        Err(Error::OutstandingOpen { .. }) => {
            assert_eq!(node.status(), NodeStatus::Started, "after the refused removal");
        }
        Err(error) => panic!("remove: {error}"),
    }
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

pub(super) fn remove_and_close(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.pnp(&device, remove_unless_open);
    scene.closer("close", &device.file);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_and_open(scene: &mut Scene<'_>) {
    let device = scene.device();
    device.file.close();
    scene.pnp(&device, remove_unless_open);
    let (path, record) = (device.path, scene.record.clone());
    scene.stage.thread("open", move |machine| {
        let opened = machine.process().open(&path);
        match opened {
            Ok(file) => write(&record, &file, 1),
            Err(STATUS_NO_SUCH_DEVICE | STATUS_OBJECT_NAME_NOT_FOUND) => {}
            Err(status) => panic!("open: {}", describe(status)),
        }
    });
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_active(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    device.file.close();
    scene.pnp(&device, remove);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_active_and_exit(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    device.file.close();
    scene.pnp(&device, remove);
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_queued_and_close(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, remove_unless_open);
    scene.closer("close", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn remove_queued_and_exit(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.pnp(&device, remove_unless_open);
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(2);
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

pub(super) fn surprise_and_exit(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.pnp(&device, vanish);
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(1);
}

pub(super) fn remove_and_unload_with_late_ticks(scene: &mut Scene<'_>) {
    let device = scene.device();
    device.file.close();
    scene.pnp(&device, remove);
    scene.stage.allow_ticks(1);
}
