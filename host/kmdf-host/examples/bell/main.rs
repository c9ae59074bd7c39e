//! Explores every order of a read, its cancellation and a tick: of the driver, and of the same
//! driver with a bug.
//!
//! `cargo run -p kmdf-host --example bell`
#![allow(
    clippy::wildcard_imports,
    clippy::cast_possible_truncation,
    reason = "a driver in the style of a C sample: the calls and callbacks of the framework, bare"
)]

mod bug;
mod driver;
#[cfg(test)]
mod tests;

use driver::BELL;
use kmdf_host::explore::{Explorer, Report, Stage, Strategy};
use kmdf_host::{DriverEntry, DriverImage, DriverPackage};

/// A driver and its INF.
fn package(entry: DriverEntry) -> DriverPackage {
    // SAFETY: the driver follows only pointers that the framework gave it.
    let image = unsafe { DriverImage::from_entry(entry) };
    DriverPackage::new(include_str!("bell.inf"), image).expect("the INF is right")
}

/// Explores a read and its cancellation while the bell rings once.
fn explore(entry: DriverEntry) -> Report {
    let package = package(entry);
    Explorer::new(Strategy::exhaustive()).run(&move |stage: &mut Stage| {
        // Set up in one order.
        let machine = stage.machine();
        machine.install(package.clone()).expect("the package installs");
        machine.create_device(r"root\bell").expect("the INF has the device");
        let path = machine.interfaces(&BELL).remove(0);
        let file = machine.process().open(&path).expect("the device opens");

        // From here on, every order.
        let reader = file.clone();
        stage.thread("read", move |_| {
            let result = reader.read(1).wait().expect("the read completes");
            assert!(result.status == 0 || result.data.is_empty());
        });
        stage.thread("cancel", move |_| _ = file.cancel_all());
        stage.allow_ticks(1);
    })
}

fn main() {
    println!("{}", explore(driver::driver_entry));
    println!("{}", explore(bug::driver_entry));
}
