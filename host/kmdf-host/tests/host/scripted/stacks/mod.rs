//! Drivers that send requests: a filter above a function driver, and a driver that has the device of the
//! function driver open as a remote I/O target.

mod common;
mod filter;
mod filter_controls;
mod filter_reads;
mod filter_recordings;
mod filter_sends;
pub mod function;
pub mod remote;
mod remote_recordings;

use std::fmt::Write;

use kmdf_host::{DriverEntry, DriverImage, DriverPackage, Machine};

/// The values of `Mode` in the hardware keys of the stacks with the filter, each for a model of its own.
const MODES: [u32; 10] = [0, 6, 8, 40, 24, 88, 256, 512, 1024, 2048];

/// The INF of all three drivers: the stacks with the filter, the function driver alone, and the driver
/// with the remote target.
fn inf() -> String {
    let (mut models, mut sections) = (String::new(), String::new());
    let mut model = |name: &str, services: &str, values: &str| {
        let _ = writeln!(models, "\"{name}\" = {name}_Device, root\\{name}");
        let _ = writeln!(
            sections,
            "[{name}_Device.NT]\n[{name}_Device.NT.HW]\nAddReg = {name}_AddReg\n\
             [{name}_AddReg]\n{values}[{name}_Device.NT.Services]\n{services}"
        );
    };
    let (function, filter) = ("AddService = func, 2, Service\n", "AddService = filt,, Service\n");
    for mode in MODES {
        let value = match mode {
            0 => String::new(),
            mode => format!("HKR,,\"Mode\",0x00010001,{mode}\n"),
        };
        let above = format!("HKR,,\"UpperFilters\",0x00010000,\"filt\"\n{value}");
        model(&format!("FILT_{mode}"), &format!("{function}{filter}"), &above);
    }
    model("FUNC", function, "HKR,,\"Plain\",0x00010001,1\n");
    model("REM", "AddService = rem, 2, Service\n", "HKR,,\"Plain\",0x00010001,1\n");
    format!(
        "[Version]\nSignature = \"$WINDOWS NT$\"\n[Manufacturer]\n\
         \"Tests\" = Models, NTamd64, NTarm64\n[Models.NTamd64]\n{models}\
         [Models.NTarm64]\n{models}{sections}\
         [Service]\nServiceType = 1\nStartType = 3\nErrorControl = 1\n\
         ServiceBinary = %13%\\test.sys\n"
    )
}

fn image(entry: DriverEntry) -> DriverImage {
    // SAFETY: the test drivers use only pointers to their own live variables.
    unsafe { DriverImage::from_entry(entry) }
}

/// Installs the drivers, with this one as the function driver.
fn install(machine: &Machine, function: DriverEntry) {
    let package = DriverPackage::new(&inf(), image(function)).expect("the INF of the tests");
    let package = package
        .with_driver("filt", image(filter::driver_entry))
        .with_driver("rem", image(remote::driver_entry));
    machine.install(package).expect("a package that can be installed");
}
