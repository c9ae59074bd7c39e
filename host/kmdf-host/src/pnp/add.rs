//! Adding a device: its node, its model from the INF, its driver, `EvtDriverDeviceAdd`.

use std::sync::Arc;

use super::node::{DeviceNode, Node};
use super::registry::{self, RegistryValue, Values};
use super::stack::{Level, Stacked};
use super::status::{NodeStatus, Problem};
use crate::abi::{
    NT_SUCCESS, NTSTATUS, STATUS_NO_SUCH_DEVICE, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_UNSUCCESSFUL,
};
use crate::error::Error;
use crate::framework::attributes::Attributes;
use crate::framework::device::DeviceInit;
use crate::framework::object::Body;
use crate::inf::Installation;
use crate::machine::{Inner, State};
use crate::trace::{EventKind, Pnp, PnpMessage};
use crate::upcall;

impl Inner {
    /// Creates a root-enumerated device node, installs its model, and starts the device.
    pub(crate) fn create_device(
        self: &Arc<Self>,
        hardware_id: &str,
        overrides: &[(&str, RegistryValue)],
    ) -> Result<DeviceNode, Error> {
        let (package_index, installation) = self.find_model(hardware_id)?;
        for left_out in &installation.left_out {
            self.trace(|| EventKind::Pnp(Pnp::LeftOut { left_out: left_out.to_string().into() }));
        }
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
        let services = services(&installation);
        let (index, instance_id) = self.with(|state| {
            let instance_id = state.new_instance_id(hardware_id);
            let package = state.packages[package_index].clone();
            for service in &installation.services {
                let index = state.service(&service.name, package.image_of(&service.name).clone());
                state.drivers[index].set_up(service);
            }
            let index = state.nodes.push(Node {
                instance_id: Arc::clone(&instance_id),
                package: package_index,
                services,
                stack: Vec::new(),
                hardware_key,
                driver_key,
                status: NodeStatus::Disabled,
                closed_to_opens: false,
                changing: false,
                watchers: Vec::new(),
                offered: Vec::new(),
            });
            (index, instance_id)
        });
        self.change_node(index, || self.add_and_start(index));
        Ok(DeviceNode { inner: Arc::clone(self), index, instance_id })
    }

    /// Loads the drivers, the lowest first, lets each add its device, and starts the devices.
    pub(crate) fn add_and_start(self: &Arc<Self>, node: usize) {
        let found = self.with(|state| state.prepare_stack(node));
        let failed = |problem, status| NodeStatus::Failed { problem, status };
        let services = match found {
            Ok(services) => services,
            Err(status) => {
                self.set_status(node, failed(Problem::Registry, status));
                return;
            }
        };
        for (index, service) in services.into_iter().enumerate() {
            let added = match self.load_driver(service) {
                Ok(()) => self.add_device(Level { node, index }, service),
                Err(status) => Err((Problem::FailedDriverEntry, status)),
            };
            if let Err((problem, status)) = added {
                self.take_down(node);
                self.set_status(node, failed(problem, status));
                self.release_drivers(node);
                return;
            }
        }
        self.start_device(node);
    }

    /// Calls `EvtDriverDeviceAdd`. A filter that creates no device leaves the stack without an error.
    fn add_device(
        self: &Arc<Self>,
        level: Level,
        service: usize,
    ) -> Result<(), (Problem, NTSTATUS)> {
        let failed = |status| (Problem::FailedAdd, status);
        self.trace_message(PnpMessage::AddDevice, level.node);
        let (driver, callback) = self.with(|state| {
            let driver = &mut state.drivers[service];
            driver.devices += 1;
            (driver.object, driver.device_add)
        });
        let (Some(driver), Some(callback)) = (driver, callback) else {
            return Err(failed(STATUS_UNSUCCESSFUL));
        };
        let init = self.with(|state| {
            let node = Some(level.node);
            let init = DeviceInit { node, level: level.index, ..DeviceInit::default() };
            let body = Body::DeviceInit(Box::new(init));
            state.create(service, Some(driver), &Attributes::default(), body)
        });
        let init = init.map_err(failed)?;
        let status = self.upcall(
            driver,
            "EvtDriverDeviceAdd",
            |state| state.name(driver),
            || upcall::device_add(callback, driver, init),
        );
        let is_filter = self.with(|state| {
            let device = state.nodes[level.node].stack[level.index].device;
            let init = state.device_init(init).is_some_and(|init| init.is_filter);
            init || device.and_then(|device| state.device(device)).is_some_and(|d| d.is_filter)
        });
        self.with(|state| state.discard(init));
        let device = self.with(|state| state.nodes[level.node].stack[level.index].device);
        if !NT_SUCCESS(status) {
            self.trace(|| EventKind::Pnp(Pnp::DeviceAddFailed { status }));
            if device.is_some() {
                self.delete_device(level);
            }
            return if is_filter { Ok(()) } else { Err(failed(status)) };
        }
        self.check_creation(service, device.is_some());
        let Some(device) = device else {
            return if is_filter { Ok(()) } else { Err(failed(STATUS_NO_SUCH_DEVICE)) };
        };
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.started = true;
            }
        });
        Ok(())
    }

    /// Deletes the devices of the drivers below one that has failed.
    fn take_down(self: &Arc<Self>, node: usize) {
        for level in self.levels(node).into_iter().rev() {
            self.delete_device(level);
        }
    }
}

/// The names of the services of a device's drivers, lowest first: the lower filters, the function
/// driver, the upper filters.
fn services(installation: &Installation) -> Vec<String> {
    let mut services = installation.device.lower_filters.clone();
    services.push(installation.function_driver().map_or(String::new(), |s| s.name.clone()));
    services.extend(installation.device.upper_filters.iter().cloned());
    services
}

impl State {
    /// Puts the drivers of a node into its stack. Returns their services, lowest first.
    fn prepare_stack(&mut self, node: usize) -> Result<Vec<usize>, NTSTATUS> {
        let (names, package) = (self.nodes[node].services.clone(), self.nodes[node].package);
        let mut services = Vec::new();
        for name in names {
            let image = self.packages[package].image_of(&name).clone();
            let known = self.find_service(&name);
            // The installation creates the services, all but the one of a device without a driver.
            services.push(match known {
                None if !name.is_empty() => return Err(STATUS_OBJECT_NAME_NOT_FOUND),
                _ => self.service(&name, image),
            });
        }
        let record = &mut self.nodes[node];
        record.stack = services.iter().map(|service| Stacked::new(*service)).collect();
        record.closed_to_opens = false;
        Ok(services)
    }
}
