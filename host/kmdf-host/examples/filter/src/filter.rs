//! The driver, its devices, and what it does with a write.
#![forbid(unsafe_code)]

use crate::wdf::{
    self, Device, DeviceInit, Driver, DriverCallbacks, FilterQueue, IoTarget, LoadedImage,
    NtResult, NtStatus, Queue, Request, SelfManagedIo, debug_println,
};

/// Carries the driver's callbacks; there are no values of this type.
enum UpperFilter {}

/// Creates the driver object. `PASSIVE_LEVEL`.
pub fn create(image: LoadedImage<'_>) -> NtStatus {
    let created = Driver::create::<UpperFilter>(image);
    created.map(drop).inspect_err(|status| debug_println!("no driver: {status}")).into()
}

impl DriverCallbacks for UpperFilter {
    /// `EvtDriverDeviceAdd`: there is a device of the echo driver, over which the filter puts its own.
    fn device_add(init: DeviceInit<'_>) -> NtResult {
        Device::create::<FilterDevice>(init.filter(), |device| {
            Queue::create_for_filter(device, |_| Ok(Writes { below: IoTarget::of(device) }))?;
            Ok(FilterDevice)
        })
    }
}

/// The context of the device: the filter needs nothing when the device's power changes.
struct FilterDevice;

wdf::context!(FilterDevice of wdf::DeviceObject);

impl SelfManagedIo for FilterDevice {}

/// The context of the queue.
struct Writes {
    /// The echo driver's device.
    below: IoTarget,
}

wdf::context!(Writes of wdf::Filter);

impl FilterQueue for Writes {
    /// `EvtIoWrite`: sends the bytes down in upper case. A write without bytes goes down as it is.
    fn write(&self, request: Request, length: usize) {
        let sent = match length {
            0 => self.below.pass_on(request),
            _ => self.below.write_changed(request, length, <[u8]>::make_ascii_uppercase),
        };
        if let Err((request, status)) = sent {
            request.complete(status);
        }
    }
}
