//! The driver hosted in this process: a simulated machine in real time, with one device of each
//! variant, or of each model of another INF.

use std::fs;
use std::path::Path;
use std::process;
use std::time::Duration;

use echo_interface::{MODE_VALUE, PERIOD_VALUE, Variant};
use kmdf_host::{
    DriverImage, DriverPackage, Event, File, Machine, Operation, Process, RegistryValue, describe,
};

use crate::args::Options;
use crate::console::Console;
use crate::error::Error;
use crate::platform::{
    Cause, Completion, Device, DeviceInfo, Kind, Outcome, Platform, Request, Status,
};
use crate::watchdog::Pulse;

/// The driver's INF, from which the simulated machine installs it.
const INF: &str = include_str!("../../echo.inx");
/// `STATUS_CANCELLED`
const STATUS_CANCELLED: i32 = 0xC000_0120_u32.cast_signed();
/// `STATUS_BUFFER_OVERFLOW`
const STATUS_BUFFER_OVERFLOW: i32 = 0x8000_0005_u32.cast_signed();
/// `STATUS_INVALID_DEVICE_REQUEST`
const STATUS_INVALID_DEVICE_REQUEST: i32 = 0xC000_0010_u32.cast_signed();

/// A simulated machine on which the driver is installed, and this process on it.
pub struct Hosted {
    /// The machine.
    pub machine: Machine,
    /// This process.
    pub process: Process,
    devices: Vec<DeviceInfo>,
    /// Tells the watchdog that something has happened.
    pub pulse: Pulse,
}

/// How long a driver may do nothing, beside the waits for its timer.
const PATIENCE_SECONDS: u32 = 30;

/// Creates a device, which must start.
fn create(
    machine: &Machine,
    hardware_id: &str,
    period_ms: Option<u32>,
    has_variants: bool,
) -> Result<DeviceInfo, Error> {
    let failed =
        |reason: String| Error::System(format!("cannot create the device {hardware_id}: {reason}"));
    let period = period_ms.map(|period| (PERIOD_VALUE, RegistryValue::Dword(period)));
    let node = machine
        .create_device_with(hardware_id, period.as_slice())
        .map_err(|error| failed(error.to_string()))?;
    node.started().map_err(|error| failed(error.to_string()))?;
    let path = node
        .interface(&echo::ECHO_INTERFACE)
        .ok_or_else(|| failed("the driver created no device interface".to_owned()))?;
    let same = |variant: &Variant| variant.hardware_id().eq_ignore_ascii_case(hardware_id);
    let variant = Variant::ALL.into_iter().find(same).filter(|_| has_variants);
    Ok(DeviceInfo { path, variant: variant.map_or("unknown", |variant| variant.name()) })
}

/// Ends the process with exit code 1 and a message if the driver crashes, does not return from a
/// callback, or if nothing happens any more.
fn guard(machine: &Machine, options: &Options, console: &Console) -> Pulse {
    let period = Duration::from_millis(options.period_ms.unwrap_or(0).into());
    let seconds =
        options.seconds.map_or(Duration::from_secs(PATIENCE_SECONDS.into()) + 2 * period, |n| {
            Duration::from_secs(n.into())
        });
    let driver = match &options.sys {
        Some(path) => format!("the driver of the image {}", path.display()),
        None => "the driver".to_owned(),
    };
    let printing = console.clone();
    let crashed = driver.clone();
    machine.on_crash(move |crash| {
        printing.complain(format_args!("error: {crashed} crashed: {crash}"));
        process::exit(1)
    });
    // The limit of a callback ends first: the message then names the place in the driver.
    machine.set_patience(Some(seconds / 2));
    let pulse = Pulse::default();
    let watched = machine.clone();
    pulse.watch(seconds, console, move || {
        let last = watched.trace().pop();
        last.map_or(String::new(), |event| format!("; the last event of {driver}:\n{event}"))
    });
    pulse
}

