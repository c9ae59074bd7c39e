//! Stands for the crate `wdk-panic` in a hosted driver, whose panics std handles.
//!
//! In a kernel image, a panic is a bug check. In a hosted driver, the same `extern crate wdk_panic`
//! links std with the panic handler of the process.
#![no_std]

extern crate std;
