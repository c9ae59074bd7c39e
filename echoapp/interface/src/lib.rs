//! What an application must know of the echo driver's devices: the interface class by which it finds
//! them, their limits, and the names in the driver's INF.
//!
//! It is the driver's own `src/interface.rs`, so that driver and applications cannot disagree.
#![no_std]

#[path = "../../../src/interface.rs"]
mod interface;

pub use interface::*;
