//! The switch from an explored thread, which has a stack of its own, back to the exploration.

use std::cell::Cell;
use std::ptr;

use corosensei::Yielder;

use super::{Resume, Stop};

/// The way back from an explored thread to whoever resumed it.
pub(crate) type Switch = Yielder<Resume, Stop>;

thread_local! {
    /// The switch of the running explored thread; NULL outside one.
    static SWITCH: Cell<*const Switch> = const { Cell::new(ptr::null()) };
    /// The addresses of the stack on which the driver runs, the lowest and the highest; 0 if that
    /// is an OS thread's.
    static STACK: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Sets the switch of the explored thread that runs from now on; NULL if it has none yet.
///
/// # Safety
/// The switch stays where it is until [`leave`] is called.
pub(crate) unsafe fn enter(switch: *const Switch) {
    SWITCH.set(switch);
}

/// Notes that no explored thread runs any more, and returns the switch of the one that did.
pub(crate) fn leave() -> *const Switch {
    STACK.set((0, 0));
    SWITCH.replace(ptr::null())
}

/// Sets [`stack`].
pub(crate) fn set_stack(range: (usize, usize)) {
    STACK.set(range);
}

/// The addresses of the stack on which the driver runs, the lowest one, of its guard page, and the
/// highest; 0 if that is an OS thread's.
pub(crate) fn stack() -> (usize, usize) {
    STACK.get()
}

/// Whether the calling code runs on the stack on which the host has called the driver; also if the
/// host does not know that stack.
pub(crate) fn is_on_own_stack() -> bool {
    let (lowest, highest) = stack();
    highest == 0 || (lowest..highest).contains(&stack_pointer())
}

/// The stack pointer. The address of a local variable does not tell it: the address sanitizer keeps
/// such variables elsewhere.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn stack_pointer() -> usize {
    let pointer;
    #[cfg(target_arch = "x86_64")]
    // SAFETY: the instruction set guarantees that the instruction changes only the register that
    // the compiler has chosen.
    unsafe {
        std::arch::asm!("mov {}, rsp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: the instruction set guarantees that the instruction changes only the register that
    // the compiler has chosen.
    unsafe {
        std::arch::asm!("mov {}, sp", out(reg) pointer, options(nomem, nostack, preserves_flags));
    }
    pointer
}

/// The address of a local variable, which is on the stack.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn stack_pointer() -> usize {
    let here = 0_u8;
    (&raw const here).addr()
}

/// Whether the calling code runs on an explored thread.
pub(super) fn is_explored() -> bool {
    !SWITCH.get().is_null()
}

/// Stops the calling explored thread until it is resumed.
pub(super) fn stop(at: Stop) -> Resume {
    let switch = SWITCH.get();
    // SAFETY: `enter`'s caller vouches for the switch, and has not called `leave`: this thread runs.
    let switch = unsafe { &*switch };
    switch.suspend(at)
}
