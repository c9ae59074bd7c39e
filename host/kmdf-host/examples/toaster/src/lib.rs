//! A toaster: a function driver whose device sleeps while nobody toasts.
//!
//! The queue is parallel: several slices are toasted at once. The device leaves D0 after two seconds
//! without a request, and the next request brings the device back. The framework holds the request until
//! then, so that `EvtIoDeviceControl` always finds the heater on.

#![no_std]
#![expect(clippy::inline_always, reason = "the layer is that of the echo driver")]

extern crate alloc;
#[cfg(not(test))]
extern crate wdk_panic;

mod toaster;
#[path = "../../../../../src/wdf/mod.rs"]
mod wdf;

pub use toaster::{IDLE_MS, IOCTL_COUNT, IOCTL_SET_BROWNING, IOCTL_TOAST, SLICE, TOASTER};

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
    toaster::create(image).into()
}
