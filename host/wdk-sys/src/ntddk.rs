//! Functions of the kernel that a driver calls beside the framework's (`ntddk.h`).

pub use kmdf_host::kernel::{ExAllocatePool2, ExFreePool, ExFreePoolWithTag, KeGetCurrentIrql};
