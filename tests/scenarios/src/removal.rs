//! Removal of a device: orderly, by surprise, and with the machine.

use kmdf_host::abi::{STATUS_INVALID_DEVICE_STATE, STATUS_OBJECT_NAME_NOT_FOUND};
use kmdf_host::{DeviceNode, Error, NodeStatus, Operation};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use crate::power::{ask, resume, suspend};
use echo_support::{INTERFACE, pattern};

pub(crate) fn removal_with_open_handles_is_refused_and_the_device_works(bench: &Bench) {
    let echo = bench.device();
    let process = bench.machine.process();
    let (file, second, other) = (echo.open_in(&process), echo.open_in(&process), echo.open());
    let pending = file.write(&pattern(100, 1));
    let queued = other.read(100);
    bench.pass_ms(30);
    for change in [DeviceNode::remove, DeviceNode::disable] {
        let refused = change(&echo.node).expect_err("handles are open");
        let Error::OutstandingOpen { handles, .. } = &refused else { panic!("{refused}") };
        let handles: Vec<usize> = handles.iter().map(|by| by.handles).collect();
        assert_eq!(handles, [2, 1], "{refused}");
        assert_eq!(echo.node.status(), NodeStatus::Started);
    }
    let tick = echo.pass_tick();
    pending.succeeded(100, tick);
    let tick = echo.pass_tick();
    assert_eq!(queued.succeeded(100, tick), pattern(100, 1));
    echo.works();
    for file in [file, second, other] {
        assert!(echo.node.remove().is_err(), "a handle is still open");
        file.close();
    }
    ask(&echo.node, DeviceNode::remove, NodeStatus::Removed);
    is_gone(bench, &echo);
}

/// Opens the device, leaves a write with the driver and a read in the queue, and closes the handle.
/// Returns the write, which still pends.
#[track_caller]
fn closed_with_one_pending(bench: &Bench, echo: &Echo) -> Operation {
    let file = echo.open();
    let pending = file.write(&pattern(100, 1));
    let queued = file.read(100);
    bench.pass_ms(30);
    file.close();
    queued.cancelled(bench.machine.now());
    pending.pends();
    pending
}

pub(crate) fn removal_after_a_close_completes_the_pending_request(bench: &Bench) {
    let echo = bench.device();
    let pending = closed_with_one_pending(bench, &echo);
    let tick = echo.next_tick();
    ask(&echo.node, DeviceNode::remove, NodeStatus::Removed);
    assert_eq!(bench.machine.now(), tick, "it waits for the next tick");
    pending.succeeded(100, tick);
    assert_eq!(bench.story().presented(), 1);
    is_gone(bench, &echo);
}

pub(crate) fn removal_while_asleep_is_refused(bench: &Bench) {
    let echo = bench.device();
    suspend(&echo);
    removal_is_refused(&echo);
    resume(&echo);
    echo.works();
}

pub(crate) fn removal_while_stopped_is_refused(bench: &Bench) {
    let echo = bench.device();
    ask(&echo.node, DeviceNode::stop, NodeStatus::Stopped);
    removal_is_refused(&echo);
    ask(&echo.node, DeviceNode::start, NodeStatus::Started);
    echo.restarted();
    echo.works();
}

/// Asks for an orderly removal of a device that is not in D0.
#[track_caller]
fn removal_is_refused(echo: &Echo) {
    let state = echo.node.status();
    for change in [DeviceNode::remove, DeviceNode::disable] {
        let refused = change(&echo.node).expect_err("the device is not started");
        assert!(matches!(refused, Error::InvalidState { .. }), "{refused}");
        assert_eq!(echo.node.status(), state);
    }
}

/// Checks that nobody can open the device, and that the driver has nothing left.
#[track_caller]
fn is_gone(bench: &Bench, echo: &Echo) {
    assert_eq!(bench.machine.interfaces(&INTERFACE), Vec::<String>::new());
    let opened = bench.machine.process().open(&echo.path).map(|_| ());
    assert_eq!(opened, Err(STATUS_OBJECT_NAME_NOT_FOUND));
    assert_eq!((bench.machine.objects(), bench.machine.pool()), (Vec::new(), Vec::new()));
    bench.pass_ms(1_000);
}

