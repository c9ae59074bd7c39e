//! `DriverEntry`, `EvtDriverDeviceAdd`, and the callbacks of the device and of files.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use kmdf_host::kernel::debug_print;
use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_REQUEST_TYPE, _WDF_TRI_STATE, NT_SUCCESS, NTSTATUS,
    PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_SUCCESS, WDF_FILEOBJECT_CONFIG,
    WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES, WDF_WORKITEM_CONFIG, WDFCMRESLIST, WDFDEVICE,
    WDFDRIVER, WDFOBJECT, WDFQUEUE, WDFREQUEST, WDFWORKITEM,
};

use super::super::mode::mode_of;
use super::requests;
use crate::raw_driver::{
    ContextType, INTERFACE, Zeroable, attributes, attributes_under, create_driver_with_unload,
    pnp_power_callbacks, queue_config, size_of_c, wdf,
};

/// What the driver keeps.
#[derive(Default)]
pub struct Own {
    pub held: RefCell<Vec<WDFREQUEST>>,
    pub manual: Cell<Queue>,
    /// The create that is kept.
    pub create: Cell<Option<WDFREQUEST>>,
    pub item: Cell<Option<WDFWORKITEM>>,
    /// Whether `EvtFileCleanup` releases what is held.
    pub releases: Cell<bool>,
    /// The number of the newest file.
    pub serial: Cell<u32>,
}

/// A queue that `EvtDriverDeviceAdd` makes.
#[derive(Clone, Copy)]
pub struct Queue(pub WDFQUEUE);

impl Default for Queue {
    fn default() -> Self {
        Self(null_mut())
    }
}

thread_local! {
    static OWN: Own = Own::default();
}

/// Uses what the driver of this thread's machine keeps.
pub fn with<R>(use_it: impl FnOnce(&Own) -> R) -> R {
    OWN.with(use_it)
}

/// The context of a request.
pub struct OfRequest {
    pub cancelable: Cell<u32>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for OfRequest {}
pub static REQUEST: ContextType<OfRequest> = ContextType::new(c"Request", &REQUEST);

/// The context of a file.
pub struct OfFile {
    pub serial: Cell<u32>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for OfFile {}
pub static FILE: ContextType<OfFile> = ContextType::new(c"File", &FILE);

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

/// Prints what the driver has found.
macro_rules! say {
    ($($argument:tt)*) => {
        ::kmdf_host::kernel::debug_print(format_args!("fil: {}", format_args!($($argument)*)))
    };
}
pub(super) use say;

/// Prints the status of a call.
pub fn say_status(call: &str, status: NTSTATUS) {
    debug_print(format_args!("fil: {call} {:08x}", status.cast_unsigned()));
}

extern "C" fn evt_object(_: WDFOBJECT) {}

/// Attributes whose object the trace shows to its end.
fn traced() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        EvtCleanupCallback: Some(evt_object),
        EvtDestroyCallback: Some(evt_object),
        ..attributes()
    }
}

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    // The variables of an image are new with each load.
    with(|own| own.serial.set(0));
    create_driver_with_unload(object, registry_path, Some(evt_device_add))
}

extern "C" fn evt_power(_: WDFDEVICE, _: i32) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_prepare(_: WDFDEVICE, _: WDFCMRESLIST, _: WDFCMRESLIST) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_release(_: WDFDEVICE, _: WDFCMRESLIST) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_status(_: WDFDEVICE) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_device(_: WDFDEVICE) {}

extern "C" fn evt_device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    match add(init) {
        Ok(()) => STATUS_SUCCESS,
        Err(status) => status,
    }
}

fn checked(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

fn set_callbacks(init: PWDFDEVICE_INIT) {
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDevicePrepareHardware = Some(evt_prepare);
    callbacks.EvtDeviceReleaseHardware = Some(evt_release);
    callbacks.EvtDeviceD0Entry = Some(evt_power);
    callbacks.EvtDeviceD0Exit = Some(evt_power);
    callbacks.EvtDeviceSurpriseRemoval = Some(evt_device);
    callbacks.EvtDeviceQueryRemove = Some(evt_status);
    callbacks.EvtDeviceSelfManagedIoInit = Some(evt_status);
    callbacks.EvtDeviceSelfManagedIoSuspend = Some(evt_status);
    callbacks.EvtDeviceSelfManagedIoRestart = Some(evt_status);
    callbacks.EvtDeviceSelfManagedIoFlush = Some(evt_device);
    callbacks.EvtDeviceSelfManagedIoCleanup = Some(evt_device);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
}

fn add(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mode = mode_of(init);
    set_callbacks(init);
    if mode & 1 != 0 {
        wdf!(WdfDeviceInitSetExclusive, init, 1);
    }
    let mut files = WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        EvtDeviceFileCreate: (mode & 2 == 0).then_some(requests::evt_device_file_create as _),
        EvtFileClose: Some(requests::evt_file_close),
        EvtFileCleanup: Some(requests::evt_file_cleanup),
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: wdk_sys::_WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
    };
    let (mut of_file, mut of_request, mut of_device) = (traced(), traced(), traced());
    FILE.give_to(&mut of_file);
    wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, &raw mut of_file);
    REQUEST.give_to(&mut of_request);
    wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut of_request);
    DEVICE.give_to(&mut of_device);
    let (mut init, mut device): (_, WDFDEVICE) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    let class = &raw const INTERFACE;
    checked(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    OWN.with(|own| create_objects(own, device, mode))
}

fn create_objects(own: &Own, device: WDFDEVICE, mode: u32) -> Result<(), NTSTATUS> {
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(requests::evt_io_read);
    config.EvtIoDeviceControl = Some(requests::evt_io_device_control);
    config.EvtIoStop = Some(requests::evt_io_stop);
    let mut queue: WDFQUEUE = null_mut();
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchManual);
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    own.manual.set(Queue(queue));
    if mode & 4 != 0 {
        let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential);
        config.EvtIoDefault = Some(requests::evt_io_default);
        let managed = mode & 8 != 0;
        config.PowerManaged =
            if managed { _WDF_TRI_STATE::WdfTrue } else { _WDF_TRI_STATE::WdfFalse };
        checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
        let create = _WDF_REQUEST_TYPE::WdfRequestTypeCreate;
        let status = wdf!(WdfDeviceConfigureRequestDispatching, device, queue, create);
        say_status("creates to a queue", status);
    }
    let mut config = WDF_WORKITEM_CONFIG {
        Size: size_of_c::<WDF_WORKITEM_CONFIG>(),
        EvtWorkItemFunc: Some(requests::evt_work_item),
        AutomaticSerialization: 1,
    };
    let (mut below, mut item): (_, WDFWORKITEM) = (attributes_under(device), null_mut());
    let (config, below) = (&raw mut config, &raw mut below);
    checked(wdf!(WdfWorkItemCreate, config, below, &raw mut item))?;
    own.item.set(Some(item));
    Ok(())
}
