//! The driver.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_DEVICE_IO_TYPE, _WDF_DRIVER_INIT_FLAGS, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_TRI_STATE,
    NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PVOID, STATUS_INSUFFICIENT_RESOURCES,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS, ULONG, UNICODE_STRING,
    WDF_DRIVER_CONFIG, WDF_FILEOBJECT_CONFIG, WDF_NO_OBJECT_ATTRIBUTES, WDF_REQUEST_PARAMETERS,
    WDFDEVICE, WDFDRIVER, WDFFILEOBJECT, WDFMEMORY, WDFOBJECT, WDFQUEUE, WDFREQUEST,
};

use crate::raw_driver::{ContextType, Zeroable, attributes, queue_config, size_of_c, wdf};

/// The context of the device: how many bytes the last write had.
struct OfDevice {
    written: Cell<usize>,
}
// SAFETY: a cell of an integer.
unsafe impl Zeroable for OfDevice {}
static DEVICE: ContextType<OfDevice> = ContextType::new(c"Device", &DEVICE);

/// The context of a request: what is locked of the caller's buffers.
struct OfRequest {
    input: Cell<WDFMEMORY>,
    output: Cell<WDFMEMORY>,
}
// SAFETY: cells of pointers.
unsafe impl Zeroable for OfRequest {}
static REQUEST: ContextType<OfRequest> = ContextType::new(c"Request", &REQUEST);

/// What the driver answers to a control code.
const ANSWER: &[u8; 38] = b"an answer of thirty-eight bytes, NUL.\0";

const NEITHER: ULONG = 0x9c41_240f;

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    match create(object, registry_path) {
        Ok(()) => STATUS_SUCCESS,
        Err(status) => status,
    }
}

fn checked(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

fn counted(units: &mut [u16]) -> UNICODE_STRING {
    let length = u16::try_from(units.len() * 2).unwrap_or(0);
    UNICODE_STRING { Length: length, MaximumLength: length, Buffer: units.as_mut_ptr() }
}

fn create(object: PDRIVER_OBJECT, registry_path: PCUNICODE_STRING) -> Result<(), NTSTATUS> {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverUnload: Some(evt_unload),
        DriverInitFlags: _WDF_DRIVER_INIT_FLAGS::WdfDriverInitNonPnpDriver.cast_unsigned(),
        ..Default::default()
    };
    let mut of_driver = attributes();
    of_driver.EvtCleanupCallback = Some(evt_cleanup);
    let (mut driver, of_driver): (WDFDRIVER, _) = (null_mut(), &raw mut of_driver);
    let config = &raw mut config;
    checked(wdf!(WdfDriverCreate, object, registry_path, of_driver, config, &raw mut driver))?;
    let text = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
    let (mut security, mut name) = (text("D:P(A;;GA;;;SY)(A;;GA;;;BA)"), text(r"\Device\NONPNP"));
    let mut link = text(r"\DosDevices\NONPNP");
    let (security, name, link) = (counted(&mut security), counted(&mut name), counted(&mut link));
    let init = wdf!(WdfControlDeviceInitAllocate, driver, &raw const security);
    if init.is_null() {
        return Err(STATUS_INSUFFICIENT_RESOURCES);
    }
    wdf!(WdfDeviceInitSetExclusive, init, 1);
    wdf!(WdfDeviceInitSetIoType, init, _WDF_DEVICE_IO_TYPE::WdfDeviceIoBuffered);
    checked(wdf!(WdfDeviceInitAssignName, init, &raw const name))?;
    let at_shutdown = wdk_sys::_WDF_DEVICE_SHUTDOWN_FLAGS::WdfDeviceShutdown;
    let flags = u8::try_from(at_shutdown).unwrap_or(0);
    wdf!(WdfControlDeviceInitSetShutdownNotification, init, Some(evt_shutdown), flags);
    let mut files = WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        EvtDeviceFileCreate: Some(evt_device_file_create),
        EvtFileClose: Some(evt_file_close),
        EvtFileCleanup: None,
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: wdk_sys::_WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
    };
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, none);
    let in_context = Some(evt_io_in_caller_context as _);
    wdf!(WdfDeviceInitSetIoInCallerContextCallback, init, in_context);
    let mut of_device = attributes();
    DEVICE.give_to(&mut of_device);
    let (mut init, mut device): (_, WDFDEVICE) = (init, null_mut());
    checked(wdf!(WdfDeviceCreate, &raw mut init, &raw mut of_device, &raw mut device))?;
    checked(wdf!(WdfDeviceCreateSymbolicLink, device, &raw const link))?;
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_io_read);
    config.EvtIoWrite = Some(evt_io_write);
    config.EvtIoDeviceControl = Some(evt_io_device_control);
    let mut queue: WDFQUEUE = null_mut();
    checked(wdf!(WdfIoQueueCreate, device, &raw mut config, none, &raw mut queue))?;
    wdf!(WdfControlFinishInitializing, device);
    Ok(())
}

extern "C" fn evt_unload(_: WDFDRIVER) {}

extern "C" fn evt_cleanup(_: WDFOBJECT) {}

extern "C" fn evt_shutdown(_: WDFDEVICE) {}

extern "C" fn evt_device_file_create(device: WDFDEVICE, request: WDFREQUEST, file: WDFFILEOBJECT) {
    let _ = DEVICE.of(device);
    let _ = wdf!(WdfFileObjectGetFileName, file);
    wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
}

