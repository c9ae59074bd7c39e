//! Where images do not run, no instruction is emulated.
#![forbid(unsafe_code)]

use super::context::Context;
use super::report::Fault;

/// Never emulates.
pub(super) const fn emulate(_: &Fault, _: &mut Context) -> bool {
    false
}
