//! Requests arrive while other things happen.

use echo_support::pattern;

use crate::scene::Scene;

pub(super) fn core(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.writer("write", &device.file, 1);
    scene.canceller("cancel", &device.file);
    scene.exit("exit", &device.process);
    scene.stage.allow_ticks(1);
}

pub(super) fn read_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    scene.reader("read", &device.file);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(1);
}

pub(super) fn two_requests(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    scene.writer("write", &device.file, 2);
    scene.reader("read", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn two_requests_and_cancel(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    scene.writer("write", &device.file, 2);
    scene.reader("read", &device.file);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn write_then_read(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    let (file, record) = (device.file.clone(), scene.record.clone());
    scene.stage.thread("application", move |_| {
        let bytes = pattern(16, 80);
        record.wrote(&bytes, file.write(&bytes));
        let read = file.read(64);
        record.read(64, read.clone());
        let result = read.wait().unwrap_or_else(|error| panic!("{error}"));
        assert!(
            result.data == bytes,
            "a read returned {:?}, expected the bytes of the write before",
            result.data
        );
    });
    scene.stage.allow_ticks(2);
}

pub(super) fn write_and_cancel_then_read(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.writer("write", &device.file, 1);
    let (file, record) = (device.file.clone(), scene.record.clone());
    // The thread that sends a request enters the queue's dispatcher, and may call the cancel callback.
    scene.stage.thread("cancel", move |_| {
        let _ = file.cancel_all();
        record.read(64, file.read(64));
    });
    scene.stage.allow_ticks(1);
}

pub(super) fn two_writes_and_read(scene: &mut Scene<'_>) {
    let device = scene.device();
    scene.writer("write-1", &device.file, 1);
    scene.writer("write-2", &device.file, 2);
    scene.reader("read", &device.file);
    scene.stage.allow_ticks(2);
}

pub(super) fn two_handles(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    let (_, other) = scene.open(&device.path);
    scene.writer("write", &device.file, 2);
    scene.exit("exit", &device.process);
    scene.reader("read", &other);
    scene.stage.allow_ticks(2);
}

pub(super) fn write_with_a_failure(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    scene.writer("write", &device.file, 2);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(1);
    scene.stage.allow_failures(1);
}

pub(super) fn read_with_a_failure(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    scene.reader("read", &device.file);
    scene.canceller("cancel", &device.file);
    scene.stage.allow_ticks(1);
    scene.stage.allow_failures(1);
}

pub(super) fn two_requests_with_two_failures(scene: &mut Scene<'_>) {
    let device = scene.device_with(&pattern(10, 1));
    scene.writer("write", &device.file, 2);
    scene.reader("read", &device.file);
    scene.stage.allow_ticks(1);
    scene.stage.allow_failures(2);
}
