//! The kinds of work that a machine repeats.

use kmdf_host::{DriverImage, DriverPackage, Machine};

use super::driver::{self, BREAK_A_RULE, PRINT, SINK};

/// A kind of work.
pub struct Kind {
    pub name: &'static str,
    /// Prepares the work on a machine; returns what does it once.
    pub begin: fn(&Machine) -> Box<dyn FnMut()>,
    /// Whether each repetition adds to a list of 10,000.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the tests ask"))]
    pub fills_a_list: bool,
}

const fn kind(name: &'static str, begin: fn(&Machine) -> Box<dyn FnMut()>) -> Kind {
    Kind { name, begin, fills_a_list: false }
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    kind("open and close", open_and_close),
    kind("process with a file", process),
    kind("process that is cancelled", cancelled),
    kind("device", device),
    kind("surprise-removed device", surprise),
    kind("device control", control),
    Kind { fills_a_list: true, ..kind("line of debug output", print) },
    Kind { fills_a_list: true, ..kind("broken rule", broken_rule) },
];

/// A machine on which the driver is installed, without a device.
pub fn machine() -> Machine {
    let machine = Machine::new();
    // SAFETY: the driver keeps the framework's contracts.
    let image = unsafe { DriverImage::from_entry(driver::driver_entry) };
    let package = DriverPackage::new(include_str!("sink.inf"), image).expect("a valid INF");
    machine.install(package).expect("a package for this computer");
    machine
}

/// A device that stays, and the path by which it is opened.
fn path(machine: &Machine) -> String {
    let node = machine.create_device(r"root\sink").expect("a model of the INF");
    node.interface(&SINK).expect("a started device")
}

fn open_and_close(machine: &Machine) -> Box<dyn FnMut()> {
    let path = path(machine);
    let process = machine.process();
    Box::new(move || process.open(&path).expect("a device").close())
}

fn process(machine: &Machine) -> Box<dyn FnMut()> {
    let path = path(machine);
    let machine = machine.clone();
    Box::new(move || {
        let process = machine.process();
        process.open(&path).expect("a device");
        process.exit();
    })
}

fn cancelled(machine: &Machine) -> Box<dyn FnMut()> {
    let path = path(machine);
    let machine = machine.clone();
    Box::new(move || {
        let process = machine.process();
        let file = process.open(&path).expect("a device");
        let read = file.read(16);
        process.exit();
        assert!(read.result().is_some(), "a cancelled read");
    })
}

fn device(machine: &Machine) -> Box<dyn FnMut()> {
    // A second device keeps the driver loaded.
    drop(path(machine));
    let machine = machine.clone();
    Box::new(move || {
        let node = machine.create_device(r"root\sink").expect("a model of the INF");
        node.remove().expect("a device without open files");
    })
}

fn surprise(machine: &Machine) -> Box<dyn FnMut()> {
    let machine = machine.clone();
    Box::new(move || {
        let node = machine.create_device(r"root\sink").expect("a model of the INF");
        let path = node.interface(&SINK).expect("a started device");
        let file = machine.process().open(&path).expect("a device");
        node.surprise_remove().expect("a started device");
        file.close();
    })
}

fn send(machine: &Machine, code: u32) -> Box<dyn FnMut()> {
    let file = machine.process().open(&path(machine)).expect("a device");
    Box::new(move || {
        let control = file.device_control(code, &[], 0);
        assert!(control.result().is_some(), "a completed control");
    })
}

fn control(machine: &Machine) -> Box<dyn FnMut()> {
    send(machine, 0x22_2000)
}

fn print(machine: &Machine) -> Box<dyn FnMut()> {
    send(machine, PRINT)
}

fn broken_rule(machine: &Machine) -> Box<dyn FnMut()> {
    send(machine, BREAK_A_RULE)
}
