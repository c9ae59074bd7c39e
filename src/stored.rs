//! The bytes that a device keeps: those of the last write that it accepted.
#![forbid(unsafe_code)]

use alloc::boxed::Box;

use crate::interface::MAX_WRITE;
use crate::wdf::{NtResult, NtStatus, Request, try_zeroed};

/// The stored bytes; none before the first write. They lie in non-paged memory.
#[derive(Default)]
pub struct Stored(Box<[u8]>);

impl Stored {
    /// Takes the bytes of a write into memory of exactly their length. `DISPATCH_LEVEL` at most.
    ///
    /// What is stored already is not touched, so a write that fails leaves it as it was.
    ///
    /// # Errors
    /// `STATUS_BUFFER_OVERFLOW` above [`MAX_WRITE`], `STATUS_INSUFFICIENT_RESOURCES` without memory.
    pub fn from_write(request: &mut Request, length: usize) -> NtResult<Self> {
        if length > MAX_WRITE {
            return Err(NtStatus::BUFFER_OVERFLOW);
        }
        let mut bytes = try_zeroed(length)?;
        request.copy_input_to(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Gives a read of `length` bytes what it asks for, or all there is if that is less, and returns
    /// how many bytes that were: 0 before the first write. `DISPATCH_LEVEL` at most.
    ///
    /// # Errors
    /// What the framework answers when the request has no such output buffer.
    pub fn copy_to_read(&self, request: &mut Request, length: usize) -> NtResult<usize> {
        let bytes = self.0.get(..length).unwrap_or(&self.0);
        if !bytes.is_empty() {
            request.copy_output_from(bytes)?;
        }
        Ok(bytes.len())
    }
}
