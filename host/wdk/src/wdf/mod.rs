//! Thin wrappers of framework objects, as in the published crate: a handle and its functions.

mod spinlock;
mod timer;

pub use self::{spinlock::SpinLock, timer::Timer};
