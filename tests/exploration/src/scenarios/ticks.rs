//! The driver holds a request, and more than one party wants to complete it.

use crate::scene::{Scene, written};

pub(super) fn tick_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(1);
}

pub(super) fn two_ticks_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn two_ticks_one_queued(scene: &mut Scene<'_>) {
    scene.device_with_one_active_one_queued();
    scene.stage.allow_ticks(2);
}

pub(super) fn two_ticks_one_queued_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn two_ticks_and_two_cancels(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.canceller("cancel-1", &device.file);
    scene.canceller("cancel-2", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn write_and_read_queued(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.write(&device.file, 2);
    let (wrote, read) = (written(2), scene.read(&device.file));
    scene.stage.allow_ticks(3);
    scene.stage.at_end(move |machine| {
        // One tick for each request: earlier ticks may have found none.
        machine.advance(std::time::Duration::from_millis(300));
        // The queue presents the read after the write before it has completed.
        match read.result() {
            Some(result) if result.data == wrote => Ok(()),
            result => Err(format!("the read after the write of {wrote:?} ended with {result:?}")),
        }
    });
}

pub(super) fn close(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.closer("close", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn exit(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(2);
}

pub(super) fn close_and_exit(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active_one_queued();
    scene.closer("close", &device.file);
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(2);
}

pub(super) fn queued_with_a_failure(scene: &mut Scene<'_>) {
    let device = scene.device_with_one_active();
    scene.write(&device.file, 2);
    scene.stage.allow_ticks(2);
    scene.stage.allow_failures(1);
}
