//! The driver below in a device's stack, to which a filter sends requests.

use core::{
    mem::{ManuallyDrop, MaybeUninit},
    ptr, slice,
};

use wdk_sys::{
    _POOL_TYPE, _WDF_REQUEST_SEND_OPTIONS_FLAGS, PVOID, PWDF_REQUEST_COMPLETION_PARAMS, ULONG,
    WDF_OBJECT_ATTRIBUTES, WDF_REQUEST_SEND_OPTIONS, WDFCONTEXT, WDFIOTARGET, WDFMEMORY,
    WDFREQUEST,
};

use super::{
    Device, NtResult, NtStatus, Request, context, handle::Handle, size_of_structure, wdf_call,
};

/// The default I/O target of a device: the device below in its stack.
pub struct IoTarget(Handle<WDFIOTARGET>);

/// A request that was not sent, to be completed with the status.
pub type NotSent = (Request, NtStatus);

impl IoTarget {
    /// The default target of a device. `DISPATCH_LEVEL` at most.
    pub fn of(device: &Device<'_>) -> Self {
        // SAFETY: the device is live.
        let target = unsafe { wdf_call!(WdfDeviceGetIoTarget, device.raw()) };
        // SAFETY: every device of the Plug and Play manager has this target, as long as it lives, and
        // `DeviceInit` makes no other devices.
        Self(unsafe { Handle::reference(target) })
    }

    /// Gives a request to the driver below, which completes it. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// Returns the request with the status of `WdfRequestSend`.
    pub fn pass_on(&self, request: Request) -> Result<(), NotSent> {
        let forget = _WDF_REQUEST_SEND_OPTIONS_FLAGS::WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET;
        let mut options = WDF_REQUEST_SEND_OPTIONS {
            Size: size_of_structure::<WDF_REQUEST_SEND_OPTIONS>(),
            Flags: forget.cast_unsigned(),
            ..Default::default()
        };
        // SAFETY: the driver below takes over the request, and no format call gave it buffers.
        unsafe { self.send(request, &raw mut options) }
    }

    /// Sends a copy of the first `length` bytes of a write, which `change` changes, in the place of the
    /// write's own. The request completes as the driver below completes the copy. `DISPATCH_LEVEL` at
    /// most.
    ///
    /// # Errors
    /// Returns the request with the status of the call that failed.
    pub fn write_changed(
        &self,
        request: Request,
        length: usize,
        change: impl FnOnce(&mut [u8]),
    ) -> Result<(), NotSent> {
        let none = ptr::null_mut();
        let formatted = changed_copy(&request, length, change).and_then(|memory| {
            // SAFETY: the driver owns the request, whose child the memory is.
            let status = unsafe {
                wdf_call!(
                    WdfIoTargetFormatRequestForWrite,
                    self.0.raw(),
                    request.raw(),
                    memory,
                    ptr::null_mut(),
                    ptr::null_mut()
                )
            };
            NtStatus::check(status)
        });
        if let Err(status) = formatted {
            return Err((request, status));
        }
        // SAFETY: the driver owns the request, and the routine ignores its context.
        unsafe {
            wdf_call!(WdfRequestSetCompletionRoutine, request.raw(), Some(complete), none);
        }
        // SAFETY: the routine completes the request.
        unsafe { self.send(request, ptr::null_mut()) }
    }

    /// `WdfRequestSend`
    ///
    /// # Safety
    /// The options are NULL or valid. A request that is sent has another owner, which completes it.
    unsafe fn send(
        &self,
        request: Request,
        options: *mut WDF_REQUEST_SEND_OPTIONS,
    ) -> Result<(), NotSent> {
        // Dropping a request completes it, and a request that is sent has another owner.
        let request = ManuallyDrop::new(request);
        // SAFETY: the driver owns the request, which is not marked cancelable, the handle keeps the
        // target, and the caller vouches for the options.
        let sent = unsafe { wdf_call!(WdfRequestSend, request.raw(), self.0.raw(), options) };
        if sent != 0 {
            return Ok(());
        }
        // SAFETY: the request was not sent, so the driver owns it still.
        let status = unsafe { wdf_call!(WdfRequestGetStatus, request.raw()) };
        // A send that fails has an error for its status.
        let status = NtStatus::check(status).err().unwrap_or(NtStatus::UNSUCCESSFUL);
        Err((ManuallyDrop::into_inner(request), status))
    }
}

/// A memory object of the request's, with a changed copy of the first `length` bytes of its input.
fn changed_copy(
    request: &Request,
    length: usize,
    change: impl FnOnce(&mut [u8]),
) -> NtResult<WDFMEMORY> {
    const TAG: ULONG = u32::from_le_bytes(*b"Copy");
    let mut input = MaybeUninit::<WDFMEMORY>::uninit();
    // SAFETY: the driver owns the request, and the pointer is valid for the call.
    let status =
        unsafe { wdf_call!(WdfRequestRetrieveInputMemory, request.raw(), input.as_mut_ptr()) };
    NtStatus::check(status)?;
    // SAFETY: the framework writes the handle when it succeeds.
    let input = unsafe { input.assume_init() };
    let mut attributes =
        WDF_OBJECT_ATTRIBUTES { ParentObject: request.raw().cast(), ..context::attributes() };
    let (mut memory, mut buffer): (WDFMEMORY, PVOID) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the request is live, and the three pointers are valid for the call.
    let status = unsafe {
        wdf_call!(
            WdfMemoryCreate,
            &raw mut attributes,
            _POOL_TYPE::NonPagedPoolNx,
            TAG,
            length,
            &raw mut memory,
            &raw mut buffer
        )
    };
    NtStatus::check(status)?;
    // SAFETY: the input lives as long as its request, and the buffer has the length passed.
    let status = unsafe { wdf_call!(WdfMemoryCopyToBuffer, input, 0, buffer, length) };
    NtStatus::check(status)?;
    // SAFETY: the framework has written all `length` bytes, and nobody else knows the memory yet.
    change(unsafe { slice::from_raw_parts_mut(buffer.cast::<u8>(), length) });
    Ok(memory)
}

/// `EvtRequestCompletionRoutine`: completes the request as the driver below did.
unsafe extern "C" fn complete(
    request: WDFREQUEST,
    _target: WDFIOTARGET,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
    _context: WDFCONTEXT,
) {
    // SAFETY: the framework passes valid parameters for the duration of the call.
    let result = unsafe { (*parameters).IoStatus };
    // SAFETY: the framework sets the status.
    let status = unsafe { result.__bindgen_anon_1.Status };
    // SAFETY: the request has come back to the driver, and this is its last use.
    unsafe { wdf_call!(WdfRequestCompleteWithInformation, request, status, result.Information) };
}
