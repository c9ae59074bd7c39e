//! Open handles against a removal: who refuses, and what waits for the last close.

use kmdf_host::trace::{PnpMessage, ThreadName};
use kmdf_host::{Error, OpenHandles};
use wdk_sys::{STATUS_FILE_CLOSED, STATUS_INVALID_DEVICE_STATE, STATUS_NO_SUCH_DEVICE};

use super::{END, POWER_DOWN, PURGE, joined, sent};
use crate::closure_driver::{
    Bench, INTERFACE, NodeStatus, Request, SUCCESS, attributes, keep, kept, sequential, status,
};

/// A machine whose driver has all PnP and file callbacks, and a queue for reads.
fn with_files(managed: bool) -> Bench {
    let bench = Bench::new(move |adding| {
        adding.all_pnp_callbacks();
        adding.file_callbacks(attributes());
        let device = adding.device_with(attributes().watched());
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        let queue = if managed { queue } else { queue.unmanaged() };
        queue.for_everything().create(device);
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    bench
}

#[test]
fn open_handles_refuse_an_orderly_removal_by_process() {
    let bench = with_files(true);
    let node = bench.node();
    let process = bench.machine.process();
    let mine = [bench.open_in(&process), bench.open_in(&process)];
    let other = bench.open();
    for request in ["remove", "disable"] {
        let callbacks = bench.callbacks_of(|| {
            let refused = if request == "remove" { node.remove() } else { node.disable() };
            let error = refused.expect_err("handles are open");
            let Error::OutstandingOpen { handles, .. } = &error else { panic!("{error}") };
            let expected = [(1, 2), (2, 1)];
            let expected = expected.map(|(process, handles)| OpenHandles { process, handles });
            assert_eq!(*handles, expected);
            let text = format!(
                r"cannot {request} ROOT\HOSTTEST\0000: process 1 has 2 handles open, process 2 has 1 handle open (PNP_VetoOutstandingOpen); close the handles first"
            );
            assert_eq!(error.to_string(), text);
        });
        assert_eq!(callbacks, ["EvtDeviceQueryRemove"], "the driver is asked first");
    }
    let sent = sent(&bench);
    assert_eq!(sent[sent.len() - 2..], [PnpMessage::QueryRemove, PnpMessage::CancelRemove]);
    assert_eq!(node.status(), NodeStatus::Started);
    assert_eq!(status(&mine[0].read(1)), SUCCESS, "the device continues");
    bench.open().close();
    mine.iter().for_each(kmdf_host::File::close);
    assert!(node.remove().is_err(), "a handle is still open");
    other.close();
    node.remove().expect("no handle is open");
    bench.end_clean();
}

#[test]
fn driver_that_refuses_a_removal_is_named_before_open_handles() {
    let bench = with_files(true);
    super::fail(&bench, "QueryRemove");
    let file = bench.open();
    let error = bench.node().remove().expect_err("refused");
    assert!(matches!(error, Error::Refused { .. }), "{error}");
    file.close();
    bench.end_clean();
}

#[test]
fn handle_closed_in_evt_device_query_remove_does_not_refuse() {
    let bench = with_files(true);
    let file = bench.open();
    bench.on_pnp("QueryRemove", move |_| {
        file.close();
        SUCCESS
    });
    bench.node().remove().expect("the handle is closed in time");
    bench.end_clean();
}

#[test]
fn device_whose_removal_was_refused_can_be_opened() {
    let bench = with_files(true);
    let file = bench.open();
    bench.node().remove().expect_err("a handle is open");
    file.close();
    bench.open().close();
    bench.end_clean();
}

#[test]
fn stop_and_sleep_ignore_open_handles() {
    let bench = with_files(true);
    let (node, file) = (bench.node(), bench.open());
    node.stop().expect("handles do not matter");
    node.start().expect("stopped");
    node.suspend().expect("handles do not matter");
    node.resume().expect("asleep");
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    bench.end_clean();
}

#[test]
fn surprise_removed_device_waits_for_the_last_close_of_a_file() {
    let bench = with_files(true);
    let (node, files) = (bench.node(), [bench.open(), bench.open()]);
    let surprise = bench.callbacks_of(|| node.surprise_remove().expect("started"));
    let expected = joined(&[
        &["EvtDeviceSurpriseRemoval"],
        &POWER_DOWN,
        &["EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"],
    ]);
    assert_eq!(surprise, expected);
    assert_eq!(files[0].read(1).issued(), STATUS_INVALID_DEVICE_STATE);
    let close = ["EvtFileCleanup", "EvtFileClose"];
    assert_eq!(bench.callbacks_of(|| files[0].close()), close);
    assert_eq!(node.status(), NodeStatus::SurpriseRemoved);
    assert_eq!(bench.callbacks_of(|| files[1].close()), joined(&[&close, &END]));
    assert_eq!(node.status(), NodeStatus::Removed);
    assert_eq!(bench.last_entry("EvtDeviceSelfManagedIoCleanup").thread, ThreadName::Pnp);
    assert_eq!(files[1].read(1).issued(), STATUS_FILE_CLOSED);
    bench.end_clean();
}

#[test]
fn process_exit_closes_the_files_of_a_surprise_removed_device() {
    let bench = with_files(true);
    let process = bench.machine.process();
    bench.open_in(&process);
    bench.open_in(&process);
    bench.node().surprise_remove().expect("started");
    let close = ["EvtFileCleanup", "EvtFileClose"];
    assert_eq!(bench.callbacks_of(|| process.exit()), joined(&[&close, &close, &END]));
    bench.end_clean();
}

#[test]
fn unmanaged_queue_of_a_surprise_removed_device_serves_until_the_last_close() {
    let bench = with_files(false);
    let file = bench.open();
    bench.node().surprise_remove().expect("started");
    assert_eq!(status(&file.read(1)), SUCCESS);
    file.close();
    assert_eq!(file.read(1).issued(), STATUS_FILE_CLOSED);
    bench.end_clean();
}

#[test]
fn opens_are_refused_as_soon_as_a_surprise_removal_begins() {
    let bench = with_files(true);
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let machine = bench.machine.clone();
    bench.on_pnp("SurpriseRemoval", move |_| {
        let opened = machine.process().open(&path);
        assert_eq!(opened.map(|_| ()), Err(STATUS_NO_SUCH_DEVICE));
        keep("asked", 1usize);
        SUCCESS
    });
    bench.node().surprise_remove().expect("started");
    bench.check();
    assert_eq!(kept::<usize>("asked"), 1);
    bench.end_clean();
}

#[test]
fn open_under_way_keeps_a_surprise_removed_device() {
    let bench = with_files(true);
    let node = bench.node();
    bench.on_create(|request, _| request.complete(SUCCESS));
    let removed = node.clone();
    bench.before("WdfRequestComplete", 1, move |_| {
        let refused = removed.remove().expect_err("an open is under way");
        assert!(matches!(refused, Error::OutstandingOpen { .. }), "{refused}");
        removed.surprise_remove().expect("started");
    });
    let mut file = None;
    let callbacks = bench.callbacks_of(|| file = Some(bench.open()));
    assert!(!callbacks.contains(&"EvtDeviceSelfManagedIoCleanup"), "{callbacks:?}");
    assert_eq!(node.status(), NodeStatus::SurpriseRemoved);
    file.expect("the open succeeds").close();
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}

#[test]
fn refused_open_lets_a_surprise_removed_device_go() {
    let bench = with_files(true);
    let (node, path) = (bench.node(), bench.machine.interfaces(&INTERFACE).remove(0));
    bench.on_create(|request, _| request.complete(wdk_sys::STATUS_UNSUCCESSFUL));
    let removed = node.clone();
    bench.before("WdfRequestComplete", 1, move |_| removed.surprise_remove().expect("started"));
    let opened = bench.machine.process().open(&path);
    assert_eq!(opened.map(|_| ()), Err(wdk_sys::STATUS_UNSUCCESSFUL));
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}

/// A machine whose driver keeps a read until `EvtIoStop`, and a closed file with such a read.
fn closed_with_a_read_in_the_driver() -> (Bench, kmdf_host::Operation) {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        adding.file_callbacks(attributes());
        let device = adding.device();
        let queue = sequential().read(|_, request| keep("read", request));
        let queue = queue.stop(|_, request, flags| {
            assert_eq!(flags & PURGE, 0, "the power-down comes first");
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
        device.side_door();
    });
    bench.on_create(|request, _| request.complete(SUCCESS));
    let file = bench.open();
    let read = file.read(1);
    assert_eq!(bench.callbacks_of(|| file.close()), ["EvtFileCleanup"]);
    (bench, read)
}

#[test]
fn file_closes_in_the_orderly_removal_that_completes_its_request() {
    let (bench, read) = closed_with_a_read_in_the_driver();
    let callbacks = bench.callbacks_of(|| bench.node().disable().expect("no handle is open"));
    assert_eq!(status(&read), SUCCESS);
    let at = |name: &str| callbacks.iter().position(|callback| *callback == name);
    assert!(at("EvtIoStop") < at("EvtFileClose"), "{callbacks:?}");
    assert!(at("EvtFileClose").is_some(), "{callbacks:?}");
    assert!(at("EvtFileClose") < at("EvtDeviceSelfManagedIoCleanup"), "{callbacks:?}");
    bench.end_clean();
}

#[test]
fn file_closes_in_the_surprise_removal_that_completes_its_request() {
    let (bench, read) = closed_with_a_read_in_the_driver();
    let node = bench.node();
    let callbacks = bench.callbacks_of(|| node.surprise_remove().expect("started"));
    assert_eq!(status(&read), SUCCESS);
    let at = |name: &str| callbacks.iter().position(|callback| *callback == name);
    assert!(at("EvtFileClose").is_some(), "{callbacks:?}");
    assert!(at("EvtFileClose") < at("EvtDeviceSelfManagedIoCleanup"), "{callbacks:?}");
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}

#[test]
fn file_does_not_close_while_it_is_being_cleaned_up() {
    let (bench, _) = closed_with_a_read_in_the_driver();
    let other = bench.open();
    // The driver completes the request of the closed file while the other file is cleaned up.
    bench.run(&other, || kept::<Request>("read").complete(SUCCESS));
    assert_eq!(bench.last_entry("EvtFileClose").irql, 0);
    other.close();
    bench.end_clean();
}

#[test]
fn create_that_is_never_completed_is_reported_with_its_process() {
    let bench = with_files(true);
    bench.on_create(|request, _| keep("create", request));
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let process = bench.machine.process();
    assert!(process.open(&path).is_err());
    bench.node().remove().expect_err("the open is under way");
    let violations = bench.shut_down();
    assert!(violations.iter().any(|violation| violation.call == "process exit"), "{violations:?}");
}

#[test]
fn request_from_inside_a_callback_of_a_change_is_refused() {
    let bench = with_files(true);
    let node = bench.node();
    let same = node.clone();
    bench.on_pnp("SelfManagedIoSuspend", move |_| {
        let text = same.surprise_remove().expect_err("a change is under way").to_string();
        assert!(text.contains("being changed"), "{text}");
        SUCCESS
    });
    node.suspend().expect("started");
    bench.check();
    node.resume().expect("asleep");
    bench.end_clean();
}
