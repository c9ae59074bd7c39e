//! The driver object: created when the image is loaded, asked for a device object for each device.
#![forbid(unsafe_code)]

use wdk::paged_code;

use crate::{
    device,
    wdf::{DeviceInit, Driver, DriverCallbacks, LoadedImage, NtResult, NtStatus, debug_println},
};

/// Creates the driver object. `PASSIVE_LEVEL`.
///
/// Nothing is kept beside it, so the driver needs no `EvtDriverUnload`: the framework deletes the
/// driver object, and with it everything that descends from it.
pub fn create(image: LoadedImage<'_>) -> NtStatus {
    match Driver::create::<Echo>(image) {
        Ok(driver) => {
            if cfg!(debug_assertions) {
                print_version(&driver);
            }
            NtStatus::SUCCESS
        }
        Err(status) => {
            debug_println!("WdfDriverCreate failed: {status}");
            status
        }
    }
}

/// The driver's callbacks.
enum Echo {}

impl DriverCallbacks for Echo {
    fn device_add(init: DeviceInit<'_>) -> NtResult {
        paged_code!();
        device::create(init).inspect_err(|status| debug_println!("no device: {status}"))
    }
}

/// Prints the framework's version. A driver that wants nothing newer than 1.0 need not ask; this
/// one shows how it is done, and loads whatever the answer.
fn print_version(driver: &Driver) {
    match driver.version_string() {
        Ok(version) => debug_println!("{version}"),
        Err(status) => debug_println!("WdfDriverRetrieveVersionString failed: {status}"),
    }
    if driver.is_version_available(1, 0) {
        debug_println!("version 1.0 of the framework is available");
    } else {
        debug_println!("version 1.0 of the framework is not available");
    }
}
