//! The driver that makes the probed calls: it runs the closures of a row and keeps their notes.

use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::ptr::null_mut;
use std::time::Duration;

use kmdf_host::{Event, File, Machine, Operation, Rule};
use wdk_sys::ntddk::KeGetCurrentIrql;
use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT,
    PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE, PWDFDEVICE_INIT, STATUS_CANCELLED, STATUS_SUCCESS,
    WDF_DRIVER_CONFIG, WDF_NO_HANDLE, WDF_NO_OBJECT_ATTRIBUTES, WDFDEVICE, WDFDRIVER, WDFQUEUE,
    WDFREQUEST, WDFTIMER,
};

use crate::raw_driver::{
    INTERFACE, attributes_under, load, open, pnp_power_callbacks, queue_config, size_of_c,
    timer_config, wdf,
};

/// The closures of a row, by the place where the driver runs them.
#[derive(Clone, Copy, Default)]
pub struct Probes {
    /// In `DriverEntry`, instead of its usual work.
    pub entry: Option<fn(PDRIVER_OBJECT, PCUNICODE_STRING)>,
    /// At the end of `EvtDriverDeviceAdd`.
    pub device_add: Option<fn(&Handles)>,
    /// In `EvtDeviceSelfManagedIoInit`.
    pub start: Option<fn(&Handles)>,
    /// In the handler of every request. Decides the fate of the request.
    pub io: Option<fn(&Handles, WDFREQUEST) -> Then>,
    /// In the timer that fires 10 ms after the driver kept a request.
    pub later: Option<fn(WDFREQUEST)>,
}

/// The fate of a request after its handler.
pub enum Then {
    /// The driver completes it with this status.
    Complete(NTSTATUS),
    /// The driver keeps the request, and examines it in the timer.
    Keep,
    /// The driver no longer owns the request.
    Leave,
}

/// The driver's objects.
#[derive(Clone, Copy)]
pub struct Handles {
    pub driver: WDFDRIVER,
    /// The pointer to the `WDFDEVICE_INIT` after `WdfDeviceCreate`.
    pub init: PWDFDEVICE_INIT,
    pub device: WDFDEVICE,
    /// The default queue: parallel, without synchronization, for all types of requests.
    pub queue: WDFQUEUE,
    /// A manual queue with `EvtIoCanceledOnQueue`, and a manual queue without.
    pub manual: WDFQUEUE,
    pub manual_without_callback: WDFQUEUE,
    /// A purged manual queue.
    pub purged: WDFQUEUE,
    pub timer: WDFTIMER,
}

thread_local! {
    static PROBES: Cell<Probes> = Cell::default();
    static HANDLES: Cell<Option<Handles>> = const { Cell::new(None) };
    static KEPT: Cell<WDFREQUEST> = const { Cell::new(null_mut()) };
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Notes a finding of a probe.
pub fn note(found: impl Display) {
    NOTES.with_borrow_mut(|notes| notes.push(found.to_string()));
}

/// Notes a status.
pub fn note_status(status: NTSTATUS) {
    note(format_args!("{status:08x}"));
}

/// The notes since the last call.
pub fn notes() -> String {
    NOTES.take().join(" ")
}

/// Notes the thread of a callback, if the callback ran.
pub fn note_thread_of(machine: &Machine, callback: &str) {
    let enters = |event: &Event| event.kind.enters(callback);
    if let Some(event) = machine.trace().into_iter().find(enters) {
        note(format_args!("in {}", event.thread));
    }
}

/// The IRQL of the calling code.
pub fn irql() -> u8 {
    // SAFETY: a driver may call this at any IRQL.
    unsafe { KeGetCurrentIrql() }
}

/// Loads the driver with the probes of a row. [`notes`] returns their findings during the start.
pub fn start(probes: Probes) -> Machine {
    PROBES.set(probes);
    NOTES.take();
    load(driver_entry).0
}

/// The findings of a probe in `DriverEntry`.
pub fn in_driver_entry(probe: fn(PDRIVER_OBJECT, PCUNICODE_STRING)) -> String {
    finish(&start(Probes { entry: Some(probe), ..Probes::default() }))
}

/// The findings of a probe in `EvtDriverDeviceAdd`, and in the second afterwards.
pub fn in_device_add(probe: fn(&Handles)) -> String {
    let machine = start(Probes { device_add: Some(probe), ..Probes::default() });
    machine.advance(Duration::from_secs(1));
    finish(&machine)
}

/// [`in_device_add`], for a probe that breaks a rule.
pub fn in_device_add_against(rule: Rule, probe: fn(&Handles)) -> String {
    let machine = start(Probes { device_add: Some(probe), ..Probes::default() });
    let found = notes();
    let rules: Vec<_> = machine.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [rule], "violations of the row that found {found}");
    found
}

/// The findings of a probe in `EvtDeviceSelfManagedIoInit`.
pub fn in_start(probe: fn(&Handles)) -> String {
    finish(&start(Probes { start: Some(probe), ..Probes::default() }))
}

