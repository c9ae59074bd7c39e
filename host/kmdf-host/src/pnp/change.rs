//! Changes of a device's state: what a caller can ask of a [`DeviceNode`].

use std::sync::Arc;

use super::node::DeviceNode;
use super::status::Condition::{self, Asleep, Disabled, Failed, Started, Stopped};
use super::status::NodeStatus;
use crate::error::Error;
use crate::machine::Inner;

impl DeviceNode {
    /// Puts the device to sleep, as S3 does.
    ///
    /// # Errors
    /// If the device is not started, or fails.
    pub fn suspend(&self) -> Result<(), Error> {
        self.change("suspend", &[Started], |inner, node| {
            inner.suspend_device(node);
            Ok(())
        })
    }

    /// Wakes the device.
    ///
    /// # Errors
    /// If the device is not asleep, or fails.
    pub fn resume(&self) -> Result<(), Error> {
        self.change("resume", &[Asleep], |inner, node| {
            inner.resume_device(node);
            Ok(())
        })
    }

    /// Stops the device to rebalance resources. Open handles do not matter.
    ///
    /// # Errors
    /// If the device is not started, the driver refuses (`EvtDeviceQueryStop`), or the device fails.
    pub fn stop(&self) -> Result<(), Error> {
        self.change("stop", &[Started], Inner::stop_device)
    }

    /// Starts the device after a stop.
    ///
    /// # Errors
    /// If the device is not stopped, or fails.
    pub fn start(&self) -> Result<(), Error> {
        self.change("start", &[Stopped], |inner, node| {
            inner.start_device(node);
            Ok(())
        })
    }

    /// Removes the device in good order; [`DeviceNode::enable`] brings it back.
    ///
    /// # Errors
    /// If the device is neither started nor failed, the driver refuses (`EvtDeviceQueryRemove`), or
    /// a process has the device open ([`Error::OutstandingOpen`]). The device then continues.
    pub fn disable(&self) -> Result<(), Error> {
        self.change("disable", &[Started, Failed], |inner, node| {
            inner.remove_in_good_order(node, "disable", NodeStatus::Disabled)
        })
    }

    /// Adds and starts a disabled device.
    ///
    /// # Errors
    /// If the device is not disabled, or fails.
    pub fn enable(&self) -> Result<(), Error> {
        self.change("enable", &[Disabled], |inner, node| {
            inner.add_and_start(node);
            Ok(())
        })
    }

    /// Removes the device in good order.
    ///
    /// # Errors
    /// As for [`DeviceNode::disable`]; a disabled device can be removed.
    pub fn remove(&self) -> Result<(), Error> {
        self.change("remove", &[Started, Failed, Disabled], |inner, node| {
            inner.remove_in_good_order(node, "remove", NodeStatus::Removed)
        })
    }

    /// Removes the device without notice. While handles are open, the REMOVE waits until the last
    /// one is closed.
    ///
    /// # Errors
    /// If the device is gone already.
    pub fn surprise_remove(&self) -> Result<(), Error> {
        let present = &[Started, Stopped, Asleep, Failed];
        self.change("remove by surprise", present, |inner, node| {
            inner.surprise_remove_device(node);
            Ok(())
        })
    }

    /// Changes the state of a device that is in one of the states `from`.
    fn change(
        &self,
        request: &'static str,
        from: &[Condition],
        work: impl FnOnce(&Arc<Inner>, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let refused = |state: String| {
            let expected: Vec<String> = from.iter().map(ToString::to_string).collect();
            let (device, expected) = (self.instance_id(), expected.join(" or "));
            Err(Error::InvalidState { device, request, state, expected })
        };
        self.inner.as_pnp(|| {
            let changed = self.inner.change_node(self.index, || {
                let status = self.status();
                if !from.contains(&status.condition()) {
                    return refused(status.to_string());
                }
                work(&self.inner, self.index)?;
                match self.status() {
                    status @ NodeStatus::Failed { .. } => {
                        let (device, state) = (self.instance_id(), status.to_string());
                        Err(Error::DeviceFailed { device, request, state })
                    }
                    _ => Ok(()),
                }
            });
            changed.unwrap_or_else(|| refused("being changed by this thread".into()))
        })
    }
}

impl Inner {
    /// Runs `work` while no other thread changes the state of a node, as the framework's state
    /// machines take one event after another. `None`: the thread that changes it can never end, such
    /// as this one.
    pub(super) fn change_node<R>(
        self: &Arc<Self>,
        node: usize,
        work: impl FnOnce() -> R,
    ) -> Option<R> {
        if !self.wait_until(|state| state.nodes.get(node).is_none_or(|node| !node.changing)) {
            return None;
        }
        let set = |changing| {
            self.with(|state| {
                if let Some(node) = state.nodes.get_mut(node) {
                    node.changing = changing;
                }
            });
        };
        set(true);
        let result = work();
        set(false);
        self.review_idle_of_node(node);
        Some(result)
    }
}
