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
//! - `interface`: what applications and the INF must know, and the app shares
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
pub mod interface;
mod settings;
mod stored;
mod wdf;

use wdk_sys::{GUID, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT};

use crate::interface::INTERFACE_CLASS;

#[cfg(not(test))]
#[global_allocator]
static GLOBAL_ALLOCATOR: wdk_alloc::WdkAllocator = wdk_alloc::WdkAllocator;

/// The device interface class by which applications find echo devices.
pub const ECHO_INTERFACE: GUID = GUID {
    Data1: INTERFACE_CLASS.data1,
    Data2: INTERFACE_CLASS.data2,
    Data3: INTERFACE_CLASS.data3,
    Data4: INTERFACE_CLASS.data4,
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
