//! The bell of `kmdf-host`'s examples, as an image.
#![no_std]
#![allow(
    clippy::missing_safety_doc,
    clippy::multiple_unsafe_ops_per_block,
    clippy::undocumented_unsafe_blocks,
    clippy::wildcard_imports,
    clippy::cast_possible_truncation,
    unsafe_op_in_unsafe_fn,
    reason = "a driver in the style of a C sample: the calls and callbacks of the framework, bare"
)]

#[path = "../../../../host/kmdf-host/examples/bell/driver.rs"]
mod driver;

extern crate wdk_panic;

use wdk_sys::{NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

#[unsafe(export_name = "DriverEntry")]
unsafe extern "system" fn driver_entry(
    driver: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    unsafe { driver::driver_entry(driver, registry_path) }
}
