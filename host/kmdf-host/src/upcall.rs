//! The calls of the driver's callbacks: only this module calls the raw function pointers.
#![allow(clippy::wildcard_imports, reason = "the names of one C interface")]

use crate::abi::*;
use crate::handle::Handle;
use crate::running;

/// A driver's callback for a queue that reaches a state, with its context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StateCallback {
    pub(crate) callback: EVT_WDF_IO_QUEUE_STATE,
    pub(crate) context: usize,
}

/// A handle as the driver sees it.
pub(crate) fn raw<T>(handle: Handle) -> *mut T {
    std::ptr::without_provenance_mut(handle.0)
}

/// Calls a function of the running driver: with the C convention of this host if the driver is
/// linked in, with that of Windows x64 if it is an image. The function's type names the former in
/// both cases.
macro_rules! call_driver {
    ($function:ident: fn($($type:ty),*) $(-> $result:ty)?, $($argument:expr),*) => {
        {
            let function: unsafe extern "C" fn($($type),*) $(-> $result)? = $function;
            match running::in_image() {
                // SAFETY: the driver registered the function for this purpose, and the caller of
                // `DriverImage::from_entry` vouches for the driver; the arguments are alive.
                false => unsafe { function($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                true => {
                    // SAFETY: the function belongs to an image, whose functions have this
                    // convention.
                    let function = unsafe {
                        std::mem::transmute::<
                            unsafe extern "C" fn($($type),*) $(-> $result)?,
                            unsafe extern "win64" fn($($type),*) $(-> $result)?,
                        >(function)
                    };
                    // SAFETY: as for a driver that is linked in.
                    unsafe { function($($argument),*) }
                }
                #[cfg(not(target_arch = "x86_64"))]
                true => unreachable!("images are refused on hosts that are not x86-64"),
            }
        }
    };
}

macro_rules! upcalls {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $type:ty => $raw:expr),*) via fn($($c_type:ty),*) $(-> $result:ty)?;)*) => {
        $(
            $(#[$doc])*
            pub(crate) fn $name(
                callback: unsafe extern "C" fn($($c_type),*) $(-> $result)?,
                $($parameter: $type),*
            ) $(-> $result)? {
                call_driver!(callback: fn($($c_type),*) $(-> $result)?, $($raw),*)
            }
        )*
    };
}

upcalls! {
    /// `EvtCleanupCallback` or `EvtDestroyCallback`.
    object(object: Handle => raw(object)) via fn(WDFOBJECT);
    /// `EvtTimerFunc`.
    timer(timer: Handle => raw(timer)) via fn(WDFTIMER);
    /// `EvtDpcFunc`.
    dpc(dpc: Handle => raw(dpc)) via fn(WDFDPC);
    /// `EvtWorkItem`.
    work_item(item: Handle => raw(item)) via fn(WDFWORKITEM);
    /// `EvtRequestCancel`.
    request(request: Handle => raw(request)) via fn(WDFREQUEST);
    /// `EvtIoRead` or `EvtIoWrite`; the length is in bytes.
    queue_transfer(queue: Handle => raw(queue), request: Handle => raw(request), length: usize => length)
        via fn(WDFQUEUE, WDFREQUEST, usize);
    /// `EvtIoDeviceControl`; the lengths are in bytes.
    queue_control(
        queue: Handle => raw(queue), request: Handle => raw(request), output: usize => output,
        input: usize => input, code: u32 => code
    ) via fn(WDFQUEUE, WDFREQUEST, usize, usize, ULONG);
    /// `EvtIoDefault`, `EvtIoResume` or `EvtIoCanceledOnQueue`.
    queue_request(queue: Handle => raw(queue), request: Handle => raw(request))
        via fn(WDFQUEUE, WDFREQUEST);
    /// `EvtIoStop`.
    queue_stop(queue: Handle => raw(queue), request: Handle => raw(request), flags: u32 => flags)
        via fn(WDFQUEUE, WDFREQUEST, ULONG);
    /// `EvtDriverDeviceAdd`.
    device_add(driver: Handle => raw(driver), init: Handle => raw(init))
        via fn(WDFDRIVER, PWDFDEVICE_INIT) -> NTSTATUS;
    /// `EvtDriverUnload`.
    driver_unload(driver: Handle => raw(driver)) via fn(WDFDRIVER);
    /// A device callback that returns a status.
    device_status(device: Handle => raw(device))
        via fn(WDFDEVICE) -> NTSTATUS;
    /// A device callback that returns nothing.
    device(device: Handle => raw(device)) via fn(WDFDEVICE);
    /// `EvtDeviceD0Entry` or `EvtDeviceD0Exit`.
    device_power(device: Handle => raw(device), state: i32 => state)
        via fn(WDFDEVICE, i32) -> NTSTATUS;
    /// `EvtDevicePrepareHardware`; a root-enumerated device has no resources.
    prepare_hardware(device: Handle => raw(device), lists: Handle => raw(lists), again: Handle => raw(again))
        via fn(WDFDEVICE, WDFCMRESLIST, WDFCMRESLIST) -> NTSTATUS;
    /// `EvtDeviceReleaseHardware`.
    release_hardware(device: Handle => raw(device), list: Handle => raw(list))
        via fn(WDFDEVICE, WDFCMRESLIST) -> NTSTATUS;
    /// `EvtDeviceFileCreate`.
    file_create(device: Handle => raw(device), request: Handle => raw(request), file: Handle => raw(file))
        via fn(WDFDEVICE, WDFREQUEST, WDFFILEOBJECT);
    /// `EvtFileCleanup` or `EvtFileClose`.
    file(file: Handle => raw(file)) via fn(WDFFILEOBJECT);
}

/// `EvtIoQueueState`.
pub(crate) fn queue_state(callback: StateCallback, queue: Handle) {
    let Some(function) = callback.callback else { return };
    let context = std::ptr::with_exposed_provenance_mut(callback.context);
    call_driver!(function: fn(WDFQUEUE, WDFCONTEXT), raw(queue), context);
}

/// `DriverEntry`; the driver object lives as long as the machine.
pub(crate) fn driver_entry(
    entry: DriverEntry,
    driver_object: usize,
    registry_path: &UNICODE_STRING,
) -> NTSTATUS {
    let driver_object = std::ptr::with_exposed_provenance_mut(driver_object);
    // SAFETY: on the 64-bit systems that the host runs on, "system" is another name of "C".
    let entry = unsafe {
        std::mem::transmute::<
            DriverEntry,
            unsafe extern "C" fn(PDRIVER_OBJECT, PCUNICODE_STRING) -> NTSTATUS,
        >(entry)
    };
    call_driver!(
        entry: fn(PDRIVER_OBJECT, PCUNICODE_STRING) -> NTSTATUS, driver_object, registry_path
    )
}

/// `DriverObject->DriverUnload` of an image, by its address, which is not NULL.
pub(crate) fn unload_routine(address: usize, driver_object: usize) {
    let routine = std::ptr::with_exposed_provenance::<()>(address);
    // SAFETY: the driver put the address of a function there, and it is not NULL.
    let routine =
        unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(PDRIVER_OBJECT)>(routine) };
    let driver_object = std::ptr::with_exposed_provenance_mut(driver_object);
    call_driver!(routine: fn(PDRIVER_OBJECT), driver_object);
}
