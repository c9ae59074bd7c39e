//! A driver without devices of the `PnP` manager: a control device that keeps what was written last, up
//! to 64 bytes, and gives them to every read.
//!
//! The device's callback lock serializes reads and writes, so that no other lock guards the bytes.

#![no_std]
#![expect(clippy::inline_always, reason = "the layer is that of the echo driver")]

extern crate alloc;
#[cfg(not(test))]
extern crate wdk_panic;

mod keeper;
#[path = "../../../../../src/wdf/mod.rs"]
mod wdf;

pub use keeper::CAPACITY;

use wdk_sys::{NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

#[cfg(not(test))]
#[global_allocator]
static GLOBAL_ALLOCATOR: wdk_alloc::WdkAllocator = wdk_alloc::WdkAllocator;

/// `DriverEntry`: the system calls it after loading the image. `PASSIVE_LEVEL`.
///
/// # Errors
/// The status of the call that failed. The system unloads the image if the status is an error.
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
    keeper::create(image).into()
}
