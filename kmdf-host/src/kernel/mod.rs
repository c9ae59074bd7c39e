//! The part of the kernel that drivers call directly: pool, IRQL, debug output.

pub mod allocator;
pub(crate) mod block;
mod exports;
pub(crate) mod pool;

pub use exports::{
    ExAllocatePool2, ExFreePool, ExFreePoolWithTag, KeGetCurrentIrql, debug_print, paged_code,
};
