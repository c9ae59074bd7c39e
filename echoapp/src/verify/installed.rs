//! The state and the settings of a device of a Windows installation.
//!
//! All decisions are here, testable on any system; calls to Windows are behind [`PlugAndPlay`].

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::system::{Administration, Change};
use super::unmet::Unmet;
use crate::error::Error;
use crate::manage::failure::{Failure, HOW_TO_ELEVATE};
use crate::manage::node::{Node, State};
use crate::manage::package::Inf;
use crate::manage::{PlugAndPlay, Restart};

/// How often the state of a device is asked for while the device starts, and the time in between.
const GLANCES: u32 = 100;
const GLANCE: Duration = Duration::from_millis(50);

/// A device of an installation, by its instance ID.
pub struct Installed<P> {
    system: P,
    instance_id: RefCell<String>,
    /// The node before the first removal, to make a device like it.
    like: Node,
    /// The INF of the package in this program's folder, or the published one.
    inf: PathBuf,
}

impl<P: PlugAndPlay> Installed<P> {
    /// The device with this instance ID. `published` is the folder of the published INFs.
    ///
    /// # Errors
    /// There is no echo device with this instance ID.
    pub fn new(system: P, instance_id: &str, published: &Path) -> Result<Self, Error> {
        let nodes = system.nodes().map_err(failed)?;
        let like = nodes.into_iter().find(|node| node.is(instance_id)).ok_or(Error::NoDevice)?;
        let inf = match Inf::find(None) {
            Ok(inf) => inf.path().to_owned(),
            Err(_) => published.join(like.inf.as_deref().unwrap_or_default()),
        };
        Ok(Self { system, instance_id: RefCell::new(like.instance_id.clone()), like, inf })
    }

    /// The device's instance ID, which may change when the device is added again.
    pub fn instance_id(&self) -> String {
        self.instance_id.borrow().clone()
    }

    /// Whether this process may change the device.
    ///
    /// # Errors
    /// Why not.
    pub fn is_permitted(&self) -> Result<(), String> {
        match self.system.is_elevated() {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("this needs an elevated prompt. {HOW_TO_ELEVATE}")),
            Err(failure) => {
                Err(format!("cannot determine whether this process is elevated: {failure}"))
            }
        }
    }

    /// The state, once the device is no longer starting.
    fn settled(&self) -> Result<State, Error> {
        let mut state = self.now()?;
        for _ in 0..GLANCES {
            if state != State::NotStarted {
                break;
            }
            thread::sleep(GLANCE);
            state = self.now()?;
        }
        Ok(state)
    }

    fn now(&self) -> Result<State, Error> {
        let nodes = self.system.nodes().map_err(failed)?;
        let node = nodes.iter().find(|node| node.is(&self.instance_id()));
        Ok(node.map_or(State::Absent, |node| node.state))
    }
}

impl<P: PlugAndPlay> Administration for Installed<P> {
    fn state(&self) -> Result<State, Error> {
        self.settled()
    }

    fn disable(&self) -> Result<Change, Error> {
        self.system.disable(&self.instance_id()).map_err(failed)
    }

    fn enable(&self) -> Result<(), Error> {
        self.system.enable(&self.instance_id()).map_err(failed)
    }

    fn value(&self, name: &str) -> Result<Option<u32>, Error> {
        self.system.value(&self.instance_id(), name).map_err(failed)
    }

    fn set_value(&self, name: &str, value: Option<u32>) -> Result<(), Error> {
        self.system.set_value(&self.instance_id(), name, value).map_err(failed)
    }

    fn remove(&self) -> Result<Change, Error> {
        match self.system.remove(&self.instance_id()).map_err(failed)? {
            Restart::NotNeeded => Ok(Change::Done),
            Restart::Needed => Ok(Change::Refused("Windows must restart for this".to_owned())),
        }
    }

