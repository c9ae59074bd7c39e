//! Stands for the crate `wdk-panic` where a driver runs hosted: std handles its panics.
//!
//! A kernel image bug checks on a panic. Here the driver says `extern crate wdk_panic` as it does
//! there, and thereby links std, which has the panic handler of the process.
#![no_std]

extern crate std;
