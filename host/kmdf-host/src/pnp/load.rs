//! Loading a driver and calling `DriverEntry`; unloading it and reporting its leaks.

use std::fmt::Write;
use std::sync::Arc;

use super::node::Node;
use super::service::DriverService;
use crate::abi::{NT_SUCCESS, NTSTATUS, STATUS_INSUFFICIENT_RESOURCES, UNICODE_STRING};
use crate::footprint::unrecorded;
use crate::framework::reference;
use crate::handle::Handle;
use crate::loader::DriverImage;
use crate::machine::Inner;
use crate::names::Argument;
use crate::rules::Rule;
use crate::trace::{EventKind, Pnp};
use crate::upcall;

impl Inner {
    /// Whether a driver is being unloaded. Its devices are gone by then, and with them the threads that
    /// could run its code at the same time: the answer depends on no order of threads.
    pub(crate) fn is_unloading(&self, service: usize) -> bool {
        unrecorded(|| {
            self.with(|state| state.drivers.get(service).is_some_and(|driver| driver.unloading))
        })
    }

    /// Loads a driver, unless it is loaded already.
    pub(crate) fn load_driver(self: &Arc<Self>, service: usize) -> Result<(), NTSTATUS> {
        // Another device's thread may be loading the driver, or unloading it.
        self.wait_until(|state| state.drivers.get(service).is_none_or(|driver| !driver.changing));
        let Some((image, name)) = self.with(|state| {
            let driver = state.drivers.get_mut(service).filter(|driver| driver.module.is_none())?;
            driver.changing = true;
            Some((driver.image.clone(), driver.name.clone()))
        }) else {
            return Ok(());
        };
        let loaded = self.load_image(service, &image, &name);
        self.with(|state| state.drivers[service].changing = false);
        loaded
    }

    fn load_image(
        self: &Arc<Self>,
        service: usize,
        image: &DriverImage,
        name: &str,
    ) -> Result<(), NTSTATUS> {
        self.trace(|| EventKind::Pnp(Pnp::LoadDriver { driver: name.into() }));
        let module = image.load().map_err(|error| {
            let error = || error.to_string().into();
            self.trace(|| EventKind::Pnp(Pnp::ImageRefused { error: error() }));
            STATUS_INSUFFICIENT_RESOURCES
        })?;
        if let Some(section) = image.executable_imports() {
            let detail = format!(
                "the addresses of the imports lie in the executable section {section}, expected a \
                 section of data such as .rdata"
            );
            self.violation(Rule::ImportsExecutable, name.to_string(), "driver load", detail);
        }
        let entry = module.entry;
        let (registry_path, object) = self.with(|state| {
            let driver = &mut state.drivers[service];
            driver.fill_driver_object(&module);
            driver.module = Some(module);
            driver.devices = 0;
            let path = &driver.registry_path;
            let path = UNICODE_STRING {
                Length: path.length(),
                MaximumLength: path.length() + 2,
                Buffer: std::ptr::with_exposed_provenance_mut(path.address()),
            };
            (path, driver.driver_object.address())
        });
        let status = self.upcall_of(
            service,
            "DriverEntry",
            |_| Argument::Name(name.into()),
            || upcall::driver_entry(entry, object, &registry_path),
        );
        if NT_SUCCESS(status) {
            self.check_driver(service);
            return Ok(());
        }
        self.trace(|| EventKind::Pnp(Pnp::DriverEntryFailed { status }));
        // The framework deletes the WDFDRIVER without calling EvtDriverUnload.
        self.forget_driver(service);
        Err(status)
    }

    /// Takes the drivers from a node whose devices are gone, and unloads those that no other node, no
    /// control device and no running service keeps, the highest first.
    pub(crate) fn release_drivers(self: &Arc<Self>, node: usize) {
        let stack = self.with(|state| std::mem::take(&mut state.nodes[node].stack));
        for stacked in stack.into_iter().rev() {
            let service = stacked.driver;
            let is_used = self.with(|state| {
                let has = |node: &Node| node.stack.iter().any(|stacked| stacked.driver == service);
                state.nodes.iter().any(has)
                    || state.drivers.get(service).is_none_or(|driver| driver.runs_as_service)
                    || !state.control_devices_of(service).is_empty()
            });
            if !is_used {
                self.unload_driver(service);
            }
        }
    }

    /// Unloads a driver that nothing keeps.
    pub(crate) fn unload_driver(self: &Arc<Self>, service: usize) {
        let Some((name, is_image)) = self.with(|state| {
            let driver = state.drivers.get_mut(service)?;
            let module = driver.module.as_ref().filter(|_| !driver.changing)?;
            (driver.changing, driver.unloading) = (true, true);
            Some((driver.name.clone(), module.mapping.is_some()))
        }) else {
            return;
        };
        self.trace(|| EventKind::Pnp(Pnp::UnloadDriver { driver: name.as_str().into() }));
        if is_image {
            self.call_driver_unload(service);
        } else {
            self.unload_from_framework(service);
        }
        self.forget_driver(service);
        self.with(|state| {
            let driver = &mut state.drivers[service];
            (driver.changing, driver.unloading) = (false, false);
            (driver.runs_as_service, driver.stopping) = (false, false);
        });
    }

    /// Deletes and reports everything that a driver left, and unmaps its code.
    fn forget_driver(self: &Arc<Self>, service: usize) {
        self.check_unbound(service);
        self.delete_driver_object(service);
        let module = self.with(|state| {
            let driver = state.drivers.get_mut(service)?;
            driver.device_add = None;
            driver.unload = None;
            driver.module.take()
        });
        let (objects, pool, misused) = self.with(|state| {
            let left: Vec<Handle> = state
                .objects
                .iter()
                .filter(|(_, object)| object.driver == service)
                .map(|(handle, _)| *handle)
                .collect();
            let census = if left.is_empty() { Vec::new() } else { state.census() };
            let objects: Vec<_> = left
                .iter()
                .filter_map(|handle| {
                    let object = state.objects.get(*handle)?;
                    let info = census.iter().find(|info| info.name == object.name)?.clone();
                    Some((info, object.references, object.taken.clone()))
                })
                .collect();
            for handle in left {
                state.discard(handle);
            }
            let mut misused = std::mem::take(&mut state.misused);
            misused.extend(state.pool.inspect_freed());
            (objects, state.pool.left_by(service), misused)
        });
        for (info, references, taken) in objects {
            let mut detail = format!(
                "a {} with parent {} and {references} references is left",
                info.kind, info.parent
            );
            if !taken.is_empty() {
                let _ = write!(detail, "; the driver took {}", reference::listed(&taken));
            }
            self.violation(Rule::LeakedObject, info.name, "driver unload", detail);
        }
        for (tag, size) in pool {
            let detail = format!("{size} bytes are left");
            self.violation(Rule::LeakedPool, format!("pool '{tag}'"), "driver unload", detail);
        }
        self.check_left_with_kernel(service);
        self.report_misused(misused);
        let mapping = module.and_then(|module| module.mapping);
        if let Some(mapping) = mapping.filter(|_| self.is_over()) {
            mapping.set_aside();
        }
    }

    /// Whether the machine is shutting down, and no code of a driver can run any more. Reads the rest
    /// of the state only then: an unload before that must not seem to depend on the rest.
    fn is_over(&self) -> bool {
        let is_loaded = |driver: &DriverService| driver.module.is_some();
        self.with(|state| {
            state.shutting_down
                && state.dpcs.is_empty()
                && state.work_items.is_empty()
                && !state.drivers.iter().any(is_loaded)
        })
    }
}
