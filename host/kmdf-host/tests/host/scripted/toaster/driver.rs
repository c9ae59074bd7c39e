//! The driver: `DriverEntry`, `EvtDriverDeviceAdd` and the callbacks of the queue.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT,
    PWDFDEVICE_INIT, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS, ULONG, ULONG_PTR,
    WDF_NO_OBJECT_ATTRIBUTES, WDFDEVICE, WDFDRIVER, WDFMEMORY, WDFQUEUE, WDFREQUEST,
};

use crate::raw_driver::{
    ContextType, INTERFACE, Zeroable, attributes, create_driver, queue_config, wdf,
};

/// The context of the device. The sample keeps more in its own, and uses nothing of it.
struct Device {
    unused: Cell<usize>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for Device {}
static DEVICE: ContextType<Device> = ContextType::new(c"Device", &DEVICE);

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(object, registry_path, Some(evt_device_add))
}

extern "C" fn evt_device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    let (mut init, mut device) = (init, null_mut());
    let mut with_context = attributes();
    DEVICE.give_to(&mut with_context);
    let status = wdf!(WdfDeviceCreate, &raw mut init, &raw mut with_context, &raw mut device);
    if !NT_SUCCESS(status) {
        return status;
    }
    if let Some(context) = DEVICE.of(device) {
        context.unused.set(0);
    }
    let class = &raw const INTERFACE;
    let status = wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut());
    if !NT_SUCCESS(status) {
        return status;
    }
    create_queue(device)
}

fn create_queue(device: WDFDEVICE) -> NTSTATUS {
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_io_read);
    config.EvtIoWrite = Some(evt_io_write);
    config.EvtIoDeviceControl = Some(evt_io_device_control);
    let (none, mut queue): (_, WDFQUEUE) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue)
}

/// There is nothing to read: succeeds with no bytes.
extern "C" fn evt_io_read(_: WDFQUEUE, request: WDFREQUEST, _length: usize) {
    let mut memory: WDFMEMORY = null_mut();
    let status = wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory);
    wdf!(WdfRequestCompleteWithInformation, request, status, 0);
}

/// Takes all bytes, and drops them.
extern "C" fn evt_io_write(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    let mut memory: WDFMEMORY = null_mut();
    let status = wdf!(WdfRequestRetrieveInputMemory, request, &raw mut memory);
    let taken = if status == STATUS_SUCCESS { length as ULONG_PTR } else { 0 };
    wdf!(WdfRequestCompleteWithInformation, request, status, taken);
}

extern "C" fn evt_io_device_control(
    _: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    _code: ULONG,
) {
    wdf!(WdfRequestCompleteWithInformation, request, STATUS_INVALID_DEVICE_REQUEST, 0);
}
