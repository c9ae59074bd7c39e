//! A driver with a remote I/O target: the device of another driver, opened by the name of its interface.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_IO_TARGET_OPEN_TYPE as OpenType, GUID,
    NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PVOID, PWDF_REQUEST_COMPLETION_PARAMS,
    PWDFDEVICE_INIT, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS, STATUS_UNSUCCESSFUL, ULONG,
    WDF_IO_TARGET_OPEN_PARAMS, WDF_NO_OBJECT_ATTRIBUTES, WDFCONTEXT, WDFDEVICE, WDFDRIVER,
    WDFIOTARGET, WDFMEMORY, WDFQUEUE, WDFREQUEST,
};

use super::common::{
    checked, complete, counted, create_driver, power_succeeds, releases, result_of, say, traced,
    traced_under,
};
use super::filter_sends::{format_control, read_now};
use crate::raw_driver::{
    ContextType, Zeroable, attributes, pnp_power_callbacks, queue_config, size_of_c, wdf,
};

/// The class of the device's interface.
pub const CLASS: GUID = GUID { Data1: 0x22d2_f5a1, ..super::function::CLASS };

thread_local! {
    static TARGET: Cell<WDFIOTARGET> = const { Cell::new(null_mut()) };
    static DEVICE_OF_DRIVER: Cell<WDFDEVICE> = const { Cell::new(null_mut()) };
}

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

fn state() -> i32 {
    state_of(TARGET.get())
}

fn state_of(target: WDFIOTARGET) -> i32 {
    wdf!(WdfIoTargetGetState, target)
}

fn reopen(target: WDFIOTARGET) -> NTSTATUS {
    let mut parameters = WDF_IO_TARGET_OPEN_PARAMS {
        Size: size_of_c::<WDF_IO_TARGET_OPEN_PARAMS>(),
        Type: OpenType::WdfIoTargetOpenReopen,
        ..Default::default()
    };
    wdf!(WdfIoTargetOpen, target, &raw mut parameters)
}

extern "C" fn evt_query_remove(target: WDFIOTARGET) -> NTSTATUS {
    say!("rem: QueryRemove, state {}", state_of(target));
    wdf!(WdfIoTargetCloseForQueryRemove, target);
    say!("rem: closed for query remove, state {}", state_of(target));
    STATUS_SUCCESS
}

extern "C" fn evt_refuse(_: WDFIOTARGET) -> NTSTATUS {
    STATUS_UNSUCCESSFUL
}

extern "C" fn evt_remove_canceled(target: WDFIOTARGET) {
    let status = reopen(target).cast_unsigned();
    say!("rem: reopened {status:08x}, state {}", state_of(target));
}

extern "C" fn evt_remove_complete(target: WDFIOTARGET) {
    say!("rem: RemoveComplete, state {}", state_of(target));
    wdf!(WdfIoTargetClose, target);
    say!("rem: closed, state {}", state_of(target));
}

extern "C" fn evt_done(
    request: WDFREQUEST,
    _: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    context: WDFCONTEXT,
) {
    if !context.is_null() {
        wdf!(WdfObjectDelete, request.cast());
        return;
    }
    let (status, information) = result_of(parameters);
    complete(request, status, information);
}

extern "C" fn evt_read(_: WDFQUEUE, request: WDFREQUEST, _: usize) {
    let (target, mut memory): (_, WDFMEMORY) = (TARGET.get(), null_mut());
    let mut status = wdf!(WdfRequestRetrieveOutputMemory, request, &raw mut memory);
    if NT_SUCCESS(status) {
        let none = null_mut();
        status = wdf!(WdfIoTargetFormatRequestForRead, target, request, memory, none, null_mut());
    }
    say!("rem: format for the remote target {:08x}", status.cast_unsigned());
    if NT_SUCCESS(status) {
        wdf!(WdfRequestSetCompletionRoutine, request, Some(evt_done), null_mut());
        if wdf!(WdfRequestSend, request, target, null_mut()) != 0 {
            return;
        }
        status = wdf!(WdfRequestGetStatus, request);
        say!("rem: send failed {:08x}", status.cast_unsigned());
    }
    wdf!(WdfRequestComplete, request, status);
}

/// The name of an interface of the function driver: the recorded numbers count the interfaces of both
/// drivers, of which the second is this driver's.
fn name(number: u32) -> String {
    let instance = if number == 1 { 0 } else { number - 2 };
    format!(r"\??\ROOT#FUNC#{instance:04}#{{11d2f5a1-2f0b-4c3e-915d-3a602c4418e7}}")
}

