//! A device of the driver, and the echo that the benchmark repeats.

use std::time::Duration;

use echo_support::{INTERFACE, PERIOD, Variant, pattern, this_build};
use kmdf_host::{File, Machine};

/// The length of each write, in bytes.
pub const LENGTH: usize = 512;

/// A machine with one open device of the driver, from its source. Nothing is traced.
pub struct Echoes {
    machine: Machine,
    file: File,
    bytes: Vec<u8>,
}

impl Echoes {
    /// Installs the driver and opens a device.
    ///
    /// # Panics
    /// If the device does not start.
    #[must_use]
    pub fn new(variant: Variant) -> Self {
        let machine = Machine::new();
        machine.set_silent(true);
        this_build!(variant).install(&machine).expect("a package for this computer");
        machine.create_device(variant.hardware_id()).expect("a model of the INF");
        let path = machine.interfaces(&INTERFACE).pop().expect("a started device");
        let file = machine.process().open(&path).expect("a device");
        Self { machine, file, bytes: pattern(LENGTH, 1) }
    }

    /// A write, the tick that completes the write, a read, and the tick that completes the read.
    ///
    /// # Panics
    /// If the driver does not echo.
    pub fn echo(&self) {
        let period = Duration::from_nanos(100 * PERIOD);
        let write = self.file.write(&self.bytes);
        self.machine.advance(period);
        assert!(write.result().is_some(), "expected the tick to complete the write");
        let read = self.file.read(LENGTH);
        self.machine.advance(period);
        let read = read.result().expect("the tick completes the read");
        assert!(read.data == self.bytes, "expected the bytes of the write");
    }
}
