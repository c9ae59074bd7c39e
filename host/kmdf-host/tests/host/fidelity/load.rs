//! Load, `AddDevice` and start; the threads and IRQLs of the callbacks.

use std::sync::mpsc::channel;
use std::time::Duration;

use kmdf_host::trace::ThreadName;
use kmdf_host::{DriverEntry, Event, Machine, NodeStatus};
use kmdf_host_recordings::{Comparison, Recording, Story};
use wdk_sys::STATUS_SUCCESS;

use super::driver::{FRAMEWORK, driver_entry};
use crate::raw_driver::{HARDWARE_ID, INTERFACE, install, load, open};

/// The calls of `DriverEntry`, `EvtDriverDeviceAdd` and `EvtDeviceSelfManagedIoInit`, without those
/// that read a handle or a text.
fn is_recorded(ddi: &str) -> bool {
    let reads = ["WdfStringGetUnicodeString", "WdfDeviceGetDefaultQueue", "WdfObjectDelete"];
    ddi.starts_with("Wdf") && !ddi.contains("Context") && !reads.contains(&ddi)
}

fn start(name: &'static str, driver: DriverEntry, (attributes, lock): (&str, &str)) {
    let machine = install(driver);
    let story = Story::new(&machine, is_recorded);
    let (interfaces, before_the_end) = channel();
    machine.before_call("WdfTimerStart", 1, move |machine| {
        let _ = interfaces.send(machine.interfaces(&INTERFACE).len());
    });
    let device = machine.create_device(HARDWARE_ID).expect("the INF has the model");
    let calls = |rows: &str| {
        let row = |row: &str| {
            let (ddi, result) = row.trim().split_once(',').unwrap_or((row.trim(), ""));
            format!("call,{ddi}(),0\ncall returned,{ddi}{result},0")
        };
        rows.lines().filter(|row| !row.trim().is_empty()).map(row).collect::<Vec<_>>().join("\n")
    };
    let entry = calls(
        "WdfDriverCreate, = 00000000
         WdfStringCreate, = 00000000
         WdfDriverRetrieveVersionString, = 00000000
         WdfDriverIsVersionAvailable, = 1",
    );
    let add = calls(&format!(
        "WdfDeviceInitSetPnpPowerEventCallbacks
         {attributes}
         WdfDeviceCreate, = 00000000
         WdfDeviceCreateDeviceInterface, = 00000000
         WdfIoQueueCreate, = 00000000
         {lock}
         WdfTimerCreate, = 00000000"
    ));
    let init = calls(
        "WdfIoQueueStart
         WdfTimerStart, = 0",
    );
    let recorded = Recording::of_rows(
        name,
        &format!(
            "callback enter,DriverEntry(KmdfTest),0
            {entry}
            callback leave,DriverEntry = 00000000,0
            pnp,>> AddDevice,0
            callback enter,EvtDriverDeviceAdd(D#1),0
            {add}
            callback leave,EvtDriverDeviceAdd = 00000000,0
            pnp,>> IRP_MN_START_DEVICE,0
            callback enter,EvtDeviceSelfManagedIoInit(V#1),0
            {init}
            callback leave,EvtDeviceSelfManagedIoInit = 00000000,0"
        ),
    );
    let mut comparison = Comparison::new(&[]);
    comparison.compare(&recorded, &story.lines());
    comparison.finish();
    assert_eq!(device.status(), NodeStatus::Started);
    assert_eq!(before_the_end.try_recv(), Ok(0), "interfaces before the end of the start");
    assert_eq!(machine.interfaces(&INTERFACE).len(), 1, "interfaces after the start");
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn autosync_started_makes_the_recorded_calls() {
    start("autosync", driver_entry::<true>, ("", ""));
}

#[test]
fn driversync_started_makes_the_recorded_calls() {
    let more = ("WdfDeviceInitSetRequestAttributes", "WdfSpinLockCreate, = 00000000");
    start("driversync", driver_entry::<false>, more);
}

/// The recorded framework was 1.33 without the verifier; the host is 1.31, of Windows 10 version
/// 2004, with it.
#[test]
fn version_string_has_the_recorded_form() {
    let (_machine, _device) = load(driver_entry::<true>);
    let (version, available) = FRAMEWORK.take();
    let recorded = "Kernel Mode Driver Framework version 01.033.22621";
    let expected = recorded.replace("version 01.033.22621", "(verifier on) version 01.031.19041");
    assert_eq!((version, available), (expected, true));
}

#[test]
fn timer_started_ticks_after_100_ms_and_then_every_500_ms() {
    let (machine, _device) = load(driver_entry::<true>);
    let started = machine.now();
    machine.advance(Duration::from_millis(1_700));
    let ticks: Vec<u64> = callbacks(&machine, "EvtTimerFunc")
        .iter()
        .map(|tick| (tick.time - started) / 10_000)
        .collect();
    assert_eq!(ticks, [100, 600, 1_100, 1_600]);
}

fn callbacks(machine: &Machine, name: &str) -> Vec<Event> {
    machine.trace().into_iter().filter(|event| event.kind.enters(name)).collect()
}

/// The thread and the IRQL of a callback.
fn ran(machine: &Machine, name: &str) -> Vec<(ThreadName, u8)> {
    callbacks(machine, name).iter().map(|event| (event.thread, event.irql)).collect()
}

#[test]
fn autosync_callbacks_run_on_the_recorded_threads_and_irqls() {
    threads(driver_entry::<true>, 2);
}

#[test]
fn driversync_callbacks_run_on_the_recorded_threads_and_irqls() {
    threads(driver_entry::<false>, 0);
}

/// Takes a device through every callback, and compares their threads and IRQLs. `io` is the IRQL of
/// the callbacks that follow from a call at `PASSIVE_LEVEL`.
fn threads(driver: DriverEntry, io: u8) {
    let (machine, device) = load(driver);
    let file = open(&machine);
    let (write, read) = (file.write(&[1; 8]), file.read(8));
    assert_eq!(write.wait().map(|result| result.status).ok(), Some(STATUS_SUCCESS));
    assert!(read.result().is_none(), "the driver holds the read");
    assert!(read.cancel());
    file.close();
    device.remove().expect("a started device can be removed");
    let (pnp, app, dpc) = (ThreadName::Pnp, ThreadName::Application(1), ThreadName::Dpc(0));
    let is = |name: &str, thread: ThreadName, irql: u8| {
        assert_eq!(ran(&machine, name), [(thread, irql)], "{name}");
    };
    is("EvtDriverDeviceAdd", pnp, 0);
    is("EvtDeviceSelfManagedIoInit", pnp, 0);
    is("EvtIoWrite", app, io);
    is("EvtTimerFunc", dpc, 2);
    is("EvtIoRead", dpc, 2);
    is("EvtRequestCancel", app, io);
    is("EvtDeviceSelfManagedIoSuspend", pnp, 0);
    is("EvtDestroyCallback", pnp, 0);
    assert_eq!(machine.shut_down(), []);
}
