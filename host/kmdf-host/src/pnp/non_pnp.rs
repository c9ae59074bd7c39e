//! Services that are started and stopped by hand: drivers without devices of the `PnP` manager.

use std::fmt;
use std::sync::Arc;

use crate::abi::describe;
use crate::error::Error;
use crate::loader::DriverImage;
use crate::machine::{Inner, Machine, State};
use crate::rules::Rule;

/// The state of a service, as the service control manager shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceStatus {
    /// The driver is not loaded.
    Stopped,
    /// The driver is loaded.
    Running,
    /// The service was stopped. The driver is unloaded when the last file on its control devices is
    /// closed; nobody can open one until then.
    StopPending,
}

impl fmt::Display for ServiceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stopped => "stopped",
            Self::Running => "running",
            Self::StopPending => "about to stop, once the last file is closed",
        })
    }
}

/// A driver's service that is started and stopped by hand (`sc start`, `sc stop`). Clones are the
/// same service.
#[derive(Clone)]
pub struct Service {
    inner: Arc<Inner>,
    index: usize,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name(), self.status())
    }
}

impl Service {
    /// The machine that the service belongs to.
    #[must_use]
    pub fn machine(&self) -> Machine {
        Machine::from_inner(Arc::clone(&self.inner))
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> String {
        self.inner.with(|state| state.drivers[self.index].name.clone())
    }

    /// The state.
    #[must_use]
    pub fn status(&self) -> ServiceStatus {
        self.inner.with(|state| {
            let driver = &state.drivers[self.index];
            match (driver.module.is_some(), driver.stopping) {
                (false, _) => ServiceStatus::Stopped,
                (true, false) => ServiceStatus::Running,
                (true, true) => ServiceStatus::StopPending,
            }
        })
    }

    /// Loads the driver, and calls `DriverEntry` with the path of the service's key.
    ///
    /// # Errors
    /// If the service is not stopped, or `DriverEntry` fails.
    pub fn start(&self) -> Result<(), Error> {
        self.inner.as_pnp(|| {
            let status = self.status();
            if status != ServiceStatus::Stopped {
                return Err(self.refused("start", format!("it is {status}")));
            }
            self.inner.load_driver(self.index).map_err(|status| {
                self.refused("start", format!("DriverEntry returned {}", describe(status)))
            })?;
            self.inner.with(|state| state.drivers[self.index].runs_as_service = true);
            Ok(())
        })
    }

    /// Unloads the driver: `EvtDriverUnload`, then the driver object with its control devices. While
    /// files are open, the unload waits for the last close.
    ///
    /// # Errors
    /// If the service is not running, or its driver cannot be unloaded: a driver with
    /// `EvtDriverDeviceAdd`, which the `PnP` manager unloads, or one without `EvtDriverUnload`.
    pub fn stop(&self) -> Result<(), Error> {
        self.inner.as_pnp(|| {
            let status = self.status();
            if status != ServiceStatus::Running {
                return Err(self.refused("stop", format!("it is {status}")));
            }
            if let Some(reason) = self.inner.with(|state| state.unstoppable(self.index)) {
                return Err(self.refused("stop", reason.into()));
            }
            let unload = self.inner.with(|state| {
                state.drivers[self.index].stopping = true;
                state.may_unload_stopped(self.index)
            });
            if unload {
                self.inner.unload_driver(self.index);
            }
            Ok(())
        })
    }

    fn refused(&self, request: &'static str, reason: String) -> Error {
        Error::Service { service: self.name(), request, reason }
    }
}

impl State {
    /// Why the service control manager cannot stop a driver (KMDF behaviour, "Non-PnP drivers").
    fn unstoppable(&self, service: usize) -> Option<&'static str> {
        let driver = self.drivers.get(service)?;
        if driver.device_add.is_some() {
            Some("its driver has EvtDriverDeviceAdd, and the PnP manager unloads it")
        } else if driver.unload.is_none() {
            Some("its driver has no EvtDriverUnload")
        } else {
            None
        }
    }

    /// Whether a driver's service is being stopped.
    pub(crate) fn is_stopping(&self, service: usize) -> bool {
        self.drivers.get(service).is_some_and(|driver| driver.stopping || driver.unloading)
    }

    /// Whether a driver whose service is stopped can be unloaded: no file of it is open.
    pub(crate) fn may_unload_stopped(&self, service: usize) -> bool {
        self.drivers.get(service).is_some_and(|driver| driver.stopping && !driver.unloading)
            && !self.control_devices_of(service).into_iter().any(|device| self.has_files(device))
    }
}

impl Inner {
    /// The service of this name, which is created unless it exists.
    pub(crate) fn create_service(self: &Arc<Self>, name: &str, image: DriverImage) -> Service {
        let index = self.with(|state| state.service(name, image));
        Service { inner: Arc::clone(self), index }
    }

    /// Unloads the drivers that are still loaded when the machine has no device any more, except those
    /// that cannot be unloaded. A driver of the `PnP` manager that has left a control device would have
    /// stayed loaded.
    pub(super) fn unload_the_rest(self: &Arc<Self>) {
        for service in 0..self.with(|state| state.drivers.len()) {
            let (runs, is_loaded, unstoppable, left) = self.with(|state| {
                let driver = &state.drivers[service];
                let (runs, is_loaded) = (driver.runs_as_service, driver.module.is_some());
                let left = state.control_devices_of(service);
                (runs, is_loaded, state.unstoppable(service).is_some(), left)
            });
            if !is_loaded || (runs && unstoppable) {
                continue;
            }
            for device in left.into_iter().filter(|_| !runs) {
                let detail = "the control device was not deleted before the driver's last device was \
                              removed: Windows could not unload the driver";
                self.report(Rule::LeakedObject, device, "driver unload", detail);
            }
            self.unload_driver(service);
        }
    }
}
