//! Removal of a device: orderly, by surprise, and with the machine.

use kmdf_host::abi::{STATUS_INVALID_DEVICE_STATE, STATUS_OBJECT_NAME_NOT_FOUND};
use kmdf_host::{DeviceNode, NodeStatus};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use crate::power::{ask, suspend};
use echo_support::{INTERFACE, pattern};

pub(crate) fn removal_completes_the_pending_request_and_cancels_the_queued(bench: &Bench) {
    let echo = bench.device();
    let (file, other) = (echo.open(), echo.open());
    let pending = file.write(&pattern(100, 1));
    let queued = [file.read(100), other.write(&pattern(10, 2)), file.read(0)];
    bench.pass_ms(30);
    let tick = echo.next_tick();
    ask(&echo.node, DeviceNode::remove, NodeStatus::Removed);
    assert_eq!(bench.machine.now(), tick, "it waits for the next tick");
    pending.succeeded(100, tick);
    for operation in &queued {
        operation.cancelled(tick);
    }
    assert_eq!(bench.story().presented(), 1);
    is_gone(bench, &echo);
}

pub(crate) fn removal_while_asleep_cancels_queued_requests(bench: &Bench) {
    let echo = bench.device();
    suspend(&echo);
    remove_with_one_queued(bench, &echo);
}

pub(crate) fn removal_while_stopped_cancels_queued_requests(bench: &Bench) {
    let echo = bench.device();
    ask(&echo.node, DeviceNode::stop, NodeStatus::Stopped);
    remove_with_one_queued(bench, &echo);
}

fn remove_with_one_queued(bench: &Bench, echo: &Echo) {
    let queued = echo.open().write(&pattern(100, 1));
    bench.pass_ms(1_000);
    queued.pends();
    ask(&echo.node, DeviceNode::remove, NodeStatus::Removed);
    queued.cancelled(bench.machine.now());
    assert_eq!(bench.story().presented(), 0);
    is_gone(bench, echo);
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

pub(crate) fn disabled_device_cannot_be_opened_and_refuses_requests(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    ask(&echo.node, DeviceNode::disable, NodeStatus::Disabled);
    is_gone(bench, &echo);
    for operation in [file.read(10), file.write(&pattern(10, 1))] {
        assert!(operation.issued() < 0, "{operation:?} reached a removed device");
    }
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
    let file = echo.open();
    let pending = file.write(&pattern(100, 1));
    let queued = file.read(100);
    bench.pass_ms(30);
    file.close();
    queued.cancelled(bench.machine.now());
    let tick = echo.next_tick();
    ask(&echo.node, DeviceNode::surprise_remove, NodeStatus::Removed);
    assert_eq!(bench.machine.now(), tick, "it waits for the next tick");
    pending.succeeded(100, tick);
    is_gone(bench, &echo);
}

pub(crate) fn surprise_removal_while_asleep_cancels_queued_requests(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    suspend(&echo);
    let queued = file.write(&pattern(100, 1));
    bench.pass_ms(1_000);
    ask(&echo.node, DeviceNode::surprise_remove, NodeStatus::SurpriseRemoved);
    queued.cancelled(bench.machine.now());
    assert_eq!(bench.story().presented(), 0);
    file.close();
    is_gone(bench, &echo);
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
