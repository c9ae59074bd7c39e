//! The filter: `DriverEntry`, `EvtDriverDeviceAdd`, and the callbacks of the device.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_FILEOBJECT_CLASS, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_REQUEST_TYPE,
    _WDF_TRI_STATE, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDF_REQUEST_COMPLETION_PARAMS,
    PWDFDEVICE_INIT, STATUS_SUCCESS, STATUS_UNSUCCESSFUL, ULONG, WDF_FILEOBJECT_CONFIG,
    WDF_NO_OBJECT_ATTRIBUTES, WDFCMRESLIST, WDFCONTEXT, WDFDEVICE, WDFDRIVER, WDFFILEOBJECT,
    WDFIOTARGET, WDFQUEUE, WDFREQUEST,
};

use super::common::{
    checked, create_driver, does_nothing, read_mode, releases, result_of, say, succeeds, traced,
};
use super::filter_sends::{FORGET, options, send};
use super::{filter_controls, filter_reads};
use crate::raw_driver::{
    ContextType, Zeroable, attributes, pnp_power_callbacks, queue_config, size_of_c, wdf,
};

/// What the filter keeps.
pub struct Own {
    pub device: Cell<WDFDEVICE>,
    pub target: Cell<WDFIOTARGET>,
    /// The request that was sent last and has not come back.
    pub last: Cell<WDFREQUEST>,
    /// A request that the filter made and keeps.
    pub made: Cell<WDFREQUEST>,
    /// The bits of the value `Mode`: 2 for `EvtIoStop`, 4 for a power-managed queue, 8 for file
    /// callbacks, with 16 to complete creates and with 32 to send and forget them, 64 to end cleanup and
    /// close here. 1024 and 2048 make the start fail.
    mode: Cell<ULONG>,
}

thread_local! {
    static OWN: Own = const {
        Own {
            device: Cell::new(null_mut()),
            target: Cell::new(null_mut()),
            last: Cell::new(null_mut()),
            made: Cell::new(null_mut()),
            mode: Cell::new(0),
        }
    };
}

/// Uses what the filter keeps.
pub fn with<R>(use_it: impl FnOnce(&Own) -> R) -> R {
    OWN.with(use_it)
}

/// The default target.
pub fn target() -> WDFIOTARGET {
    with(|own| own.target.get())
}

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(object, registry_path, Some(evt_add))
}

extern "C" fn evt_prepare(_: WDFDEVICE, _: WDFCMRESLIST, _: WDFCMRESLIST) -> NTSTATUS {
    if with(|own| own.mode.get()) == 1024 { STATUS_UNSUCCESSFUL } else { STATUS_SUCCESS }
}

fn say_state(device: WDFDEVICE) {
    let target = wdf!(WdfDeviceGetIoTarget, device);
    say!("filter: target state {}", wdf!(WdfIoTargetGetState, target));
}

extern "C" fn evt_d0_entry(device: WDFDEVICE, _: i32) -> NTSTATUS {
    say_state(device);
    if with(|own| own.mode.get()) == 2048 { STATUS_UNSUCCESSFUL } else { STATUS_SUCCESS }
}

extern "C" fn evt_d0_exit(device: WDFDEVICE, _: i32) -> NTSTATUS {
    say_state(device);
    STATUS_SUCCESS
}

extern "C" fn evt_stop(_: WDFQUEUE, request: WDFREQUEST, _: ULONG) {
    if with(|own| own.last.get()) == request {
        let found = wdf!(WdfRequestCancelSentRequest, request);
        say!("filter: EvtIoStop: CancelSentRequest = {found}");
    } else {
        wdf!(WdfRequestStopAcknowledge, request, 0);
    }
}

extern "C" fn evt_create_done(
    request: WDFREQUEST,
    _: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    _: WDFCONTEXT,
) {
    wdf!(WdfRequestComplete, request, result_of(parameters).0);
}

