//! A driver with one device, the bell. A read waits until the bell rings, which a timer does every
//! 100 ms, and then returns one byte; until then the application may cancel the read.
//!
//! The framework's lock of the queue serializes all callbacks: read, timer and cancel.

use core::{mem, ptr};

use wdk_sys::*;

/// The interface class by which applications find the bell.
pub static BELL: GUID = GUID {
    Data1: 0x2b1d_6f0e,
    Data2: 0x51c7,
    Data3: 0x4d0a,
    Data4: [0x9c, 0x3e, 0x77, 0x15, 0x60, 0xaa, 0xd4, 0x09],
};

/// The type of the queue's context: the read that waits, or null.
static WAITING: ContextType = ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO {
    Size: size_of::<WDF_OBJECT_CONTEXT_TYPE_INFO>() as ULONG,
    ContextName: c"Waiting".as_ptr().cast(),
    ContextSize: size_of::<WDFREQUEST>(),
    UniqueType: &raw const WAITING.0,
    EvtDriverGetUniqueContextType: None,
});

struct ContextType(WDF_OBJECT_CONTEXT_TYPE_INFO);
// SAFETY: nothing writes to the information, nor through its pointers.
unsafe impl Sync for ContextType {}

/// `DriverEntry`.
///
/// # Safety
/// The system calls this, with its driver object and registry path.
pub unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    // SAFETY: the system's arguments.
    unsafe { create_driver(driver, registry_path, Some(device_add)) }
}

/// Creates the driver object, whose devices `device_add` creates.
///
/// # Safety
/// The system passed the driver object and the path to `DriverEntry`.
pub unsafe fn create_driver(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    device_add: PFN_WDF_DRIVER_DEVICE_ADD,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of::<WDF_DRIVER_CONFIG>() as ULONG,
        EvtDriverDeviceAdd: device_add,
        ..Default::default()
    };
    let (none, config) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut config);
    let no_handle = ptr::null_mut();
    // SAFETY: the system's arguments, and pointers that are valid for the call.
    unsafe {
        call_unsafe_wdf_function_binding!(
            WdfDriverCreate,
            driver,
            registry_path,
            none,
            config,
            no_handle
        )
    }
}

/// `EvtDriverDeviceAdd`.
unsafe extern "C" fn device_add(_driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    // SAFETY: the framework passes `init` to this callback.
    unsafe { create_device(init, Some(ring)) }
}

/// Creates the device, its queue, and the timer that calls `ring`.
///
/// # Safety
/// The framework passed `init` to `EvtDriverDeviceAdd`, and `ring` is for a timer of the queue.
pub unsafe fn create_device(mut init: PWDFDEVICE_INIT, ring: PFN_WDF_TIMER) -> NTSTATUS {
    let mut device: WDFDEVICE = ptr::null_mut();
    let (init, none, created) = (&raw mut init, WDF_NO_OBJECT_ATTRIBUTES, &raw mut device);
    // SAFETY: the caller's `init`, and pointers that are valid for the call.
    let status = unsafe { call_unsafe_wdf_function_binding!(WdfDeviceCreate, init, none, created) };
    if !NT_SUCCESS(status) {
        return status;
    }
    let (class, name) = (&raw const BELL, ptr::null());
    // SAFETY: the new device, and a class that is constant.
    let status = unsafe {
        call_unsafe_wdf_function_binding!(WdfDeviceCreateDeviceInterface, device, class, name)
    };
    if !NT_SUCCESS(status) {
        return status;
    }
    let mut config = WDF_IO_QUEUE_CONFIG {
        Size: size_of::<WDF_IO_QUEUE_CONFIG>() as ULONG,
        DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential,
        PowerManaged: _WDF_TRI_STATE::WdfFalse,
        DefaultQueue: 1,
        EvtIoRead: Some(io_read),
        ..Default::default()
    };
    let mut attributes = WDF_OBJECT_ATTRIBUTES {
        SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeQueue,
        ContextTypeInfo: &raw const WAITING.0,
        ..inherited()
    };
    let mut queue: WDFQUEUE = ptr::null_mut();
    let (config, attributes, created) = (&raw mut config, &raw mut attributes, &raw mut queue);
    // SAFETY: the new device, and pointers that are valid for the call.
    let status = unsafe {
        call_unsafe_wdf_function_binding!(WdfIoQueueCreate, device, config, attributes, created)
    };
    if !NT_SUCCESS(status) {
        return status;
    }
    // SAFETY: the new queue, and the caller's callback.
    unsafe { create_timer(queue, ring) }
}

/// Creates the timer of the queue, and starts it.
///
/// # Safety
/// The queue is live, and `ring` is for a timer of the queue.
unsafe fn create_timer(queue: WDFQUEUE, ring: PFN_WDF_TIMER) -> NTSTATUS {
    let mut config = WDF_TIMER_CONFIG {
        Size: size_of::<WDF_TIMER_CONFIG>() as ULONG,
        EvtTimerFunc: ring,
        Period: 100,
        AutomaticSerialization: 1,
        ..Default::default()
    };
    let mut attributes = WDF_OBJECT_ATTRIBUTES { ParentObject: queue.cast(), ..inherited() };
    let mut timer: WDFTIMER = ptr::null_mut();
    let (config, attributes, created) = (&raw mut config, &raw mut attributes, &raw mut timer);
    // SAFETY: the parent is live, and the pointers are valid for the call.
    let status =
        unsafe { call_unsafe_wdf_function_binding!(WdfTimerCreate, config, attributes, created) };
    if NT_SUCCESS(status) {
        // In 100 ns units; a negative time is from now.
        // SAFETY: the new timer.
        _ = unsafe { call_unsafe_wdf_function_binding!(WdfTimerStart, timer, -1_000_000) };
    }
    status
}

