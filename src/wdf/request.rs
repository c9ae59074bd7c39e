//! A request that the driver owns.

use core::{mem::ManuallyDrop, ptr};

use wdk_sys::{ULONG_PTR, WDFMEMORY, WDFREQUEST};

use super::{NtResult, NtStatus, debug_println, wdf_call};

/// A request that was delivered to the driver and not completed yet.
///
/// Owning the value is owning the request: completing consumes it, and nothing else can be done
/// with it then. While it is owned nobody can cancel it; to wait with it, put it into a
/// [`PendingRequest`](super::PendingRequest).
///
/// A request that is dropped is completed with `STATUS_UNSUCCESSFUL`, so that its sender does not
/// wait for ever. A debug build says so: it is a mistake of the driver.
#[must_use = "a request is completed, or held"]
pub struct Request {
    handle: WDFREQUEST,
    information: usize,
}

// SAFETY: any thread may use and complete a request that the driver owns.
unsafe impl Send for Request {}

impl Request {
    /// Takes over a request. Nothing has been copied from or to it yet.
    ///
    /// # Safety
    /// The framework has just delivered the request to the driver, and nothing else takes it over.
    pub(super) const unsafe fn new(handle: WDFREQUEST) -> Self {
        Self { handle, information: 0 }
    }

    /// The handle, valid as long as `self`.
    pub(super) const fn raw(&self) -> WDFREQUEST {
        self.handle
    }

    /// Copies the first bytes of what the request's sender wrote, as many as `buffer` has. Their
    /// number becomes the request's information. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// `STATUS_BUFFER_TOO_SMALL` if there are not so many, `STATUS_INVALID_DEVICE_REQUEST` if the
    /// request has no input.
    pub fn copy_input_to(&mut self, buffer: &mut [u8]) -> NtResult {
        let mut memory: WDFMEMORY = ptr::null_mut();
        // SAFETY: the driver owns the request, and the pointer is valid for the call.
        let status =
            unsafe { wdf_call!(WdfRequestRetrieveInputMemory, self.handle, &raw mut memory) };
        NtStatus::check(status)?;
        // SAFETY: the memory lives as long as its request, the buffer is as long as the call says.
        let status = unsafe {
            wdf_call!(WdfMemoryCopyToBuffer, memory, 0, buffer.as_mut_ptr().cast(), buffer.len())
        };
        NtStatus::check(status)?;
        self.information = buffer.len();
        Ok(())
    }

    /// Copies bytes to where the request's sender reads them. Their number becomes the request's
    /// information. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// `STATUS_INVALID_BUFFER_SIZE` if there is no room for so many,
    /// `STATUS_INVALID_DEVICE_REQUEST` if the request has no output.
    pub fn copy_output_from(&mut self, bytes: &[u8]) -> NtResult {
        let mut memory: WDFMEMORY = ptr::null_mut();
        // SAFETY: the driver owns the request, and the pointer is valid for the call.
        let status =
            unsafe { wdf_call!(WdfRequestRetrieveOutputMemory, self.handle, &raw mut memory) };
        NtStatus::check(status)?;
        // SAFETY: the memory lives as long as its request; the framework only reads the bytes.
        let status = unsafe {
            wdf_call!(
                WdfMemoryCopyFromBuffer,
                memory,
                0,
                bytes.as_ptr().cast_mut().cast(),
                bytes.len()
            )
        };
        NtStatus::check(status)?;
        self.information = bytes.len();
        Ok(())
    }

    /// Completes the request. Its information is the number of bytes copied if `status` is of the
    /// success class, else 0. `DISPATCH_LEVEL` at most.
    ///
    /// The framework may present the next request before this returns: hold no lock that the
    /// queue's callbacks take.
    pub fn complete(self, status: NtStatus) {
        let request = ManuallyDrop::new(self);
        let information = if status.is_success() { request.information } else { 0 };
        // SAFETY: the driver owns the request, and this was the last use of it. So many bytes were
        // copied, so the information does not exceed the length of its buffer.
        unsafe {
            wdf_call!(
                WdfRequestCompleteWithInformation,
                request.handle,
                status.into(),
                information as ULONG_PTR
            );
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        debug_println!("a request was dropped without being completed");
        let status = NtStatus::UNSUCCESSFUL.into();
        // SAFETY: the driver owns the request, and this is the last use of it.
        unsafe {
            wdf_call!(WdfRequestCompleteWithInformation, self.handle, status, 0);
        }
    }
}
