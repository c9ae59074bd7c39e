//! Control devices and drivers without Plug and Play, against KMDF behaviour, "Creating a control
//! device", KMDF behaviour, "Deleting a control device", and KMDF behaviour, "Non-PnP drivers".
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod deletion;
mod explored;
mod opening;
mod services;

use crate::closure_driver::{
    Bench, ControlInit, Device, File, QueueSpec, SUCCESS, Service, attributes, keep, parallel,
};

const NAME: &str = r"\Device\HostTest";
const LINK: &str = r"\DosDevices\HostTest";
const PATH: &str = r"\\.\HostTest";

/// A control device with a name, a link and a queue for everything; nobody can open it yet.
fn unfinished(queue: QueueSpec) -> Device {
    let init = ControlInit::allocate();
    assert_eq!(init.assign_name(NAME), SUCCESS);
    let device = init.create(attributes().watched()).expect("WdfDeviceCreate succeeds");
    assert_eq!(device.link(LINK), SUCCESS);
    keep("queue", queue.for_everything().create(device));
    keep("device", device);
    device
}

/// A queue that completes every request.
fn completing() -> QueueSpec {
    parallel(u32::MAX).default(|_, request| request.complete(SUCCESS))
}

/// A started service whose driver has a control device.
fn started(queue: fn() -> QueueSpec) -> (Bench, Service) {
    let (bench, service) = Bench::non_pnp(move || {
        unfinished(queue()).finish();
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    bench.check();
    (bench, service)
}

fn open(bench: &Bench) -> File {
    bench.machine.process().open(PATH).expect("the control device opens")
}
