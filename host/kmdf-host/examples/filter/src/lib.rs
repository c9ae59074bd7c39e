//! A filter over the echo driver: makes the letters of every write upper case, and passes on
//! everything else.
//!
//! The filter has no lock and no state of a request: each write goes down with changed bytes, and
//! completes as the echo driver completes it. A cancellation reaches the echo driver by itself.

#![no_std]
#![expect(clippy::inline_always, reason = "the layer is that of the echo driver")]

extern crate alloc;
#[cfg(not(test))]
extern crate wdk_panic;

mod filter;
#[path = "../../../../../src/wdf/mod.rs"]
mod wdf;

use wdk_sys::{NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

// A program has one allocator; one that links the echo driver, too, has that of the echo driver.
#[cfg(all(windows, not(hosted)))]
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
// SAFETY: an image has this function alone of this name. Elsewhere the name would be that of the echo
// driver, too, which tests link.
#[cfg_attr(all(windows, not(hosted)), unsafe(export_name = "DriverEntry"))]
pub unsafe extern "system" fn driver_entry(
    driver_object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    // SAFETY: the system passes its driver object and registry path, valid for this call.
    let image = unsafe { wdf::LoadedImage::new(driver_object, registry_path) };
    filter::create(image).into()
}
