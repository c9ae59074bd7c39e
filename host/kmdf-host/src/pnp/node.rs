//! Device nodes: the `PnP` manager's view of a device.

use std::fmt;
use std::sync::Arc;

use super::registry::{RegistryValue, Values};
use crate::abi::{GUID, NTSTATUS, describe, guid_text};
use crate::error::Error;
use crate::handle::Handle;
use crate::machine::{Inner, Machine, State};
use crate::trace::{EventKind, Pnp, PnpMessage};

/// Why a device does not work: the Device Manager's problem codes that occur here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// Code 10, `CM_PROB_FAILED_START`: the start failed.
    FailedStart,
    /// Code 31, `CM_PROB_FAILED_ADD`: `EvtDriverDeviceAdd` failed.
    FailedAdd,
    /// Code 37, `CM_PROB_FAILED_DRIVER_ENTRY`: `DriverEntry` failed.
    FailedDriverEntry,
    /// Code 43, `CM_PROB_FAILED_POST_START`: the device failed after its start.
    FailedPostStart,
}

impl Problem {
    /// The Device Manager's number.
    #[must_use]
    pub const fn code(self) -> u32 {
        match self {
            Self::FailedStart => 10,
            Self::FailedAdd => 31,
            Self::FailedDriverEntry => 37,
            Self::FailedPostStart => 43,
        }
    }
}

/// The state of a device node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NodeStatus {
    /// In D0, and open to applications.
    Started,
    /// Stopped to rebalance resources.
    Stopped,
    /// In D3, because the system sleeps.
    Asleep,
    /// Removed by a disable; an enable brings the device back.
    Disabled,
    /// Gone without notice; the REMOVE waits until the last handle is closed.
    SurpriseRemoved,
    /// Gone.
    Removed,
    /// Not working.
    Failed {
        /// The problem code.
        problem: Problem,
        /// The status of the failure.
        status: NTSTATUS,
    },
}

impl fmt::Display for NodeStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started => f.write_str("started"),
            Self::Stopped => f.write_str("stopped"),
            Self::Asleep => f.write_str("asleep"),
            Self::Disabled => f.write_str("disabled"),
            Self::SurpriseRemoved => f.write_str("surprise-removed"),
            Self::Removed => f.write_str("removed"),
            Self::Failed { problem, status } => {
                write!(f, "failed, code {}, {}", problem.code(), describe(*status))
            }
        }
    }
}

/// How far a device's self-managed I/O has come (KMDF behaviour, "Self-managed I/O").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SelfManagedIo {
    #[default]
    Created,
    Started,
    Suspended,
    Failed,
    /// After `EvtDeviceSelfManagedIoFlush`; only the cleanup is left.
    Flushed,
}

/// A device node.
pub(crate) struct Node {
    pub(crate) instance_id: Arc<str>,
    pub(super) package: usize,
    pub(super) service: String,
    /// The driver's service, by its index, once it is known.
    pub(crate) driver: Option<usize>,
    pub(crate) hardware_key: Values,
    pub(crate) driver_key: Values,
    pub(crate) device: Option<Handle>,
    pub(crate) status: NodeStatus,
    pub(crate) self_managed_io: SelfManagedIo,
    /// Whether new requests are refused, because the device is being deleted.
    pub(crate) closed_to_requests: bool,
}

/// A device, as the Device Manager shows it. Clones are the same device.
#[derive(Clone)]
pub struct DeviceNode {
    pub(super) inner: Arc<Inner>,
    pub(super) index: usize,
    pub(super) instance_id: Arc<str>,
}

impl fmt::Debug for DeviceNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.instance_id(), self.status())
    }
}

impl DeviceNode {
    /// The machine that the device belongs to.
    #[must_use]
    pub fn machine(&self) -> Machine {
        Machine::from_inner(Arc::clone(&self.inner))
    }

