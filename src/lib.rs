//! Echo: a KMDF driver that keeps what an application writes and gives it back to a read.
//!
//! The point of the sample is who may complete a request when I/O callbacks, a timer and
//! cancellation meet. A request does not complete at once: the driver holds it until the next tick
//! of a periodic timer, or until it is cancelled. Two variants live in this image and show two
//! answers; a value in a device's hardware key picks one.
//!
//! Read the modules in this order:
//!
//! - `driver`: the driver object and `EvtDriverDeviceAdd`
//! - `device`: a device, its interface, and what starts and stops with power
//! - `settings`: what the hardware key says
//! - `stored`: the bytes that a device keeps
//! - `auto_sync`: the variant whose callbacks the framework serializes
//! - `driver_sync`: the variant that takes a lock of its own
//! - `wdf`: the framework as types; the only unsafe code beside the entry point below

#![no_std]

extern crate alloc;
#[cfg(not(test))]
extern crate wdk_panic;

mod auto_sync;
mod device;
mod driver;
mod driver_sync;
mod settings;
mod stored;
mod wdf;

use wdk_sys::{GUID, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

#[cfg(not(test))]
#[global_allocator]
static GLOBAL_ALLOCATOR: wdk_alloc::WdkAllocator = wdk_alloc::WdkAllocator;

/// The device interface class by which applications find echo devices:
/// `{CDC35B6E-0BE4-4936-BF5F-5537380A7C1A}`.
pub const ECHO_INTERFACE: GUID = GUID {
    Data1: 0xCDC3_5B6E,
    Data2: 0x0BE4,
    Data3: 0x4936,
    Data4: [0xBF, 0x5F, 0x55, 0x37, 0x38, 0x0A, 0x7C, 0x1A],
};

/// `DriverEntry`, the routine that the system calls when it has loaded the image.
///
/// `PASSIVE_LEVEL`. A status other than success unloads the image again.
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
