//! `DriverEntry`, `EvtDriverDeviceAdd`, and what the requests ask for.

use std::cell::Cell;
use std::ptr::null_mut;

use kmdf_host::kernel::debug_print;
use wdk_sys::{
    _WDF_DEVICE_IO_TYPE, _WDF_IO_QUEUE_DISPATCH_TYPE, NT_SUCCESS, NTSTATUS, PCUNICODE_STRING,
    PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS,
    STATUS_UNSUCCESSFUL, ULONG, WDF_NO_OBJECT_ATTRIBUTES, WDFDEVICE, WDFDRIVER, WDFMEMORY,
    WDFQUEUE, WDFREQUEST,
};

use super::super::mode::mode_of;
use super::retrieval::{evt_io_in_caller_context, output_of, tell};
use crate::raw_driver::{
    ContextType, INTERFACE, Zeroable, attributes, create_driver_with_unload, queue_config, wdf,
};

/// Prints what the driver has found.
macro_rules! say {
    ($($argument:tt)*) => {
        ::kmdf_host::kernel::debug_print(format_args!("io: {}", format_args!($($argument)*)))
    };
}
pub(super) use say;

/// Prints the status of a call.
pub fn say_status(call: &str, status: NTSTATUS) {
    debug_print(format_args!("io: {call} {:08x}", status.cast_unsigned()));
}

/// The context of a request.
pub struct OfRequest {
    /// What the driver has locked in `EvtIoInCallerContext`.
    pub input: Cell<WDFMEMORY>,
    pub output: Cell<WDFMEMORY>,
    pub seen: Cell<u32>,
}
// SAFETY: cells of pointers and an integer.
unsafe impl Zeroable for OfRequest {}
pub static REQUEST: ContextType<OfRequest> = ContextType::new(c"Request", &REQUEST);

struct OfDevice;
// SAFETY: an empty type.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    create_driver_with_unload(object, registry_path, Some(evt_device_add))
}

extern "C" fn evt_device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    match add(init) {
        Ok(()) => STATUS_SUCCESS,
        Err(status) => status,
    }
}

fn checked(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

fn add(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mode = mode_of(init);
    let io_type = match mode & 3 {
        0 => _WDF_DEVICE_IO_TYPE::WdfDeviceIoBuffered,
        1 => _WDF_DEVICE_IO_TYPE::WdfDeviceIoDirect,
        _ => _WDF_DEVICE_IO_TYPE::WdfDeviceIoNeither,
    };
    wdf!(WdfDeviceInitSetIoType, init, io_type);
    if mode & 4 != 0 {
        let callback = Some(evt_io_in_caller_context as _);
        wdf!(WdfDeviceInitSetIoInCallerContextCallback, init, callback);
    }
    let mut of_request = attributes();
    REQUEST.give_to(&mut of_request);
    wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut of_request);
    let mut of_device = attributes();
    DEVICE.give_to(&mut of_device);
    let (mut init, mut device): (_, WDFDEVICE) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    let _ = DEVICE.of(device);
    let class = &raw const INTERFACE;
    checked(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_io_read);
    config.EvtIoWrite = Some(evt_io_write);
    config.EvtIoDeviceControl = Some(evt_io_device_control);
    config.AllowZeroLengthRequests = u8::from(mode & 8 != 0);
    let (none, mut queue): (_, WDFQUEUE) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))
}

fn complete(request: WDFREQUEST, status: NTSTATUS, information: usize) {
    wdf!(WdfRequestCompleteWithInformation, request, status, information as u64);
}

/// Which of the two memory objects of a request.
type Which = fn(&OfRequest) -> &Cell<WDFMEMORY>;

/// What the driver has locked for a request, or NULL.
fn locked(request: WDFREQUEST, which: Which) -> WDFMEMORY {
    REQUEST.of(request).map_or(null_mut(), |context| which(context).get())
}

fn is_locked(request: WDFREQUEST, which: Which) -> bool {
    !locked(request, which).is_null()
}

