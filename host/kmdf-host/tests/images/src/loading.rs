//! A machine with a synthetic image installed.

use kmdf_host::{DriverImage, DriverPackage, Machine, NodeStatus, Problem};

use crate::synthetic::Image;

/// The hardware ID of the test drivers' devices.
pub const HARDWARE_ID: &str = r"root\TEST";

/// The INF of the test drivers.
pub const INF: &str = r#"
[Version]
Signature = "$WINDOWS NT$"

[Manufacturer]
%Maker% = Models, NTamd64, NTarm64

[Models.NTamd64]
%Device% = Device, root\TEST

[Models.NTarm64]
%Device% = Device, root\TEST

[Device.NT]

[Device.NT.Services]
AddService = KmdfTest, 2, Service

[Service]
ServiceType   = 1
StartType     = 3
ErrorControl  = 1
ServiceBinary = %13%\test.sys

[Strings]
Maker  = "Tests"
Device = "Test device"
"#;

/// A new machine with the image installed.
pub fn install(image: &Image) -> Machine {
    let machine = Machine::new();
    // SAFETY: the machine code of the tests uses only the image's memory and the stack.
    let image = unsafe { DriverImage::from_bytes(&image.file()) };
    let image = image.unwrap_or_else(|error| panic!("the test's image: {error}"));
    let package = DriverPackage::new(INF, image).expect("the INF of the tests");
    machine.install(package).expect("a package that can be installed");
    machine
}

/// Creates a device, which the test's image makes fail. Returns the problem and the status.
pub fn failure(machine: &Machine) -> (Problem, u32) {
    let node = machine.create_device(HARDWARE_ID).expect("the INF has the model");
    match node.status() {
        NodeStatus::Failed { problem, status } => (problem, status.cast_unsigned()),
        other => panic!("the device is {other:?}"),
    }
}

/// The status that the entry point of an image returns on a new machine, with no violation.
pub fn status_of_entry(image: &Image) -> u32 {
    let machine = install(image);
    let (problem, status) = failure(&machine);
    assert_eq!(problem, Problem::FailedDriverEntry);
    assert_eq!(machine.shut_down(), []);
    status
}