    fn add(&self) -> Result<(), Error> {
        let hardware_id = self.like.variant.hardware_id();
        let inf = Inf::published(&self.inf);
        let instance_id = self.system.create(hardware_id, &inf).map_err(failed)?;
        *self.instance_id.borrow_mut() = instance_id;
        self.system.install(hardware_id, &inf).map_err(failed)?;
        Ok(())
    }

    fn sleep(&self, time: Duration) -> Result<(), Unmet> {
        self.system.sleep(time).map_err(Unmet::Skipped)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(failure: Failure) -> Error {
    Error::System(failure.to_string())
}

#[cfg(test)]
mod tests {
    use echo_interface::{MODE_VALUE, PERIOD_VALUE};

    use super::*;
    use crate::manage::fake::FakeSystem;
    use crate::verify::found::Found;

    /// The second device of an installation with two.
    fn installed(system: FakeSystem) -> Installed<FakeSystem> {
        Installed::new(system, r"root\rustecho\0001", Path::new("INF")).expect("it is there")
    }

    fn two() -> FakeSystem {
        FakeSystem::with(2)
    }

    #[test]
    fn device_that_is_not_there_is_an_error() {
        let missing = Installed::new(FakeSystem::with(1), r"ROOT\RUSTECHO\0001", Path::new("INF"));
        assert_eq!(missing.err(), Some(Error::NoDevice));
    }

    #[test]
    fn prompt_that_is_not_elevated_permits_nothing() {
        let device = installed(FakeSystem { elevated: false, ..two() });
        let reason = device.is_permitted().unwrap_err();
        assert!(reason.starts_with("this needs an elevated prompt"), "{reason}");
        assert_eq!(installed(two()).is_permitted(), Ok(()));
    }

    #[test]
    fn disable_with_open_handles_is_refused_and_no_error() {
        let device = installed(FakeSystem { is_open: true, ..two() });
        assert!(matches!(device.disable(), Ok(Change::Refused(_))));
        assert_eq!(device.state(), Ok(State::Started));
    }

    #[test]
    fn removal_that_waits_for_a_restart_is_refused() {
        let device = installed(FakeSystem { restart: Restart::Needed, ..two() });
        assert!(matches!(device.remove(), Ok(Change::Refused(_))));
    }

    #[test]
    fn failed_call_is_an_error_with_its_name() {
        let device = installed(FakeSystem { failing: &["disable", "set_value"], ..two() });
        for error in [device.disable().unwrap_err(), device.set_value("A", None).unwrap_err()] {
            assert!(error.to_string().contains(" failed: "), "{error}");
        }
    }

    #[test]
    fn restoration_brings_back_a_removed_device_with_its_settings() {
        let device = installed(two());
        device.set_value(PERIOD_VALUE, Some(250)).expect("it works");
        let found = Found::of(&device).expect("it works");
        device.set_value(PERIOD_VALUE, Some(0)).expect("it works");
        device.set_value(MODE_VALUE, Some(2)).expect("it works");
        assert_eq!(device.remove(), Ok(Change::Done));
        assert_eq!(device.state(), Ok(State::Absent));
        assert_eq!(found.restore(&device), Ok(()));
        assert_eq!(device.state(), Ok(State::Started));
        assert_eq!(device.value(PERIOD_VALUE), Ok(Some(250)));
        assert_eq!(device.value(MODE_VALUE), Ok(None));
    }

    #[test]
    fn restoration_enables_a_disabled_device() {
        let device = installed(two());
        let found = Found::of(&device).expect("it works");
        assert_eq!(device.disable(), Ok(Change::Done));
        assert_eq!(found.restore(&device), Ok(()));
        assert_eq!(device.state(), Ok(State::Started));
    }

    #[test]
    fn restoration_that_fails_says_how_the_device_is() {
        let broken = State::Problem { code: 10, status: None };
        let device = installed(FakeSystem { outcome: broken, ..two() });
        let found = Found::of(&device).expect("it works");
        assert_eq!(device.disable(), Ok(Change::Done));
        let error = found.restore(&device).unwrap_err().to_string();
        assert_eq!(error, "the device was started, and is not started (problem 10)");
    }
}
