//! The driver, its control device, and what the device does with a request.
#![forbid(unsafe_code)]

use alloc::boxed::Box;

use crate::wdf::{
    self, ControlDevice, ControlDeviceInit, Driver, LoadedImage, NtResult, NtStatus, Request,
    debug_println, name,
};

/// The most bytes that the device keeps.
pub const CAPACITY: usize = 64;

/// Creates the driver object and its device. `PASSIVE_LEVEL`.
pub fn create(image: LoadedImage<'_>) -> NtStatus {
    let created = Driver::create_non_pnp(image).and_then(|driver| create_device(&driver));
    created.inspect_err(|status| debug_println!("no driver: {status}")).into()
}

/// Creates the control device. Only the system and administrators may open it, one file at a time.
fn create_device(driver: &Driver) -> NtResult {
    ControlDeviceInit::allocate(driver, name!("D:P(A;;GA;;;SY)(A;;GA;;;BA)"))?
        .exclusive()
        .assign_name(name!(r"\Device\Keeper"))?
        .create(name!(r"\DosDevices\Keeper"), Keeper::default())
}

/// The context of the device: what it keeps.
#[derive(Default)]
struct Keeper(Box<[u8]>);

wdf::context!(Keeper of wdf::DeviceObject);

impl ControlDevice for Keeper {
    /// `EvtIoRead`: gives what is kept, or as much as the application has room for.
    fn read(&mut self, mut request: Request, length: usize) {
        let copied = request.copy_output_from(&self.0[..self.0.len().min(length)]);
        request.complete(copied.into());
    }

    /// `EvtIoWrite`: keeps the bytes, if there is room for them.
    fn write(&mut self, mut request: Request, length: usize) {
        if length > CAPACITY {
            return request.complete(NtStatus::INVALID_PARAMETER);
        }
        let copied = request.copy_input(length).map(|bytes| self.0 = bytes);
        request.complete(copied.into());
    }
}
