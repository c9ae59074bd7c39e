//! The kernel functions that a driver calls (`ntddk.h`).

pub use kmdf_host::kernel::{
    ExAllocatePool2, ExFreePool, ExFreePoolWithTag, KeBugCheckEx, KeGetCurrentIrql,
};