/// `WDF_OBJECT_ATTRIBUTES_INIT`.
fn inherited() -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        Size: size_of::<WDF_OBJECT_ATTRIBUTES>() as ULONG,
        ExecutionLevel: _WDF_EXECUTION_LEVEL::WdfExecutionLevelInheritFromParent,
        SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeInheritFromParent,
        ..Default::default()
    }
}

/// The read that waits: the context of the queue.
///
/// # Safety
/// The queue is live, and the framework holds its lock for as long as the caller uses the result.
pub unsafe fn waiting<'a>(queue: WDFQUEUE) -> Option<&'a mut WDFREQUEST> {
    let (queue, context) = (queue.cast(), &raw const WAITING.0);
    // SAFETY: the caller's queue is live.
    let context = unsafe {
        call_unsafe_wdf_function_binding!(WdfObjectGetTypedContextWorker, queue, context)
    };
    // SAFETY: NULL, or the context of this type, which the caller has to itself under the lock.
    unsafe { context.cast::<WDFREQUEST>().as_mut() }
}

/// Completes a read with the byte that it asked for.
///
/// # Safety
/// The driver owns the request, which is a read that is not marked cancelable.
pub unsafe fn complete_with_a_byte(request: WDFREQUEST) {
    let mut buffer: PVOID = ptr::null_mut();
    let (at, length) = (&raw mut buffer, ptr::null_mut());
    // SAFETY: the caller owns the request, and the pointer is valid for the call.
    let status = unsafe {
        call_unsafe_wdf_function_binding!(WdfRequestRetrieveOutputBuffer, request, 1, at, length)
    };
    if !NT_SUCCESS(status) {
        // SAFETY: the caller owns the request.
        return unsafe { complete(request, status) };
    }
    // SAFETY: the buffer has at least the one byte that was asked for.
    unsafe { buffer.cast::<u8>().write(b'!') };
    // SAFETY: the caller owns the request.
    unsafe {
        call_unsafe_wdf_function_binding!(WdfRequestCompleteWithInformation, request, status, 1);
    };
}

/// Completes a request.
///
/// # Safety
/// The driver owns the request, which is not marked cancelable.
unsafe fn complete(request: WDFREQUEST, status: NTSTATUS) {
    // SAFETY: the caller owns the request.
    unsafe { call_unsafe_wdf_function_binding!(WdfRequestComplete, request, status) }
}

/// `EvtIoRead`: lets the read wait, unless it was cancelled on its way here.
unsafe extern "C" fn io_read(queue: WDFQUEUE, request: WDFREQUEST, _length: usize) {
    let cancel = Some(read_cancelled as unsafe extern "C" fn(WDFREQUEST));
    // SAFETY: the framework has just given the request to the driver.
    let status =
        unsafe { call_unsafe_wdf_function_binding!(WdfRequestMarkCancelableEx, request, cancel) };
    if !NT_SUCCESS(status) {
        // SAFETY: the request is not marked, and still the driver's.
        return unsafe { complete(request, status) };
    }
    // SAFETY: the framework holds the queue's lock around this callback.
    if let Some(waiting) = unsafe { waiting(queue) } {
        *waiting = request;
    }
}

/// `EvtTimerFunc`: completes the read that waits, unless its cancellation has begun.
unsafe extern "C" fn ring(timer: WDFTIMER) {
    // SAFETY: the framework passes a live timer.
    let queue = unsafe { call_unsafe_wdf_function_binding!(WdfTimerGetParentObject, timer) };
    // SAFETY: the timer's parent is the queue, whose lock the framework holds around this callback.
    let Some(waiting) = (unsafe { waiting(queue.cast()) }) else { return };
    if waiting.is_null() {
        return;
    }
    // SAFETY: the read that waits is marked and not completed.
    let status = unsafe { call_unsafe_wdf_function_binding!(WdfRequestUnmarkCancelable, *waiting) };
    if status != STATUS_CANCELLED {
        // SAFETY: the read is not marked any more, and the driver's.
        unsafe { complete_with_a_byte(mem::replace(waiting, ptr::null_mut())) };
    }
}

/// `EvtRequestCancel`: completes the read that waits.
unsafe extern "C" fn read_cancelled(request: WDFREQUEST) {
    // SAFETY: the framework passes a live request.
    let queue = unsafe { call_unsafe_wdf_function_binding!(WdfRequestGetIoQueue, request) };
    // SAFETY: the framework holds the queue's lock around this callback.
    let Some(waiting) = (unsafe { waiting(queue) }) else { return };
    *waiting = ptr::null_mut();
    // SAFETY: the framework gives the cancelled request back to the driver.
    unsafe { complete(request, STATUS_CANCELLED) };
}
