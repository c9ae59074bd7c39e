//! A simulated computer, held in a variable.
#![forbid(unsafe_code)]

mod callbacks;
mod crashed;
mod deleted;
mod disk;
mod inner;
mod kept;
mod misuse;
mod observed;
mod place;
mod run;
mod settings;
mod shared;
mod special_pool;
mod state;
mod table;
mod user_memory;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use self::disk::{Disk, OpenFile, path_of as disk_path};
pub(crate) use self::inner::{Clock, Inner, START_TIME};
pub use self::kept::Kept;
pub use self::observed::Observed;
pub(crate) use self::place::Deed;
pub(crate) use self::run::PATIENCE;
pub(crate) use self::shared::Contents;
pub use self::state::ObjectInfo;
pub(crate) use self::state::{Deferred, State};
pub(crate) use self::table::Table;
use crate::abi::GUID;
use crate::crash::{self, Crash};
use crate::error::Error;
use crate::loader::DriverImage;
use crate::pnp::{DeviceNode, DriverPackage, RegistryValue, Service};
use crate::rules::Violation;
use crate::trace::{Event, ThreadName};
use crate::user::{Operation, Process};

/// A simulated computer: the kernel, the framework, the drivers that are installed on it, its
/// devices, and processes that use them.
///
/// A machine is a value. Its clones stand for the same machine. Two machines share nothing, and
/// different threads may use them at the same time. Everything on a machine ends with its last
/// clone.
#[derive(Clone)]
pub struct Machine {
    pub(crate) inner: Arc<Inner>,
}

