//! MDLs of a driver's own, and the system addresses of MDLs.

use std::mem::offset_of;

use super::super::exports::{self, PoolRequest};
use super::super::place::Place;
use crate::abi::_MDL as Mdl;
use crate::footprint::{Resource, change};
use crate::framework::mdl::{LOCKED, MAPPED, NON_PAGED, PAGE, frames, size};
use crate::rules::{Rule, Subject};
use crate::seam;

/// The pool tag of the MDLs that the kernel allocates.
const TAG: u32 = u32::from_le_bytes(*b"Mdl ");

/// `MDL_PARTIAL`: set for an MDL that describes a part of another.
const PARTIAL: i16 = 0x10;

type Description = Place<u8>;

fn flags(mdl: Description) -> Place<i16> {
    mdl.field(offset_of!(Mdl, MdlFlags))
}

fn mapped_at(mdl: Description) -> Place<usize> {
    mdl.field(offset_of!(Mdl, MappedSystemVa))
}

fn start(mdl: Description) -> Place<usize> {
    mdl.field(offset_of!(Mdl, StartVa))
}

fn count(mdl: Description) -> Place<u32> {
    mdl.field(offset_of!(Mdl, ByteCount))
}

fn offset(mdl: Description) -> Place<u32> {
    mdl.field(offset_of!(Mdl, ByteOffset))
}

fn frame(mdl: Description, page: usize) -> Place<usize> {
    mdl.field(size_of::<Mdl>() + page * size_of::<usize>())
}

fn misused(call: &'static str, detail: &str) {
    seam::machine(call).violation(Rule::ObjectMisused, Subject::None, call, detail.to_string());
}

/// `MmSizeOfMdl`.
pub(super) fn size_of_mdl(base: Place<u8>, length: usize) -> usize {
    size(base.address(), length)
}

/// `IoAllocateMdl`: an MDL that describes no pages yet; NULL without memory.
pub(super) fn allocate(base: Place<u8>, length: u32, _chained: u8, irp: Place<u8>) -> *mut u8 {
    if !irp.is_null() {
        misused("IoAllocateMdl", "an IRP is given, expected NULL: the host has no IRPs");
    }
    let (address, length) = (base.address(), length as usize);
    let bytes = size(address, length);
    let mdl = exports::allocate_for_driver(PoolRequest::new(TAG, bytes));
    let at = std::ptr::with_exposed_provenance_mut(mdl);
    if mdl != 0 {
        let mdl = base.led_to(at);
        let size = mdl.field::<i16>(offset_of!(Mdl, Size));
        size.write(i16::try_from(bytes).unwrap_or(i16::MAX));
        start(mdl).write(address - address % PAGE);
        offset(mdl).write(u32::try_from(address % PAGE).unwrap_or(0));
        count(mdl).write(u32::try_from(length).unwrap_or(u32::MAX));
    }
    at
}

/// `IoFreeMdl`.
pub(super) fn free(mdl: Description) {
    exports::free("IoFreeMdl", mdl.address(), Some(TAG));
}

/// `MmBuildMdlForNonPagedPool`: the MDL describes the pages of the driver's own memory.
pub(super) fn build(mdl: Description) {
    let address = start(mdl).read() + offset(mdl).read() as usize;
    change(Resource::DRIVER_MEMORY);
    for (page, number) in frames(address, count(mdl).read() as usize).enumerate() {
        frame(mdl, page).write(number);
    }
    mapped_at(mdl).write(address);
    flags(mdl).write(flags(mdl).read() | NON_PAGED);
}

/// `IoBuildPartialMdl`: the MDL describes a part of the pages of another one, from an address of that one
/// on; a length of 0 stands for all the rest.
pub(super) fn build_partial(
    source: Description,
    target: Description,
    from: Place<u8>,
    length: u32,
) {
    let begin = start(source).read() + offset(source).read() as usize;
    let end = begin + count(source).read() as usize;
    let address = from.address();
    let length = if length == 0 { end.saturating_sub(address) } else { length as usize };
    if address < begin || address.saturating_add(length) > end {
        let detail = "the part does not lie in the source: expected an address and a length inside";
        return misused("IoBuildPartialMdl", detail);
    }
    let room = target.field::<i16>(offset_of!(Mdl, Size)).read();
    if size(address, length) > usize::try_from(room).unwrap_or(0) {
        let detail = "the target has no room for so many pages: allocate it with this length";
        return misused("IoBuildPartialMdl", detail);
    }
    change(Resource::DRIVER_MEMORY);
    start(target).write(address - address % PAGE);
    offset(target).write(u32::try_from(address % PAGE).unwrap_or(0));
    count(target).write(u32::try_from(length).unwrap_or(0));
    let first = address / PAGE - start(source).read() / PAGE;
    for page in 0..frames(address, length).count() {
        frame(target, page).write(frame(source, first + page).read());
    }
    let kept = flags(source).read() & (NON_PAGED | MAPPED | LOCKED);
    if kept & (NON_PAGED | MAPPED) != 0 {
        mapped_at(target).write(mapped_at(source).read() + (address - begin));
    }
    flags(target).write(kept | PARTIAL);
}

/// `MmMapLockedPagesSpecifyCache`: the address at which the pages are in the system's space.
pub(super) fn map(mdl: Description, mode: i8, requested: Place<u8>) -> *mut u8 {
    const CALL: &str = "MmMapLockedPagesSpecifyCache";
    if mode != 0 || !requested.is_null() {
        misused(
            CALL,
            "the pages are to be mapped into user space, expected KernelMode and no address",
        );
        return std::ptr::null_mut();
    }
    if flags(mdl).read() & (LOCKED | NON_PAGED) == 0 {
        misused(
            CALL,
            "the MDL describes no locked pages: lock them, or build it for non-paged pool",
        );
        return std::ptr::null_mut();
    }
    if flags(mdl).read() & MAPPED == 0 {
        let address = frame(mdl, 0).read() * PAGE + offset(mdl).read() as usize;
        change(Resource::DRIVER_MEMORY);
        mapped_at(mdl).write(address);
        flags(mdl).write(flags(mdl).read() | MAPPED);
    }
    std::ptr::with_exposed_provenance_mut(mapped_at(mdl).read())
}

/// `MmUnmapLockedPages`.
pub(super) fn unmap(address: Place<u8>, mdl: Description) {
    const CALL: &str = "MmUnmapLockedPages";
    if flags(mdl).read() & MAPPED == 0 || mapped_at(mdl).read() != address.address() {
        return misused(CALL, "the MDL is not mapped there: expected the address of the mapping");
    }
    change(Resource::DRIVER_MEMORY);
    flags(mdl).write(flags(mdl).read() & !MAPPED);
}
