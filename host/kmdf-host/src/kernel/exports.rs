//! The kernel's exports, with the signatures that `wdk_sys::ntddk` gives them.

use crate::abi::{
    KIRQL, POOL_FLAG_NON_PAGED, POOL_FLAG_PAGED, POOL_FLAG_UNINITIALIZED, POOL_FLAGS, PVOID,
    SIZE_T, ULONG,
};
use crate::machine::Inner;
use crate::names::{Argument, PoolTag};
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;

const APC: u8 = 1;

/// Allocates pool memory, zeroed; IRQL <= `DISPATCH_LEVEL`, for paged pool <= `APC_LEVEL`.
/// NULL if no memory is left.
///
/// # Safety
/// Called by a hosted driver.
#[expect(non_snake_case, reason = "the kernel's name")]
#[must_use]
pub unsafe extern "C" fn ExAllocatePool2(flags: POOL_FLAGS, size: SIZE_T, tag: ULONG) -> PVOID {
    let known = POOL_FLAG_NON_PAGED | POOL_FLAG_PAGED | POOL_FLAG_UNINITIALIZED;
    let limit = if flags & POOL_FLAG_PAGED == 0 { DISPATCH } else { APC };
    let address = allocate(tag, usize::try_from(size).unwrap_or(usize::MAX), limit, |machine| {
        if flags & !known != 0 || size == 0 {
            let detail = format!("flags {flags:#x}, size {size}: not an allocation");
            machine.violation(
                Rule::BadPoolCall,
                PoolTag(tag).to_string(),
                "ExAllocatePool2",
                detail,
            );
        }
    });
    std::ptr::with_exposed_provenance_mut(address)
}

/// Frees pool memory; IRQL <= `DISPATCH_LEVEL`.
///
/// # Safety
/// Called by a hosted driver.
#[expect(non_snake_case, reason = "the kernel's name")]
pub unsafe extern "C" fn ExFreePool(block: PVOID) {
    free("ExFreePool", block.addr(), None);
}

/// Frees pool memory that was allocated with `tag`; IRQL <= `DISPATCH_LEVEL`.
///
/// # Safety
/// Called by a hosted driver.
#[expect(non_snake_case, reason = "the kernel's name")]
pub unsafe extern "C" fn ExFreePoolWithTag(block: PVOID, tag: ULONG) {
    free("ExFreePoolWithTag", block.addr(), Some(tag));
}

/// The IRQL of the running thread.
///
/// # Safety
/// Called by a hosted driver.
#[expect(non_snake_case, reason = "the kernel's name")]
#[must_use]
pub unsafe extern "C" fn KeGetCurrentIrql() -> KIRQL {
    let irql = || usize::from(running::irql());
    let irql = seam::call("KeGetCurrentIrql", KIRQL::MAX, |_| (), |_| irql());
    KIRQL::try_from(irql).unwrap_or(KIRQL::MAX)
}

/// Prints to the debugger (`DbgPrint` with `"%s"`); any IRQL that a driver without interrupts has.
///
/// The text is formatted on the host's side: memory that formatting takes does not count as the
/// driver's.
pub fn debug_print(text: std::fmt::Arguments<'_>) {
    seam::call(
        "DbgPrint",
        KIRQL::MAX,
        |_| Argument::Untraced("text"),
        |machine| {
            for line in text.to_string().lines() {
                machine.debug(line);
            }
        },
    );
}

/// Marks the running routine as pageable (`PAGED_CODE`), which requires IRQL <= `APC_LEVEL`.
pub fn paged_code(routine: &str) {
    seam::call(
        "PAGED_CODE",
        KIRQL::MAX,
        |_| Argument::Name(routine.into()),
        |machine| {
            let irql = running::irql();
            if irql > APC {
                let detail = format!("pageable code runs at IRQL {irql}");
                machine.violation(
                    Rule::PagedCodeAtRaisedIrql,
                    routine.to_string(),
                    "PAGED_CODE",
                    detail,
                );
            }
        },
    );
}

/// Allocates from the pool of the running machine; returns 0 on failure.
pub(super) fn allocate(tag: u32, size: usize, limit: u8, check: impl FnOnce(&Inner)) -> usize {
    let what = move |_: &_| [Argument::Size(size), Argument::Tag(PoolTag(tag))];
    seam::allocation(limit, what, |machine| {
        check(machine);
        machine.with(|state| {
            let driver = running::driver();
            state.pool.allocate(driver, tag, size).unwrap_or(0)
        })
    })
}

/// Frees a block of the running machine's pool.
pub(super) fn free(call: &'static str, address: usize, tag: Option<u32>) {
    seam::call(
        call,
        DISPATCH,
        |_| Argument::Untraced("block"),
        |machine| match machine.with(|state| state.pool.free(address, tag)) {
            Ok(damaged) => machine.report_damaged(damaged),
            Err(detail) => {
                machine.violation(Rule::BadPoolCall, "pool block".to_string(), call, detail);
            }
        },
    );
}