pub(crate) fn disabled_device_cannot_be_opened(bench: &Bench) {
    let echo = bench.device();
    echo.open().close();
    ask(&echo.node, DeviceNode::disable, NodeStatus::Disabled);
    is_gone(bench, &echo);
}

pub(crate) fn device_enabled_again_is_empty_and_works(bench: &Bench) {
    let echo = bench.device();
    echo.store(&pattern(100, 1));
    let path = echo.path.clone();
    let node = echo.node.clone();
    ask(&node, DeviceNode::disable, NodeStatus::Disabled);
    bench.pass_ms(1_234);
    ask(&node, DeviceNode::enable, NodeStatus::Started);
    let echo = Echo::started(node);
    assert_eq!(echo.path, path);
    echo.has_stored(&[]);
    echo.works();
}

pub(crate) fn surprise_removal_ends_when_the_last_handle_closes(bench: &Bench) {
    let echo = bench.device();
    let (file, other) = (echo.open(), echo.open());
    let pending = file.write(&pattern(100, 1));
    let queued = file.read(100);
    bench.pass_ms(30);
    let tick = echo.next_tick();
    ask(&echo.node, DeviceNode::surprise_remove, NodeStatus::SurpriseRemoved);
    pending.succeeded(100, tick);
    queued.cancelled(tick);
    assert_eq!(bench.machine.interfaces(&INTERFACE), Vec::<String>::new());
    for operation in [file.read(10), file.write(&pattern(10, 1))] {
        operation.refused(STATUS_INVALID_DEVICE_STATE);
    }
    file.close();
    assert_eq!(echo.node.status(), NodeStatus::SurpriseRemoved, "one handle is still open");
    assert!(!bench.machine.objects().is_empty(), "the device stays until its last handle closes");
    other.close();
    assert_eq!(echo.node.status(), NodeStatus::Removed);
    is_gone(bench, &echo);
}

pub(crate) fn surprise_removal_without_handles_waits_for_pending_request(bench: &Bench) {
    let echo = bench.device();
    let pending = closed_with_one_pending(bench, &echo);
    let tick = echo.next_tick();
    ask(&echo.node, DeviceNode::surprise_remove, NodeStatus::Removed);
    assert_eq!(bench.machine.now(), tick, "it waits for the next tick");
    pending.succeeded(100, tick);
    is_gone(bench, &echo);
}

pub(crate) fn surprise_removal_while_asleep_cancels_queued_requests(bench: &Bench) {
    let echo = bench.device();
    suspend(&echo);
    vanish_with_one_queued(bench, &echo);
}

pub(crate) fn surprise_removal_while_stopped_cancels_queued_requests(bench: &Bench) {
    let echo = bench.device();
    ask(&echo.node, DeviceNode::stop, NodeStatus::Stopped);
    vanish_with_one_queued(bench, &echo);
}

fn vanish_with_one_queued(bench: &Bench, echo: &Echo) {
    let file = echo.open();
    let queued = file.write(&pattern(100, 1));
    bench.pass_ms(1_000);
    queued.pends();
    ask(&echo.node, DeviceNode::surprise_remove, NodeStatus::SurpriseRemoved);
    queued.cancelled(bench.machine.now());
    assert_eq!(bench.story().presented(), 0);
    file.close();
    is_gone(bench, echo);
}

pub(crate) fn shutdown_completes_every_request(bench: &Bench) {
    let echo = bench.device();
    let other = bench.device_of(bench.subject.variant.other(), &[]);
    for device in [&echo, &other] {
        let file = device.open();
        let operations = [file.write(&pattern(100, 1)), file.read(100), file.read(0)];
        operations.iter().for_each(Outcome::pends);
    }
    // The verdict on the run checks the rest.
}
