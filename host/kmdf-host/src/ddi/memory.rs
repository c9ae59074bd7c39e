//! WDFMEMORY.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object, put, status_of};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Attributes};
use crate::framework::memory::Memory;
use crate::framework::object::{Body, Kind};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::{Argument, PoolTag};
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;
use crate::upcall::raw;

impl Inner {
    /// Checks the pool that the memory of an object is to come from. Returns whether there is any: a
    /// size of 0 is refused.
    pub(super) fn check_pool(
        &self,
        call: &str,
        pool_type: POOL_TYPE,
        size: usize,
        tag: ULONG,
    ) -> bool {
        let tag = PoolTag(tag).to_string();
        if size == 0 {
            let detail = "the size is 0: expected at least one byte".into();
            self.violation(Rule::BadPoolCall, tag, call, detail);
            return false;
        }
        if pool_type & (_POOL_TYPE::PagedPool | _POOL_TYPE::NonPagedPoolNx) == 0 {
            self.report_executable(tag, call);
        }
        true
    }

    /// A memory object with a copy of `bytes`.
    pub(super) fn memory_with(
        &self,
        bytes: &[u8],
        attributes: &Attributes,
    ) -> Result<Handle, NTSTATUS> {
        let block = self.with(|state| state.new_block(bytes.len()));
        let mut block = block.ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
        block.fill_from(bytes);
        let body = Body::Memory(Memory::Owned { bytes: block, list: None });
        self.create_object(attributes, Allowed::PLAIN, body)
    }
}

/// Creates a memory object and its memory; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryCreate(
    _: PWDF_DRIVER_GLOBALS,
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    pool_type: POOL_TYPE,
    tag: ULONG,
    size: usize,
    memory: *mut WDFMEMORY,
    buffer: *mut PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfMemoryCreate";
    let limit = if pool_type & _POOL_TYPE::PagedPool == 0 { DISPATCH } else { 1 };
    seam::fallible(
        CALL,
        limit,
        |_| Argument::Size(size),
        |machine| {
            if !machine.required(CALL, &[("Memory", memory.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            if !machine.check_pool(CALL, pool_type, size, tag) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(memory_attributes) };
            if let Err(status) = attributes.check(Allowed::PLAIN) {
                return status;
            }
            let Some(bytes) = machine.with(|state| state.new_block(size)) else {
                return STATUS_INSUFFICIENT_RESOURCES;
            };
            let address = bytes.address();
            let body = Body::Memory(Memory::Owned { bytes, list: None });
            match machine.create_object(&attributes, Allowed::PLAIN, body) {
                Ok(handle) => {
                    // SAFETY: the driver's variable for the handle.
                    unsafe { put(memory, raw(handle)) };
                    // SAFETY: the driver's variable for the address, or NULL.
                    unsafe { put(buffer, std::ptr::with_exposed_provenance_mut(address)) };
                    STATUS_SUCCESS
                }
                Err(status) => status,
            }
        },
    )
}

/// The address and, if asked for, the size in bytes of a memory object; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryGetBuffer(
    _: PWDF_DRIVER_GLOBALS,
    memory: WDFMEMORY,
    size: *mut usize,
) -> PVOID {
    const CALL: &str = "WdfMemoryGetBuffer";
    let (address, length) = on_object(CALL, DISPATCH, memory, Kind::Memory, |machine, handle| {
        machine.check_memory_use(CALL, handle);
        machine.note_shown(handle);
        machine.memory_buffer(handle)
    })
    .unwrap_or((0, 0));
    // SAFETY: the driver's variable for the size, or NULL.
    unsafe { put(size, length) };
    std::ptr::with_exposed_provenance_mut(address)
}

