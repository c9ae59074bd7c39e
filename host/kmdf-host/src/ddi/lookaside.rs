//! WDFLOOKASIDE.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, hand_out};
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::lookaside::Lookaside;
use crate::framework::object::{Body, Kind};
use crate::names::Argument;
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;

/// Creates a lookaside list of memory objects of one size; IRQL <= `DISPATCH_LEVEL`, for pageable
/// memory `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfLookasideListCreate(
    _: PWDF_DRIVER_GLOBALS,
    lookaside_attributes: PWDF_OBJECT_ATTRIBUTES,
    size: usize,
    pool_type: POOL_TYPE,
    memory_attributes: PWDF_OBJECT_ATTRIBUTES,
    tag: ULONG,
    lookaside: *mut WDFLOOKASIDE,
) -> NTSTATUS {
    const CALL: &str = "WdfLookasideListCreate";
    let paged = pool_type & _POOL_TYPE::PagedPool != 0;
    let limit = if paged { 0 } else { DISPATCH };
    seam::fallible(
        CALL,
        limit,
        |_| Argument::Size(size),
        |machine| {
            if !machine.required(CALL, &[("Lookaside", lookaside.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            if !machine.check_pool(CALL, pool_type, size, tag) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let own = unsafe { attributes(lookaside_attributes) };
            // SAFETY: the driver's attributes, or NULL.
            let memory = unsafe { attributes(memory_attributes) };
            let memory = match own.check(Allowed::PLAIN).and_then(|_| memory.check(Allowed::PLAIN))
            {
                Ok(memory) => memory,
                Err(status) => return status,
            };
            let device = |parent| machine.with(|state| state.ancestor(parent, Kind::Device));
            if let (Some(one), Some(other)) = (device(own.parent), device(memory.parent))
                && paged
                && one != other
            {
                return STATUS_INVALID_PARAMETER;
            }
            let body = Body::Lookaside(Box::new(Lookaside { size, paged, memory }));
            let created = machine.create_object(&own, Allowed::PLAIN, body);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, lookaside) }
        },
    )
}

/// Creates a memory object of a list's size, with the list's attributes; IRQL <= `DISPATCH_LEVEL`,
/// for pageable memory <= `APC_LEVEL`.
pub(super) unsafe extern "C" fn WdfMemoryCreateFromLookaside(
    _: PWDF_DRIVER_GLOBALS,
    lookaside: WDFLOOKASIDE,
    memory: *mut WDFMEMORY,
) -> NTSTATUS {
    const CALL: &str = "WdfMemoryCreateFromLookaside";
    seam::fallible(
        CALL,
        DISPATCH,
        |m| m.name_of(lookaside),
        |machine| {
            let Some(list) = machine.check(CALL, lookaside, Kind::Lookaside) else {
                return STATUS_INVALID_HANDLE;
            };
            if !machine.required(CALL, &[("Memory", memory.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            if machine.lookaside(list).is_some_and(|list| list.paged) && running::irql() > 1 {
                let detail = format!(
                    "called at IRQL {}, allowed up to 1: the list's memory is pageable",
                    running::irql()
                );
                machine.report(Rule::WrongIrql, list, CALL, detail);
            }
            let created = machine.allocate_from(list);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, memory) }
        },
    )
}
