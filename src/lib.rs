//! Echo: a KMDF driver that stores what an application writes and returns it to a read.
//!
//! The driver holds each request until the next tick of a periodic timer, or until the request is
//! cancelled. Three callbacks meet over this one request: `EvtIoRead` or `EvtIoWrite` hands it over,
//! and `EvtTimerFunc` and `EvtRequestCancel` both want to complete it. Which one may? The image
//! contains two answers, and a value in a device's hardware key selects one:
//!
//! | | `auto_sync` | `driver_sync` |
//! |---|---|---|
//! | the queue's synchronization scope | queue | none |
//! | the timer's automatic serialization | on | off |
//! | callbacks run | one at a time, under the queue's lock | at the same time |
//! | a callback gets | `&mut self` | `&self`, and takes a spin lock |
//! | requests are completed | inside the callback | outside the spin lock |
//! | the next request arrives | from a DPC, after the callback | inside the completing call |
//!
//! Both variants ask the framework who owns a held request: `WdfRequestUnmarkCancelable` gives it to
//! the tick, or returns `STATUS_CANCELLED` and leaves it to `EvtRequestCancel`.
//!
//! Read the modules in this order:
//!
//! - `auto_sync` and `driver_sync`: the callbacks of the two variants, which are the whole sample
//! - `stored`: the bytes that a device stores
//! - `driver` and `device`: from `DriverEntry` to a device with queue and timer, and its power
//! - `settings` and `interface`: the values in the hardware key, and the constants that the INF and
//!   the applications share
//! - `wdf`: the framework as types, and the only unsafe code beside the entry point below. Begin
//!   with `pending`, who owns a request, and `presentation`, how a callback reaches its context

#![no_std]
#![expect(
    clippy::inline_always,
    reason = "an image is optimized for size; a call on the way of every request costs bytes, too"
)]

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

/// The device interface class by which applications find echo devices, as the framework takes it.
pub const ECHO_INTERFACE: GUID = GUID {
    Data1: INTERFACE_CLASS.data1,
    Data2: INTERFACE_CLASS.data2,
    Data3: INTERFACE_CLASS.data3,
    Data4: INTERFACE_CLASS.data4,
};

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