/// The driver package: the driver with the INF of this source tree, or with that of `--inf`.
fn package(options: &Options, console: &Console) -> Result<DriverPackage, Error> {
    let image = image(options.sys.as_deref(), console)?;
    let Some(path) = &options.inf else {
        return DriverPackage::new(INF, image)
            .map_err(|error| Error::System(format!("invalid driver package: {error}")));
    };
    let failed = |reason: String| Error::System(format!("--inf {}: {reason}", path.display()));
    let inf = fs::read(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    DriverPackage::from_bytes(&inf, image).map_err(|error| failed(error.to_string()))
}

/// The hardware IDs of the devices: one of each variant, or of each model of another INF.
fn hardware_ids(machine: &Machine, options: &Options) -> Result<Vec<String>, Error> {
    if options.inf.is_none() {
        return Ok(Variant::ALL.map(|variant| variant.hardware_id().to_owned()).to_vec());
    }
    machine.hardware_ids().map_err(|error| Error::System(error.to_string()))
}

/// The driver: a kernel image, or the driver linked into the app.
#[expect(unsafe_code, reason = "the driver's code is trusted")]
fn image(sys: Option<&Path>, console: &Console) -> Result<DriverImage, Error> {
    let Some(path) = sys else {
        // SAFETY: the entry point is the echo driver's, which keeps the framework's contracts.
        return Ok(unsafe { DriverImage::from_entry(echo::driver_entry) });
    };
    // SAFETY: the user named the image and thereby vouches for its code.
    let image = unsafe { DriverImage::from_file(path) };
    let image =
        image.map_err(|error| Error::System(format!("--sys {}: {error}", path.display())))?;
    for warning in image.warnings() {
        console.complain(format_args!("warning: --sys {}: {warning}", path.display()));
    }
    Ok(image)
}

/// Whether an image may have both variants: whether it contains the name of the setting that selects
/// one. An image without this name cannot read the setting.
fn has_variants(image: &[u8]) -> bool {
    let name: Vec<u8> = MODE_VALUE.encode_utf16().flat_map(u16::to_le_bytes).collect();
    image.windows(name.len()).any(|bytes| bytes == name)
}

impl Hosted {
    /// Installs the driver on a machine and creates the devices.
    pub fn start_on(machine: Machine, options: &Options, console: &Console) -> Result<Self, Error> {
        if options.trace {
            let console = console.clone();
            console.line(Event::HEADING);
            machine.on_event(move |event| console.line(event));
        }
        if let Some(build) = options.windows {
            machine.set_windows_build(build);
        }
        let pulse = guard(&machine, options, console);
        let package = package(options, console)?;
        machine
            .install(package)
            .map_err(|error| Error::System(format!("cannot install the driver: {error}")))?;
        let of_image = |path| fs::read(path).is_ok_and(|image| has_variants(&image));
        let has_variants = options.sys.as_deref().is_none_or(of_image);
        let devices = hardware_ids(&machine, options)?
            .iter()
            .map(|id| {
                pulse.beat();
                create(&machine, id, options.period_ms, has_variants)
            })
            .collect::<Result<_, _>>()?;
        let process = machine.process();
        Ok(Self { machine, process, devices, pulse })
    }
}

impl Platform for Hosted {
    /// Installs the driver on a machine in real time and creates the devices.
    fn start(options: &Options, console: &Console) -> Result<Self, Error> {
        Self::start_on(Machine::real_time(), options, console)
    }

    fn devices(&self) -> Result<Vec<DeviceInfo>, Error> {
        Ok(self.devices.clone())
    }

    fn open(&self, path: &str) -> Result<Box<dyn Device>, Error> {
        self.pulse.beat();
        let file = self
            .process
            .open(path)
            .map_err(|status| Error::Open { path: path.to_owned(), reason: describe(status) })?;
        Ok(Box::new(HostedDevice::new(&self.machine, file, &self.pulse)))
    }

    fn shut_down(self) -> Result<(), Error> {
        self.pulse.beat();
        let violations = self.machine.shut_down();
        if violations.is_empty() {
            return Ok(());
        }
        let list: Vec<_> = violations.iter().map(ToString::to_string).collect();
        Err(Error::Device(format!("the driver violated rules:\n  {}", list.join("\n  "))))
    }
}

/// An open file of the simulated machine, which owns the buffers of outstanding requests.
pub struct HostedDevice {
    machine: Machine,
    file: File,
    /// The outstanding operations, oldest first; `issued` has an entry for each, in this order.
    operations: Vec<Operation>,
    issued: Vec<Issued>,
    pulse: Pulse,
}

struct Issued {
    id: u64,
    kind: Kind,
    /// The bytes of a write.
    written: Option<Vec<u8>>,
    /// The time of issue, in units of 100 ns since the machine started.
    at: u64,
}

impl HostedDevice {
    /// The device behind a file.
    pub fn new(machine: &Machine, file: File, pulse: &Pulse) -> Self {
        Self {
            machine: machine.clone(),
            file,
            operations: Vec::new(),
            issued: Vec::new(),
            pulse: pulse.clone(),
        }
    }
}

impl Device for HostedDevice {
    fn issue(&mut self, id: u64, request: Request) {
        self.pulse.beat();
        let at = self.machine.now();
        let kind = request.kind();
        let (operation, written) = match request {
            Request::Read(length) => (self.file.read(length), None),
            Request::Write(data) => (self.file.write(&data), Some(data)),
            Request::Control(code) => (self.file.device_control(code, &[], 16), None),
        };
        self.operations.push(operation);
        self.issued.push(Issued { id, kind, written, at });
    }

    fn next(&mut self, timeout: Duration) -> Result<Option<Completion>, Error> {
        let Some(index) = self.machine.wait_any(&self.operations, timeout) else {
            return Ok(None);
        };
        let Some(result) = self.operations[index].result() else {
            return Ok(None);
        };
        self.pulse.beat();
        self.operations.remove(index);
        let Issued { id, kind, written, at } = self.issued.remove(index);
        let outcome = match result.status {
            STATUS_CANCELLED => Outcome::Cancelled,
            0.. => Outcome::Succeeded,
            status => Outcome::Failed(cause(status)),
        };
        Ok(Some(Completion {
            id,
            kind,
            outcome,
            bytes: result.information,
            data: written.unwrap_or_else(|| result.data.into()),
            latency: Duration::from_nanos(result.completed_at.saturating_sub(at) * 100),
        }))
    }

    fn cancel_all(&mut self) -> Result<(), Error> {
        // `false`: nothing was outstanding, which is fine.
        let _ = self.file.cancel_all();
        Ok(())
    }

    fn cancel(&mut self, id: u64) -> Result<(), Error> {
        let outstanding = self.operations.iter().zip(&self.issued);
        if let Some((operation, _)) = { outstanding }.find(|(_, issued)| issued.id == id) {
            // `false`: the request has completed, which is fine.
            let _ = operation.cancel();
        }
        Ok(())
    }

    fn close(&mut self) {
        self.file.close();
    }
}

/// The cause of a failure with this status.
fn cause(status: i32) -> Cause {
    let known = match status {
        STATUS_BUFFER_OVERFLOW => Status::BufferOverflow,
        STATUS_INVALID_DEVICE_REQUEST => Status::InvalidDeviceRequest,
        _ => Status::Other,
    };
    Cause { status: known, text: describe(status) }
}

impl Drop for HostedDevice {
    fn drop(&mut self) {
        let _ = self.file.cancel_all();
        self.file.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_has_variants_if_it_names_their_setting() {
        let mut image = vec![0x4D, 0x5A, 0x90];
        assert!(!has_variants(&image));
        assert!(!has_variants(MODE_VALUE.as_bytes()), "names in a driver are UTF-16");
        image.extend(MODE_VALUE.encode_utf16().flat_map(u16::to_le_bytes));
        image.push(0);
        assert!(has_variants(&image));
    }
}
