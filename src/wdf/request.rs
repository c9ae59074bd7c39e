//! A request that the driver owns.

use core::{
    mem::{ManuallyDrop, MaybeUninit},
    ptr::NonNull,
};

use alloc::boxed::Box;

use wdk_sys::{ULONG_PTR, WDFMEMORY, WDFREQUEST, WDFREQUEST__};

use super::{NtResult, NtStatus, debug_println, memory::try_uninit, wdf_call};

/// A request that was delivered to the driver and is not completed.
///
/// Whoever owns the value owns the request: [`Self::complete`] consumes the value, and no code can
/// use the request afterwards. Nobody can cancel an owned request. To let a request wait, put it
/// into a [`PendingRequest`](super::PendingRequest).
///
/// Dropping a request is a mistake of the driver. The request is then completed with
/// `STATUS_UNSUCCESSFUL`, so that its sender does not wait forever, and a debug build prints a line.
#[must_use = "complete the request, or hold it"]
pub struct Request {
    /// Never null, so that an empty place for a request costs no bytes and no tag.
    handle: NonNull<WDFREQUEST__>,
    information: usize,
}

// SAFETY: any thread may use and complete a request that the driver owns.
unsafe impl Send for Request {}

impl Request {
    /// Takes ownership of a request from which and to which nothing has been copied.
    ///
    /// # Safety
    /// The framework has just delivered the request to the driver, and nobody else takes ownership.
    pub(super) const unsafe fn new(handle: WDFREQUEST) -> Self {
        // SAFETY: a delivered request has a handle.
        let handle = unsafe { NonNull::new_unchecked(handle) };
        Self { handle, information: 0 }
    }

    /// The handle, valid as long as `self`.
    pub(super) const fn raw(&self) -> WDFREQUEST {
        self.handle.as_ptr()
    }

    /// Copies the first `length` bytes of a write into new non-paged memory. `length` becomes the
    /// request's information. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// `STATUS_INSUFFICIENT_RESOURCES` without memory, `STATUS_BUFFER_TOO_SMALL` if the write is
    /// shorter than `length`, `STATUS_INVALID_DEVICE_REQUEST` if the request has no input.
    #[inline(always)]
    pub fn copy_input(&mut self, length: usize) -> NtResult<Box<[u8]>> {
        let mut bytes = try_uninit(length)?;
        let mut memory = MaybeUninit::<WDFMEMORY>::uninit();
        // SAFETY: the driver owns the request, and the pointer is valid for the call.
        let status =
            unsafe { wdf_call!(WdfRequestRetrieveInputMemory, self.raw(), memory.as_mut_ptr()) };
        NtStatus::check(status)?;
        // SAFETY: the framework writes the handle when it succeeds.
        let memory = unsafe { memory.assume_init() };
        // SAFETY: the memory lives as long as its request, and `bytes` has the length passed.
        let status = unsafe {
            wdf_call!(WdfMemoryCopyToBuffer, memory, 0, bytes.as_mut_ptr().cast(), length)
        };
        NtStatus::check(status)?;
        self.information = length;
        // SAFETY: the framework has written all `length` bytes.
        Ok(unsafe { bytes.assume_init() })
    }

    /// Copies the first `length` bytes of a device control request's input into new non-paged
    /// memory. The request's information counts output only. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// As for [`Self::copy_input`].
    pub fn copy_control_input(&mut self, length: usize) -> NtResult<Box<[u8]>> {
        let bytes = self.copy_input(length)?;
        self.information = 0;
        Ok(bytes)
    }

    /// Copies `bytes` to the buffer of a read or a device control request. Their number becomes the request's information.
    /// `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// `STATUS_INVALID_BUFFER_SIZE` if the read is shorter than `bytes`,
    /// `STATUS_INVALID_DEVICE_REQUEST` if the request has no output.
    #[inline(always)]
    pub fn copy_output_from(&mut self, bytes: &[u8]) -> NtResult {
        let mut memory = MaybeUninit::<WDFMEMORY>::uninit();
        // SAFETY: the driver owns the request, and the pointer is valid for the call.
        let status =
            unsafe { wdf_call!(WdfRequestRetrieveOutputMemory, self.raw(), memory.as_mut_ptr()) };
        NtStatus::check(status)?;
        // SAFETY: the framework writes the handle when it succeeds.
        let memory = unsafe { memory.assume_init() };
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

    /// Completes the request. The information is the number of bytes copied if `status` is a success,
    /// else 0. `DISPATCH_LEVEL` at most.
    ///
    /// The framework may present the next request before this function returns: hold no lock that
    /// the queue's callbacks take.
    #[inline(always)]
    pub fn complete(self, status: NtStatus) {
        if status.is_success() {
            let information = self.information;
            self.complete_with(status, information);
        } else {
            self.fail(status);
        }
    }

    /// [`Self::complete`] for an error or a warning. Few requests come here, so the code is out of the
    /// way of the others.
    #[cold]
    #[inline(never)]
    fn fail(self, status: NtStatus) {
        self.complete_with(status, 0);
    }

    /// Completes the request with an information that is no more than the bytes copied.
    #[inline(always)]
    fn complete_with(self, status: NtStatus, information: usize) {
        let request = ManuallyDrop::new(self);
        // SAFETY: the driver owns the request, and this is its last use. `information` bytes were
        // copied from or to the request's buffer, which is therefore at least that long.
        unsafe {
            wdf_call!(
                WdfRequestCompleteWithInformation,
                request.raw(),
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
        // SAFETY: the driver owns the request, and this is its last use.
        unsafe {
            wdf_call!(WdfRequestCompleteWithInformation, self.raw(), status, 0);
        }
    }
}
