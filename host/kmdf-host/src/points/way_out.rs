//! The way out of a driver's routine before it returns, on the same stack: `PsTerminateSystemThread` never
//! returns to the driver.

#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use std::arch::naked_asm;
use std::ffi::c_void;

/// Where [`leave`] continues: the stack pointer in [`call`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct WayOut(usize);

/// The rest of a call, with the stack pointer. This convention saves the same registers on all systems.
#[cfg(target_arch = "x86_64")]
type Begin = extern "sysv64" fn(usize, *mut c_void);
#[cfg(not(target_arch = "x86_64"))]
type Begin = extern "C" fn(usize, *mut c_void);

/// Calls `work`, with the way out of it. Comes back when `work` returns or is left.
pub(crate) fn call(mut work: impl FnMut(WayOut)) {
    let mut work: &mut dyn FnMut(WayOut) = &mut work;
    // SAFETY: `begin` gets the address of `work`, which stays alive until `enter` has returned.
    unsafe { enter(begin, (&raw mut work).cast()) };
}

/// Leaves the routine that [`call`] has called, for ever.
///
/// # Safety
/// This code runs in the depth of that call, and no frame in between has anything to drop.
pub(crate) unsafe fn leave(way_out: WayOut) -> ! {
    // SAFETY: guaranteed by the caller.
    unsafe { jump(way_out.0) }
}

macro_rules! begin {
    ($convention:literal) => {
        extern $convention fn begin(stack_pointer: usize, work: *mut c_void) {
            let work = work.cast::<&mut dyn FnMut(WayOut)>();
            // SAFETY: `call` passes the address of its variable, which nothing else uses meanwhile.
            let work = unsafe { &mut *work };
            work(WayOut(stack_pointer));
        }
    };
}
#[cfg(target_arch = "x86_64")]
begin!("sysv64");
#[cfg(not(target_arch = "x86_64"))]
begin!("C");

/// Saves the registers that a call preserves, and calls `begin` with the stack pointer.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "sysv64" fn enter(begin: Begin, work: *mut c_void) {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        // A call needs the stack pointer at a multiple of 16.
        "sub rsp, 8",
        "mov rax, rdi",
        "mov rdi, rsp",
        "call rax",
        "mov rdi, rsp",
        "jmp {jump}",
        jump = sym jump,
    );
}

/// Goes on where `enter` has called `begin`.
#[cfg(target_arch = "x86_64")]
#[unsafe(naked)]
unsafe extern "sysv64" fn jump(stack_pointer: usize) -> ! {
    naked_asm!(
        "mov rsp, rdi",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    );
}

/// Saves the registers that a call preserves, and calls `begin` with the stack pointer.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
unsafe extern "C" fn enter(begin: Begin, work: *mut c_void) {
    naked_asm!(
        "stp x29, x30, [sp, #-160]!",
        "stp x19, x20, [sp, #16]",
        "stp x21, x22, [sp, #32]",
        "stp x23, x24, [sp, #48]",
        "stp x25, x26, [sp, #64]",
        "stp x27, x28, [sp, #80]",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x29, sp",
        "mov x9, x0",
        "mov x0, sp",
        "blr x9",
        "mov x0, sp",
        "b {jump}",
        jump = sym jump,
    );
}

/// Goes on where `enter` has called `begin`.
#[cfg(target_arch = "aarch64")]
#[unsafe(naked)]
unsafe extern "C" fn jump(stack_pointer: usize) -> ! {
    naked_asm!(
        "mov sp, x0",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "ldp x29, x30, [sp], #160",
        "ret",
    );
}

/// On other processors, a routine can only return.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
unsafe extern "C" fn enter(begin: Begin, work: *mut c_void) {
    begin(0, work);
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
unsafe extern "C" fn jump(_: usize) -> ! {
    eprintln!("kmdf-host: PsTerminateSystemThread needs an x86-64 or an ARM64 processor");
    std::process::exit(1)
}

#[cfg(all(test, any(target_arch = "x86_64", target_arch = "aarch64")))]
mod tests {
    use super::{WayOut, call, leave};

    #[inline(never)]
    fn deep(way_out: WayOut, depth: u32) -> u32 {
        if depth == 0 {
            // SAFETY: only numbers are on the stack.
            unsafe { leave(way_out) };
        }
        deep(way_out, depth - 1) + depth
    }

    #[test]
    fn call_that_is_left_comes_back_with_the_registers_of_its_caller() {
        let (mut begun, kept) = (0, std::hint::black_box([1, 2, 3, 4, 5, 6]));
        for depth in [0, 1, 100] {
            call(|way_out| {
                begun += 1;
                std::hint::black_box(deep(way_out, depth));
                unreachable!("it was left");
            });
        }
        assert_eq!((begun, kept), (3, [1, 2, 3, 4, 5, 6]));
    }

    #[test]
    fn call_that_returns_comes_back() {
        let mut begun = 0;
        call(|_| begun += 1);
        assert_eq!(begun, 1);
    }
}
