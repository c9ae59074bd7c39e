//! The bug checks of Windows that a driver causes.
#![forbid(unsafe_code)]

use std::fmt;

/// A bug check: how Windows stops the machine (`KeBugCheckEx`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BugCheck(pub u32);

impl BugCheck {
    /// `RPNC`, with which the crate wdk-panic reports a panic.
    pub const RUST_PANIC: Self = Self(u32::from_be_bytes(*b"RPNC"));
    /// An exception that nobody handled.
    pub const KMODE_EXCEPTION_NOT_HANDLED: Self = Self(0x1E);
    /// An exception in a system call of an application.
    pub const SYSTEM_SERVICE_EXCEPTION: Self = Self(0x3B);
    /// An exception in a system thread.
    pub const SYSTEM_THREAD_EXCEPTION_NOT_HANDLED: Self = Self(0x7E);
    /// A trap that the kernel cannot handle, such as a stack overflow.
    pub const UNEXPECTED_KERNEL_MODE_TRAP: Self = Self(0x7F);
    /// Memory that is not there, used at a raised IRQL.
    pub const DRIVER_IRQL_NOT_LESS_OR_EQUAL: Self = Self(0xD1);
    /// An address that never has memory.
    pub const PAGE_FAULT_IN_NONPAGED_AREA: Self = Self(0x50);
    /// Freed memory of special pool, used.
    pub const PAGE_FAULT_IN_FREED_SPECIAL_POOL: Self = Self(0xCC);
    /// Memory behind a block of special pool, used.
    pub const PAGE_FAULT_BEYOND_END_OF_ALLOCATION: Self = Self(0xCD);
    /// A DPC that takes too long.
    pub const DPC_WATCHDOG_VIOLATION: Self = Self(0x133);
    /// A structure that is corrupted, or a fast fail.
    pub const KERNEL_SECURITY_CHECK_FAILURE: Self = Self(0x139);

    /// The name of the bug check, if this host knows the code.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0x0A => "IRQL_NOT_LESS_OR_EQUAL",
            0x1E => "KMODE_EXCEPTION_NOT_HANDLED",
            0x3B => "SYSTEM_SERVICE_EXCEPTION",
            0x44 => "MULTIPLE_IRP_COMPLETE_REQUESTS",
            0x50 => "PAGE_FAULT_IN_NONPAGED_AREA",
            0x7E => "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED",
            0x7F => "UNEXPECTED_KERNEL_MODE_TRAP",
            0x9F => "DRIVER_POWER_STATE_FAILURE",
            0xC2 => "BAD_POOL_CALLER",
            0xC4 => "DRIVER_VERIFIER_DETECTED_VIOLATION",
            0xC5 => "DRIVER_CORRUPTED_EXPOOL",
            0xCC => "PAGE_FAULT_IN_FREED_SPECIAL_POOL",
            0xCD => "PAGE_FAULT_BEYOND_END_OF_ALLOCATION",
            0xD1 => "DRIVER_IRQL_NOT_LESS_OR_EQUAL",
            0xE2 => "MANUALLY_INITIATED_CRASH",
            0x10D => "WDF_VIOLATION",
            0x133 => "DPC_WATCHDOG_VIOLATION",
            0x139 => "KERNEL_SECURITY_CHECK_FAILURE",
            _ if self.0 == Self::RUST_PANIC.0 => "panic of Rust code (wdk-panic)",
            _ => return None,
        })
    }
}

impl fmt::Display for BugCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name} ({:#04x})", self.0),
            None => write!(f, "bug check {:#x}", self.0),
        }
    }
}