/// Copies from a memory object to a buffer; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryCopyToBuffer(
    _: PWDF_DRIVER_GLOBALS,
    source: WDFMEMORY,
    offset: usize,
    buffer: PVOID,
    count: usize,
) -> NTSTATUS {
    const CALL: &str = "WdfMemoryCopyToBuffer";
    seam::fallible(
        CALL,
        DISPATCH,
        |m| [m.name_of(source).into(), Argument::Count(count)],
        |machine| {
            if !machine.required(CALL, &[("Buffer", buffer.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check(CALL, source, Kind::Memory) else {
                return STATUS_INVALID_HANDLE;
            };
            machine.check_memory_use(CALL, handle);
            status_of(machine.copy_source(handle, offset, count).map(|address| {
                if machine.is_freed(buffer.addr(), Rule::WriteAfterFree, CALL) {
                    return;
                }
                let from: *const u8 = std::ptr::with_exposed_provenance(address);
                // SAFETY: the range lies in the memory object; the driver guarantees its buffer.
                unsafe { std::ptr::copy(from, buffer.cast::<u8>(), count) };
            }))
        },
    )
}

/// Copies from a buffer to a memory object; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryCopyFromBuffer(
    _: PWDF_DRIVER_GLOBALS,
    destination: WDFMEMORY,
    offset: usize,
    buffer: PVOID,
    count: usize,
) -> NTSTATUS {
    const CALL: &str = "WdfMemoryCopyFromBuffer";
    let what = |m: &Arc<Inner>| [m.name_of(destination).into(), Argument::Count(count)];
    seam::fallible(CALL, DISPATCH, what, |machine| {
        if !machine.required(CALL, &[("Buffer", buffer.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(handle) = machine.check(CALL, destination, Kind::Memory) else {
            return STATUS_INVALID_HANDLE;
        };
        machine.check_memory_use(CALL, handle);
        status_of(machine.copy_target(handle, offset, count, CALL).map(|address| {
            if machine.is_freed(buffer.addr(), Rule::ReadAfterFree, CALL) {
                return;
            }
            let to: *mut u8 = std::ptr::with_exposed_provenance_mut(address);
            // SAFETY: the range lies in the memory object; the driver guarantees its buffer.
            unsafe { std::ptr::copy(buffer.cast::<u8>().cast_const(), to, count) };
        }))
    })
}

/// Creates a memory object for a buffer of the driver's; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryCreatePreallocated(
    _: PWDF_DRIVER_GLOBALS,
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    buffer: PVOID,
    size: usize,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    const CALL: &str = "WdfMemoryCreatePreallocated";
    seam::fallible(
        CALL,
        DISPATCH,
        |_| Argument::Size(size),
        |machine| {
            let pointers = [("Buffer", buffer.is_null()), ("Memory", memory.is_null())];
            if !machine.required(CALL, &pointers) || size == 0 {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(memory_attributes) };
            let address = buffer.expose_provenance();
            let body = Body::Memory(Memory::OfDriver { address, length: size });
            let created = machine.create_object(&attributes, Allowed::PLAIN, body);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, memory) }
        },
    )
}

/// Gives a memory object of [`WdfMemoryCreatePreallocated`] another buffer; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryAssignBuffer(
    _: PWDF_DRIVER_GLOBALS,
    memory: WDFMEMORY,
    buffer: PVOID,
    size: usize,
) -> NTSTATUS {
    const CALL: &str = "WdfMemoryAssignBuffer";
    let what = |m: &Arc<Inner>| [m.name_of(memory).into(), Argument::Size(size)];
    seam::call(CALL, DISPATCH, what, |machine| {
        let Some(handle) = machine.check(CALL, memory, Kind::Memory) else {
            return STATUS_INVALID_HANDLE;
        };
        if !machine.required(CALL, &[("Buffer", buffer.is_null())]) || size == 0 {
            return STATUS_INVALID_PARAMETER;
        }
        if !machine.assign_buffer(handle, buffer.expose_provenance(), size) {
            let detail =
                "a WDFMEMORY with memory of its own, expected one for a buffer of the driver's";
            machine.report(Rule::WrongHandleType, handle, CALL, detail);
            return STATUS_INVALID_HANDLE;
        }
        STATUS_SUCCESS
    })
}