/// Creates a target and opens it. `callbacks`: none, all that do their duty, or one that refuses.
fn open(number: u32, callbacks: u32) -> NTSTATUS {
    let device = DEVICE_OF_DRIVER.get();
    let (mut of_target, mut target): (_, WDFIOTARGET) = (traced_under(device), null_mut());
    let status = wdf!(WdfIoTargetCreate, device, &raw mut of_target, &raw mut target);
    if !NT_SUCCESS(status) {
        return status;
    }
    TARGET.set(target);
    say!("rem: created, state {}", state());
    let mut units: Vec<u16> = name(number).encode_utf16().collect();
    let mut parameters = WDF_IO_TARGET_OPEN_PARAMS {
        Size: size_of_c::<WDF_IO_TARGET_OPEN_PARAMS>(),
        Type: OpenType::WdfIoTargetOpenByName,
        TargetDeviceName: counted(&mut units),
        DesiredAccess: 0xC000_0000,
        ShareAccess: 3,
        CreateDisposition: 1,
        CreateOptions: 0x40,
        ..Default::default()
    };
    if callbacks == 1 {
        parameters.EvtIoTargetQueryRemove = Some(evt_query_remove);
        parameters.EvtIoTargetRemoveCanceled = Some(evt_remove_canceled);
        parameters.EvtIoTargetRemoveComplete = Some(evt_remove_complete);
    } else if callbacks == 2 {
        parameters.EvtIoTargetQueryRemove = Some(evt_refuse);
    }
    let status = wdf!(WdfIoTargetOpen, target, &raw mut parameters);
    let (opened, file) = (status.cast_unsigned(), parameters.FileInformation);
    say!("rem: open {opened:08x}, state {}, file information {file}", state());
    if !NT_SUCCESS(status) {
        delete();
    }
    status
}

fn delete() {
    wdf!(WdfObjectDelete, TARGET.replace(null_mut()).cast());
}

/// Sends a control code that is held below; the completion deletes the request.
fn send_held() -> NTSTATUS {
    let (target, mut request): (_, WDFREQUEST) = (TARGET.get(), null_mut());
    let mut of_request = traced_under(target);
    let mut status = wdf!(WdfRequestCreate, &raw mut of_request, target, &raw mut request);
    if !NT_SUCCESS(status) {
        return status;
    }
    status = format_control(target, request, 0x0022_2404, null_mut());
    if NT_SUCCESS(status) {
        let deletes = std::ptr::without_provenance_mut(1);
        wdf!(WdfRequestSetCompletionRoutine, request, Some(evt_done), deletes);
        if wdf!(WdfRequestSend, request, target, null_mut()) != 0 {
            return status;
        }
        status = wdf!(WdfRequestGetStatus, request);
        say!("rem: send failed {:08x}", status.cast_unsigned());
    }
    wdf!(WdfObjectDelete, request.cast());
    status
}

extern "C" fn evt_control(_: WDFQUEUE, request: WDFREQUEST, _: usize, input: usize, code: ULONG) {
    let (mut buffer, mut number): (PVOID, u32) = (null_mut(), 1);
    if input >= 4
        && NT_SUCCESS(wdf!(WdfRequestRetrieveInputBuffer, request, 4, &raw mut buffer, null_mut()))
    {
        // SAFETY: the buffer has four bytes at least.
        number = unsafe { buffer.cast::<u32>().read_unaligned() };
    }
    let (mut status, mut information) = (STATUS_SUCCESS, 0);
    let target = TARGET.get();
    match (code >> 2 & 0xFFF).wrapping_sub(0x800) {
        callbacks @ 0..=2 => status = open(number, callbacks),
        3 => {
            wdf!(WdfIoTargetClose, target);
            say!("rem: state {}", state());
        }
        4 => delete(),
        5 => information = state().unsigned_abs().into(),
        6 => {
            let (status, bytes) = read_now(target, &mut [0; 20], null_mut());
            say!("rem: SendReadSynchronously {:08x}, {bytes} bytes", status.cast_unsigned());
        }
        7 => status = send_held(),
        8 => say_getters(target),
        9 => {
            let status = reopen(target).cast_unsigned();
            say!("rem: reopen {status:08x}, state {}", state());
        }
        11 => {
            wdf!(WdfIoTargetStop, target, 1);
            say!("rem: state {}", state());
        }
        12 => {
            let status = wdf!(WdfIoTargetStart, target).cast_unsigned();
            say!("rem: start {status:08x}, state {}", state());
        }
        _ => status = STATUS_INVALID_DEVICE_REQUEST,
    }
    complete(request, status, information);
}

fn say_getters(target: WDFIOTARGET) {
    let device = wdf!(WdfIoTargetWdmGetTargetDeviceObject, target);
    let file = wdf!(WdfIoTargetWdmGetTargetFileObject, target);
    let handle = wdf!(WdfIoTargetWdmGetTargetFileHandle, target);
    let bus = wdf!(WdfIoTargetWdmGetTargetPhysicalDevice, target);
    let [device, file, handle, bus] =
        [device, file, handle, bus].map(|pointer| u8::from(!pointer.is_null()));
    say!("rem: device object {device} file object {file} handle {handle} pdo {bus}");
}

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(object, registry_path, Some(evt_add))
}

extern "C" fn evt_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    add(init).err().unwrap_or(STATUS_SUCCESS)
}

fn add(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDeviceD0Entry = Some(power_succeeds);
    callbacks.EvtDeviceD0Exit = Some(power_succeeds);
    callbacks.EvtDeviceReleaseHardware = Some(releases);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let mut of_device = traced(attributes());
    DEVICE.give_to(&mut of_device);
    of_device.ExecutionLevel = _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
    let (mut init, mut device) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    DEVICE_OF_DRIVER.set(device);
    let class: *const GUID = &CLASS;
    checked(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_read);
    config.EvtIoDeviceControl = Some(evt_control);
    let (none, mut queue): (_, WDFQUEUE) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))
}
