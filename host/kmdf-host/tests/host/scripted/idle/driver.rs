//! The driver: three power-managed queues, and control codes for what keeps the device in D0.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use kmdf_host::kernel::debug_print;
use wdk_sys::{
    _DEVICE_POWER_STATE, _WDF_EXECUTION_LEVEL, _WDF_IO_QUEUE_DISPATCH_TYPE,
    _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES, _WDF_POWER_POLICY_S0_IDLE_USER_CONTROL,
    _WDF_REQUEST_TYPE, _WDF_TRI_STATE, NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT,
    PWDFDEVICE_INIT, STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS, ULONG,
    WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS, WDF_IO_QUEUE_CONFIG, WDF_NO_OBJECT_ATTRIBUTES,
    WDFCMRESLIST, WDFDEVICE, WDFDRIVER, WDFQUEUE, WDFREQUEST,
};

use super::super::mode::mode_of;
use crate::raw_driver::{
    ContextType, INTERFACE, Zeroable, attributes, create_driver_with_unload, pnp_power_callbacks,
    queue_config, size_of_c, wdf,
};

/// What the driver keeps.
#[derive(Default)]
struct Own {
    device: Cell<Option<WDFDEVICE>>,
    mode: Cell<ULONG>,
    manual: Cell<Option<WDFQUEUE>>,
    held: RefCell<Vec<WDFREQUEST>>,
}

thread_local! {
    static OWN: Own = Own::default();
}

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

fn device() -> WDFDEVICE {
    OWN.with(|own| own.device.get()).expect("EvtDriverDeviceAdd has created the device")
}

macro_rules! say {
    ($($argument:tt)*) => { debug_print(format_args!("idle: {}", format_args!($($argument)*))) };
}

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver_with_unload(object, registry_path, Some(evt_device_add))
}

extern "C" fn evt_power(_: WDFDEVICE, _: i32) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_prepare(_: WDFDEVICE, _: WDFCMRESLIST, _: WDFCMRESLIST) -> NTSTATUS {
    if OWN.with(|own| own.mode.get()) == 0 {
        assign(true, 60, false);
    }
    STATUS_SUCCESS
}

extern "C" fn evt_release(_: WDFDEVICE, _: WDFCMRESLIST) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_self_managed(_: WDFDEVICE) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_device(_: WDFDEVICE) {}

/// Lets the device leave D0 after a time without requests, or no longer.
fn assign(enabled: bool, milliseconds: u32, wakes: bool) {
    use _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES as Caps;
    let mut settings = WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
        Size: size_of_c::<WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS>(),
        IdleCaps: if wakes { Caps::IdleCanWakeFromS0 } else { Caps::IdleCannotWakeFromS0 },
        DxState: _DEVICE_POWER_STATE::PowerDeviceD3,
        IdleTimeout: milliseconds,
        UserControlOfIdleSettings:
            _WDF_POWER_POLICY_S0_IDLE_USER_CONTROL::IdleDoNotAllowUserControl,
        Enabled: if enabled { _WDF_TRI_STATE::WdfTrue } else { _WDF_TRI_STATE::WdfFalse },
        PowerUpIdleDeviceOnSystemWake: _WDF_TRI_STATE::WdfUseDefault,
        ExcludeD3Cold: _WDF_TRI_STATE::WdfUseDefault,
        ..Default::default()
    };
    let status = wdf!(WdfDeviceAssignS0IdleSettings, device(), &raw mut settings).cast_unsigned();
    let (enabled, wakes) = (u8::from(enabled), u8::from(wakes));
    say!("AssignS0IdleSettings({enabled}, {milliseconds} ms, wake {wakes}) {status:08x}");
}

extern "C" fn evt_device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    match add(init) {
        Ok(()) => STATUS_SUCCESS,
        Err(status) => status,
    }
}

