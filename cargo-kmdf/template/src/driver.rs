//! The driver object: created when the image is loaded; its callback creates each device object.
#![forbid(unsafe_code)]

use crate::{
    mailbox,
    wdf::{DeviceInit, Driver, DriverCallbacks, LoadedImage, NtResult, NtStatus, debug_println},
};

/// Carries the driver's callbacks; there are no values of this type.
enum MyDriver {}

/// Creates the driver object. `PASSIVE_LEVEL`.
pub fn create(image: LoadedImage<'_>) -> NtStatus {
    let created = Driver::create::<MyDriver>(image);
    created.map(drop).inspect_err(|status| debug_println!("no driver: {status}")).into()
}

impl DriverCallbacks for MyDriver {
    /// `EvtDriverDeviceAdd`: the system has found a device.
    fn device_add(init: DeviceInit<'_>) -> NtResult {
        mailbox::create(init).inspect_err(|status| debug_println!("no device: {status}"))
    }
}
