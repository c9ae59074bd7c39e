//! The calls of the driver's callbacks: only this module calls the raw function pointers.
#![allow(clippy::wildcard_imports, reason = "the names of one C interface")]

use crate::abi::*;
use crate::handle::Handle;
use crate::points::way_out;
use crate::running;

/// A driver's callback for a queue that reaches a state, with its context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StateCallback {
    pub(crate) callback: EVT_WDF_IO_QUEUE_STATE,
    pub(crate) context: usize,
}

/// `EvtIoDeviceControl` or `EvtIoInternalDeviceControl`.
pub(crate) type Control = unsafe extern "C" fn(WDFQUEUE, WDFREQUEST, usize, usize, ULONG);

/// A handle as the driver sees it.
pub(crate) fn raw<T>(handle: Handle) -> *mut T {
    std::ptr::without_provenance_mut(handle.0)
}

/// An address of memory that the driver gets.
fn at<T>(address: usize) -> *mut T {
    std::ptr::with_exposed_provenance_mut(address)
}

/// Calls a function of the running driver: with the C convention of this host if the driver is
/// linked in, with that of 64-bit Windows if it is an image. The function's type names the former in
/// both cases.
macro_rules! call_driver {
    ($function:ident: fn($($type:ty),*) $(-> $result:ty)?, $($argument:expr),*) => {
        {
            let function: unsafe extern "C" fn($($type),*) $(-> $result)? = $function;
            match running::in_image() {
                // SAFETY: the driver registered the function for this purpose, and the caller of
                // `DriverImage::from_entry` vouches for the driver; the arguments are alive.
                false => unsafe { function($($argument),*) },
                #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
                true => {
                    // SAFETY: the function belongs to an image, whose functions have this
                    // convention.
                    let function = unsafe {
                        std::mem::transmute::<
                            unsafe extern "C" fn($($type),*) $(-> $result)?,
                            unsafe extern "efiapi" fn($($type),*) $(-> $result)?,
                        >(function)
                    };
                    // SAFETY: as for a driver that is linked in.
                    unsafe { function($($argument),*) }
                }
                #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
                true => unreachable!("images are refused on hosts that are neither x86-64 nor ARM64"),
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
    /// `EvtIoAllocateResourcesForReservedRequest` or `EvtIoAllocateRequestResources`.
    queue_request_status(queue: Handle => raw(queue), request: Handle => raw(request))
        via fn(WDFQUEUE, WDFREQUEST) -> NTSTATUS;
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
    /// `EvtWmiInstanceQueryInstance`.
    wmi_query(instance: Handle => raw(instance), room: u32 => room, buffer: usize => at(buffer),
        used: usize => at(used)) via fn(WDFWMIINSTANCE, ULONG, PVOID, PULONG) -> NTSTATUS;
    /// `EvtWmiInstanceSetInstance`.
    wmi_set(instance: Handle => raw(instance), length: u32 => length, buffer: usize => at(buffer))
        via fn(WDFWMIINSTANCE, ULONG, PVOID) -> NTSTATUS;
    /// `EvtWmiInstanceSetItem`.
    wmi_set_item(instance: Handle => raw(instance), item: u32 => item, length: u32 => length,
        buffer: usize => at(buffer)) via fn(WDFWMIINSTANCE, ULONG, ULONG, PVOID) -> NTSTATUS;
    /// `EvtWmiInstanceExecuteMethod`.
    wmi_execute(instance: Handle => raw(instance), method: u32 => method, length: u32 => length,
        room: u32 => room, buffer: usize => at(buffer), used: usize => at(used))
        via fn(WDFWMIINSTANCE, ULONG, ULONG, ULONG, PVOID, PULONG) -> NTSTATUS;
    /// `EvtWmiProviderFunctionControl`.
    wmi_control(provider: Handle => raw(provider), control: i32 => control, enable: u8 => enable)
        via fn(WDFWMIPROVIDER, WDF_WMI_PROVIDER_CONTROL, BOOLEAN) -> NTSTATUS;
    /// `EvtIoTargetQueryRemove`.
    target_status(target: Handle => raw(target)) via fn(WDFIOTARGET) -> NTSTATUS;
    /// `EvtIoTargetRemoveCanceled` or `EvtIoTargetRemoveComplete`.
    target(target: Handle => raw(target)) via fn(WDFIOTARGET);
    /// `EvtDeviceFileCreate`.
    file_create(device: Handle => raw(device), request: Handle => raw(request), file: Handle => raw(file))
        via fn(WDFDEVICE, WDFREQUEST, WDFFILEOBJECT);
    /// `EvtIoInCallerContext`.
    in_caller_context(device: Handle => raw(device), request: Handle => raw(request))
        via fn(WDFDEVICE, WDFREQUEST);
    /// `EvtFileCleanup` or `EvtFileClose`.
    file(file: Handle => raw(file)) via fn(WDFFILEOBJECT);
}

/// `EvtIoQueueState`.
pub(crate) fn queue_state(callback: StateCallback, queue: Handle) {
    let Some(function) = callback.callback else { return };
    let context = std::ptr::with_exposed_provenance_mut(callback.context);
    call_driver!(function: fn(WDFQUEUE, WDFCONTEXT), raw(queue), context);
}

/// `EvtRequestCompletionRoutine`.
pub(crate) fn completion(
    callback: unsafe extern "C" fn(
        WDFREQUEST,
        WDFIOTARGET,
        PWDF_REQUEST_COMPLETION_PARAMS,
        WDFCONTEXT,
    ),
    (request, target): (Handle, Handle),
    parameters: &WDF_REQUEST_COMPLETION_PARAMS,
    context: usize,
) {
    let mut parameters = *parameters;
    let pointer = &raw mut parameters;
    let context = std::ptr::with_exposed_provenance_mut(context);
    call_driver!(
        callback: fn(WDFREQUEST, WDFIOTARGET, PWDF_REQUEST_COMPLETION_PARAMS, WDFCONTEXT),
        raw(request), raw(target), pointer, context
    );
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

/// `DRIVER_NOTIFICATION_CALLBACK_ROUTINE`, by its address, which is not NULL.
pub(crate) fn pnp_notification(routine: usize, notification: usize, context: usize) -> NTSTATUS {
    let routine = std::ptr::with_exposed_provenance::<()>(routine);
    // SAFETY: the driver registered the address of a function of this type, and it is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const (), unsafe extern "C" fn(PVOID, PVOID) -> NTSTATUS>(routine)
    };
    call_driver!(routine: fn(PVOID, PVOID) -> NTSTATUS, at(notification), at(context))
}

/// A value as a `QueryRoutine` gets it: the addresses of the name and the data, or 0.
#[derive(Clone, Copy)]
pub(crate) struct QueriedValue {
    pub(crate) name: usize,
    pub(crate) kind: u32,
    pub(crate) data: usize,
    pub(crate) length: u32,
}

/// `RTL_QUERY_REGISTRY_ROUTINE`, by its address, which is not NULL.
pub(crate) fn registry_query(
    routine: usize,
    value: QueriedValue,
    context: usize,
    entry: usize,
) -> NTSTATUS {
    type Routine = unsafe extern "C" fn(PWSTR, ULONG, PVOID, ULONG, PVOID, PVOID) -> NTSTATUS;
    let routine = std::ptr::with_exposed_provenance::<()>(routine);
    // SAFETY: the driver put the address of a function of this type into its table of queries.
    let routine = unsafe { std::mem::transmute::<*const (), Routine>(routine) };
    call_driver!(
        routine: fn(PWSTR, ULONG, PVOID, ULONG, PVOID, PVOID) -> NTSTATUS,
        at(value.name), value.kind, at(value.data), value.length, at(context), at(entry)
    )
}

/// `WMI_NOTIFICATION_CALLBACK`, by its address, which is not NULL.
pub(crate) fn wmi_notification(routine: usize, wnode: usize, context: usize) {
    let routine = std::ptr::with_exposed_provenance::<()>(routine);
    // SAFETY: the driver registered the address of a function of this type, and it is not NULL.
    let routine =
        unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(PVOID, PVOID)>(routine) };
    call_driver!(routine: fn(PVOID, PVOID), at(wnode), at(context));
}

/// `EvtDeviceProcessQueryInterfaceRequest`, with the asker's structure and its data.
pub(crate) fn process_query(
    callback: unsafe extern "C" fn(WDFDEVICE, LPGUID, PINTERFACE, PVOID) -> NTSTATUS,
    device: Handle,
    mut class: GUID,
    (interface, data): (usize, usize),
) -> NTSTATUS {
    let class = &raw mut class;
    call_driver!(
        callback: fn(WDFDEVICE, LPGUID, PINTERFACE, PVOID) -> NTSTATUS,
        raw(device), class, at(interface), at(data)
    )
}

/// The routine of an interface that takes a reference, by its address, which is not NULL.
pub(crate) fn interface_reference(routine: usize, context: usize) {
    let routine = std::ptr::with_exposed_provenance::<()>(routine);
    // SAFETY: the driver put the address of a function of this type into its interface.
    let routine = unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(PVOID)>(routine) };
    call_driver!(routine: fn(PVOID), at(context));
}

/// The routine of a work item of the I/O manager, by its address, with the device object, the context,
/// and perhaps the work item.
pub(crate) fn io_work(routine: usize, (device, context): (usize, usize), item: Option<usize>) {
    let routine = std::ptr::with_exposed_provenance::<()>(routine);
    // SAFETY: the driver queued the address of a function of this type. A routine that takes only two
    // parameters leaves the third one alone, in the conventions of all 64-bit systems.
    let routine = unsafe {
        std::mem::transmute::<*const (), unsafe extern "C" fn(PVOID, PVOID, PVOID)>(routine)
    };
    call_driver!(routine: fn(PVOID, PVOID, PVOID), at(device), at(context), at(item.unwrap_or(0)));
}

/// The routine of a thread that a driver has made, by its address, with its context. The routine may end
/// the thread before it returns.
pub(crate) fn system_thread(routine: usize, context: usize) {
    let routine = std::ptr::with_exposed_provenance::<()>(routine);
    // SAFETY: the driver made the thread with the address of a function of this type.
    let routine = unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(PVOID)>(routine) };
    way_out::call(|way_out| {
        running::note_way_out(way_out);
        call_driver!(routine: fn(PVOID), at(context));
    });
}
