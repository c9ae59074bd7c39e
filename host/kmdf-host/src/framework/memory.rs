//! WDFMEMORY: memory that the driver allocated, and the buffers of requests.

use std::sync::Arc;

use super::request::Side;
use crate::abi::{
    NTSTATUS, STATUS_ACCESS_VIOLATION, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_BUFFER_SIZE,
    STATUS_INVALID_PARAMETER,
};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::memory::block::Block;
use crate::rules::Rule;

/// A framework memory object.
pub(crate) enum Memory {
    /// Memory that the framework allocated for the driver.
    Owned {
        /// The bytes.
        bytes: Block,
        /// The lookaside list that the memory comes from, which the object references.
        list: Option<Handle>,
    },
    /// A buffer of the driver's own (`WdfMemoryCreatePreallocated`).
    OfDriver {
        /// Where the buffer begins.
        address: usize,
        /// Its size in bytes.
        length: usize,
    },
    /// A part of a caller's buffer that the driver has locked.
    Locked {
        /// The request, which has the bytes.
        request: Handle,
        /// Whether the driver must not write to it: it is locked for reading.
        read_only: bool,
        /// How many bytes it covers.
        length: usize,
    },
    /// A buffer of a request.
    OfRequest {
        /// The request.
        request: Handle,
        /// Which of its buffers.
        side: Side,
        /// Whether the driver must not write to it: it is a write request's input.
        read_only: bool,
        /// How many bytes of the buffer it covers.
        length: usize,
    },
}

impl Memory {
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Owned { bytes, .. } => bytes.length(),
            Self::OfDriver { length, .. }
            | Self::Locked { length, .. }
            | Self::OfRequest { length, .. } => *length,
        }
    }
}

impl Inner {
    /// The address and the length of a memory object's bytes.
    pub(crate) fn memory_buffer(&self, handle: Handle) -> (usize, usize) {
        self.with(|state| {
            let Some(memory) = state.memory(handle) else { return (0, 0) };
            let length = memory.length();
            match memory {
                Memory::Owned { bytes, .. } => (bytes.address(), length),
                Memory::OfDriver { address, .. } => (*address, length),
                Memory::OfRequest { request, side, .. } => {
                    // A driver below may have the buffer at present.
                    let (request, side) = (*request, *side);
                    let holder = state.buffer_holder(request);
                    let address = state.request(holder).map_or(0, |r| r.buffers.address(side));
                    (address, length)
                }
                Memory::Locked { request, .. } => {
                    let request = *request;
                    let locked = state.request(request).and_then(|r| r.buffers.locked(handle));
                    (locked.map_or(0, Block::address), length)
                }
            }
        })
    }

    /// `WdfMemoryAssignBuffer`: gives a memory object another buffer of the driver's. Returns whether
    /// the object is one for such buffers.
    pub(crate) fn assign_buffer(&self, handle: Handle, buffer: usize, size: usize) -> bool {
        self.with(|state| match state.memory(handle) {
            Some(Memory::OfDriver { address, length }) => {
                (*address, *length) = (buffer, size);
                true
            }
            _ => false,
        })
    }

    /// Notes that the driver gets the address of a memory object's bytes.
    pub(crate) fn note_shown(&self, handle: Handle) {
        self.with(|state| {
            let Some(Memory::OfRequest { request, .. } | Memory::Locked { request, .. }) =
                state.memory(handle)
            else {
                return;
            };
            let request = *request;
            if let Some(request) = state.request(request) {
                request.buffers.shown = true;
            }
        });
    }

    /// Checks a copy out of a memory object (`WdfMemoryCopyToBuffer`). Returns the source's
    /// address.
    pub(crate) fn copy_source(
        self: &Arc<Self>,
        handle: Handle,
        offset: usize,
        count: usize,
    ) -> Result<usize, NTSTATUS> {
        self.checked_range(handle, offset, count, STATUS_BUFFER_TOO_SMALL)
    }

    /// Checks a copy into a memory object (`WdfMemoryCopyFromBuffer`). Returns the target's
    /// address.
    pub(crate) fn copy_target(
        self: &Arc<Self>,
        handle: Handle,
        offset: usize,
        count: usize,
        call: &str,
    ) -> Result<usize, NTSTATUS> {
        let address = self.checked_range(handle, offset, count, STATUS_INVALID_BUFFER_SIZE)?;
        let read_only = self.with(|state| {
            let (Memory::OfRequest { read_only, .. } | Memory::Locked { read_only, .. }) =
                state.memory(handle)?
            else {
                return None;
            };
            Some(*read_only)
        });
        if read_only == Some(true) {
            let detail = "the target is the memory of a write request, or is locked for reading: it is \
                          read-only";
            self.report(Rule::ReadOnlyMemory, handle, call, detail);
            return Err(STATUS_ACCESS_VIOLATION);
        }
        Ok(address)
    }

    fn checked_range(
        &self,
        handle: Handle,
        offset: usize,
        count: usize,
        too_far: NTSTATUS,
    ) -> Result<usize, NTSTATUS> {
        let (address, length) = self.memory_buffer(handle);
        if count == 0 {
            return Err(STATUS_INVALID_PARAMETER);
        }
        match offset.checked_add(count) {
            Some(end) if end <= length => Ok(address + offset),
            _ => Err(too_far),
        }
    }
}
