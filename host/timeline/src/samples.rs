//! Events for the tests of the picture.

use kmdf_host::abi::{NTSTATUS, STATUS_PENDING, STATUS_SUCCESS};
use kmdf_host::trace::{Application, Argument, Arguments, CallResult, IoCall, ThreadName};
use kmdf_host::{Event, EventKind, ObjectKind, ObjectName, Rule, Violation};

pub(super) const APP: ThreadName = ThreadName::Application(1);
pub(super) const DPC: ThreadName = ThreadName::Dpc(0);
pub(super) const PNP: ThreadName = ThreadName::Pnp;

/// Events of threads, at `PASSIVE_LEVEL` and one after the other.
pub(super) fn events(rows: impl IntoIterator<Item = (ThreadName, EventKind)>) -> Vec<Event> {
    let event = |(thread, kind)| Event { time: 0, thread, irql: 0, kind };
    rows.into_iter().map(event).collect()
}

pub(super) const fn request(number: u32) -> ObjectName {
    ObjectName::new(ObjectKind::Request, number)
}

pub(super) const fn first(kind: ObjectKind) -> ObjectName {
    ObjectName::new(kind, 1)
}

pub(super) fn enter(callback: &'static str, object: ObjectName) -> EventKind {
    EventKind::CallbackEnter { callback, arguments: Argument::from(object).into() }
}

/// The entry of the handler of a transfer of four bytes.
pub(super) fn deliver(callback: &'static str, number: u32) -> EventKind {
    let queue = first(ObjectKind::Queue).into();
    let arguments = [queue, request(number).into(), Argument::Length(4)].into();
    EventKind::CallbackEnter { callback, arguments }
}

pub(super) const fn leave(callback: &'static str) -> EventKind {
    EventKind::CallbackLeave { callback, result: CallResult::Untraced }
}

pub(super) fn calls(ddi: &'static str, object: ObjectName) -> EventKind {
    EventKind::Call { ddi, arguments: Argument::from(object).into() }
}

pub(super) fn complete(ddi: &'static str, number: u32, status: NTSTATUS) -> EventKind {
    let arguments = Arguments::from([request(number).into(), Argument::Status(status)]);
    EventKind::Call { ddi, arguments }
}

pub(super) const fn returned(ddi: &'static str) -> EventKind {
    EventKind::CallReturned { ddi, result: CallResult::Untraced }
}

pub(super) const fn returned_with(ddi: &'static str, status: NTSTATUS) -> EventKind {
    EventKind::CallReturned { ddi, result: CallResult::Status(status) }
}

pub(super) const fn open() -> EventKind {
    let (call, status) = (IoCall::Create, STATUS_SUCCESS);
    EventKind::Application(Application::Issued { call, status, request: None })
}

/// A write of four bytes that became a request.
pub(super) const fn write(number: u32) -> EventKind {
    let (call, status) = (IoCall::Write { length: 4 }, STATUS_PENDING);
    EventKind::Application(Application::Issued { call, status, request: Some(request(number)) })
}

pub(super) const fn exit() -> EventKind {
    EventKind::Application(Application::Exit)
}

pub(super) const fn cancel(number: u32) -> EventKind {
    EventKind::Cancel { request: request(number) }
}

pub(super) const fn completed(number: u32, status: NTSTATUS) -> EventKind {
    EventKind::Completed { request: request(number), status, information: 0 }
}

/// A write that is delivered at once, and marked cancelable.
pub(super) fn marked_write() -> Vec<(ThreadName, EventKind)> {
    const MARK: &str = "WdfRequestMarkCancelableEx";
    vec![
        (APP, deliver("EvtIoWrite", 1)),
        (APP, calls(MARK, request(1))),
        (APP, returned_with(MARK, STATUS_SUCCESS)),
        (APP, leave("EvtIoWrite")),
        (APP, write(1)),
    ]
}

pub(super) fn violation(object: ObjectName) -> EventKind {
    EventKind::Violation(Box::new(Violation {
        rule: Rule::DoubleCompletion,
        subject: object.into(),
        call: "WdfRequestComplete".into(),
        driver_function: "EvtTimerFunc".into(),
        detail: "it is completed already".into(),
        time: 0,
    }))
}
