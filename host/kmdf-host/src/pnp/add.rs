//! Adding a device: its node, its model from the INF, its driver, `EvtDriverDeviceAdd`.

use std::sync::Arc;

use super::node::{DeviceNode, Node};
use super::registry::{self, RegistryValue, Values};
use super::status::{NodeStatus, Problem, SelfManagedIo};
use crate::abi::{NT_SUCCESS, NTSTATUS, STATUS_NO_SUCH_DEVICE, STATUS_UNSUCCESSFUL};
use crate::error::Error;
use crate::framework::attributes::Attributes;
use crate::framework::device::DeviceInit;
use crate::framework::object::Body;
use crate::machine::Inner;
use crate::trace::{EventKind, Pnp, PnpMessage};
use crate::upcall;

impl Inner {
    /// Creates a root-enumerated device node, installs its model, and starts the device.
    pub(crate) fn create_device(
        self: &Arc<Self>,
        hardware_id: &str,
        overrides: &[(&str, RegistryValue)],
    ) -> Result<DeviceNode, Error> {
        let (package, installation) = self.find_model(hardware_id)?;
        for left_out in &installation.left_out {
            self.trace(|| EventKind::Pnp(Pnp::LeftOut { left_out: left_out.to_string().into() }));
        }
        let service = installation.function_driver().map_or(String::new(), |s| s.name.clone());
        let top = |entries: &[crate::inf::RegistryEntry]| {
            let mut values = Values::new();
            for entry in entries.iter().filter(|entry| entry.subkey.is_empty()) {
                registry::set(&mut values, &entry.name, entry.data.clone());
            }
            values
        };
        let mut hardware_key = top(&installation.hardware_key);
        for (name, value) in overrides {
            registry::set(&mut hardware_key, name, value.clone());
        }
        let driver_key = top(&installation.driver_key);
        let (index, instance_id) = self.with(|state| {
            let instance_id = state.new_instance_id(hardware_id);
            if let Some(service) = installation.function_driver() {
                let image = state.packages[package].image().clone();
                let index = state.service(&service.name, image);
                state.drivers[index].set_up(service);
            }
            let index = state.nodes.push(Node {
                instance_id: Arc::clone(&instance_id),
                package,
                service,
                driver: None,
                hardware_key,
                driver_key,
                device: None,
                status: NodeStatus::Disabled,
                self_managed_io: SelfManagedIo::Created,
                closed_to_opens: false,
                changing: false,
            });
            (index, instance_id)
        });
        self.change_node(index, || self.add_and_start(index));
        Ok(DeviceNode { inner: Arc::clone(self), index, instance_id })
    }

    /// Loads the driver, adds the device, starts it.
    pub(crate) fn add_and_start(self: &Arc<Self>, node: usize) {
        let service = self.with(|state| {
            let (name, package) = (state.nodes[node].service.clone(), state.nodes[node].package);
            let image = state.packages[package].image().clone();
            let service = state.service(&name, image);
            state.nodes[node].driver = Some(service);
            state.nodes[node].self_managed_io = SelfManagedIo::Created;
            state.nodes[node].closed_to_opens = false;
            service
        });
        let failed = |problem, status| NodeStatus::Failed { problem, status };
        if let Err(status) = self.load_driver(service) {
            self.set_status(node, failed(Problem::FailedDriverEntry, status));
            self.release_driver(node);
            return;
        }
        if let Err(status) = self.add_device(node, service) {
            self.set_status(node, failed(Problem::FailedAdd, status));
            self.release_driver(node);
            return;
        }
        self.start_device(node);
    }

    fn add_device(self: &Arc<Self>, node: usize, service: usize) -> Result<(), NTSTATUS> {
        self.trace_message(PnpMessage::AddDevice, node);
        let (driver, callback) = self.with(|state| {
            let driver = &mut state.drivers[service];
            driver.devices += 1;
            (driver.object, driver.device_add)
        });
        let (Some(driver), Some(callback)) = (driver, callback) else {
            return Err(STATUS_UNSUCCESSFUL);
        };
        let init = self.with(|state| {
            let body = Body::DeviceInit(Box::new(DeviceInit { node, ..DeviceInit::default() }));
            state.create(service, Some(driver), &Attributes::default(), body)
        })?;
        let status = self.upcall(
            driver,
            "EvtDriverDeviceAdd",
            |state| state.name(driver),
            || upcall::device_add(callback, driver, init),
        );
        self.with(|state| state.discard(init));
        let device = self.with(|state| state.nodes[node].device);
        if !NT_SUCCESS(status) {
            self.trace(|| EventKind::Pnp(Pnp::DeviceAddFailed { status }));
            if device.is_some() {
                self.delete_device(node);
            }
            return Err(status);
        }
        self.check_creation(service, device.is_some());
        let device = device.ok_or(STATUS_NO_SUCH_DEVICE)?;
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.started = true;
            }
        });
        Ok(())
    }
}