    /// The instance ID, such as `ROOT\ECHO\0000`.
    #[must_use]
    pub fn instance_id(&self) -> String {
        self.instance_id.to_string()
    }

    /// The state.
    #[must_use]
    pub fn status(&self) -> NodeStatus {
        let status = |state: &mut State| Some(state.nodes.get(self.index)?.status);
        self.inner.with(status).unwrap_or(NodeStatus::Removed)
    }

    /// Whether the device is started, and if not, what the machine knows about the reason.
    ///
    /// # Errors
    /// [`Error::NotStarted`].
    pub fn started(&self) -> Result<(), Error> {
        let status = self.status();
        if status == NodeStatus::Started {
            return Ok(());
        }
        let reasons = self.inner.with(|state| {
            let violations = state.violations.iter().map(ToString::to_string);
            violations.chain(state.debug_output.iter().cloned()).collect()
        });
        let (device, state) = (self.instance_id(), status.to_string());
        Err(Error::NotStarted { device, state, reasons })
    }

    /// The symbolic link of the device's enabled interface of a class, by which applications open
    /// the device; `None` if no interface of the class is enabled.
    #[must_use]
    pub fn interface(&self, class: &GUID) -> Option<String> {
        self.inner.with(|state| {
            let device = state.nodes.get(self.index)?.device?;
            state.interfaces_of(device, class).into_iter().next()
        })
    }

    /// The values of the hardware key; none once the device is removed.
    #[must_use]
    pub fn hardware_key(&self) -> Vec<(String, RegistryValue)> {
        let key = |state: &mut State| Some(state.nodes.get(self.index)?.hardware_key.clone());
        self.inner.with(key).unwrap_or_default()
    }

    /// Puts the device to sleep, as S3 does.
    ///
    /// # Errors
    /// If the device is not started.
    pub fn suspend(&self) -> Result<(), Error> {
        self.change("suspend", &[NodeStatus::Started], |inner, node| {
            inner.suspend_device(node);
            Ok(())
        })
    }

    /// Wakes the device.
    ///
    /// # Errors
    /// If the device is not asleep.
    pub fn resume(&self) -> Result<(), Error> {
        self.change("resume", &[NodeStatus::Asleep], |inner, node| {
            inner.resume_device(node);
            Ok(())
        })
    }

    /// Stops the device to rebalance resources.
    ///
    /// # Errors
    /// If the device is not started, or the driver refuses (`EvtDeviceQueryStop`).
    pub fn stop(&self) -> Result<(), Error> {
        self.change("stop", &[NodeStatus::Started], Inner::stop_device)
    }

    /// Starts the device after a stop.
    ///
    /// # Errors
    /// If the device is not stopped.
    pub fn start(&self) -> Result<(), Error> {
        self.change("start", &[NodeStatus::Stopped], |inner, node| {
            inner.start_device(node);
            Ok(())
        })
    }

    /// Removes the device in good order; [`DeviceNode::enable`] brings it back.
    ///
    /// # Errors
    /// If the device is neither started, asleep, stopped nor failed, or the driver refuses
    /// (`EvtDeviceQueryRemove`).
    pub fn disable(&self) -> Result<(), Error> {
        self.orderly("disable", NodeStatus::Disabled)
    }

    /// Adds and starts a disabled device; [`DeviceNode::status`] shows the outcome.
    ///
    /// # Errors
    /// If the device is not disabled.
    pub fn enable(&self) -> Result<(), Error> {
        self.change("enable", &[NodeStatus::Disabled], |inner, node| {
            inner.add_and_start(node);
            Ok(())
        })
    }

    /// Removes the device in good order.
    ///
    /// # Errors
    /// If the device is gone, or the driver refuses (`EvtDeviceQueryRemove`).
    pub fn remove(&self) -> Result<(), Error> {
        self.orderly("remove", NodeStatus::Removed)
    }

