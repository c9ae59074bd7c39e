//! MDLs: the descriptions of pages that a driver gets for a request's buffers.

use std::mem::offset_of;

use super::request::{Request, RequestKind, Side};
use super::transfer::Method;
use crate::abi::_MDL as Mdl;
use crate::abi::{
    NTSTATUS, STATUS_BUFFER_TOO_SMALL, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST,
};
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// `MDL_MAPPED_TO_SYSTEM_VA`: `MappedSystemVa` is valid.
pub(crate) const MAPPED: i16 = 1;

/// `MDL_PAGES_LOCKED`.
pub(crate) const LOCKED: i16 = 2;

/// `MDL_SOURCE_IS_NONPAGED_POOL`: `MappedSystemVa` is valid.
pub(crate) const NON_PAGED: i16 = 4;

/// The size of a page of x64 and ARM64.
pub(crate) const PAGE: usize = 4096;

/// Where the pages of an application's buffer begin in its process: no driver may use the address.
const USER_PAGES: usize = 0x1_0000;

/// How many bytes the MDL of a buffer takes: the structure and the number of each page's frame.
pub(crate) const fn size(address: usize, length: usize) -> usize {
    size_of::<Mdl>() + ((address % PAGE) + length).div_ceil(PAGE) * size_of::<usize>()
}

/// The numbers of the frames of a buffer's pages. A frame's number tells the address at which the host
/// has the page.
pub(crate) fn frames(address: usize, length: usize) -> impl Iterator<Item = usize> {
    let first = address / PAGE;
    (0..((address % PAGE) + length).div_ceil(PAGE)).map(move |page| first + page)
}

/// An MDL of a buffer, in memory of its own.
struct Description {
    address: usize,
    length: usize,
    flags: i16,
}

impl Description {
    /// Writes the MDL to a block of the right size.
    fn write(&self, block: &mut Block) {
        let start =
            if self.flags & LOCKED == 0 { self.address - self.address % PAGE } else { USER_PAGES };
        let size = i16::try_from(block.length()).unwrap_or(i16::MAX);
        let length = u32::try_from(self.length).unwrap_or(u32::MAX);
        let offset = u32::try_from(self.address % PAGE).unwrap_or(0);
        let mapped = if self.flags & (MAPPED | NON_PAGED) == 0 { 0 } else { self.address };
        block.put(offset_of!(Mdl, Size), &size.to_ne_bytes());
        block.put(offset_of!(Mdl, MdlFlags), &self.flags.to_ne_bytes());
        block.put(offset_of!(Mdl, MappedSystemVa), &mapped.to_ne_bytes());
        block.put(offset_of!(Mdl, StartVa), &start.to_ne_bytes());
        block.put(offset_of!(Mdl, ByteCount), &length.to_ne_bytes());
        block.put(offset_of!(Mdl, ByteOffset), &offset.to_ne_bytes());
        for (page, frame) in frames(self.address, self.length).enumerate() {
            block.put(size_of::<Mdl>() + page * size_of::<usize>(), &frame.to_ne_bytes());
        }
    }
}

impl State {
    /// The MDL of one of a request's buffers (`WdfRequestRetrieveInputWdmMdl`,
    /// `WdfRequestRetrieveOutputWdmMdl`). A request has one MDL for its system buffer: with buffered I/O,
    /// the second side asked for gets that of the first (KMDF behaviour, "Memory descriptor lists").
    pub(crate) fn request_mdl(&mut self, handle: Handle, side: Side) -> Result<usize, NTSTATUS> {
        let is_neither = |request: &mut Request| request.method == Method::Neither;
        if self.request(handle).is_some_and(is_neither) {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        let length = self.request_length(handle, side)?;
        let record = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let is_control = !matches!(record.kind, RequestKind::Read | RequestKind::Write);
        let direct = record.method == Method::Direct && (!is_control || side == Side::Output);
        let (address, shown) = (record.buffers.address(side), record.buffers.shown);
        if address == 0 {
            return Err(STATUS_BUFFER_TOO_SMALL);
        }
        let cached = if direct { &record.buffers.mdl_of_pages } else { &record.buffers.mdl };
        if let Some(block) = cached {
            return Ok(block.address());
        }
        let flags = match (direct, shown) {
            (false, _) => NON_PAGED,
            (true, true) => LOCKED | MAPPED,
            (true, false) => LOCKED,
        };
        let block = self.new_block(size(address, length));
        let mut block = block.ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        Description { address, length, flags }.write(&mut block);
        let at = block.address();
        let record = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        if direct {
            record.buffers.mdl_of_pages = Some(block);
        } else {
            record.buffers.mdl = Some(block);
        }
        Ok(at)
    }
}
