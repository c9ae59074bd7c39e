//! Where a driver has no stack that can be left, a crash ends the process, and no lock matters.
#![forbid(unsafe_code)]

use std::panic::PanicHookInfo;

/// Leaves the driver for ever from inside the hook.
pub(super) fn leave(_: &PanicHookInfo<'_>) -> ! {
    super::leave()
}

/// Does nothing: no panic of a driver is ever raised.
pub(super) const fn catch_raised() {}
