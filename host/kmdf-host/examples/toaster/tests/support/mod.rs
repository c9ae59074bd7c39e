//! What the tests share: a machine with a toaster, which is open.

use kmdf_host::{DeviceNode, DriverImage, DriverPackage, File, Machine};
use toaster::{TOASTER, driver_entry};

/// The driver and its INF.
pub fn package() -> DriverPackage {
    // SAFETY: the driver follows only pointers that the framework gave it.
    let image = unsafe { DriverImage::from_entry(driver_entry) };
    DriverPackage::new(include_str!("../../toaster.inx"), image).expect("the INF is right")
}

/// Installs the driver on the machine, and starts and opens a device.
pub fn start(machine: &Machine, package: DriverPackage) -> (DeviceNode, File) {
    machine.install(package).expect("the package installs");
    let node = machine.create_device(r"root\toaster").expect("the INF has the model");
    let path = node.interface(&TOASTER).expect("the device has started");
    let file = machine.process().open(&path).expect("the device opens");
    (node, file)
}
