//! Plug and Play and power: installation, the order of the callbacks, failures at each step, and
//! the fate of requests.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod failures;
mod files;
mod handles;
mod installation;
mod later_failures;
mod leftovers;
mod order;
mod removal;
mod requests;

use crate::closure_driver::{
    Bench, NTSTATUS, NodeStatus, Problem, QueueSpec, Request, SUCCESS, attributes, keep, note,
    parallel,
};
use kmdf_host::trace::{Argument, EventKind, Pnp, PnpMessage};
use wdk_sys::STATUS_INSUFFICIENT_RESOURCES as NO_RESOURCES;

/// WDF_REQUEST_STOP_ACTION_FLAGS.
const SUSPEND: u32 = 1;
const PURGE: u32 = 2;
const CANCELABLE: u32 = 0x1000_0000;

/// A machine with a driver that registers every PnP and power callback; it has no device yet.
fn with_all_callbacks() -> Bench {
    Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        adding.device_with(attributes().watched());
        SUCCESS
    })
}

const START: [&str; 4] = [
    "EvtDevicePrepareHardware",
    "EvtDeviceD0Entry",
    "EvtDeviceD0EntryPostInterruptsEnabled",
    "EvtDeviceSelfManagedIoInit",
];
const POWER_DOWN: [&str; 3] =
    ["EvtDeviceSelfManagedIoSuspend", "EvtDeviceD0ExitPreInterruptsDisabled", "EvtDeviceD0Exit"];
const POWER_UP: [&str; 3] =
    ["EvtDeviceD0Entry", "EvtDeviceD0EntryPostInterruptsEnabled", "EvtDeviceSelfManagedIoRestart"];
/// The callbacks from the REMOVE of a powered-down device to the unload of its driver.
const END: [&str; 4] = [
    "EvtDeviceSelfManagedIoCleanup",
    "EvtCleanupCallback",
    "EvtDestroyCallback",
    "EvtDriverUnload",
];

fn joined(parts: &[&[&'static str]]) -> Vec<&'static str> {
    parts.concat()
}

/// A machine with all PnP callbacks, and a default queue that holds reads.
fn holding(more: impl Fn(QueueSpec) -> QueueSpec + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = parallel(8).read(|_, request| {
            note("read");
            keep("read", request);
        });
        keep("queue", more(queue).for_everything().create(device));
        device.side_door();
    })
}

fn finish(request: Request) {
    request.complete(SUCCESS);
}

fn failed(problem: Problem, status: NTSTATUS) -> NodeStatus {
    NodeStatus::Failed { problem, status }
}

/// Makes a callback fail once in a device's life.
fn fail(bench: &Bench, name: &'static str) {
    bench.on_pnp(name, |_| NO_RESOURCES);
}

/// The power state that the newest call of a callback got.
fn power_state(bench: &Bench, callback: &str) -> i32 {
    let entry = bench.last_entry(callback);
    let mut arguments = entry.kind.arguments().expect("an entry has arguments").iter();
    let state = arguments.find_map(|argument| match argument {
        Argument::PowerState(state) => Some(*state),
        _ => None,
    });
    state.unwrap_or_else(|| panic!("{callback} got no power state"))
}

/// The messages of the PnP manager and the power manager so far.
fn sent(bench: &Bench) -> Vec<PnpMessage> {
    let sent = bench.machine.trace().into_iter().filter_map(|event| match event.kind {
        EventKind::Pnp(Pnp::Sent { message, .. }) => Some(message),
        _ => None,
    });
    sent.collect()
}
