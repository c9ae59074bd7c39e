//! The device is there, opens, and refuses what it does not do.

use echo_interface::INTERFACE_CLASS;

use crate::platform::{Request, Status};
use crate::verify::rig::{Rig, pattern, refused, succeeded};
use crate::verify::unmet::{Unmet, ensure};

/// A control code that the driver does not know: `FILE_DEVICE_UNKNOWN`, function 0x800,
/// `METHOD_BUFFERED`, `FILE_ANY_ACCESS`.
pub const CONTROL_CODE: u32 = 0x0022_2000;

/// The number of handles that are open at once.
const HANDLES: u8 = 8;

pub fn interface(rig: &Rig<'_>) -> Result<(), Unmet> {
    let links = rig.system.interfaces()?;
    ensure(links.len() == 1, || format!("the device has {} interfaces", links.len()))?;
    let digits = format!("{:032x}", INTERFACE_CLASS.to_u128());
    let groups = [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]];
    let class = format!("{{{}}}", groups.join("-"));
    let named = links[0].to_ascii_lowercase().contains(&class);
    ensure(named, || format!("{} does not name the class {class}", links[0]))
}

pub fn open(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(&pattern(10, 1))?;
    handle.has_stored(&pattern(10, 1))
}

pub fn open_several(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut first = rig.open()?;
    first.store(b"first")?;
    let waiting = first.write(b"waiting");
    let mut handles = Vec::new();
    for _ in 0..HANDLES {
        handles.push(rig.open()?);
    }
    succeeded(&first.wait(waiting)?, 7)?;
    for handle in &mut handles {
        handle.has_stored(b"waiting")?;
    }
    Ok(())
}

pub fn device_control(rig: &Rig<'_>) -> Result<(), Unmet> {
    let mut handle = rig.open()?;
    handle.store(b"stored")?;
    let control = handle.transfer(Request::Control(CONTROL_CODE))?;
    refused(&control, Status::InvalidDeviceRequest)?;
    rig.at_once("the device control", control.latency)?;
    handle.has_stored(b"stored")
}
