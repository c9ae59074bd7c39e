//! The device under test of `echoapp verify`, on a real Windows: this process's threads, other
//! processes, and Plug and Play.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::device::Win32Device;
use super::{InstalledDevices, Win32, interfaces};
use crate::console::Console;
use crate::error::Error;
use crate::platform::{Device, DeviceInfo};
use crate::verify::arguments::Verify;
use crate::verify::errand::Errand;
use crate::verify::installed::Installed;
use crate::verify::load::{Load, PROCESSES, Tally, WORKERS, WORKERS_OF_PROCESS};
use crate::verify::process::PENDING;
use crate::verify::system::{Administration, Process, System};
use crate::verify::unmet::Unmet;

/// How much later than in the device a completion may be seen, and a tick come: Windows looks for
/// expired timers every 15.6 ms, and this process needs time to wake up.
const SLACK: Duration = Duration::from_millis(50);

/// A device of this Windows installation.
pub struct Win32System {
    path: String,
    started: Instant,
    installed: Result<Installed<InstalledDevices>, String>,
}

/// The running Windows.
///
/// # Errors
/// Never; a hosted driver may not start.
#[expect(clippy::unnecessary_wraps, reason = "a hosted driver may not start")]
pub fn start(_options: &Verify, _console: &Console) -> Result<Win32, Error> {
    Ok(Win32)
}

/// The machine around a device.
///
/// # Errors
/// Never; what is missing skips the checks that need it.
#[expect(clippy::unnecessary_wraps, reason = "a hosted device may be gone")]
pub fn system(
    _windows: &Win32,
    device: &DeviceInfo,
    _console: &Console,
) -> Result<Win32System, Error> {
    let path = device.path.clone();
    let instance_id = interfaces::instance_id(&path);
    let published = env::var_os("SystemRoot").map(PathBuf::from).unwrap_or_default().join("INF");
    let installed = match instance_id {
        None => Err(Error::NoDevice),
        Some(id) => Installed::new(InstalledDevices, &id, &published),
    };
    let installed = installed.map_err(|error| error.to_string());
    Ok(Win32System { path, started: Instant::now(), installed })
}

/// Opens a device.
pub fn open(path: &str) -> Result<Box<dyn Device>, Error> {
    let device = Win32Device::open(path).map_err(|failure| Error::Open {
        path: path.to_owned(),
        reason: failure.with_open_hint(),
    })?;
    Ok(Box::new(device))
}

impl Win32System {
    /// The symbolic link of the device's interface.
    fn link(&self) -> Result<String, Error> {
        let link = self.interfaces()?.pop();
        link.ok_or_else(|| Error::Device("the device has no interface".to_owned()))
    }
}

impl System for Win32System {
    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn slack(&self) -> Duration {
        SLACK
    }

    fn interfaces(&self) -> Result<Vec<String>, Error> {
        let listed = interfaces::present();
        let listed = listed.map_err(|failure| Error::System(failure.to_string()))?;
        let is_own = |path: &String| match &self.installed {
            Ok(installed) => interfaces::instance_id(path)
                .is_some_and(|own| own.eq_ignore_ascii_case(&installed.instance_id())),
            Err(_) => path.eq_ignore_ascii_case(&self.path),
        };
        Ok(listed.into_iter().map(|device| device.path).filter(is_own).collect())
    }

    fn open(&self) -> Result<Box<dyn Device>, Error> {
        open(&self.link()?)
    }

    fn start_process(&self) -> Result<Box<dyn Process + '_>, Error> {
        let mut child = OtherProcess::start(&self.link()?, &Errand::Pending)?;
        if child.line() == PENDING {
            return Ok(Box::new(child));
        }
        Err(Error::System("the other process did not send its requests".to_owned()))
    }

    fn run_load(&self, load: &Load) -> Result<Tally, Unmet> {
        let path = self.link()?;
        let mut children = Vec::new();
        for number in 0..PROCESSES {
            let first = 1 + WORKERS + number * WORKERS_OF_PROCESS;
            let errand = Errand::load(load, first, WORKERS_OF_PROCESS);
            children.push(OtherProcess::start(&path, &errand)?);
        }
        let mut tally = Errand::load(load, 1, WORKERS).run_load(&|| open(&path), &load.stop)?;
        for child in &mut children {
            let line = child.line();
            let part = Tally::of_line(&line);
            tally.add(part.ok_or_else(|| {
                Unmet::Failed(format!("another process of the load failed: {line}"))
            })?);
        }
        Ok(tally)
    }

    fn administration(&self) -> Result<&dyn Administration, String> {
        let installed = self.installed.as_ref().map_err(String::clone)?;
        installed.is_permitted()?;
        Ok(installed)
    }
}

/// This program in another process, which ends with this value.
struct OtherProcess(Child);

impl OtherProcess {
    fn start(path: &str, errand: &Errand) -> Result<Self, Error> {
        let failed = |error| Error::System(format!("cannot start another process: {error}"));
        let program = env::current_exe().map_err(failed)?;
        let child = Command::new(program)
            .args(["verify", "--device", path, "--requests", &errand.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        Ok(Self(child))
    }

    /// The one line that the process prints; empty if it prints nothing.
    fn line(&mut self) -> String {
        let output = self.0.stdout.as_mut().map(BufReader::new);
        output.and_then(|output| output.lines().next()?.ok()).unwrap_or_default()
    }
}

impl Process for OtherProcess {
    fn kill(mut self: Box<Self>) -> Result<(), Error> {
        let failed = |error| Error::System(format!("cannot kill the other process: {error}"));
        self.0.kill().map_err(failed)?;
        self.0.wait().map(|_| ()).map_err(failed)
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        // Errors are ignored: the process has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
