//! The text of events, as the documents show it. All other tests compare kinds.

use kmdf_host::trace::{
    Application, Argument, Arguments, CallResult, Decision, Deferral, FileIrp, IoCall, ObjectRef,
    Pnp, PnpMessage, PoolTag, Reason, ThreadName,
};
use kmdf_host::{Event, EventKind, ObjectKind, ObjectName};
use wdk_sys::{STATUS_CANCELLED, STATUS_PENDING, STATUS_SUCCESS};

const Q1: ObjectName = ObjectName::new(ObjectKind::Queue, 1);
const F1: ObjectName = ObjectName::new(ObjectKind::File, 1);
const R2: ObjectName = ObjectName::new(ObjectKind::Request, 2);

fn call(ddi: &'static str, arguments: impl Into<Arguments>) -> EventKind {
    EventKind::Call { ddi, arguments: arguments.into() }
}

fn enter(callback: &'static str, arguments: impl Into<Arguments>) -> EventKind {
    EventKind::CallbackEnter { callback, arguments: arguments.into() }
}

#[test]
fn event_is_a_row_below_the_heading() {
    let kind = enter("EvtIoRead", [Q1.into(), R2.into(), Argument::Length(512)]);
    let event = Event { time: 1_000_123, thread: ThreadName::Application(1), irql: 2, kind };
    let row = "     100.0123  app 1       2  callback enter  EvtIoRead(Q1, R2, len 512)";
    assert_eq!(event.to_string(), row);
    for column in ["thread", "who ", "what"] {
        let at = Event::HEADING.find(column).expect("a heading of this name");
        assert_eq!(row[at - 1..=at].find(' '), Some(0), "{column} begins a column");
    }
}

#[test]
fn calls_and_callbacks_show_their_arguments_and_results() {
    let status = Argument::Status(STATUS_CANCELLED);
    let control = [
        Q1.into(),
        R2.into(),
        Argument::OutputLength(2),
        Argument::InputLength(3),
        Argument::ControlCode(0x22_2004),
    ];
    let returned = |result| EventKind::CallReturned { ddi: "Ddi", result };
    let left = |result| EventKind::CallbackLeave { callback: "EvtIoStop", result };
    for (kind, text) in [
        (call("KeGetCurrentIrql", ()), "KeGetCurrentIrql()"),
        (
            call("Complete", [R2.into(), status, Argument::Information(0)]),
            "Complete(R2, c0000120, 0)",
        ),
        (call("Start", Argument::DueTime(-100)), "Start(-100)"),
        (call("Stop", Argument::Wait(true)), "Stop(1)"),
        (call("Copy", Argument::Count(7)), "Copy(7)"),
        (
            call(
                "Pool",
                [Argument::Size(4), Argument::Tag(PoolTag(u32::from_le_bytes(*b"ab\0c")))],
            ),
            "Pool(4 bytes, 'ab.c')",
        ),
        (call("Free", Argument::Untraced("block")), "Free(block)"),
        (call("Use", ObjectRef::Deleted(R2)), "Use(R2 (deleted))"),
        (call("Use", ObjectRef::Null), "Use(NULL)"),
        (call("Use", ObjectRef::Unknown), "Use(not a handle)"),
        (
            enter("EvtIoDeviceControl", control),
            "EvtIoDeviceControl(Q1, R2, out 2, in 3, code 0x222004)",
        ),
        (enter("EvtIoStop", Argument::StopFlags(0x1000_0001)), "EvtIoStop(0x10000001)"),
        (enter("EvtDeviceD0Entry", Argument::PowerState(4)), "EvtDeviceD0Entry(4)"),
        (enter("DriverEntry", Argument::Name("RustEcho".into())), "DriverEntry(RustEcho)"),
        (left(CallResult::Untraced), "EvtIoStop"),
        (left(CallResult::Status(STATUS_CANCELLED)), "EvtIoStop = c0000120"),
        (returned(CallResult::Untraced), "Ddi"),
        (returned(CallResult::Status(STATUS_CANCELLED)), "Ddi = c0000120"),
        (returned(CallResult::Boolean(true)), "Ddi = 1"),
        (returned(CallResult::QueueState(0x1b)), "Ddi = 0x1b"),
    ] {
        assert_eq!(kind.to_string(), text);
    }
}

#[test]
fn events_outside_the_driver_have_their_text() {
    let issued = |call, status| Application::Issued { call, status, request: Some(R2) };
    let deferred = |reason, to| Decision::DispatchDeferred { reason, to };
    let (call, queue) = ("WdfIoQueueStopSynchronously", Q1.into());
    let device = || r"ROOT\ECHO\0000".into();
    for (kind, text) in [
        (
            EventKind::Application(issued(IoCall::Read { length: 4 }, STATUS_PENDING)),
            "ReadFile(4) -> 00000103",
        ),
        (
            EventKind::Application(issued(IoCall::DeviceControl { code: 16 }, STATUS_SUCCESS)),
            "DeviceIoControl(0x10) -> 00000000",
        ),
        (EventKind::Application(Application::Cancel { found: true }), "CancelIoEx -> 1"),
        (EventKind::Application(Application::CancelAll { found: false }), "CancelIoEx(all) -> 0"),
        (EventKind::Application(Application::Close), "CloseHandle"),
        (EventKind::Application(Application::Exit), "ExitProcess"),
        (
            EventKind::Framework(deferred(Reason::LockHeld, Deferral::Dpc)),
            "presentation lock held by this thread: dispatch deferred to a DPC",
        ),
        (
            EventKind::Framework(deferred(Reason::IrqlRaised, Deferral::WorkItem)),
            "IRQL too high for a passive queue: dispatch deferred to a work item",
        ),
        (
            EventKind::Framework(Decision::StillWaiting { call, queue, seconds: 60 }),
            "WdfIoQueueStopSynchronously has waited for Q1 for 60 s",
        ),
        (
            EventKind::Completed { request: R2, status: STATUS_CANCELLED, information: 0 },
            "R2 completed: c0000120, 0",
        ),
        (EventKind::FileIrp { irp: FileIrp::Cleanup, file: Some(F1) }, "IRP_MJ_CLEANUP F1"),
        (EventKind::FileIrp { irp: FileIrp::Close, file: None }, "IRP_MJ_CLOSE"),
        (EventKind::Cancel { request: R2 }, "I/O manager cancels one request"),
        (
            EventKind::Pnp(Pnp::Sent { message: PnpMessage::PowerDown, device: device() }),
            r"IRP_MN_SET_POWER D3 ROOT\ECHO\0000",
        ),
        (
            EventKind::Pnp(Pnp::DriverEntryFailed { status: STATUS_CANCELLED }),
            "DriverEntry failed: STATUS_CANCELLED (0xc0000120)",
        ),
        (EventKind::Debug("a line".into()), "a line"),
    ] {
        assert_eq!(kind.to_string(), text);
    }
}
