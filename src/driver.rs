//! The driver object: created when the image is loaded; its callback creates each device object.
#![forbid(unsafe_code)]

use wdk::paged_code;

use crate::{
    device,
    wdf::{DeviceInit, Driver, DriverCallbacks, LoadedImage, NtResult, NtStatus, debug_println},
};

/// Creates the driver object. `PASSIVE_LEVEL`.
///
/// The driver needs no `EvtDriverUnload`: at unload the framework deletes the driver object with
/// all of its descendants, and the driver keeps nothing else.
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

/// Carries the driver's callbacks; there are no values of this type.
enum Echo {}

impl DriverCallbacks for Echo {
    fn device_add(init: DeviceInit<'_>) -> NtResult {
        paged_code!();
        device::create(init).inspect_err(|status| debug_println!("no device: {status}"))
    }
}

/// Prints the framework's version. The driver does not depend on the answer: these two calls show
/// how a driver asks before it uses a newer function.
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
