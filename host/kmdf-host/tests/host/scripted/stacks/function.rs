//! The function driver: completes or holds what it is sent; the length or the code says which.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_DEVICE_IO_TYPE, _WDF_FILEOBJECT_CLASS, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE, GUID,
    NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PVOID, PWDFDEVICE_INIT,
    STATUS_CANCELLED, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS, STATUS_UNSUCCESSFUL, ULONG,
    WDF_FILEOBJECT_CONFIG, WDF_NO_OBJECT_ATTRIBUTES, WDFCMRESLIST, WDFDEVICE, WDFDRIVER,
    WDFFILEOBJECT, WDFQUEUE, WDFREQUEST,
};

use super::common::{
    checked, complete, create_driver, power_succeeds, read_mode, releases, succeeds, traced,
};
use crate::raw_driver::{
    ContextType, Zeroable, attributes, pnp_power_callbacks, queue_config, size_of_c, wdf,
};

/// The class of the device's interface.
pub const CLASS: GUID = GUID {
    Data1: 0x11d2_f5a1,
    Data2: 0x2f0b,
    Data3: 0x4c3e,
    Data4: [0x91, 0x5d, 0x3a, 0x60, 0x2c, 0x44, 0x18, 0xe7],
};

pub const STATUS_DEVICE_NOT_READY: NTSTATUS = 0xC000_00A3_u32.cast_signed();

thread_local! {
    static HELD: RefCell<Vec<WDFREQUEST>> = const { RefCell::new(Vec::new()) };
    /// Which callback fails: that of the hardware for 256, that of D0 for 512.
    static MODE: Cell<ULONG> = const { Cell::new(0) };
}

struct OfRequest {
    cancelable: Cell<u32>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for OfRequest {}
static REQUEST: ContextType<OfRequest> = ContextType::new(c"Request", &REQUEST);

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

fn is_cancelable(request: WDFREQUEST) -> bool {
    REQUEST.of(request).is_some_and(|context| context.cancelable.get() != 0)
}

fn drop_held(request: WDFREQUEST) {
    HELD.with_borrow_mut(|held| held.retain(|other| *other != request));
}

fn hold(request: WDFREQUEST, cancelable: bool) {
    HELD.with_borrow_mut(|held| held.push(request));
    if let Some(context) = REQUEST.of(request) {
        context.cancelable.set(cancelable.into());
    }
    if cancelable {
        let status = wdf!(WdfRequestMarkCancelableEx, request, Some(evt_cancel));
        if !NT_SUCCESS(status) {
            drop_held(request);
            wdf!(WdfRequestComplete, request, status);
        }
    }
}

extern "C" fn evt_cancel(request: WDFREQUEST) {
    drop_held(request);
    wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
}

extern "C" fn evt_read(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    transfer(request, length, true);
}

extern "C" fn evt_write(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    transfer(request, length, false);
}

fn transfer(request: WDFREQUEST, length: usize, reads: bool) {
    match length % 10 {
        0 => {
            let status = if length == 0 { STATUS_SUCCESS } else { fill(request, reads) };
            complete(request, status, if NT_SUCCESS(status) { length as u64 } else { 0 });
        }
        9 => wdf!(WdfRequestComplete, request, STATUS_DEVICE_NOT_READY),
        rest => hold(request, rest != 3),
    }
}

/// Gets the buffer, and fills that of a read.
fn fill(request: WDFREQUEST, reads: bool) -> NTSTATUS {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let (at, of) = (&raw mut buffer, &raw mut length);
    if !reads {
        return wdf!(WdfRequestRetrieveInputBuffer, request, 1, at, of);
    }
    let status = wdf!(WdfRequestRetrieveOutputBuffer, request, 1, at, of);
    if NT_SUCCESS(status) {
        // SAFETY: the buffer has this length.
        let bytes = unsafe { std::slice::from_raw_parts_mut(buffer.cast::<u8>(), length) };
        bytes.iter_mut().zip((0x40..=0xFF).cycle()).for_each(|(byte, of)| *byte = of);
    }
    status
}

extern "C" fn evt_control(_: WDFQUEUE, request: WDFREQUEST, _: usize, _: usize, code: ULONG) {
    match (code >> 2 & 0xFFF).wrapping_sub(0x900) {
        0 => {
            let (status, count) = flip(request);
            complete(request, status, count);
        }
        1 => hold(request, true),
        3 => hold(request, false),
        2 => {
            release_all();
            complete(request, STATUS_SUCCESS, 0);
        }
        4 => complete(request, STATUS_DEVICE_NOT_READY, 0),
        _ => complete(request, STATUS_INVALID_DEVICE_REQUEST, 0),
    }
}

/// Copies the input to the output, with the highest bit of each byte the other way round.
fn flip(request: WDFREQUEST) -> (NTSTATUS, u64) {
    let (mut input, mut room): (PVOID, usize) = (null_mut(), 0);
    let status = wdf!(WdfRequestRetrieveInputBuffer, request, 1, &raw mut input, &raw mut room);
    if !NT_SUCCESS(status) {
        return (status, 0);
    }
    let (mut output, mut length): (PVOID, usize) = (null_mut(), 0);
    let status = wdf!(WdfRequestRetrieveOutputBuffer, request, 1, &raw mut output, &raw mut length);
    if !NT_SUCCESS(status) {
        return (status, 0);
    }
    let count = room.min(length);
    // SAFETY: the buffer has at least this length.
    let bytes = unsafe { std::slice::from_raw_parts(input.cast::<u8>(), count) }.to_vec();
    // SAFETY: the framework has returned a buffer of `length` bytes, and `count` is at most that.
    let to = unsafe { std::slice::from_raw_parts_mut(output.cast::<u8>(), count) };
    to.iter_mut().zip(bytes).for_each(|(byte, of)| *byte = of ^ 0x80);
    (status, count as u64)
}

/// Completes all requests that are held, the oldest first.
fn release_all() {
    while let Some(request) = HELD.with_borrow(|held| held.first().copied()) {
        let cancelled =
            is_cancelable(request) && wdf!(WdfRequestUnmarkCancelable, request) == STATUS_CANCELLED;
        drop_held(request);
        if !cancelled {
            complete(request, STATUS_SUCCESS, 1);
        }
    }
}

extern "C" fn evt_internal(_: WDFQUEUE, request: WDFREQUEST, _: usize, _: usize, _: ULONG) {
    complete(request, STATUS_SUCCESS, 7);
}

extern "C" fn evt_stop(_: WDFQUEUE, request: WDFREQUEST, _: ULONG) {
    if !is_cancelable(request) || wdf!(WdfRequestUnmarkCancelable, request) != STATUS_CANCELLED {
        drop_held(request);
        wdf!(WdfRequestComplete, request, STATUS_CANCELLED);
    }
}

extern "C" fn evt_prepare(_: WDFDEVICE, _: WDFCMRESLIST, _: WDFCMRESLIST) -> NTSTATUS {
    if MODE.get() == 256 { STATUS_UNSUCCESSFUL } else { STATUS_SUCCESS }
}

extern "C" fn evt_d0_entry(_: WDFDEVICE, _: i32) -> NTSTATUS {
    if MODE.get() == 512 { STATUS_UNSUCCESSFUL } else { STATUS_SUCCESS }
}

extern "C" fn evt_surprise(_: WDFDEVICE) {}

extern "C" fn evt_create(_: WDFDEVICE, request: WDFREQUEST, _: WDFFILEOBJECT) {
    wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
}

extern "C" fn evt_file(_: WDFFILEOBJECT) {}

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(object, registry_path, Some(evt_add_with_mode))
}

