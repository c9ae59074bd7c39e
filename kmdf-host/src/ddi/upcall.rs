//! The calls of the driver's callbacks: the raw function pointers are called here only.
#![allow(clippy::wildcard_imports, reason = "the names of one C interface")]

use crate::abi::*;
use crate::framework::object::Handle;
use crate::framework::queue::StateCallback;

/// A handle as the driver sees it.
pub(crate) fn raw<T>(handle: Handle) -> *mut T {
    std::ptr::without_provenance_mut(handle.0)
}

macro_rules! upcalls {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty => $raw:expr),*) via $callback:ty $(, returns $result:ty)?;)*) => {
        $(
            $(#[$doc])*
            pub(crate) fn $name(callback: $callback, $($parameter: $type),*) $(-> $result)? {
                // SAFETY: the driver registered the function for this purpose, and
                // `DriverImage::from_entry`'s caller vouches for the driver; the handles are alive.
                unsafe { callback($($raw),*) }
            }
        )*
    };
}

upcalls! {
    /// `EvtCleanupCallback` or `EvtDestroyCallback`.
    object(object: Handle => raw(object)) via unsafe extern "C" fn(WDFOBJECT);
    /// `EvtTimerFunc`.
    timer(timer: Handle => raw(timer)) via unsafe extern "C" fn(WDFTIMER);
    /// `EvtWorkItem`.
    work_item(item: Handle => raw(item)) via unsafe extern "C" fn(WDFWORKITEM);
    /// `EvtRequestCancel`.
    request(request: Handle => raw(request)) via unsafe extern "C" fn(WDFREQUEST);
    /// `EvtIoRead` or `EvtIoWrite`; the length is in bytes.
    queue_transfer(queue: Handle => raw(queue), request: Handle => raw(request), length: usize => length)
        via unsafe extern "C" fn(WDFQUEUE, WDFREQUEST, usize);
    /// `EvtIoDeviceControl`; the lengths are in bytes.
    queue_control(
        queue: Handle => raw(queue), request: Handle => raw(request), output: usize => output,
        input: usize => input, code: u32 => code
    ) via unsafe extern "C" fn(WDFQUEUE, WDFREQUEST, usize, usize, ULONG);
    /// `EvtIoDefault`, `EvtIoResume` or `EvtIoCanceledOnQueue`.
    queue_request(queue: Handle => raw(queue), request: Handle => raw(request))
        via unsafe extern "C" fn(WDFQUEUE, WDFREQUEST);
    /// `EvtIoStop`.
    queue_stop(queue: Handle => raw(queue), request: Handle => raw(request), flags: u32 => flags)
        via unsafe extern "C" fn(WDFQUEUE, WDFREQUEST, ULONG);
    /// `EvtDriverDeviceAdd`.
    device_add(driver: Handle => raw(driver), init: Handle => raw(init))
        via unsafe extern "C" fn(WDFDRIVER, PWDFDEVICE_INIT) -> NTSTATUS, returns NTSTATUS;
    /// `EvtDriverUnload`.
    driver_unload(driver: Handle => raw(driver)) via unsafe extern "C" fn(WDFDRIVER);
    /// A device callback that may fail.
    device_status(device: Handle => raw(device))
        via unsafe extern "C" fn(WDFDEVICE) -> NTSTATUS, returns NTSTATUS;
    /// A device callback that may not.
    device(device: Handle => raw(device)) via unsafe extern "C" fn(WDFDEVICE);
    /// `EvtDeviceD0Entry` or `EvtDeviceD0Exit`.
    device_power(device: Handle => raw(device), state: i32 => state)
        via unsafe extern "C" fn(WDFDEVICE, i32) -> NTSTATUS, returns NTSTATUS;
    /// `EvtDevicePrepareHardware`; a root-enumerated device has no resources.
    prepare_hardware(device: Handle => raw(device), lists: Handle => raw(lists), again: Handle => raw(again))
        via unsafe extern "C" fn(WDFDEVICE, WDFCMRESLIST, WDFCMRESLIST) -> NTSTATUS, returns NTSTATUS;
    /// `EvtDeviceReleaseHardware`.
    release_hardware(device: Handle => raw(device), list: Handle => raw(list))
        via unsafe extern "C" fn(WDFDEVICE, WDFCMRESLIST) -> NTSTATUS, returns NTSTATUS;
    /// `EvtDeviceFileCreate`.
    file_create(device: Handle => raw(device), request: Handle => raw(request), file: Handle => raw(file))
        via unsafe extern "C" fn(WDFDEVICE, WDFREQUEST, WDFFILEOBJECT);
    /// `EvtFileCleanup` or `EvtFileClose`.
    file(file: Handle => raw(file)) via unsafe extern "C" fn(WDFFILEOBJECT);
}

/// `EvtIoQueueState`.
pub(crate) fn queue_state(callback: StateCallback, queue: Handle) {
    let Some(function) = callback.callback else { return };
    let context = std::ptr::with_exposed_provenance_mut(callback.context);
    // SAFETY: as above; the context is the driver's own.
    unsafe { function(raw(queue), context) }
}

/// `DriverEntry`.
pub(crate) fn driver_entry(
    entry: DriverEntry,
    driver_object: usize,
    registry_path: &UNICODE_STRING,
) -> NTSTATUS {
    let driver_object = std::ptr::with_exposed_provenance_mut(driver_object);
    // SAFETY: `DriverImage::from_entry`'s caller vouches for the entry point; both structures live
    // for the call, the driver object as long as the machine.
    unsafe { entry(driver_object, registry_path) }
}
