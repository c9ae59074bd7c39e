//! What the checks need from the machine around the device under test.

use std::time::Duration;

use super::checks::Check;
use super::load::{Load, Tally};
use super::unmet::Unmet;
use crate::error::Error;
pub use crate::manage::Change;
use crate::manage::node::State;
use crate::platform::Device;

/// The machine around the device under test.
pub trait System {
    /// Notes that a check begins, for the message of a crash.
    fn begin(&self, _check: &'static Check) {}

    /// The time since some moment. The host's time is virtual.
    fn now(&self) -> Duration;

    /// How much later than in the device a completion may be seen, and a tick come.
    fn slack(&self) -> Duration;

    /// The symbolic links of the device's enabled interfaces of the echo driver's class.
    ///
    /// # Errors
    /// The system failed to list them.
    fn interfaces(&self) -> Result<Vec<String>, Error>;

    /// Opens the device.
    ///
    /// # Errors
    /// The device has no interface, or cannot be opened.
    fn open(&self) -> Result<Box<dyn Device>, Error>;

    /// Starts a process that opens the device and sends [`super::process::requests`]. Returns when
    /// they are outstanding.
    ///
    /// # Errors
    /// The process cannot be started, or fails.
    fn start_process(&self) -> Result<Box<dyn Process + '_>, Error>;

    /// Runs a load from several threads and processes.
    ///
    /// # Errors
    /// What a thread or a process found wrong.
    fn run_load(&self, load: &Load) -> Result<Tally, Unmet>;

    /// The access to the device's state and settings.
    ///
    /// # Errors
    /// Why this process may not change them.
    fn administration(&self) -> Result<&dyn Administration, String>;
}

/// A process with outstanding requests. Dropping it kills it.
pub trait Process {
    /// Kills the process and waits for its end.
    ///
    /// # Errors
    /// The system refuses, or the process does not end.
    fn kill(self: Box<Self>) -> Result<(), Error>;
}

/// The state and the settings of the device under test, for an administrator.
pub trait Administration {
    /// The state of the device; [`State::Absent`] after its removal.
    ///
    /// # Errors
    /// The system failed to answer.
    fn state(&self) -> Result<State, Error>;

    /// Disables the device, until it is enabled or Windows restarts.
    ///
    /// # Errors
    /// The system failed. A refusal because of open handles is no error.
    fn disable(&self) -> Result<Change, Error>;

    /// Enables the device. The device may have a problem afterwards: see [`Self::state`].
    ///
    /// # Errors
    /// The system failed.
    fn enable(&self) -> Result<(), Error>;

    /// A `REG_DWORD` in the device's hardware key.
    ///
    /// # Errors
    /// The key cannot be read, or the value has another type.
    fn value(&self, name: &str) -> Result<Option<u32>, Error>;

    /// Sets a `REG_DWORD` in the device's hardware key, or deletes it. The driver reads the value
    /// when the device is next added.
    ///
    /// # Errors
    /// The key cannot be changed.
    fn set_value(&self, name: &str, value: Option<u32>) -> Result<(), Error>;

    /// Removes the device.
    ///
    /// # Errors
    /// The system failed. A refusal because of open handles is no error.
    fn remove(&self) -> Result<Change, Error>;

    /// Makes the device again after its removal, with the settings of the INF.
    ///
    /// # Errors
    /// The system failed.
    fn add(&self) -> Result<(), Error>;

    /// Puts the machine to sleep for a time, and wakes it.
    ///
    /// # Errors
    /// Why the machine cannot sleep, or did not.
    fn sleep(&self, time: Duration) -> Result<(), Unmet>;
}
