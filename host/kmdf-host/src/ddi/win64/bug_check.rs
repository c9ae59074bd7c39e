//! `KeBugCheckEx`: the end of a machine, and of the process that runs it.
#![allow(non_snake_case, reason = "the kernel's names")]

use crate::abi::ULONG;
use crate::running;

/// `RPNC`, with which the crate wdk-panic reports a panic.
const RUST_PANIC: ULONG = u32::from_be_bytes(*b"RPNC");

/// The name and the meaning of a bug check, for those that a driver may cause.
fn meaning(code: ULONG) -> &'static str {
    match code {
        RUST_PANIC => "a panic of the driver's Rust code (wdk-panic)",
        0x0A => "IRQL_NOT_LESS_OR_EQUAL: pageable or invalid memory used at raised IRQL",
        0x1E => "KMODE_EXCEPTION_NOT_HANDLED: an exception that nobody handled",
        0x3B => "SYSTEM_SERVICE_EXCEPTION: an exception in a system call",
        0x44 => "MULTIPLE_IRP_COMPLETE_REQUESTS: a request completed twice",
        0x50 => "PAGE_FAULT_IN_NONPAGED_AREA: invalid memory used",
        0x7E => "SYSTEM_THREAD_EXCEPTION_NOT_HANDLED: an exception in a system thread",
        0x9F => "DRIVER_POWER_STATE_FAILURE: a power request that never ended",
        0xC2 => "BAD_POOL_CALLER: pool misused",
        0xC4 => "DRIVER_VERIFIER_DETECTED_VIOLATION: a rule of Driver Verifier broken",
        0xC5 => "DRIVER_CORRUPTED_EXPOOL: pool overwritten",
        0xD1 => "DRIVER_IRQL_NOT_LESS_OR_EQUAL: pageable or invalid memory used at raised IRQL",
        0xE2 => "MANUALLY_INITIATED_CRASH: asked for",
        0x10D => "WDF_VIOLATION: a rule of the framework broken",
        0x139 => "KERNEL_SECURITY_CHECK_FAILURE: a corrupted structure, or a fast fail",
        _ => "a code that this host does not know",
    }
}

/// Prints the bug check and ends the process, as a panic in a linked driver does; any IRQL.
pub(super) unsafe extern "win64" fn KeBugCheckEx(
    code: ULONG,
    first: usize,
    second: usize,
    third: usize,
    fourth: usize,
) -> ! {
    running::in_host(|| {
        eprintln!(
            "kmdf-host: the driver stopped the machine in {}: KeBugCheckEx({code:#010x}, \
             {first:#x}, {second:#x}, {third:#x}, {fourth:#x})",
            running::driver_function()
        );
        eprintln!("kmdf-host: {code:#010x} is {}", meaning(code));
        if code == RUST_PANIC && first != 0 {
            let file = std::ptr::with_exposed_provenance::<u8>(first);
            // SAFETY: wdk-panic passes address and length of the name of the source file.
            let file = unsafe { std::slice::from_raw_parts(file, second.min(4096)) };
            let file = String::from_utf8_lossy(file);
            eprintln!("kmdf-host: it panicked at {file}:{third}:{fourth}");
        }
    });
    std::process::abort()
}
