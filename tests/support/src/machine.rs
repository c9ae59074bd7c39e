//! The machine of tests that run one order.

use kmdf_host::{Machine, SpecialPool};

/// A new machine in special pool: accesses beyond a block, and to freed memory, fault. On Windows,
/// whose hosts do not catch the faults of drivers, in ordinary pool. An exploration has a machine of
/// its own, in ordinary pool.
///
/// # Panics
/// If another host refuses special pool.
#[must_use]
pub fn machine() -> Machine {
    let machine = Machine::new();
    match machine.set_special_pool(SpecialPool::VerifyEnd) {
        Err(error) if !cfg!(windows) => panic!("{error}"),
        _ => machine,
    }
}
