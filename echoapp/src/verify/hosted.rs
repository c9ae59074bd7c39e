//! The device under test in the host: a simulated machine in virtual time.

use std::cell::RefCell;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use echo_interface::INTERFACE_CLASS;
use kmdf_host::{
    DeviceNode, Error as HostError, File, GUID, Machine, NodeStatus, RegistryValue, describe,
};

use super::arguments::Verify;
use super::checks::Check;
use super::load::{Load, PROCESSES, Tally, WORKERS, WORKERS_OF_PROCESS, Worker};
use super::process::requests;
use super::report::{Outcome, Verdict};
use super::system::{Administration, Change, Process, System};
use super::unmet::Unmet;
use crate::args::Options;
use crate::console::Console;
use crate::error::Error;
use crate::hosted::{Hosted, HostedDevice};
use crate::manage::node::State;
use crate::platform::{Device, DeviceInfo, Request};
use crate::watchdog::Pulse;

/// The time between two turns of the load's workers.
const TURN: Duration = Duration::from_millis(5);
/// The wait of a worker for its cancelled requests, and how often it waits.
const FINISH: (Duration, u32) = (Duration::from_millis(20), 1_000);

/// Starts a machine with the driver of the options.
///
/// # Errors
/// The driver cannot be installed, or a device does not start.
pub fn start(options: &Verify, console: &Console) -> Result<Hosted, Error> {
    let options =
        Options { sys: options.sys.clone(), period_ms: options.period_ms, ..Options::default() };
    Hosted::start_on(Machine::new(), &options, console)
}

/// The machine around a device. A crash of the driver fails the check that runs, and ends the process.
///
/// # Errors
/// The device is gone.
pub fn system(
    hosted: &Hosted,
    device: &DeviceInfo,
    console: &Console,
) -> Result<HostedSystem, Error> {
    let has_path = |node: &DeviceNode| node.interface(&CLASS).as_ref() == Some(&device.path);
    let node = hosted.machine.devices().into_iter().find(has_path).ok_or(Error::NoDevice)?;
    let system = HostedSystem::new(&hosted.machine, node, &hosted.pulse);
    let (current, console) = (Arc::clone(&system.current), console.clone());
    hosted.machine.on_crash(move |crash| {
        let current = current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(check) = *current {
            let verdict = Verdict::Failed(format!("the driver crashed: {crash}"));
            for line in (Outcome { check, verdict, took: Duration::ZERO }).lines() {
                console.line(line);
            }
        }
        console.complain(format_args!("error: the driver crashed: {crash}"));
        process::exit(1)
    });
    Ok(system)
}

/// The class of the device interface.
const CLASS: GUID = GUID {
    Data1: INTERFACE_CLASS.data1,
    Data2: INTERFACE_CLASS.data2,
    Data3: INTERFACE_CLASS.data3,
    Data4: INTERFACE_CLASS.data4,
};

/// A device of a simulated machine.
pub struct HostedSystem {
    machine: Machine,
    process: kmdf_host::Process,
    node: RefCell<DeviceNode>,
    hardware_id: String,
    pulse: Pulse,
    /// The check that runs.
    current: Arc<Mutex<Option<&'static Check>>>,
}

impl HostedSystem {
    /// The device of a node.
    pub fn new(machine: &Machine, node: DeviceNode, pulse: &Pulse) -> Self {
        let instance_id = node.instance_id();
        let hardware_id = instance_id.rsplit_once('\\').map_or(&*instance_id, |(id, _)| id);
        Self {
            machine: machine.clone(),
            process: machine.process(),
            hardware_id: hardware_id.to_owned(),
            node: RefCell::new(node),
            pulse: pulse.clone(),
            current: Arc::default(),
        }
    }

    /// Opens the device in a process.
    fn open_in(&self, process: &kmdf_host::Process) -> Result<File, Error> {
        self.pulse.beat();
        let path = self.interfaces()?.pop();
        let path = path.ok_or_else(|| Error::Device("the device has no interface".to_owned()))?;
        let opened = process.open(&path);
        opened.map_err(|status| Error::Open { path, reason: describe(status) })
    }

    fn device(&self, file: File) -> Box<dyn Device> {
        Box::new(HostedDevice::new(&self.machine, file, &self.pulse))
    }

    fn node(&self) -> DeviceNode {
        self.pulse.beat();
        self.node.borrow().clone()
    }
}

impl System for HostedSystem {
    fn begin(&self, check: &'static Check) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(check);
    }

    fn now(&self) -> Duration {
        Duration::from_nanos(self.machine.now() * 100)
    }

    fn slack(&self) -> Duration {
        Duration::ZERO
    }

