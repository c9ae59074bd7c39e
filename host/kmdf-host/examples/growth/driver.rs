//! A driver with one device, the sink, and every callback of a file. A device control completes at
//! once; a read waits until it is cancelled.

use core::ptr;

use wdk_sys::*;

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

/// The type of the contexts of files and requests: a number that is only written.
static NUMBER: ContextType = ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO {
    Size: size_of::<WDF_OBJECT_CONTEXT_TYPE_INFO>() as ULONG,
    ContextName: c"Number".as_ptr().cast(),
    ContextSize: size_of::<u64>(),
    UniqueType: &raw const NUMBER.0,
    EvtDriverGetUniqueContextType: None,
});

struct ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO);
// SAFETY: nothing writes to the information, nor through its pointers.
unsafe impl Sync for ContextType {}

/// `DriverEntry`.
///
/// # Safety
/// Only the kernel calls the function.
pub unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of::<WDF_DRIVER_CONFIG>() as ULONG,
        EvtDriverDeviceAdd: Some(device_add),
        ..Default::default()
    };
    // SAFETY: the kernel passed the arguments, and the structure lives until the call returns.
    unsafe {
        call_unsafe_wdf_function_binding!(
            WdfDriverCreate,
            driver,
            registry_path,
            WDF_NO_OBJECT_ATTRIBUTES,
            &raw mut config,
            ptr::null_mut()
        )
    }
}

/// `EvtDriverDeviceAdd`.
unsafe extern "C" fn device_add(_driver: WDFDRIVER, mut init: PWDFDEVICE_INIT) -> NTSTATUS {
    let mut files = WDF_FILEOBJECT_CONFIG {
        Size: size_of::<WDF_FILEOBJECT_CONFIG>() as ULONG,
        EvtDeviceFileCreate: Some(file_create),
        EvtFileClose: Some(file_event),
        EvtFileCleanup: Some(file_event),
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: _WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
    };
    let mut queue = WDF_IO_QUEUE_CONFIG {
        Size: size_of::<WDF_IO_QUEUE_CONFIG>() as ULONG,
        DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel,
        PowerManaged: _WDF_TRI_STATE::WdfFalse,
        DefaultQueue: 1,
        EvtIoRead: Some(io_read),
        EvtIoDeviceControl: Some(io_control),
        ..Default::default()
    };
    // -1: no limit.
    queue.Settings.Parallel.NumberOfPresentedRequests = ULONG::MAX;
    let mut device: WDFDEVICE = ptr::null_mut();
    // SAFETY: the framework passed `init`, which only this callback uses, and made the device; the
    // structures live until the calls return.
    unsafe {
        let mut attributes = with_number();
        call_unsafe_wdf_function_binding!(
            WdfDeviceInitSetFileObjectConfig,
            init,
            &raw mut files,
            &raw mut attributes
        );
        call_unsafe_wdf_function_binding!(
            WdfDeviceInitSetRequestAttributes,
            init,
            &raw mut attributes
        );
        let status = call_unsafe_wdf_function_binding!(
            WdfDeviceCreate,
            &raw mut init,
            WDF_NO_OBJECT_ATTRIBUTES,
            &raw mut device
        );
        if !NT_SUCCESS(status) {
            return status;
        }
        let status = call_unsafe_wdf_function_binding!(
            WdfDeviceCreateDeviceInterface,
            device,
            &raw const SINK,
            ptr::null()
        );
        if !NT_SUCCESS(status) {
            return status;
        }
        call_unsafe_wdf_function_binding!(
            WdfIoQueueCreate,
            device,
            &raw mut queue,
            WDF_NO_OBJECT_ATTRIBUTES,
            ptr::null_mut()
        )
    }
}

/// Attributes with a context of the type [`NUMBER`].
fn with_number() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        Size: size_of::<WDF_OBJECT_ATTRIBUTES>() as ULONG,
        ExecutionLevel: _WDF_EXECUTION_LEVEL::WdfExecutionLevelInheritFromParent,
        SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeInheritFromParent,
        ContextTypeInfo: &raw const NUMBER.0,
        ..Default::default()
    }
}

/// `EvtDeviceFileCreate`.
unsafe extern "C" fn file_create(_device: WDFDEVICE, request: WDFREQUEST, _file: WDFFILEOBJECT) {
    // SAFETY: the framework has passed the request to this callback.
    unsafe { complete(request, STATUS_SUCCESS) };
}

/// `EvtFileCleanup` and `EvtFileClose`.
unsafe extern "C" fn file_event(_file: WDFFILEOBJECT) {}

/// `EvtIoDeviceControl`.
unsafe extern "C" fn io_control(
    _queue: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    code: ULONG,
) {
    if code == PRINT {
        kmdf_host::kernel::debug_print(format_args!("a line\n"));
    }
    // SAFETY: the framework has passed the request to this callback.
    unsafe { complete(request, STATUS_SUCCESS) };
    if code == BREAK_A_RULE {
        // SAFETY: the handle is stale on purpose; the host reports the call and does nothing else.
        unsafe { complete(request, STATUS_SUCCESS) };
    }
}

/// `EvtIoRead`.
unsafe extern "C" fn io_read(_queue: WDFQUEUE, request: WDFREQUEST, _length: usize) {
    // SAFETY: the framework has passed the request to this callback, which completes it only if it was
    // not marked.
    unsafe {
        let status = call_unsafe_wdf_function_binding!(
            WdfRequestMarkCancelableEx,
            request,
            Some(request_cancel)
        );
        if !NT_SUCCESS(status) {
            complete(request, status);
        }
    }
}

/// `EvtRequestCancel`.
unsafe extern "C" fn request_cancel(request: WDFREQUEST) {
    // SAFETY: the framework has passed the request to this callback.
    unsafe { complete(request, STATUS_CANCELLED) };
}

/// Completes a request.
///
/// # Safety
/// The caller owns the request.
unsafe fn complete(request: WDFREQUEST, status: NTSTATUS) {
    // SAFETY: guaranteed by the caller.
    unsafe { call_unsafe_wdf_function_binding!(WdfRequestComplete, request, status) };
}
