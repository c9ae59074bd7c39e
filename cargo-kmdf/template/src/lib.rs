//! MyDriver: a KMDF driver that hands messages from one program to another.
//!
//! - `mailbox`: the device, its queue, and what its requests do
//! - `interface`: what the driver and its applications agree on
//! - `driver`: the driver object
//! - `wdf`: the framework as types, and the only unsafe code beside the entry point below

#![no_std]

extern crate alloc;
#[cfg(not(test))]
extern crate wdk_panic;

mod driver;
pub mod interface;
mod mailbox;
mod wdf;

use wdk_sys::{NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

#[cfg(not(test))]
#[global_allocator]
static GLOBAL_ALLOCATOR: wdk_alloc::WdkAllocator = wdk_alloc::WdkAllocator;

/// `DriverEntry`: the system calls it after loading the image. `PASSIVE_LEVEL`.
///
/// # Errors
/// The status of `WdfDriverCreate`. The system unloads the image if the status is an error.
///
/// # Safety
/// The caller is the system: `driver_object` is the image's driver object and `registry_path` the
/// path of its service key, both valid until this returns.
// SAFETY: the name is the one that the framework's stub calls, and nothing else here has it.
#[unsafe(export_name = "DriverEntry")]
pub unsafe extern "system" fn driver_entry(
    driver_object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    // SAFETY: the system passes its driver object and registry path, valid for this call.
    let image = unsafe { wdf::LoadedImage::new(driver_object, registry_path) };
    driver::create(image).into()
}