extern "C" fn evt_file_close(file: WDFFILEOBJECT) {
    let _ = DEVICE.of(wdf!(WdfFileObjectGetDevice, file));
}

extern "C" fn evt_io_write(queue: WDFQUEUE, request: WDFREQUEST, length: usize) {
    let _ = buffer_of(request, false);
    if let Some(context) = DEVICE.of(wdf!(WdfIoQueueGetDevice, queue)) {
        context.written.set(length);
    }
    complete(request, length);
}

extern "C" fn evt_io_read(queue: WDFQUEUE, request: WDFREQUEST, length: usize) {
    let _ = buffer_of(request, true);
    let context = DEVICE.of(wdf!(WdfIoQueueGetDevice, queue));
    complete(request, context.map_or(0, |context| context.written.get()).min(length));
}

fn complete(request: WDFREQUEST, information: usize) {
    wdf!(WdfRequestCompleteWithInformation, request, STATUS_SUCCESS, information as u64);
}

/// One of a request's buffers; NULL if the call fails.
fn buffer_of(request: WDFREQUEST, output: bool) -> *mut u8 {
    let (mut buffer, mut length): (PVOID, usize) = (null_mut(), 0);
    let at = (&raw mut buffer, &raw mut length);
    let status = if output {
        wdf!(WdfRequestRetrieveOutputBuffer, request, 1, at.0, at.1)
    } else {
        wdf!(WdfRequestRetrieveInputBuffer, request, 1, at.0, at.1)
    };
    if NT_SUCCESS(status) { buffer.cast() } else { null_mut() }
}

extern "C" fn evt_io_device_control(
    _: WDFQUEUE,
    request: WDFREQUEST,
    output: usize,
    input: usize,
    code: ULONG,
) {
    if output == 0 || input == 0 {
        return wdf!(WdfRequestComplete, request, STATUS_INVALID_PARAMETER);
    }
    let (to, answers) = match code {
        0x9c41_2408 | 0x9c41_2406 => {
            buffer_of(request, false);
            (buffer_of(request, true), true)
        }
        0x9c41_2401 => {
            buffer_of(request, false);
            (buffer_of(request, true), false)
        }
        NEITHER => (locked_output(request), true),
        _ => return wdf!(WdfRequestComplete, request, STATUS_INVALID_DEVICE_REQUEST),
    };
    let length = if answers { ANSWER.len().min(output) } else { output };
    if answers && !to.is_null() {
        // SAFETY: the buffer has so many bytes.
        unsafe { to.copy_from(ANSWER.as_ptr(), length) };
    }
    wdf!(WdfRequestSetInformation, request, length as u64);
    wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
}

/// The bytes of the memory objects of a request: those of the output.
fn locked_output(request: WDFREQUEST) -> *mut u8 {
    let Some(context) = REQUEST.of(request) else { return null_mut() };
    let _ = wdf!(WdfMemoryGetBuffer, context.input.get(), null_mut());
    wdf!(WdfMemoryGetBuffer, context.output.get(), null_mut()).cast()
}

extern "C" fn evt_io_in_caller_context(device: WDFDEVICE, request: WDFREQUEST) {
    let size = u16::try_from(size_of::<WDF_REQUEST_PARAMETERS>()).unwrap_or(0);
    let mut parameters = WDF_REQUEST_PARAMETERS { Size: size, ..Default::default() };
    wdf!(WdfRequestGetParameters, request, &raw mut parameters);
    // SAFETY: all members of the union are integers and pointers.
    let code = unsafe { parameters.Parameters.DeviceIoControl.IoControlCode };
    let is_control = parameters.Type == wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl;
    let prepared = if is_control && code == NEITHER { lock_both(request) } else { Ok(()) };
    let passed = prepared.and_then(|()| checked(wdf!(WdfDeviceEnqueueRequest, device, request)));
    if let Err(status) = passed {
        wdf!(WdfRequestComplete, request, status);
    }
}

/// Locks the caller's buffers, and keeps them in a context of the request.
fn lock_both(request: WDFREQUEST) -> Result<(), NTSTATUS> {
    let (mut input, mut output, mut lengths): (PVOID, PVOID, [usize; 2]) =
        (null_mut(), null_mut(), [0; 2]);
    let [of_input, of_output] = &mut lengths;
    let (to, size) = (&raw mut input, &raw mut *of_input);
    checked(wdf!(WdfRequestRetrieveUnsafeUserInputBuffer, request, 0, to, size))?;
    let (to, size) = (&raw mut output, &raw mut *of_output);
    checked(wdf!(WdfRequestRetrieveUnsafeUserOutputBuffer, request, 0, to, size))?;
    let mut of_request = attributes();
    REQUEST.give_to(&mut of_request);
    let mut context: *mut OfRequest = null_mut();
    let to = (&raw mut context).cast();
    checked(wdf!(WdfObjectAllocateContext, request.cast(), &raw mut of_request, to))?;
    // SAFETY: the new context, which lives as long as the request.
    let Some(context) = (unsafe { context.as_ref() }) else { return Ok(()) };
    let [of_input, of_output] = lengths;
    let memory = context.input.as_ptr();
    let locked = wdf!(WdfRequestProbeAndLockUserBufferForRead, request, input, of_input, memory);
    checked(locked)?;
    let memory = context.output.as_ptr();
    checked(wdf!(WdfRequestProbeAndLockUserBufferForWrite, request, output, of_output, memory))
}
