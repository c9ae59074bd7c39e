//! What the tests share: the driver's package, and an open device.

use kmdf_host::{DriverImage, DriverPackage, File, Machine};
use my_driver::{driver_entry, interface::INTERFACE};

/// The driver and its INF.
pub fn package() -> DriverPackage {
    // SAFETY: the driver follows only pointers that the framework gave it.
    let image = unsafe { DriverImage::from_entry(driver_entry) };
    DriverPackage::new(include_str!("../../my_driver.inx"), image).expect("the INF is right")
}

/// Installs the driver on the machine, and starts a device.
pub fn start(machine: &Machine, package: DriverPackage) {
    machine.install(package).expect("the package installs");
    let device = machine.create_device(r"root\my_driver").expect("the INF has the device");
    device.started().expect("the device starts");
}

/// Opens the device in a new process.
pub fn open(machine: &Machine) -> File {
    let path = machine.interfaces(&INTERFACE).remove(0);
    machine.process().open(&path).expect("the device opens")
}
