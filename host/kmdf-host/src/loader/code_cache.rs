//! The processor's cache of instructions, which on ARM64 does not see what a program writes.

use std::ops::Range;

/// Lets the processor execute what was written to memory that is readable and executable now. Other
/// threads see the code when they take the lock under which the image is loaded.
#[cfg(not(target_arch = "aarch64"))]
pub(super) const fn publish(_code: Range<usize>) {}

/// Lets the processor execute what was written to memory that is readable and executable now (Arm
/// Architecture Reference Manual, "Concurrent modification and execution of instructions").
///
/// The line sizes are read for each call: they may differ between the cores of a processor, and the
/// system reports the least ones.
#[cfg(all(target_arch = "aarch64", any(target_os = "linux", target_os = "android")))]
pub(super) fn publish(code: Range<usize>) {
    use std::arch::asm;

    let sizes: usize;
    // SAFETY: the system lets every program read the register.
    unsafe { asm!("mrs {}, ctr_el0", out(reg) sizes, options(nomem, nostack, preserves_flags)) };
    let [data, instructions] = [sizes >> 16, sizes].map(|log| 4_usize << (log & 0xF));
    for line in (code.start / data * data..code.end).step_by(data) {
        // SAFETY: writing a line back changes no contents.
        unsafe { asm!("dc cvau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: a barrier changes no contents.
    unsafe { asm!("dsb ish", options(nostack, preserves_flags)) };
    for line in (code.start / instructions * instructions..code.end).step_by(instructions) {
        // SAFETY: forgetting a line of the cache of instructions changes no contents.
        unsafe { asm!("ic ivau, {}", in(reg) line, options(nostack, preserves_flags)) };
    }
    // SAFETY: barriers change no contents.
    unsafe { asm!("dsb ish", "isb", options(nostack, preserves_flags)) };
}

/// Lets the processor execute what was written to memory that is readable and executable now.
#[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
pub(super) fn publish(code: Range<usize>) {
    unsafe extern "C" {
        fn sys_icache_invalidate(start: *mut std::ffi::c_void, length: usize);
    }
    let start = std::ptr::with_exposed_provenance_mut(code.start);
    // SAFETY: the memory is the mapping's own, and the function changes no contents.
    unsafe { sys_icache_invalidate(start, code.len()) };
}

/// Lets the processor execute what was written to memory that is readable and executable now.
#[cfg(all(target_arch = "aarch64", windows))]
pub(super) fn publish(code: Range<usize>) {
    use std::ffi::c_void;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        fn GetCurrentProcess() -> *mut c_void;
        fn FlushInstructionCache(process: *mut c_void, start: *const c_void, length: usize) -> i32;
    }
    // SAFETY: the function has no conditions.
    let process = unsafe { GetCurrentProcess() };
    let start = std::ptr::with_exposed_provenance(code.start);
    // SAFETY: the memory is the mapping's own, and the function changes no contents.
    unsafe { FlushInstructionCache(process, start, code.len()) };
}
