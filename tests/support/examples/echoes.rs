//! Runs an image: echoes are written and read, each completed by a tick, as `cargo xtask docs --only
//! measured` counts them. Prints the calls and the allocations of the last echo.
//!
//! The arguments are the image, the variant (`AutoSync` or `DriverSync`), and the number of echoes.

use std::env;
use std::error::Error;
use std::io::Write;
use std::time::Duration;

use echo_support::{INTERFACE, PERIOD, Subject, Variant, pattern};
use kmdf_host::{DriverImage, EventKind, File, Machine};

/// The length of each write, in bytes.
const LENGTH: usize = 512;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [image, variant, count] = arguments.as_slice() else {
        return Err("expected an image, a variant and a number of echoes".into());
    };
    let is_named = |known: &Variant| format!("{known:?}") == *variant;
    let variant = Variant::ALL.into_iter().find(is_named).ok_or("expected a variant")?;
    // SAFETY: the caller of the program named the image, and so vouches for its code.
    let image = unsafe { DriverImage::from_file(image) }?;

    let machine = Machine::new();
    Subject::of_image(image, variant).install(&machine)?;
    machine.create_device(variant.hardware_id())?;
    let paths = machine.interfaces(&INTERFACE);
    let path = paths.first().ok_or("expected a started device")?;
    let file = machine.process().open(path).map_err(|status| format!("open: {status:#010X}"))?;

    let mut before = 0;
    for _ in 0..count.parse::<u32>()? {
        before = machine.trace().len();
        echo(&machine, &file)?;
    }
    let (mut calls, mut allocations) = (0, 0);
    for event in &machine.trace()[before..] {
        if let EventKind::Call { ddi, .. } = event.kind {
            calls += 1;
            allocations += u32::from(ddi.starts_with("ExAllocatePool"));
        }
    }
    writeln!(std::io::stdout(), "{calls} {allocations}")?;
    Ok(())
}

/// A write, the tick that completes it, a read, and the tick that completes the read.
fn echo(machine: &Machine, file: &File) -> Result<(), Box<dyn Error>> {
    let period = Duration::from_nanos(100 * PERIOD);
    let bytes = pattern(LENGTH, 1);
    let write = file.write(&bytes);
    machine.advance(period);
    write.result().ok_or("expected the write to complete with the tick")?;
    let read = file.read(LENGTH);
    machine.advance(period);
    let read = read.result().ok_or("expected the read to complete with the tick")?;
    if read.data == bytes { Ok(()) } else { Err("expected the bytes of the write".into()) }
}
