//! Prints the events of one write and one read until the driver holds the read, for
//! `docs/DRIVER.md`.
//!
//! The argument is the variant: `AutoSync` or `DriverSync`. The machine has virtual time, so every
//! run prints the same rows.

#[cfg(any(not(windows), hosted))]
fn main() -> Result<(), String> {
    use echo::interface::Variant;

    let name = std::env::args().nth(1).unwrap_or_default();
    let variant = Variant::ALL.into_iter().find(|variant| variant.name() == name);
    let variant = variant.ok_or_else(|| {
        let names = Variant::ALL.map(Variant::name).join(" or ");
        format!("{name:?} is not a variant: expected {names}")
    })?;
    trace(variant).map_err(|error| error.to_string())
}

/// Calls without meaning for synchronization, which are left out.
#[cfg(any(not(windows), hosted))]
const LEFT_OUT: [&str; 3] =
    ["WdfObjectGetTypedContextWorker", "WdfTimerGetParentObject", "WdfRequestRetrieve"];

#[cfg(any(not(windows), hosted))]
fn trace(variant: echo::interface::Variant) -> Result<(), kmdf_host::Error> {
    use std::io::Write as _;

    use kmdf_host::{DriverImage, DriverPackage, Machine};

    let machine = Machine::new();
    // SAFETY: this is the entry point of the echo driver, which keeps the framework's contracts.
    let image = unsafe { DriverImage::from_entry(echo::driver_entry) };
    machine.install(DriverPackage::new(include_str!("../../echo.inx"), image)?)?;
    machine.create_device(variant.hardware_id())?;
    let process = machine.process();
    let path = machine.interfaces(&echo::ECHO_INTERFACE).pop().unwrap_or_default();
    let file = process.open(&path).expect("a started device can be opened");
    let before = machine.trace().len();
    let (write, read) = (file.write(b"echo"), file.read(4));
    write.wait()?;
    let events = machine.trace();
    read.wait()?;
    let mut rows = String::new();
    for event in events.iter().skip(before) {
        let row = event.to_string();
        if !LEFT_OUT.iter().any(|call| row.contains(call)) {
            rows.push_str(&row);
            rows.push('\n');
        }
    }
    // A closed pipe has no reader who misses the rest.
    let _ = std::io::stdout().write_all(rows.as_bytes());
    Ok(())
}

#[cfg(all(windows, not(hosted)))]
fn main() {
    println!("This build opens real devices: build with --cfg hosted to host the driver");
}
