//! What the tests share: the driver's service.

use keeper::driver_entry;
use kmdf_host::{DriverImage, Machine, Service};

/// The name under which applications open the device.
pub const PATH: &str = r"\\.\Keeper";

/// The driver's service on a machine, stopped.
pub fn service(machine: &Machine) -> Service {
    // SAFETY: the driver follows only pointers that the framework gave it.
    let image = unsafe { DriverImage::from_entry(driver_entry) };
    machine.create_service("Keeper", image)
}

/// The driver's service on a machine, started.
pub fn started(machine: &Machine) -> Service {
    let service = service(machine);
    service.start().expect("DriverEntry succeeds");
    service
}
