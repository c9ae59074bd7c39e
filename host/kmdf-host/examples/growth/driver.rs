//! A driver with one device, the sink, and every callback of a file. A device control completes at
//! once; a read waits until it is cancelled.

use std::cell::Cell;
use std::ptr::{null, null_mut};

use wdk_sys::{
    _WDF_FILEOBJECT_CLASS, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE, GUID, NT_SUCCESS, NTSTATUS,
    PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_CANCELLED, STATUS_SUCCESS, ULONG,
    WDF_FILEOBJECT_CONFIG, WDF_IO_QUEUE_CONFIG, WDF_NO_OBJECT_ATTRIBUTES, WDFDEVICE, WDFDRIVER,
    WDFFILEOBJECT, WDFQUEUE, WDFREQUEST,
};

use super::raw_driver::{
    ContextType, Zeroable, attributes, create_driver, queue_config, size_of_c, wdf,
};

/// The interface class by which applications find the sink.
pub static SINK: GUID = GUID {
    Data1: 0x71c4_02a9,
    Data2: 0x3d5f,
    Data3: 0x4b8e,
    Data4: [0xa7, 0x60, 0x19, 0xe2, 0x8c, 0x05, 0x4f, 0xd3],
};

/// The control code that prints a line to the debugger.
pub const PRINT: ULONG = 0x22_2004;
/// The control code whose request is completed twice.
pub const BREAK_A_RULE: ULONG = 0x22_2008;

/// The context of files and requests, which nothing reads.
struct Number(#[expect(dead_code, reason = "the context takes memory")] Cell<u64>);

// SAFETY: a cell of a number may be zero, and needs no `Drop`.
unsafe impl Zeroable for Number {}

static NUMBER: ContextType<Number> = ContextType::new(c"Number", &NUMBER);

/// `DriverEntry`.
pub extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(driver, registry_path, Some(device_add))
}

/// `EvtDriverDeviceAdd`.
extern "C" fn device_add(_driver: WDFDRIVER, mut init: PWDFDEVICE_INIT) -> NTSTATUS {
    let mut files = WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        EvtDeviceFileCreate: Some(file_create),
        EvtFileClose: Some(file_event),
        EvtFileCleanup: Some(file_event),
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: _WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
    };
    let mut with_number = attributes();
    NUMBER.give_to(&mut with_number);
    let with_number = &raw mut with_number;
    wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, with_number);
    wdf!(WdfDeviceInitSetRequestAttributes, init, with_number);
    let mut device: WDFDEVICE = null_mut();
    let (init, none) = (&raw mut init, WDF_NO_OBJECT_ATTRIBUTES);
    let status = wdf!(WdfDeviceCreate, init, none, &raw mut device);
    if !NT_SUCCESS(status) {
        return status;
    }
    let status = wdf!(WdfDeviceCreateDeviceInterface, device, &raw const SINK, null());
    if !NT_SUCCESS(status) {
        return status;
    }
    let mut queue = WDF_IO_QUEUE_CONFIG {
        PowerManaged: _WDF_TRI_STATE::WdfFalse,
        DefaultQueue: 1,
        EvtIoRead: Some(io_read),
        EvtIoDeviceControl: Some(io_control),
        ..queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel)
    };
    wdf!(WdfIoQueueCreate, device, &raw mut queue, none, null_mut())
}

/// `EvtDeviceFileCreate`.
extern "C" fn file_create(_device: WDFDEVICE, request: WDFREQUEST, _file: WDFFILEOBJECT) {
    complete(request, STATUS_SUCCESS);
}

/// `EvtFileCleanup` and `EvtFileClose`.
extern "C" fn file_event(_file: WDFFILEOBJECT) {}

/// `EvtIoDeviceControl`.
extern "C" fn io_control(
    _queue: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    code: ULONG,
) {
    if code == PRINT {
        kmdf_host::kernel::debug_print(format_args!("a line\n"));
    }
    complete(request, STATUS_SUCCESS);
    if code == BREAK_A_RULE {
        // The handle is stale on purpose; the host reports the call and does nothing else.
        complete(request, STATUS_SUCCESS);
    }
}

/// `EvtIoRead`.
extern "C" fn io_read(_queue: WDFQUEUE, request: WDFREQUEST, _length: usize) {
    let status = wdf!(WdfRequestMarkCancelableEx, request, Some(request_cancel));
    if !NT_SUCCESS(status) {
        complete(request, status);
    }
}

/// `EvtRequestCancel`.
extern "C" fn request_cancel(request: WDFREQUEST) {
    complete(request, STATUS_CANCELLED);
}

fn complete(request: WDFREQUEST, status: NTSTATUS) {
    wdf!(WdfRequestComplete, request, status);
}
