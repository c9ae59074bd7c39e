//! The kernel's exports, with the signatures that `wdk_sys::ntddk` gives them.

use crate::abi::{
    KIRQL, POOL_FLAG_CACHE_ALIGNED, POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE,
    POOL_FLAG_PAGED, POOL_FLAG_RAISE_ON_FAILURE, POOL_FLAG_SESSION, POOL_FLAG_UNINITIALIZED,
    POOL_FLAG_USE_QUOTA, POOL_FLAGS, PVOID, SIZE_T, ULONG,
};
use crate::machine::Inner;
use crate::memory::pool::Owner;
use crate::names::{Argument, PoolTag};
use crate::rules::{Rule, Subject};
use crate::running::{self, DISPATCH};
use crate::seam;

const APC: u8 = 1;

/// What a driver asks the pool for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PoolRequest {
    pub(crate) tag: u32,
    /// In bytes.
    pub(crate) size: usize,
    pub(crate) paged: bool,
    pub(crate) executable: bool,
    /// Whether the driver's Rust code asks, with a layout.
    pub(crate) is_rust: bool,
}

impl PoolRequest {
    /// Non-paged pool that is not executable.
    pub(crate) const fn new(tag: u32, size: usize) -> Self {
        Self { tag, size, paged: false, executable: false, is_rust: false }
    }
}

/// Allocates pool memory, zeroed; IRQL <= `DISPATCH_LEVEL`, for paged pool <= `APC_LEVEL`.
/// NULL if no memory is left.
///
/// # Safety
/// Called by a hosted driver.
#[expect(non_snake_case, reason = "the kernel's name")]
#[must_use]
pub unsafe extern "C" fn ExAllocatePool2(flags: POOL_FLAGS, size: SIZE_T, tag: ULONG) -> PVOID {
    let bytes = usize::try_from(size).unwrap_or(usize::MAX);
    let request = PoolRequest {
        paged: flags & POOL_FLAG_PAGED != 0,
        executable: flags & POOL_FLAG_NON_PAGED_EXECUTE != 0,
        ..PoolRequest::new(tag, bytes)
    };
    let address = allocate(request, |machine| {
        if let Some(detail) = misuse(flags, size) {
            let tag = PoolTag(tag).to_string();
            machine.violation(Rule::BadPoolCall, tag, "ExAllocatePool2", detail);
        }
    });
    std::ptr::with_exposed_provenance_mut(address)
}

/// Allocates pool memory whose contents are not zeroed; returns NULL on failure.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) fn allocate_uninitialized(request: PoolRequest) -> PVOID {
    /// No driver may rely on the contents.
    const FILLER: u8 = 0xA5;
    let size = request.size;
    let tag = PoolTag(request.tag).to_string();
    let address = allocate(request, |machine| {
        let detail = "the memory is not zeroed, expected ExAllocatePool2";
        let call = "ExAllocatePoolWithTag";
        machine.violation(Rule::UnsafePoolAllocation, tag, call, detail.into());
    });
    let block: PVOID = std::ptr::with_exposed_provenance_mut(address);
    if !block.is_null() {
        // SAFETY: the pool has just returned a block of this size, which nobody else knows.
        unsafe { block.cast::<u8>().write_bytes(FILLER, size) };
    }
    block
}

/// What is wrong with the arguments of an allocation (reference page of `ExAllocatePool2`).
fn misuse(flags: POOL_FLAGS, size: SIZE_T) -> Option<String> {
    const TYPES: POOL_FLAGS = POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE | POOL_FLAG_PAGED;
    const KNOWN: POOL_FLAGS = TYPES
        | POOL_FLAG_USE_QUOTA
        | POOL_FLAG_UNINITIALIZED
        | POOL_FLAG_SESSION
        | POOL_FLAG_CACHE_ALIGNED
        | POOL_FLAG_RAISE_ON_FAILURE;
    // The upper half has optional flags: those that a system does not know are ignored.
    let unknown = flags & !KNOWN & POOL_FLAGS::from(u32::MAX);
    if unknown != 0 {
        return Some(format!("flags {flags:#x}: {unknown:#x} is not a flag of ExAllocatePool2"));
    }
    if (flags & TYPES).count_ones() != 1 {
        return Some(format!(
            "flags {flags:#x}: expected one of POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE and \
             POOL_FLAG_PAGED"
        ));
    }
    (size == 0).then(|| "the size is 0: expected at least one byte".into())
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
            let callback = running::driver_function();
            if matches!(callback, "EvtDeviceD0Entry" | "EvtDeviceD0EntryPostInterruptsEnabled") {
                let detail = format!("pageable code runs in {callback}, on the way to D0");
                let routine = routine.to_string();
                machine.violation(Rule::PagedCodeOnPowerUp, routine, "PAGED_CODE", detail);
            }
        },
    );
}

/// Allocates non-paged pool for a driver's Rust code; returns 0 on failure.
pub(super) fn allocate_for_rust(tag: u32, size: usize) -> usize {
    allocate(PoolRequest { is_rust: true, ..PoolRequest::new(tag, size) }, |_| {})
}

/// Allocates for a routine that gives the driver memory; returns 0 on failure.
pub(super) fn allocate_for_driver(request: PoolRequest) -> usize {
    allocate(request, |_| {})
}

/// Allocates from the pool of the running machine; returns 0 on failure.
fn allocate(request: PoolRequest, check: impl FnOnce(&Inner)) -> usize {
    let PoolRequest { tag, size, paged, executable, is_rust } = request;
    let limit = if paged { APC } else { DISPATCH };
    let what = move |_: &_| [Argument::Size(size), Argument::Tag(PoolTag(tag))];
    seam::allocation(limit, what, |machine| {
        let call = running::last_call();
        let name = || PoolTag(tag).to_string();
        check(machine);
        if executable {
            machine.report_executable(name(), call);
        }
        let driver = running::driver();
        if machine.is_unloading(driver) {
            let detail = format!("{size} bytes were allocated while the driver unloads");
            machine.violation(Rule::PoolAllocatedInUnload, name(), call, detail);
        }
        machine
            .with(|state| {
                let memory = state.new_pool_block(size, is_rust)?;
                Some(state.pool.insert(Owner { driver, tag, paged }, memory))
            })
            .unwrap_or(0)
    })
}

/// Frees a block of the running machine's pool.
pub(super) fn free(call: &'static str, address: usize, tag: Option<u32>) {
    let what = |_: &_| Argument::Untraced("block");
    seam::call(call, DISPATCH, what, |machine| free_block(machine, call, address, tag));
}

/// Frees a block of a machine's pool, and reports what is wrong with that.
pub(super) fn free_block(machine: &Inner, call: &'static str, address: usize, tag: Option<u32>) {
    let (is_paged, freed) = machine.with(|state| {
        let is_paged = state.pool.is_paged(address);
        (is_paged, state.pool.free(address, tag, running::origin()))
    });
    let irql = running::irql();
    if is_paged && irql == DISPATCH {
        let detail = format!("paged pool was freed at IRQL {irql}, allowed up to {APC}");
        machine.violation(Rule::WrongIrql, Subject::None, call, detail);
    }
    match freed {
        Ok(misused) => machine.report_misused(misused),
        Err(detail) => {
            machine.violation(Rule::BadPoolCall, "pool block".to_string(), call, detail);
        }
    }
}
