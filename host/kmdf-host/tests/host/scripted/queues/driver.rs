//! `DriverEntry`, `EvtDriverDeviceAdd` and the queues.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use kmdf_host::kernel::debug_print;
use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_REQUEST_TYPE, _WDF_TRI_STATE,
    NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_SUCCESS,
    WDF_FILEOBJECT_CONFIG, WDF_IO_QUEUE_CONFIG, WDF_IO_QUEUE_DISPATCH_TYPE,
    WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES, WDFCMRESLIST, WDFDEVICE, WDFDRIVER, WDFOBJECT,
    WDFQUEUE, WDFREQUEST,
};

use super::{controls, transfers};
use crate::raw_driver::{
    ContextType, INTERFACE, Zeroable, attributes, create_driver_with_unload, pnp_power_callbacks,
    queue_config, size_of_c, wdf,
};

/// The queues, and what the driver holds.
#[derive(Default)]
pub struct Own {
    pub device: Cell<Option<WDFDEVICE>>,
    /// Parallel, with a limit of two; for reads.
    pub limited: Cell<Queue>,
    /// Parallel, for writes.
    pub unlimited: Cell<Queue>,
    pub manual: Cell<Queue>,
    /// Manual, and not power-managed.
    pub unmanaged: Cell<Queue>,
    pub sequential: Cell<Queue>,
    /// Parallel, and not power-managed; for control codes.
    pub control: Cell<Queue>,
    pub held: RefCell<Vec<WDFREQUEST>>,
    pub found: Cell<Option<WDFREQUEST>>,
    /// What `EvtIoStop` does.
    pub stop_mode: Cell<u32>,
    /// What the ready callback does.
    pub notice: Cell<u32>,
    pub has_forwarded: Cell<bool>,
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

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

/// Prints what the driver has found.
macro_rules! say {
    ($($argument:tt)*) => {
        ::kmdf_host::kernel::debug_print(format_args!("q: {}", format_args!($($argument)*)))
    };
}
pub(super) use say;

/// Prints the status of a call.
pub fn say_status(call: &str, status: NTSTATUS) {
    debug_print(format_args!("q: {call} {:08x}", status.cast_unsigned()));
}

extern "C" fn evt_object(_: WDFOBJECT) {}

/// Makes the trace show the end of the object of these attributes.
fn traced(attributes: WDF_OBJECT_ATTRIBUTES) -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        EvtCleanupCallback: Some(evt_object),
        EvtDestroyCallback: Some(evt_object),
        ..attributes
    }
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

extern "C" fn evt_release(_: WDFDEVICE, _: WDFCMRESLIST) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_self_managed(_: WDFDEVICE) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_flush(_: WDFDEVICE) {}

extern "C" fn evt_device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    match add(init) {
        Ok(()) => STATUS_SUCCESS,
        Err(status) => status,
    }
}

fn checked(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

fn add(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDeviceD0Entry = Some(evt_power);
    callbacks.EvtDeviceD0Exit = Some(evt_power);
    callbacks.EvtDeviceReleaseHardware = Some(evt_release);
    callbacks.EvtDeviceSelfManagedIoInit = Some(evt_self_managed);
    callbacks.EvtDeviceSelfManagedIoSuspend = Some(evt_self_managed);
    callbacks.EvtDeviceSelfManagedIoRestart = Some(evt_self_managed);
    callbacks.EvtDeviceSelfManagedIoFlush = Some(evt_flush);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let mut files = WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: wdk_sys::_WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
        ..Default::default()
    };
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, none);
    let mut of_request = attributes();
    REQUEST.give_to(&mut of_request);
    wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut of_request);
    let mut of_device = traced(attributes());
    DEVICE.give_to(&mut of_device);
    of_device.ExecutionLevel = _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
    let (mut init, mut device) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    let class = &raw const INTERFACE;
    checked(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    OWN.with(|own| {
        own.device.set(Some(device));
        own.held.borrow_mut().clear();
        create_queues(own, device)
    })
}

/// Creates a queue with callbacks.
fn create(
    device: WDFDEVICE,
    dispatch: WDF_IO_QUEUE_DISPATCH_TYPE,
    into: &Cell<Queue>,
    configure: impl FnOnce(&mut WDF_IO_QUEUE_CONFIG),
) -> Result<WDFQUEUE, NTSTATUS> {
    let mut config = queue_config(dispatch);
    configure(&mut config);
    let (mut of_queue, mut queue): (_, WDFQUEUE) = (traced(attributes()), null_mut());
    let (config, of_queue) = (&raw mut config, &raw mut of_queue);
    checked(wdf!(WdfIoQueueCreate, device, config, of_queue, &raw mut queue))?;
    into.set(Queue(queue));
    Ok(queue)
}

fn create_queues(own: &Own, device: WDFDEVICE) -> Result<(), NTSTATUS> {
    use _WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
    use _WDF_REQUEST_TYPE as Type;
    let route = |queue, of| wdf!(WdfDeviceConfigureRequestDispatching, device, queue, of);
    let parallel = Dispatch::WdfIoQueueDispatchParallel;
    let queue = create(device, parallel, &own.limited, |config| {
        config.Settings.Parallel.NumberOfPresentedRequests = 2;
        config.EvtIoRead = Some(transfers::evt_io_transfer);
        config.EvtIoStop = Some(transfers::evt_io_stop);
        config.EvtIoResume = Some(transfers::evt_io_resume);
    })?;
    checked(route(queue, Type::WdfRequestTypeRead))?;
    say_status("read dispatching configured twice", route(queue, Type::WdfRequestTypeRead));
    say_status("write to a queue without EvtIoWrite", route(queue, Type::WdfRequestTypeWrite));
    say_status("create to a queue without EvtIoDefault", route(queue, Type::WdfRequestTypeCreate));
    say_status("flush", route(queue, Type::WdfRequestTypeFlushBuffers));
    let queue = create(device, parallel, &own.unlimited, |config| {
        config.EvtIoWrite = Some(transfers::evt_io_transfer);
        config.EvtIoStop = Some(transfers::evt_io_stop);
        config.EvtIoResume = Some(transfers::evt_io_resume);
    })?;
    checked(route(queue, Type::WdfRequestTypeWrite))?;
    create(device, Dispatch::WdfIoQueueDispatchManual, &own.manual, |config| {
        config.EvtIoCanceledOnQueue = Some(transfers::evt_io_canceled_on_queue);
        config.EvtIoStop = Some(transfers::evt_io_stop);
    })?;
    create(device, Dispatch::WdfIoQueueDispatchManual, &own.unmanaged, |config| {
        config.PowerManaged = _WDF_TRI_STATE::WdfFalse;
    })?;
    create(device, Dispatch::WdfIoQueueDispatchSequential, &own.sequential, |config| {
        config.EvtIoDefault = Some(transfers::evt_io_default);
        config.EvtIoStop = Some(transfers::evt_io_stop);
        config.EvtIoResume = Some(transfers::evt_io_resume);
        config.EvtIoCanceledOnQueue = Some(transfers::evt_io_canceled_on_queue);
    })?;
    let queue = create(device, parallel, &own.control, |config| {
        config.PowerManaged = _WDF_TRI_STATE::WdfFalse;
        config.EvtIoDeviceControl = Some(controls::evt_io_device_control);
    })?;
    checked(route(queue, Type::WdfRequestTypeDeviceControl))
}
