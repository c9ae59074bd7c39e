//! Panics of a driver's code.
//!
//! In a kernel image a panic is a bug check, without unwinding. So the host leaves the driver before
//! the standard library unwinds: in the hook, or on Windows right after the hook. The hook calls the
//! hook that was set before it for every other panic.
//!
//! The standard library holds a lock while it calls the hook, and [`hook_lock`] lets go of it.
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
            let in_host = !running::in_driver();
            // The host's allocations are not the driver's, even if both have one global allocator.
            running::in_host(|| {
                super::note(cause(info, in_host));
                hook_lock::leave(info);
            });
            // Where the hook returns, the standard library raises the panic, also as the host.
            running::leave_driver();
        } else {
            previous(info);
        }
    }));
}

fn cause(info: &PanicHookInfo<'_>, in_host: bool) -> Cause {
    let message = info.payload_as_str().unwrap_or("a value that is no text").to_owned();
    let location = info.location().map_or(String::new(), ToString::to_string);
    Cause::Panic { message, location, in_host }
}

/// Makes the standard library forget the panic for which this OS thread left a driver. After a hook that
/// never returned, it would take the next panic for a panic inside a hook, which ends the process.
pub(crate) fn forget_panic() {
    hook_lock::catch_raised();
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
