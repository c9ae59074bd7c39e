//! `DriverEntry`, `EvtDriverDeviceAdd` and the control codes.

use std::cell::Cell;
use std::ptr::null_mut;

use kmdf_host::kernel::debug_print;
use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_IO_QUEUE_DISPATCH_TYPE, NT_SUCCESS, NTSTATUS, PCUNICODE_STRING,
    PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS, ULONG,
    ULONG_PTR, WDF_DRIVER_CONFIG, WDF_NO_HANDLE, WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES,
    WDFDEVICE, WDFDPC, WDFDRIVER, WDFOBJECT, WDFQUEUE, WDFREQUEST, WDFTIMER, WDFWORKITEM,
};

use super::{memory, objects, registry, times};
use crate::raw_driver::{
    ContextType, INTERFACE, Zeroable, attributes, attributes_under, queue_config, size_of_c, wdf,
};

/// The context of the device.
pub struct Own {
    pub driver: Cell<WDFDRIVER>,
    pub device: Cell<WDFDEVICE>,
    pub queue: Cell<WDFQUEUE>,
    pub dpc: Cell<WDFDPC>,
    pub work_item: Cell<WDFWORKITEM>,
    pub timer: Cell<WDFTIMER>,
    pub passive_timer: Cell<WDFTIMER>,
    pub periodic_timer: Cell<WDFTIMER>,
    pub ticks: Cell<u32>,
}
// SAFETY: cells of pointers and an integer.
unsafe impl Zeroable for Own {}
static DEVICE: ContextType<Own> = ContextType::new(c"Device", &DEVICE);

thread_local! {
    /// The context of the newest device on this thread's machine, as the recorded driver keeps it.
    static CURRENT: Cell<Option<&'static Own>> = const { Cell::new(None) };
}

/// The context of the device.
pub fn current() -> &'static Own {
    CURRENT.get().expect("EvtDriverDeviceAdd has made the device")
}

/// Prints what the driver has found.
macro_rules! say {
    ($($argument:tt)*) => {
        ::kmdf_host::kernel::debug_print(format_args!("obj: {}", format_args!($($argument)*)))
    };
}
pub(super) use say;

/// Prints the status of a call, and returns the status.
pub fn say_status(call: &str, status: NTSTATUS) -> NTSTATUS {
    debug_print(format_args!("obj: {call} {:08x}", status.cast_unsigned()));
    status
}

extern "C" fn evt_cleanup(_: WDFOBJECT) {}

extern "C" fn evt_destroy(_: WDFOBJECT) {}

/// Makes the trace show the end of the object of these attributes.
pub fn traced(attributes: WDF_OBJECT_ATTRIBUTES) -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        EvtCleanupCallback: Some(evt_cleanup),
        EvtDestroyCallback: Some(evt_destroy),
        ..attributes
    }
}

/// Attributes with the device as the parent.
pub fn below_device() -> WDF_OBJECT_ATTRIBUTES {
    attributes_under(current().device.get())
}

/// Attributes of an object whose end only the trace of its destroy callback shows.
pub fn destroy_traced(attributes: WDF_OBJECT_ATTRIBUTES) -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES { EvtDestroyCallback: Some(evt_destroy), ..attributes }
}

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: Some(evt_device_add),
        EvtDriverUnload: Some(evt_unload),
        ..Default::default()
    };
    let (none, config) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut config);
    wdf!(WdfDriverCreate, object, registry_path, none, config, WDF_NO_HANDLE.cast())
}

extern "C" fn evt_unload(_: WDFDRIVER) {
    CURRENT.set(None);
}

extern "C" fn evt_device_add(driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    let (mut init, mut device) = (init, null_mut());
    let mut with_context = attributes();
    DEVICE.give_to(&mut with_context);
    let status = wdf!(WdfDeviceCreate, &raw mut init, &raw mut with_context, &raw mut device);
    let (true, Some(own)) = (NT_SUCCESS(status), DEVICE.of(device)) else { return status };
    own.driver.set(driver);
    own.device.set(device);
    CURRENT.set(Some(own));
    let class = &raw const INTERFACE;
    let status = wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut());
    if !NT_SUCCESS(status) {
        return status;
    }
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoDeviceControl = Some(evt_io_device_control);
    let mut passive = attributes();
    passive.ExecutionLevel = _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
    let (mut queue, passive): (WDFQUEUE, _) = (null_mut(), &raw mut passive);
    let status = wdf!(WdfIoQueueCreate, device, &raw mut config, passive, &raw mut queue);
    own.queue.set(queue);
    if !NT_SUCCESS(status) {
        return status;
    }
    times::create_dpcs(own);
    times::create_work_items(own, driver);
    times::create_timers(own);
    STATUS_SUCCESS
}

extern "C" fn evt_io_device_control(
    _: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    code: ULONG,
) {
    let mut information: ULONG_PTR = 0;
    let mut status = STATUS_SUCCESS;
    match ((code >> 2) & 0xfff).wrapping_sub(0x800) {
        0 => objects::collections(),
        1 => memory::memory(),
        2 => memory::lookaside(),
        3 => objects::contexts(),
        4 => objects::strings(),
        5 => registry::registry(),
        6 => objects::locks(),
        7 => information = times::enqueue_dpc(),
        9 => times::cancel_dpc(),
        10 => times::flush_work_item(),
        function @ 11..=17 => times::on_timer(function),
        _ => status = STATUS_INVALID_DEVICE_REQUEST,
    }
    wdf!(WdfRequestCompleteWithInformation, request, status, information);
}