/// The findings of a probe in the handler of the request that `send` sends.
pub fn in_io(send: fn(&File) -> Operation, probe: fn(&Handles, WDFREQUEST) -> Then) -> String {
    sent(Probes { io: Some(probe), ..Probes::default() }, send)
}

/// [`in_io`], for a probe that breaks a rule, once or more often.
pub fn in_io_against(
    rule: Rule,
    send: fn(&File) -> Operation,
    probe: fn(&Handles, WDFREQUEST) -> Then,
) -> String {
    let machine = start(Probes { io: Some(probe), ..Probes::default() });
    note_result(&machine, send);
    let found = notes();
    let mut rules: Vec<_> = machine.shut_down().iter().map(|violation| violation.rule).collect();
    rules.dedup();
    assert_eq!(rules, [rule], "violations of the row that found {found}");
    found
}

/// The findings of a row with the request that `send` sends; last, the findings of the application.
pub fn sent(probes: Probes, send: fn(&File) -> Operation) -> String {
    let machine = start(probes);
    note_result(&machine, send);
    finish(&machine)
}

/// Sends a request and notes the application's result.
fn note_result(machine: &Machine, send: fn(&File) -> Operation) {
    let result = send(&open(machine)).wait().unwrap_or_else(|error| panic!("{error}"));
    note(format_args!("app {:08x} {}", result.status, result.information));
}

/// Ends a row. Returns its notes, and checks that the driver broke no rule.
pub fn finish(machine: &Machine) -> String {
    let found = notes();
    assert_eq!(machine.shut_down(), [], "violations of the row that found {found}");
    found
}

extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    if let Some(probe) = PROBES.get().entry {
        probe(object, registry_path);
        return STATUS_CANCELLED;
    }
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: Some(evt_device_add),
        EvtDriverUnload: Some(evt_unload),
        ..Default::default()
    };
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    let out = WDF_NO_HANDLE.cast();
    wdf!(WdfDriverCreate, object, registry_path, none, &raw mut config, out)
}

extern "C" fn evt_unload(_: WDFDRIVER) {
    note("EvtDriverUnload");
}

extern "C" fn evt_device_add(driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    match create(driver, init) {
        Ok(handles) => {
            HANDLES.set(Some(handles));
            if let Some(probe) = PROBES.get().device_add {
                probe(&handles);
            }
            STATUS_SUCCESS
        }
        Err(status) => status,
    }
}

fn create(driver: WDFDRIVER, mut init: PWDFDEVICE_INIT) -> Result<Handles, NTSTATUS> {
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDeviceSelfManagedIoInit = Some(evt_start);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let (none, mut device) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    check(wdf!(WdfDeviceCreate, &raw mut init, none, &raw mut device))?;
    let class = &raw const INTERFACE;
    check(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoDefault = Some(evt_default);
    let mut queue = null_mut();
    check(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    let purged = manual(device, None)?;
    wdf!(WdfIoQueuePurge, purged, None, null_mut());
    let mut config = timer_config(Some(evt_timer), 0);
    config.AutomaticSerialization = 0;
    let (mut under_device, mut timer) = (attributes_under(device), null_mut());
    check(wdf!(WdfTimerCreate, &raw mut config, &raw mut under_device, &raw mut timer))?;
    let (manual, manual_without_callback) =
        (manual(device, Some(evt_canceled_on_queue))?, manual(device, None)?);
    Ok(Handles { driver, init, device, queue, manual, manual_without_callback, purged, timer })
}

fn manual(
    device: WDFDEVICE,
    canceled: PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE,
) -> Result<WDFQUEUE, NTSTATUS> {
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchManual);
    config.EvtIoCanceledOnQueue = canceled;
    let (none, mut queue) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    check(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    Ok(queue)
}

fn check(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

fn handles() -> Handles {
    HANDLES.get().expect("EvtDriverDeviceAdd has created the driver's objects")
}

extern "C" fn evt_start(_: WDFDEVICE) -> NTSTATUS {
    if let Some(probe) = PROBES.get().start {
        probe(&handles());
    }
    STATUS_SUCCESS
}

extern "C" fn evt_default(_: WDFQUEUE, request: WDFREQUEST) {
    let then = PROBES.get().io.map_or(Then::Complete(0), |probe| probe(&handles(), request));
    match then {
        Then::Complete(status) => wdf!(WdfRequestComplete, request, status),
        Then::Keep => {
            KEPT.set(request);
            let _was_queued = wdf!(WdfTimerStart, handles().timer, -10 * 10_000);
        }
        Then::Leave => {}
    }
}

extern "C" fn evt_timer(_: WDFTIMER) {
    if let Some(probe) = PROBES.get().later {
        probe(KEPT.replace(null_mut()));
    }
}

extern "C" fn evt_canceled_on_queue(_: WDFQUEUE, request: WDFREQUEST) {
    note(format_args!("EvtIoCanceledOnQueue at {}", irql()));
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

/// An `EvtRequestCancel`.
pub extern "C" fn evt_cancel(request: WDFREQUEST) {
    note(format_args!("EvtRequestCancel at {}", irql()));
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}
