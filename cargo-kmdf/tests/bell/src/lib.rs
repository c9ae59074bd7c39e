//! The bell of `kmdf-host`'s examples, as an image.
#![no_std]
#![allow(
    clippy::wildcard_imports,
    clippy::cast_possible_truncation,
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
    // SAFETY: the system passes its driver object and registry path.
    unsafe { driver::driver_entry(driver, registry_path) }
}
