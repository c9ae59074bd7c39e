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
