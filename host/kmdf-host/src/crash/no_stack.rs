//! Where there are no stacks to switch to, a crash ends the process.
#![forbid(unsafe_code)]

/// Runs `work`, which calls a driver.
#[expect(clippy::unnecessary_wraps, reason = "other systems return None after a crash")]
pub(crate) fn run<R>(_: std::time::Duration, work: impl FnOnce() -> R) -> Option<R> {
    Some(work())
}

/// Ends the process with exit code 1: the driver's frames cannot be left in another way.
pub(super) fn leave() -> ! {
    std::process::exit(1)
}

/// Whether a driver's code can be left: always.
pub(super) fn is_on_one() -> bool {
    true
}