/// The bytes of a memory object.
fn bytes_of<'a>(memory: WDFMEMORY) -> &'a mut [u8] {
    let mut length = 0;
    let buffer = wdf!(WdfMemoryGetBuffer, memory, &raw mut length);
    // SAFETY: the memory has so many bytes, which nobody else uses meanwhile.
    unsafe { std::slice::from_raw_parts_mut(buffer.cast(), length) }
}

fn fill(bytes: &mut [u8], first: u8) {
    for (byte, value) in bytes.iter_mut().zip(first..) {
        *byte = value;
    }
}

extern "C" fn evt_io_read(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    if is_locked(request, |context| &context.output) {
        let memory = locked(request, |context| &context.output);
        let bytes = bytes_of(memory);
        say!("locked memory {} bytes", bytes.len());
        fill(bytes, 0x60);
        return complete(request, STATUS_SUCCESS, bytes.len());
    }
    tell(request, 1);
    let output = output_of(request);
    let is_null = output.as_ref().map_or(true, Option::is_none);
    say!("buffer is NULL {}", u8::from(is_null));
    match output {
        Ok(bytes) => {
            if let Some(bytes) = bytes {
                fill(bytes, 0x50);
            }
            complete(request, STATUS_SUCCESS, length);
        }
        Err(status) => complete(request, status, 0),
    }
}

extern "C" fn evt_io_write(_: WDFQUEUE, request: WDFREQUEST, length: usize) {
    if is_locked(request, |context| &context.input) {
        let memory = locked(request, |context| &context.input);
        let bytes = bytes_of(memory);
        say!("locked memory {} bytes, second {:02x}", bytes.len(), bytes[1]);
        return complete(request, STATUS_SUCCESS, bytes.len());
    }
    tell(request, 1);
    complete(request, STATUS_SUCCESS, length);
}

/// Uses what `EvtIoInCallerContext` has locked. Returns the number of bytes of output.
fn use_locked(request: WDFREQUEST) -> usize {
    let mut information = 0;
    if is_locked(request, |context| &context.input) {
        let memory = locked(request, |context| &context.input);
        let bytes = bytes_of(memory);
        say!("locked input {} bytes, first {:02x}", bytes.len(), bytes[0]);
    }
    if is_locked(request, |context| &context.output) {
        let memory = locked(request, |context| &context.output);
        let bytes = bytes_of(memory);
        fill(bytes, 0x30);
        information = bytes.len();
    }
    let seen = REQUEST.of(request).map_or(0, |context| context.seen.get());
    say!("seen in the caller's context {seen}");
    information
}

extern "C" fn evt_io_device_control(
    _: WDFQUEUE,
    request: WDFREQUEST,
    _output: usize,
    _input: usize,
    code: ULONG,
) {
    const STATUS_BUFFER_OVERFLOW: NTSTATUS = 0x8000_0005_u32.cast_signed();
    let (status, information) = match ((code >> 2) & 0xfff).wrapping_sub(0x800) {
        0 => {
            tell(request, 1);
            let bytes = output_of(request).ok().flatten();
            let length = bytes.map_or(0, |bytes| {
                fill(bytes, 0x70);
                bytes.len()
            });
            (STATUS_SUCCESS, length)
        }
        function @ (1 | 2) => {
            tell(request, if function == 1 { 1000 } else { 0 });
            (STATUS_SUCCESS, 0)
        }
        3 => (STATUS_SUCCESS, use_locked(request)),
        5 => (STATUS_BUFFER_OVERFLOW, 5),
        6 => (STATUS_UNSUCCESSFUL, 3),
        function @ (8 | 9) => {
            wdf!(WdfRequestSetInformation, request, 6);
            let status = if function == 8 {
                say!("information {}", wdf!(WdfRequestGetInformation, request));
                STATUS_SUCCESS
            } else {
                STATUS_UNSUCCESSFUL
            };
            return wdf!(WdfRequestComplete, request, status);
        }
        _ => (STATUS_INVALID_DEVICE_REQUEST, 0),
    };
    complete(request, status, information);
}