extern "C" fn evt_create(device: WDFDEVICE, request: WDFREQUEST, _: WDFFILEOBJECT) {
    let (target, mode) = (wdf!(WdfDeviceGetIoTarget, device), with(|own| own.mode.get()));
    let sent = if mode & 32 != 0 {
        send(request, target, Some(options(FORGET, 0)))
    } else if mode & 16 != 0 {
        wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
        return;
    } else {
        wdf!(WdfRequestFormatRequestUsingCurrentType, request);
        wdf!(WdfRequestSetCompletionRoutine, request, Some(evt_create_done), null_mut());
        send(request, target, None)
    };
    if !sent {
        let status = wdf!(WdfRequestGetStatus, request);
        say!("filter: send of a create failed {:08x}", status.cast_unsigned());
        wdf!(WdfRequestComplete, request, status);
    }
}

extern "C" fn evt_file(_: WDFFILEOBJECT) {}

extern "C" fn evt_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    with(|own| add(own, init)).err().unwrap_or(STATUS_SUCCESS)
}

fn set_up(own: &Own, init: PWDFDEVICE_INIT) {
    own.mode.set(read_mode(init));
    wdf!(WdfFdoInitSetFilter, init);
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDevicePrepareHardware = Some(evt_prepare);
    callbacks.EvtDeviceReleaseHardware = Some(releases);
    callbacks.EvtDeviceD0Entry = Some(evt_d0_entry);
    callbacks.EvtDeviceD0Exit = Some(evt_d0_exit);
    callbacks.EvtDeviceSurpriseRemoval = Some(does_nothing);
    callbacks.EvtDeviceQueryRemove = Some(succeeds);
    callbacks.EvtDeviceSelfManagedIoInit = Some(succeeds);
    callbacks.EvtDeviceSelfManagedIoSuspend = Some(succeeds);
    callbacks.EvtDeviceSelfManagedIoRestart = Some(succeeds);
    callbacks.EvtDeviceSelfManagedIoCleanup = Some(does_nothing);
    callbacks.EvtDeviceSelfManagedIoFlush = Some(does_nothing);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let mode = own.mode.get();
    if mode & 8 != 0 {
        let ends = mode & 64 != 0;
        let forwards = if ends { _WDF_TRI_STATE::WdfFalse } else { _WDF_TRI_STATE::WdfUseDefault };
        let mut files = WDF_FILEOBJECT_CONFIG {
            Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
            EvtDeviceFileCreate: Some(evt_create),
            EvtFileClose: Some(evt_file),
            EvtFileCleanup: Some(evt_file),
            AutoForwardCleanupClose: forwards,
            FileObjectClass: _WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
        };
        let none = WDF_NO_OBJECT_ATTRIBUTES;
        wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, none);
    }
}

fn add(own: &Own, init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    set_up(own, init);
    let mut of_device = traced(attributes());
    DEVICE.give_to(&mut of_device);
    of_device.ExecutionLevel = _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
    let (mut init, mut device) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    own.device.set(device);
    own.last.set(null_mut());
    own.made.set(null_mut());
    let target = wdf!(WdfDeviceGetIoTarget, device);
    own.target.set(target);
    let state = wdf!(WdfIoTargetGetState, target);
    let same = u8::from(wdf!(WdfIoTargetGetDevice, target) == device);
    say!("filter: target state {state}, GetDevice same {same}");
    let (none, mut queue): (_, WDFQUEUE) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    let parallel = _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel;
    let mut config = queue_config(parallel);
    config.EvtIoRead = Some(filter_reads::evt_read);
    if own.mode.get() & 2 != 0 {
        config.EvtIoStop = Some(evt_stop);
    }
    if own.mode.get() & 4 != 0 {
        config.PowerManaged = _WDF_TRI_STATE::WdfTrue;
    }
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    let reads = _WDF_REQUEST_TYPE::WdfRequestTypeRead;
    checked(wdf!(WdfDeviceConfigureRequestDispatching, device, queue, reads))?;
    let mut config = queue_config(parallel);
    config.PowerManaged = _WDF_TRI_STATE::WdfFalse;
    config.EvtIoDeviceControl = Some(filter_controls::evt_control);
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    let controls = _WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl;
    checked(wdf!(WdfDeviceConfigureRequestDispatching, device, queue, controls))
}
