//! The bytes that a device stores: those of the last write that it accepted.
#![forbid(unsafe_code)]

use alloc::boxed::Box;

use crate::interface::MAX_WRITE;
use crate::wdf::{NtResult, NtStatus, Request};

/// The stored bytes, in non-paged memory. Empty before the first write.
#[derive(Default)]
pub struct Stored(Box<[u8]>);

impl Stored {
    /// Copies the bytes of a write into new memory of exactly their length. `DISPATCH_LEVEL` at
    /// most.
    ///
    /// A write that fails leaves the bytes stored before untouched.
    ///
    /// # Errors
    /// `STATUS_BUFFER_OVERFLOW` above [`MAX_WRITE`]; otherwise as for [`Request::copy_input`].
    #[inline(always)]
    pub fn from_write(request: &mut Request, length: usize) -> NtResult<Self> {
        if length > MAX_WRITE {
            return Err(NtStatus::BUFFER_OVERFLOW);
        }
        request.copy_input(length).map(Self)
    }

    /// Copies the first `length` stored bytes, or all if there are fewer, to a read. Returns their
    /// number, which is 0 before the first write. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// As for [`Request::copy_output_from`].
    #[inline(always)]
    pub fn copy_to_read(&self, request: &mut Request, length: usize) -> NtResult<usize> {
        let bytes = self.0.get(..length).unwrap_or(&self.0);
        if !bytes.is_empty() {
            request.copy_output_from(bytes)?;
        }
        Ok(bytes.len())
    }
}