    /// Removes the device without notice. While handles are open, the REMOVE waits until the last
    /// one is closed.
    ///
    /// # Errors
    /// If the device is gone already.
    pub fn surprise_remove(&self) -> Result<(), Error> {
        let present = [NodeStatus::Started, NodeStatus::Stopped, NodeStatus::Asleep];
        self.change("remove by surprise", &present, |inner, node| {
            inner.surprise_remove_device(node);
            Ok(())
        })
    }

    fn orderly(&self, request: &'static str, end: NodeStatus) -> Result<(), Error> {
        let status = self.status();
        let failed = matches!(status, NodeStatus::Failed { .. });
        let mut present = vec![NodeStatus::Started, NodeStatus::Stopped, NodeStatus::Asleep];
        present.extend(failed.then_some(status));
        if end == NodeStatus::Removed {
            present.push(NodeStatus::Disabled);
        }
        self.change(request, &present, |inner, node| inner.remove_in_good_order(node, end))
    }

    fn change(
        &self,
        request: &'static str,
        from: &[NodeStatus],
        work: impl FnOnce(&Arc<Inner>, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.inner.as_pnp(|| {
            let status = self.status();
            if !from.contains(&status) {
                let (device, state) = (self.instance_id(), status.to_string());
                return Err(Error::InvalidState { device, request, state });
            }
            work(&self.inner, self.index)
        })
    }
}

impl State {
    /// How many removed nodes are kept: steps that were under way when a node was removed still
    /// read it.
    pub(crate) const REMOVED_KEPT: usize = 100;

    /// The instance ID of the next device with a hardware ID.
    pub(super) fn new_instance_id(&mut self, hardware_id: &str) -> Arc<str> {
        let prefix = hardware_id.to_ascii_uppercase();
        let next = self.instances.entry(prefix.clone()).or_default();
        let number = *next;
        *next += 1;
        format!("{prefix}\\{number:04}").into()
    }

    /// Empties a removed node, as the removal deletes its keys, and takes out the oldest removed
    /// one beyond those that are kept.
    fn bury(&mut self, node: usize) {
        let removed = &mut self.nodes[node];
        removed.hardware_key.clear();
        removed.driver_key.clear();
        self.removed_nodes.push_back(node);
        if self.removed_nodes.len() > Self::REMOVED_KEPT
            && let Some(oldest) = self.removed_nodes.pop_front()
        {
            self.nodes.remove(oldest);
        }
    }

    /// The symbolic link of a device interface.
    pub(crate) fn interface_link(
        &self,
        node: usize,
        class: &GUID,
        reference: Option<&str>,
    ) -> String {
        let id = self.nodes.get(node).map_or(String::new(), |n| n.instance_id.replace('\\', "#"));
        let reference = reference.map_or(String::new(), |text| format!("\\{text}"));
        format!(r"\\?\{id}#{}{reference}", guid_text(class))
    }
}

impl Inner {
    /// The device nodes that were not removed.
    pub(crate) fn device_nodes(self: &Arc<Self>) -> Vec<DeviceNode> {
        let present = self.with(|state| {
            let present =
                state.nodes.numbered().filter(|(_, node)| node.status != NodeStatus::Removed);
            let named = present.map(|(index, node)| (index, Arc::clone(&node.instance_id)));
            named.collect::<Vec<_>>()
        });
        let node =
            |(index, instance_id)| DeviceNode { inner: Arc::clone(self), index, instance_id };
        present.into_iter().map(node).collect()
    }

    /// Traces a message to a device.
    pub(crate) fn trace_message(&self, message: PnpMessage, node: usize) {
        self.trace(|| {
            let device = self.with(|state| state.nodes[node].instance_id.as_ref().into());
            EventKind::Pnp(Pnp::Sent { message, device })
        });
    }

    pub(crate) fn set_status(&self, node: usize, status: NodeStatus) {
        self.with(|state| {
            state.nodes[node].status = status;
            if status == NodeStatus::Removed {
                state.bury(node);
            }
        });
    }
}
