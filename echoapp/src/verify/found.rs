//! The device as the run found it, and its restoration.

use echo_interface::{MODE_VALUE, PERIOD_VALUE};

use super::system::{Administration, Change};
use crate::error::Error;
use crate::manage::node::State;

/// The settings that the checks change.
const SETTINGS: [&str; 2] = [PERIOD_VALUE, MODE_VALUE];

/// The state and the settings of a device before the checks.
pub struct Found {
    state: State,
    values: [Option<u32>; 2],
}

impl Found {
    /// The device as it is.
    ///
    /// # Errors
    /// The state or a setting cannot be read.
    pub fn of(administration: &dyn Administration) -> Result<Self, Error> {
        let [period, mode] = SETTINGS.map(|name| administration.value(name));
        Ok(Self { state: administration.state()?, values: [period?, mode?] })
    }

    /// Brings the device back to where it was. Does nothing to a device that is there.
    ///
    /// # Errors
    /// The system failed, or the device is in another state afterwards.
    pub fn restore(&self, administration: &dyn Administration) -> Result<(), Error> {
        if administration.state()? == State::Absent {
            administration.add()?;
        }
        let mut changed = false;
        for (name, value) in SETTINGS.into_iter().zip(self.values) {
            if administration.value(name)? != value {
                administration.set_value(name, value)?;
                changed = true;
            }
        }
        if changed || administration.state()? != self.state {
            if let Change::Refused(reason) = administration.disable()? {
                return Err(Error::System(format!("the device cannot be restarted: {reason}")));
            }
            administration.enable()?;
        }
        let state = administration.state()?;
        if state == self.state {
            return Ok(());
        }
        Err(Error::System(format!("the device was {}, and is {}", self.state.told(), state.told())))
    }
}
