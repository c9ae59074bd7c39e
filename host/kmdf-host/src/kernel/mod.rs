//! The part of the kernel that drivers call directly: pool, IRQL, debug output.

pub mod allocator;
mod exports;
#[cfg(target_arch = "x86_64")]
pub(crate) mod format;
mod stop;

pub use exports::{
    ExAllocatePool2, ExFreePool, ExFreePoolWithTag, KeGetCurrentIrql, debug_print, paged_code,
};
#[cfg(target_arch = "x86_64")]
pub(crate) use exports::{PoolRequest, allocate_uninitialized};
pub use stop::{KeBugCheckEx, break_point};
