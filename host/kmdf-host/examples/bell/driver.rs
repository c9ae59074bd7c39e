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
pub unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    unsafe { create_driver(driver, registry_path, Some(device_add)) }
}

/// Creates the driver object, whose devices `device_add` creates.
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
unsafe extern "C" fn device_add(_driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    unsafe { create_device(init, Some(ring)) }
}

/// Creates the device, its queue, and the timer that calls `ring`.
pub unsafe fn create_device(mut init: PWDFDEVICE_INIT, ring: PFN_WDF_TIMER) -> NTSTATUS {
    let mut device: WDFDEVICE = ptr::null_mut();
    let mut queue: WDFQUEUE = ptr::null_mut();
    let mut timer: WDFTIMER = ptr::null_mut();
    unsafe {
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
            &raw const BELL,
            ptr::null()
        );
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
        let status = call_unsafe_wdf_function_binding!(
            WdfIoQueueCreate,
            device,
            &raw mut config,
            &raw mut attributes,
            &raw mut queue
        );
        if !NT_SUCCESS(status) {
            return status;
        }

        let mut config = WDF_TIMER_CONFIG {
            Size: size_of::<WDF_TIMER_CONFIG>() as ULONG,
            EvtTimerFunc: ring,
            Period: 100,
            AutomaticSerialization: 1,
            ..Default::default()
        };
        let mut attributes = WDF_OBJECT_ATTRIBUTES { ParentObject: queue.cast(), ..inherited() };
        let status = call_unsafe_wdf_function_binding!(
            WdfTimerCreate,
            &raw mut config,
            &raw mut attributes,
            &raw mut timer
        );
        if NT_SUCCESS(status) {
            // In 100 ns units; a negative time is from now.
            _ = call_unsafe_wdf_function_binding!(WdfTimerStart, timer, -1_000_000);
        }
        status
    }
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
pub unsafe fn waiting<'a>(queue: WDFQUEUE) -> Option<&'a mut WDFREQUEST> {
    unsafe {
        call_unsafe_wdf_function_binding!(
            WdfObjectGetTypedContextWorker,
            queue.cast(),
            &raw const WAITING.0
        )
        .cast::<WDFREQUEST>()
        .as_mut()
    }
}

/// Completes a read with the byte that it asked for.
pub unsafe fn complete_with_a_byte(request: WDFREQUEST) {
    let mut buffer: PVOID = ptr::null_mut();
    unsafe {
        let status = call_unsafe_wdf_function_binding!(
            WdfRequestRetrieveOutputBuffer,
            request,
            1,
            &raw mut buffer,
            ptr::null_mut()
        );
        if !NT_SUCCESS(status) {
            return complete(request, status);
        }
        buffer.cast::<u8>().write(b'!');
        call_unsafe_wdf_function_binding!(WdfRequestCompleteWithInformation, request, status, 1);
    }
}

unsafe fn complete(request: WDFREQUEST, status: NTSTATUS) {
    unsafe { call_unsafe_wdf_function_binding!(WdfRequestComplete, request, status) }
}

/// `EvtIoRead`: lets the read wait, unless it was cancelled on its way here.
unsafe extern "C" fn io_read(queue: WDFQUEUE, request: WDFREQUEST, _length: usize) {
    unsafe {
        let status = call_unsafe_wdf_function_binding!(
            WdfRequestMarkCancelableEx,
            request,
            Some(read_cancelled)
        );
        if NT_SUCCESS(status) {
            if let Some(waiting) = waiting(queue) {
                *waiting = request;
            }
        } else {
            complete(request, status);
        }
    }
}

/// `EvtTimerFunc`: completes the read that waits, unless its cancellation has begun.
unsafe extern "C" fn ring(timer: WDFTIMER) {
    unsafe {
        let queue = call_unsafe_wdf_function_binding!(WdfTimerGetParentObject, timer).cast();
        let Some(waiting) = waiting(queue) else { return };
        if waiting.is_null() {
            return;
        }
        let status = call_unsafe_wdf_function_binding!(WdfRequestUnmarkCancelable, *waiting);
        if status != STATUS_CANCELLED {
            complete_with_a_byte(mem::replace(waiting, ptr::null_mut()));
        }
    }
}

/// `EvtRequestCancel`: completes the read that waits.
unsafe extern "C" fn read_cancelled(request: WDFREQUEST) {
    unsafe {
        let queue = call_unsafe_wdf_function_binding!(WdfRequestGetIoQueue, request);
        let Some(waiting) = waiting(queue) else { return };
        *waiting = ptr::null_mut();
        complete(request, STATUS_CANCELLED);
    }
}
