//! A machine that has a made-up image installed.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use kmdf_host::{DriverImage, DriverPackage, Machine, NodeStatus, Problem};

use super::raw_driver::{HARDWARE_ID, INF};
use super::synthetic::Image;

/// A new machine with the image installed.
pub fn install(image: &Image) -> Machine {
    let machine = Machine::new();
    // SAFETY: the tests' machine code keeps to the image's memory and the stack.
    let image = unsafe { DriverImage::from_bytes(&image.bytes) };
    let image = image.unwrap_or_else(|error| panic!("the test's image: {error}"));
    let package = DriverPackage::new(INF, image).expect("the INF of the tests");
    machine.install(package).expect("a package that can be installed");
    machine
}

/// Creates a device, which fails as the test's image makes it; the problem and the status.
pub fn failure(machine: &Machine) -> (Problem, u32) {
    let node = machine.create_device(HARDWARE_ID).expect("the INF has the model");
    match node.status() {
        NodeStatus::Failed { problem, status } => (problem, status.cast_unsigned()),
        other => panic!("the device is {other:?}"),
    }
}

/// What the entry point of an image returns on a new machine; nothing is to be amiss.
pub fn status_of_entry(image: &Image) -> u32 {
    let machine = install(image);
    let (problem, status) = failure(&machine);
    assert_eq!(problem, Problem::FailedDriverEntry);
    assert_eq!(machine.shut_down(), []);
    status
}