impl std::fmt::Debug for Machine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Machine").field("clock", &self.inner.clock).finish_non_exhaustive()
    }
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine {
    /// A machine with virtual time: nothing sleeps, and time passes only in [`Machine::advance`]
    /// and while a thread waits.
    #[must_use]
    pub fn new() -> Self {
        Self::with_clock(Clock::Virtual)
    }

    /// A machine with real time; its timers fire on a separate thread.
    #[must_use]
    pub fn real_time() -> Self {
        let machine = Self::with_clock(Clock::Real(Instant::now()));
        let weak = Arc::downgrade(&machine.inner);
        // Without this thread timers still fire, but only while another thread uses the machine.
        let _ = std::thread::Builder::new().name("clock".into()).spawn(move || run::tick(&weak));
        machine
    }

    fn with_clock(clock: Clock) -> Self {
        crash::prepare(crashed::note);
        Self { inner: Arc::new(Inner::new(clock)) }
    }

    pub(crate) fn from_inner(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    /// Chooses the machine's Windows by its build: 19041, Windows 10 version 2004, unless it is called.
    /// The build decides which sections of an INF apply to the packages that are installed, and to the
    /// devices that are created, from then on.
    pub fn set_windows_build(&self, build: u32) {
        self.inner.with(|state| state.windows_build = Some(build));
    }

    /// The hardware IDs for which the installed packages have models on this Windows, in the order of
    /// the INFs.
    ///
    /// # Errors
    /// If an INF has no models for this Windows.
    pub fn hardware_ids(&self) -> Result<Vec<String>, Error> {
        self.inner.hardware_ids()
    }

    /// Adds a driver package to the machine's driver store, as `pnputil /add-driver` does.
    ///
    /// # Errors
    /// If the package cannot be installed, with the reason.
    pub fn install(&self, package: DriverPackage) -> Result<(), Error> {
        self.inner.as_pnp(|| self.inner.install(package))
    }

    /// Creates a root-enumerated device and starts it: finds its model in the installed packages,
    /// writes the values of its INF to its hardware key, loads the driver, adds and starts the
    /// device. A device that failed to start is returned as well; [`DeviceNode::status`] says so.
    ///
    /// # Errors
    /// If no installed package has a model for the hardware ID.
    pub fn create_device(&self, hardware_id: &str) -> Result<DeviceNode, Error> {
        self.create_device_with(hardware_id, &[])
    }

    /// [`Machine::create_device`], with values that replace those of the INF in the device's
    /// hardware key.
    ///
    /// # Errors
    /// If no installed package has a model for the hardware ID.
    pub fn create_device_with(
        &self,
        hardware_id: &str,
        overrides: &[(&str, RegistryValue)],
    ) -> Result<DeviceNode, Error> {
        self.inner.as_pnp(|| self.inner.create_device(hardware_id, overrides))
    }

    /// Creates the service of a driver that needs no device, as `sc create NAME type= kernel` does, or
    /// finds the service of this name.
    #[must_use]
    pub fn create_service(&self, name: &str, image: DriverImage) -> Service {
        self.inner.create_service(name, image)
    }

    /// The device nodes that exist, oldest first.
    #[must_use]
    pub fn devices(&self) -> Vec<DeviceNode> {
        self.inner.device_nodes()
    }

    /// The symbolic links of the enabled device interfaces of a class, oldest first
    /// (`CM_Get_Device_Interface_List`).
    #[must_use]
    pub fn interfaces(&self, class: &GUID) -> Vec<String> {
        self.inner.with(|state| state.enabled_interfaces(class))
    }

    /// Starts a process.
    #[must_use]
    pub fn process(&self) -> Process {
        self.inner.new_process()
    }

    /// Advances virtual time, and runs everything that becomes due. On a real-time machine, sleeps.
    pub fn advance(&self, by: Duration) {
        let inner = &self.inner;
        if let Clock::Real(_) = inner.clock {
            std::thread::sleep(by);
            return;
        }
        inner.as_thread(ThreadName::Application(0), || {
            let by = u64::try_from(by.as_nanos() / 100).unwrap_or(u64::MAX);
            let target = inner.now().saturating_add(by);
            inner.settle();
            while inner.advance_to_next_timer(target) {
                inner.settle();
            }
            inner.with(|state| *state.now = (*state.now).max(target));
        });
    }

    /// The time since the machine started, in 100 ns units.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.inner.now()
    }

    /// The newest 100,000 events of the trace, oldest first.
    #[must_use]
    pub fn trace(&self) -> Vec<Event> {
        self.inner.with(|state| state.trace.to_vec())
    }

    /// The newest 10,000 lines that drivers printed to the debugger, oldest first.
    #[must_use]
    pub fn debug_output(&self) -> Vec<String> {
        self.inner.with(|state| state.debug_output.iter().cloned().collect())
    }

    /// The violations so far, oldest first. Beyond 10,000 they are traced only.
    #[must_use]
    pub fn violations(&self) -> Vec<Violation> {
        self.inner.with(|state| state.violations.clone())
    }

    /// The breaches of rules that are warnings on this machine, oldest first; at most 10,000.
    #[must_use]
    pub fn warnings(&self) -> Vec<Violation> {
        self.inner.with(|state| state.warnings.clone())
    }

    /// What ended the machine: a fault of a driver for which Windows would stop with a bug check. A
    /// machine that has crashed shows its trace and its violations; any other use of it panics.
    #[must_use]
    pub fn crash(&self) -> Option<Crash> {
        self.inner.with(|state| state.crash.clone())
    }

    /// Facts about the run so far that break no rule of the framework.
    #[must_use]
    pub fn observed(&self) -> Observed {
        self.inner.with(|state| state.observer.seen)
    }

    /// The framework objects that exist: their types, names and parents. Compare the lists from
    /// before and after an action to see what the action left behind.
    #[must_use]
    pub fn objects(&self) -> Vec<ObjectInfo> {
        self.inner.with(|state| state.census())
    }

    /// The drivers' pool blocks that exist: tag and size in bytes, oldest first.
    #[must_use]
    pub fn pool(&self) -> Vec<(String, usize)> {
        self.inner.with(|state| state.pool.census())
    }

    /// Waits at most `timeout` until one of the operations has completed. Returns its index. In
    /// virtual time the wait advances the clock.
    #[must_use]
    pub fn wait_any(&self, operations: &[Operation], timeout: Duration) -> Option<usize> {
        self.inner.wait_any(operations, timeout)
    }

    /// Shuts the machine down: ends its processes, removes its devices, unloads its drivers, checks
    /// what they left behind, and returns [`Machine::violations`]. A machine that has crashed only
    /// returns them.
    #[must_use = "the violations are the machine's verdict on the driver"]
    pub fn shut_down(&self) -> Vec<Violation> {
        if !self.inner.has_crashed() {
            self.inner.shut_down();
        }
        self.violations()
    }
}
