//! The part of the kernel that drivers call directly: pool, debug output, and the routines that drivers
//! import.

pub mod allocator;
mod exports;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) mod format;
mod place;
pub mod routines;
mod spares;
mod stop;

pub use exports::{
    ExAllocatePool2, ExFreePool, ExFreePoolWithTag, KeGetCurrentIrql, debug_print, paged_code,
};
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
pub(crate) use exports::{PoolRequest, allocate_uninitialized};
pub use stop::{KeBugCheckEx, break_point};