/// `DriverEntry` of the driver that does not look for a mode.
pub extern "system" fn entry_without_mode(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver(object, registry_path, Some(evt_add))
}

extern "C" fn evt_add_with_mode(driver: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    MODE.set(read_mode(init));
    evt_add(driver, init)
}

extern "C" fn evt_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    HELD.take();
    add(init).err().unwrap_or(STATUS_SUCCESS)
}

fn add(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDevicePrepareHardware = Some(evt_prepare);
    callbacks.EvtDeviceReleaseHardware = Some(releases);
    callbacks.EvtDeviceD0Entry = Some(evt_d0_entry);
    callbacks.EvtDeviceD0Exit = Some(power_succeeds);
    callbacks.EvtDeviceSurpriseRemoval = Some(evt_surprise);
    callbacks.EvtDeviceQueryStop = Some(succeeds);
    callbacks.EvtDeviceQueryRemove = Some(succeeds);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let mut files = WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        EvtDeviceFileCreate: Some(evt_create),
        EvtFileClose: Some(evt_file),
        EvtFileCleanup: Some(evt_file),
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: _WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
    };
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, none);
    wdf!(WdfDeviceInitSetIoType, init, _WDF_DEVICE_IO_TYPE::WdfDeviceIoBuffered);
    let mut of_request = attributes();
    REQUEST.give_to(&mut of_request);
    wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut of_request);
    let mut of_device = traced(attributes());
    DEVICE.give_to(&mut of_device);
    let (mut init, mut device) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    let class: *const GUID = &CLASS;
    checked(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_read);
    config.EvtIoWrite = Some(evt_write);
    config.EvtIoDeviceControl = Some(evt_control);
    config.EvtIoInternalDeviceControl = Some(evt_internal);
    config.EvtIoStop = Some(evt_stop);
    let mut queue: WDFQUEUE = null_mut();
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))
}
