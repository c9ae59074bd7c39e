//! The interface of the echo driver's devices for applications: the interface class by which an
//! application finds the devices, their limits, and the names in the driver's INF.
//!
//! This crate compiles the driver's own `src/interface.rs`, so driver and applications always agree.
#![no_std]

#[path = "../../../src/interface.rs"]
mod interface;

pub use interface::*;
