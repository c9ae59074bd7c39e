//! Tests of the filter over echo, whatever the form of the two drivers: the program that has this
//! module says which `drivers()` it tests.

mod explored;
mod faults;
mod power;
mod writes;

use std::time::Duration;

use echo_support::{INTERFACE, Variant, machine};
use kmdf_host::{DeviceNode, DriverImage, DriverPackage, File, Machine};

/// The INF of both drivers.
const INF: &str = include_str!("../../upper_filter.inx");

/// The drivers of the stack.
pub struct Drivers {
    pub echo: DriverImage,
    pub filter: DriverImage,
}

impl Drivers {
    fn package(self) -> DriverPackage {
        let package = DriverPackage::new(INF, self.echo).expect("the INF is right");
        package.with_driver("RustUpperFilter", self.filter)
    }
}

/// A machine with a device of echo below a device of the filter, and the device open.
struct Bench {
    machine: Machine,
    node: DeviceNode,
    file: File,
}

impl Bench {
    fn new(variant: Variant) -> Self {
        Self::on(machine(), super::drivers().package(), variant)
    }

    fn on(machine: Machine, package: DriverPackage, variant: Variant) -> Self {
        machine.install(package).expect("the package installs");
        let node = machine.create_device(id(variant)).expect("the INF has the model");
        let path = node.interface(&INTERFACE).expect("the device has started");
        let file = machine.process().open(&path).expect("the device opens");
        Self { machine, node, file }
    }

    /// Lets the timer of the echo driver tick.
    fn tick(&self) {
        self.machine.advance(Duration::from_millis(100));
    }

    fn end(self) {
        assert_eq!(self.machine.shut_down(), []);
        assert_eq!(self.machine.pool(), []);
        assert_eq!(self.machine.objects(), []);
    }
}

/// Runs a test in both variants of echo.
fn both(test: impl Fn(Bench)) {
    for variant in Variant::ALL {
        test(Bench::new(variant));
    }
}

/// The hardware ID of a device of both drivers.
const fn id(variant: Variant) -> &'static str {
    match variant {
        Variant::AutoSync => r"root\UPPER_ECHO",
        Variant::DriverSync => r"root\UPPER_ECHO_2",
    }
}
