//! Plug and Play for unit tests: devices in a list, and failures on request.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use echo_interface::{SERVICE, Variant};

use super::failure::{Code, Failure};
use super::node::{Node, State};
use super::package::Inf;
use super::{Change, PlugAndPlay, Restart};

/// A Windows installation with some devices.
pub struct FakeSystem {
    /// Whether the process may change devices.
    pub elevated: bool,
    /// The calls that fail.
    pub failing: &'static [&'static str],
    /// Whether the INF has a model for the devices' hardware IDs.
    pub has_model: bool,
    /// The state of a device after a successful installation.
    pub outcome: State,
    /// Whether an installation and a removal need a restart.
    pub restart: Restart,
    /// Whether a process has the devices open.
    pub is_open: bool,
    /// The values of the hardware key, which all devices share.
    pub values: RefCell<BTreeMap<String, u32>>,
    /// The devices.
    pub nodes: RefCell<Vec<Node>>,
}

impl FakeSystem {
    /// A system with this many started devices.
    pub fn with(count: usize) -> Self {
        let system = Self {
            elevated: true,
            failing: &[],
            has_model: true,
            outcome: State::Started,
            restart: Restart::NotNeeded,
            is_open: false,
            values: RefCell::default(),
            nodes: RefCell::default(),
        };
        let service = || Some(SERVICE.to_owned());
        for _ in 0..count {
            system.push(Variant::AutoSync, service(), State::Started);
        }
        system
    }

    fn push(&self, variant: Variant, service: Option<String>, state: State) -> String {
        let mut nodes = self.nodes.borrow_mut();
        let instance_id = format!(r"ROOT\RUSTECHO\{:04}", nodes.len());
        nodes.push(Node {
            instance_id: instance_id.clone(),
            variant,
            service,
            version: None,
            provider: None,
            inf: None,
            state,
        });
        instance_id
    }

    fn set_state(&self, instance_id: &str, state: State) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(node) = nodes.iter_mut().find(|node| node.is(instance_id)) {
            node.state = state;
        }
    }

    fn call(&self, call: &'static str) -> Result<(), Failure> {
        if self.failing.contains(&call) {
            return Err(Failure {
                call,
                code: Code::Win32(0x800B_0109),
                text: "It is so.".to_owned(),
            });
        }
        Ok(())
    }
}

impl PlugAndPlay for FakeSystem {
    fn is_elevated(&self) -> Result<bool, Failure> {
        Ok(self.elevated)
    }

    fn nodes(&self) -> Result<Vec<Node>, Failure> {
        self.call("nodes")?;
        Ok(self.nodes.borrow().clone())
    }

    fn create(&self, hardware_id: &str, _inf: &Inf) -> Result<String, Failure> {
        self.call("create")?;
        let variant = Variant::ALL.into_iter().find(|variant| variant.hardware_id() == hardware_id);
        let bare = State::Problem { code: 28, status: None };
        Ok(self.push(variant.expect("a hardware ID of the driver"), None, bare))
    }

    fn install(&self, hardware_id: &str, _inf: &Inf) -> Result<Restart, Failure> {
        self.call("install")?;
        for node in &mut *self.nodes.borrow_mut() {
            if self.has_model && node.variant.hardware_id() == hardware_id {
                node.service = Some(SERVICE.to_owned());
                node.state = self.outcome;
            }
        }
        Ok(self.restart)
    }

    fn remove(&self, instance_id: &str) -> Result<Restart, Failure> {
        self.call("remove")?;
        self.nodes.borrow_mut().retain(|node| !node.is(instance_id));
        Ok(self.restart)
    }

    fn disable(&self, instance_id: &str) -> Result<Change, Failure> {
        self.call("disable")?;
        if self.is_open {
            return Ok(Change::Refused("a process has the device open".to_owned()));
        }
        self.set_state(instance_id, State::Problem { code: 22, status: None });
        Ok(Change::Done)
    }

    fn enable(&self, instance_id: &str) -> Result<(), Failure> {
        self.call("enable")?;
        self.set_state(instance_id, self.outcome);
        Ok(())
    }

    fn value(&self, _instance_id: &str, name: &str) -> Result<Option<u32>, Failure> {
        self.call("value")?;
        Ok(self.values.borrow().get(name).copied())
    }

    fn set_value(&self, _instance_id: &str, name: &str, value: Option<u32>) -> Result<(), Failure> {
        self.call("set_value")?;
        let mut values = self.values.borrow_mut();
        values.remove(name);
        values.extend(value.map(|value| (name.to_owned(), value)));
        Ok(())
    }

    fn sleep(&self, _time: Duration) -> Result<(), String> {
        Err("this machine cannot sleep".to_owned())
    }
}