    fn interfaces(&self) -> Result<Vec<String>, Error> {
        Ok(self.node().interface(&CLASS).into_iter().collect())
    }

    fn open(&self) -> Result<Box<dyn Device>, Error> {
        Ok(self.device(self.open_in(&self.process)?))
    }

    fn start_process(&self) -> Result<Box<dyn Process + '_>, Error> {
        let process = self.machine.process();
        let file = self.open_in(&process)?;
        for request in requests() {
            // Nobody reads the results: the process is killed.
            let _ = match request {
                Request::Read(length) => file.read(length),
                Request::Write(bytes) => file.write(&bytes),
                Request::Control(code) => file.device_control(code, &[], 0),
            };
        }
        Ok(Box::new(HostedProcess(process)))
    }

    fn run_load(&self, load: &Load) -> Result<Tally, Unmet> {
        let others: Vec<_> = (0..PROCESSES).map(|_| self.machine.process()).collect();
        let of_others = others.iter().flat_map(|other| (0..WORKERS_OF_PROCESS).map(move |_| other));
        let here = (0..WORKERS).map(|_| &self.process);
        let mut workers = Vec::new();
        for (number, process) in (1..).zip(here.chain(of_others)) {
            let device = self.device(self.open_in(process)?);
            workers.push(Worker::new(device, load.run, number));
        }
        let end = self.now() + load.time;
        while self.now() < end && !load.stop.requested() {
            for worker in &mut workers {
                worker.work(Duration::ZERO)?;
            }
            self.machine.advance(TURN);
        }
        let mut tally = Tally::default();
        for worker in workers {
            tally.add(worker.finish(FINISH.0, FINISH.1)?);
        }
        others.iter().for_each(kmdf_host::Process::exit);
        Ok(tally)
    }

    fn administration(&self) -> Result<&dyn Administration, String> {
        Ok(self)
    }
}

/// A simulated process with outstanding requests.
struct HostedProcess(kmdf_host::Process);

impl Process for HostedProcess {
    fn kill(self: Box<Self>) -> Result<(), Error> {
        drop(self);
        Ok(())
    }
}

impl Drop for HostedProcess {
    fn drop(&mut self) {
        self.0.exit();
    }
}

impl Administration for HostedSystem {
    fn state(&self) -> Result<State, Error> {
        // CM_PROB_DISABLED
        let disabled = State::Problem { code: 22, status: None };
        Ok(match self.node().status() {
            NodeStatus::Started => State::Started,
            NodeStatus::Disabled => disabled,
            NodeStatus::Removed => State::Absent,
            NodeStatus::Failed { problem, status } => {
                let status = Some(status.cast_unsigned());
                State::Problem { code: problem.code(), status }
            }
            _ => State::NotStarted,
        })
    }

    fn disable(&self) -> Result<Change, Error> {
        changed(self.node().disable())
    }

    fn enable(&self) -> Result<(), Error> {
        match self.node().enable() {
            // The state says so.
            Err(HostError::DeviceFailed { .. }) => Ok(()),
            enabled => enabled.map_err(|error| system_error(&error)),
        }
    }

    fn value(&self, name: &str) -> Result<Option<u32>, Error> {
        let key = self.node().hardware_key();
        let value = key.into_iter().find(|(existing, _)| existing.eq_ignore_ascii_case(name));
        match value {
            None => Ok(None),
            Some((_, RegistryValue::Dword(value))) => Ok(Some(value)),
            Some(_) => Err(Error::System(format!("the value {name} is not a REG_DWORD"))),
        }
    }

    fn set_value(&self, name: &str, value: Option<u32>) -> Result<(), Error> {
        self.node().set_hardware_value(name, value.map(RegistryValue::Dword));
        Ok(())
    }

    fn remove(&self) -> Result<Change, Error> {
        changed(self.node().remove())
    }

    fn add(&self) -> Result<(), Error> {
        let node =
            self.machine.create_device(&self.hardware_id).map_err(|error| system_error(&error))?;
        *self.node.borrow_mut() = node;
        Ok(())
    }

    fn sleep(&self, time: Duration) -> Result<(), Unmet> {
        self.node().suspend().map_err(|error| system_error(&error))?;
        self.machine.advance(time);
        self.node().resume().map_err(|error| system_error(&error))?;
        Ok(())
    }
}

fn changed(result: Result<(), HostError>) -> Result<Change, Error> {
    match result {
        Ok(()) => Ok(Change::Done),
        Err(open @ HostError::OutstandingOpen { .. }) => Ok(Change::Refused(open.to_string())),
        Err(error) => Err(system_error(&error)),
    }
}

fn system_error(error: &HostError) -> Error {
    Error::System(error.to_string())
}
