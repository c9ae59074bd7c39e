//! Device nodes: the `PnP` manager's view of a device.

use std::fmt;
use std::sync::Arc;

use super::registry::{RegistryValue, Values};
use super::stack::Stacked;
use super::status::NodeStatus;
use crate::abi::{GUID, guid_text};
use crate::error::Error;
use crate::framework::query_interface::Offered;
use crate::handle::Handle;
use crate::machine::{Inner, Machine, State};
use crate::trace::{EventKind, Pnp, PnpMessage};

/// A device node.
pub(crate) struct Node {
    pub(crate) instance_id: Arc<str>,
    pub(super) package: usize,
    /// The names of the services of its drivers, lowest first.
    pub(super) services: Vec<String>,
    /// Its drivers and their devices, lowest first; empty while no driver is loaded for it.
    pub(crate) stack: Vec<Stacked>,
    pub(crate) hardware_key: Values,
    pub(crate) driver_key: Values,
    pub(crate) status: NodeStatus,
    /// Whether opens are refused, because the device is being removed.
    pub(crate) closed_to_opens: bool,
    /// Whether a thread is changing the node's state.
    pub(super) changing: bool,
    /// The remote I/O targets that the `PnP` manager tells about the device's removal, oldest first.
    pub(crate) watchers: Vec<Handle>,
    /// The interfaces that the bus offers to the drivers.
    pub(crate) offered: Vec<Offered>,
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

    /// The index of the node.
    pub(crate) const fn index(&self) -> usize {
        self.index
    }

    /// Lets the bus below the device answer queries for an interface (`IRP_MN_QUERY_INTERFACE`) with the
    /// bytes of a structure that begins with an `INTERFACE`. The test stands in for a bus driver: it
    /// vouches for the routines in the bytes, which the drivers call, and none of which the host calls.
    pub fn offer_interface(&self, class: &GUID, version: u16, bytes: &[u8]) {
        let size = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        let offered =
            Offered { class: *class, bytes: bytes.to_vec(), size, version, process: None };
        self.inner.with(|state| {
            if let Some(node) = state.nodes.get_mut(self.index) {
                node.offered.push(offered);
            }
        });
    }

    /// The symbolic link of the device's enabled interface of a class, by which applications open
    /// the device; `None` if no interface of the class is enabled.
    #[must_use]
    pub fn interface(&self, class: &GUID) -> Option<String> {
        self.inner.with(|state| {
            let devices: Vec<Handle> = state.nodes.get(self.index)?.devices().collect();
            devices
                .into_iter()
                .find_map(|device| state.interfaces_of(device, class).into_iter().next())
        })
    }

    /// The values of the hardware key; none once the device is removed.
    #[must_use]
    pub fn hardware_key(&self) -> Vec<(String, RegistryValue)> {
        let key = |state: &mut State| Some(state.nodes.get(self.index)?.hardware_key.clone());
        self.inner.with(key).unwrap_or_default()
    }

    /// Sets a value of the hardware key, or deletes the value with `None`, as an administrator does
    /// with the registry editor. The driver reads the value when it next opens the key. Does nothing
    /// once the device is removed.
    pub fn set_hardware_value(&self, name: &str, value: Option<RegistryValue>) {
        self.inner.with(|state| {
            let node = state.nodes.get_mut(self.index);
            let Some(node) = node.filter(|node| node.status != NodeStatus::Removed) else { return };
            node.hardware_key.retain(|(existing, _)| !existing.eq_ignore_ascii_case(name));
            node.hardware_key.extend(value.map(|value| (name.to_owned(), value)));
        });
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
        self.remove_keys_of(node);
        self.physical_devices.remove(&node);
        self.remove_properties_of(node);
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

    /// The instance ID of a node.
    pub(super) fn instance_id(&self, node: usize) -> String {
        self.with(|state| state.nodes[node].instance_id.to_string())
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
