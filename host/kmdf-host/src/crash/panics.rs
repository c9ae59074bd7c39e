//! Panics of a driver's code.
//!
//! In a kernel image a panic is a bug check, without unwinding. So the host leaves the driver in the
//! hook that the standard library calls before it unwinds. The hook calls the hook that was set
//! before it for every other panic.
//!
//! The standard library holds a lock while it calls the hook, and [`hook_lock`] lets go of it. On
//! Windows the lock is never released after a driver's panic: other panics are not affected, but a
//! call of `std::panic::set_hook` or `take_hook` would wait for ever.
#![forbid(unsafe_code)]

use std::panic::{PanicHookInfo, catch_unwind, resume_unwind, set_hook, take_hook};

use super::{Cause, hook_lock, stack};
use crate::running;

/// How often at most [`forget_panic`] tries.
const TRIES: u32 = 8;

/// Catches the panics of drivers from now on.
pub(super) fn catch() {
    let previous = take_hook();
    set_hook(Box::new(move |info| {
        if running::is_below_driver() && stack::is_on_one() {
            super::note(cause(info));
            hook_lock::leave(std::ptr::from_ref(info.payload()).addr());
        }
        previous(info);
    }));
}

fn cause(info: &PanicHookInfo<'_>) -> Cause {
    let message = info.payload_as_str().unwrap_or("a value that is no text").to_owned();
    let location = info.location().map_or(String::new(), ToString::to_string);
    Cause::Panic { message, location, in_host: !running::in_driver() }
}

/// Makes the standard library forget the panic whose hook never returned on this OS thread. It
/// would take the next panic for a panic inside a hook, which ends the process.
pub(crate) fn forget_panic() {
    for _ in 0..TRIES {
        if !std::thread::panicking() {
            return;
        }
        // Inside a hook, a resumed panic is not counted, but its end is: the count drops by one, and
        // the thread is no longer inside a hook.
        let _ = catch_unwind(|| resume_unwind(Box::new(())));
    }
}

#[cfg(test)]
mod tests {
    use super::forget_panic;

    #[test]
    fn forgetting_without_a_panic_does_nothing() {
        forget_panic();
        assert!(!std::thread::panicking());
    }
}
