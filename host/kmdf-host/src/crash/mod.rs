//! Crashes: what ends a machine where Windows would stop with a bug check.
//!
//! A driver's code runs on a stack that the host can abandon ([`stack`]). When the driver panics,
//! follows a wild pointer or asks for a bug check, the host notes the cause, and then never returns
//! to the driver: none of its frames are unwound, so nothing of the driver runs after its crash.
//!
//! A crash is noticed in one of three places: the hook of panics ([`panics`]), the handler of the
//! processor's exceptions ([`faults`]), and the host's function for the driver's call.

mod bug_check;
mod cause;
mod exception;
#[cfg_attr(
    not(any(
        all(
            any(target_os = "linux", target_os = "android"),
            any(target_arch = "x86_64", target_arch = "aarch64")
        ),
        all(target_vendor = "apple", any(target_arch = "x86_64", target_arch = "aarch64"))
    )),
    path = "no_faults.rs"
)]
mod faults;
#[cfg_attr(all(windows, not(target_arch = "aarch64")), path = "hook_lock_windows.rs")]
#[cfg_attr(all(windows, target_arch = "aarch64"), path = "no_hook_lock.rs")]
mod hook_lock;
mod panics;
pub(crate) mod patience;
#[cfg_attr(all(windows, target_arch = "aarch64"), path = "no_stack.rs")]
mod stack;

use std::sync::OnceLock;

pub use self::bug_check::BugCheck;
pub use self::cause::{Cause, Crash, Place};
pub use self::exception::{Access, Exception};
pub(crate) use self::faults::{CATCHES, prepare_thread};
pub(crate) use self::panics::forget_panic;
pub(crate) use self::stack::run;
use crate::points;

/// Notes a crash on the machine that runs, for the layers that know machines.
pub(crate) type Note = fn(Cause);

static NOTE: OnceLock<Note> = OnceLock::new();

/// Prepares the process for crashes of drivers; once, later calls do nothing. `note` is called on
/// the thread that crashes, in the depth of its calls.
pub(crate) fn prepare(note: Note) {
    if NOTE.set(note).is_ok() {
        panics::catch();
        faults::catch();
    }
}

/// Notes a crash and leaves the driver for ever.
pub(crate) fn crash(cause: Cause) -> ! {
    note(cause);
    leave()
}

/// Notes a crash; the driver must not run again.
fn note(cause: Cause) {
    if let Some(note) = NOTE.get() {
        note(cause);
    }
}

/// Leaves a driver that has run longer than its limit, if it has: called from the host's functions.
pub(crate) fn stop_if_overdue() {
    if patience::is_overdue() {
        let place = Place { address: 0, in_image: None, source: None, in_host: true };
        crash(Cause::Hang { limit: patience::limit(), place });
    }
}

/// Leaves a driver for ever, on a machine that has crashed.
pub(crate) fn leave() -> ! {
    loop {
        if points::is_explored() {
            points::crashed();
        } else {
            stack::leave();
        }
    }
}