fn checked(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

/// Prints the states of the device's state machines.
fn say_states() {
    let power = wdf!(WdfDeviceGetDevicePowerState, device());
    let policy = wdf!(WdfDeviceGetDevicePowerPolicyState, device());
    let pnp = wdf!(WdfDeviceGetDevicePnpState, device());
    say!("power state {power}, policy state {policy}, pnp state {pnp}");
}

/// What the value `Mode` of the device chooses: where the idle settings are assigned.
fn assign_in_add(mode: ULONG) {
    match mode {
        0 => {}
        1 => {
            assign(true, 60, false);
            let place = (null_mut(), 0, null_mut());
            let status = wdf!(WdfDeviceStopIdleActual, device(), 0, place.0, place.1, place.2);
            say!("StopIdle in EvtDriverDeviceAdd {:08x}", status.cast_unsigned());
        }
        _ => assign(true, 60, true),
    }
}

fn add(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mode = mode_of(init);
    OWN.with(|own| own.mode.set(mode));
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDevicePrepareHardware = Some(evt_prepare);
    callbacks.EvtDeviceReleaseHardware = Some(evt_release);
    callbacks.EvtDeviceD0Entry = Some(evt_power);
    callbacks.EvtDeviceD0EntryPostInterruptsEnabled = Some(evt_power);
    callbacks.EvtDeviceD0Exit = Some(evt_power);
    callbacks.EvtDeviceD0ExitPreInterruptsDisabled = Some(evt_power);
    callbacks.EvtDeviceSelfManagedIoInit = Some(evt_self_managed);
    callbacks.EvtDeviceSelfManagedIoSuspend = Some(evt_self_managed);
    callbacks.EvtDeviceSelfManagedIoRestart = Some(evt_self_managed);
    callbacks.EvtDeviceSelfManagedIoFlush = Some(evt_device);
    callbacks.EvtDeviceSelfManagedIoCleanup = Some(evt_device);
    callbacks.EvtDeviceSurpriseRemoval = Some(evt_device);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let mut of_device = attributes();
    DEVICE.give_to(&mut of_device);
    of_device.ExecutionLevel = _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
    let (mut init, mut device) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    OWN.with(|own| own.device.set(Some(device)));
    checked(wdf!(WdfDeviceCreateDeviceInterface, device, &raw const INTERFACE, null_mut()))?;
    assign_in_add(mode);
    create_queues(device)
}

fn create_queues(device: WDFDEVICE) -> Result<(), NTSTATUS> {
    use _WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
    use _WDF_REQUEST_TYPE as Type;
    let route = |queue, of| checked(wdf!(WdfDeviceConfigureRequestDispatching, device, queue, of));
    let mut reads = queue_config(Dispatch::WdfIoQueueDispatchParallel);
    reads.EvtIoRead = Some(evt_io_transfer);
    reads.EvtIoStop = Some(evt_io_stop);
    reads.EvtIoResume = Some(evt_io_resume);
    route(create(device, reads)?, Type::WdfRequestTypeRead)?;
    let mut writes = queue_config(Dispatch::WdfIoQueueDispatchSequential);
    writes.EvtIoWrite = Some(evt_io_transfer);
    writes.EvtIoStop = Some(evt_io_stop);
    route(create(device, writes)?, Type::WdfRequestTypeWrite)?;
    let manual = create(device, queue_config(Dispatch::WdfIoQueueDispatchManual))?;
    OWN.with(|own| own.manual.set(Some(manual)));
    let mut controls = queue_config(Dispatch::WdfIoQueueDispatchParallel);
    controls.PowerManaged = _WDF_TRI_STATE::WdfFalse;
    controls.EvtIoDeviceControl = Some(evt_io_device_control);
    route(create(device, controls)?, Type::WdfRequestTypeDeviceControl)
}

fn create(device: WDFDEVICE, mut config: WDF_IO_QUEUE_CONFIG) -> Result<WDFQUEUE, NTSTATUS> {
    let mut queue: WDFQUEUE = null_mut();
    let (config, none) = (&raw mut config, WDF_NO_OBJECT_ATTRIBUTES);
    checked(wdf!(WdfIoQueueCreate, device, config, none, &raw mut queue))?;
    Ok(queue)
}

/// Completes a transfer whose length is a multiple of ten, and holds each other one.
extern "C" fn evt_io_transfer(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    if length.is_multiple_of(10) {
        let information = length as u64;
        wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, information);
    } else {
        hold(request);
    }
}

fn hold(request: WDFREQUEST) {
    OWN.with(|own| own.held.borrow_mut().push(request));
    wdf!(WdfRequestMarkCancelable, request, Some(evt_request_cancel));
}

fn release(request: WDFREQUEST) {
    OWN.with(|own| own.held.borrow_mut().retain(|held| *held != request));
}

extern "C" fn evt_request_cancel(request: WDFREQUEST) {
    release(request);
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

extern "C" fn evt_io_stop(_: WDFQUEUE, request: WDFREQUEST, _: ULONG) {
    wdf!(WdfRequestStopAcknowledge, request, 0);
}

extern "C" fn evt_io_resume(_: WDFQUEUE, _: WDFREQUEST) {}

extern "C" fn evt_io_device_control(
    _: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    input: usize,
    code: ULONG,
) {
    let value = if input >= 4 { value_of(request) } else { 0 };
    let mut status = STATUS_SUCCESS;
    match ((code >> 2) & 0xfff).wrapping_sub(0x800) {
        function @ (0 | 1) => stop_idle(function == 1),
        2 => wdf!(WdfDeviceResumeIdleActual, device(), null_mut(), 0, null_mut()),
        3 => assign(true, value, false),
        4 => assign(false, value, false),
        5 => complete_held(),
        6 => {
            let manual = OWN.with(|own| own.manual.get()).expect("a queue");
            status = wdf!(WdfRequestForwardToIoQueue, request, manual);
            if NT_SUCCESS(status) {
                return;
            }
        }
        7 => retrieve(),
        8 => say_states(),
        9 => assign(true, value, true),
        _ => status = STATUS_INVALID_DEVICE_REQUEST,
    }
    wdf!(WdfRequestComplete, request, status);
}

fn value_of(request: WDFREQUEST) -> u32 {
    let (mut buffer, mut length) = (null_mut(), 0);
    let buffer_of = (&raw mut buffer, &raw mut length);
    let status = wdf!(WdfRequestRetrieveInputBuffer, request, 4, buffer_of.0, buffer_of.1);
    // SAFETY: the input has four bytes.
    if NT_SUCCESS(status) { unsafe { buffer.cast::<u32>().read_unaligned() } } else { 0 }
}

fn stop_idle(wait: bool) {
    let place = (null_mut(), 0, null_mut());
    let wait_for_d0 = u8::from(wait);
    let status = wdf!(WdfDeviceStopIdleActual, device(), wait_for_d0, place.0, place.1, place.2);
    let wait = if wait { "TRUE" } else { "FALSE" };
    say!("StopIdle({wait}) {:08x}", status.cast_unsigned());
}

fn complete_held() {
    while let Some(request) = OWN.with(|own| own.held.borrow().first().copied()) {
        release(request);
        if wdf!(WdfRequestUnmarkCancelable, request) != STATUS_CANCELLED {
            wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, 1);
        }
    }
}

fn retrieve() {
    let manual = OWN.with(|own| own.manual.get()).expect("a queue");
    let mut request: WDFREQUEST = null_mut();
    let status = wdf!(WdfIoQueueRetrieveNextRequest, manual, &raw mut request);
    say!("RetrieveNextRequest {:08x}", status.cast_unsigned());
    if NT_SUCCESS(status) {
        hold(request);
    }
}
