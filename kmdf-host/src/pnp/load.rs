//! Loading a driver: `DriverEntry`; and unloading it: what it left behind.

use std::sync::Arc;

use super::registry::Values;
use crate::abi::{
    DRIVER_OBJECT, NT_SUCCESS, NTSTATUS, PFN_WDF_DRIVER_DEVICE_ADD, PFN_WDF_DRIVER_UNLOAD,
    UNICODE_STRING,
};
use crate::ddi::{DriverImage, upcall};
use crate::error::describe;
use crate::framework::object::{Handle, Object};
use crate::framework::state::State;
use crate::kernel::block::Block;
use crate::machine::Inner;
use crate::rules::Rule;
use crate::trace::Who;

/// A driver's service: the entry below `Services`, and the driver while it is loaded.
pub(crate) struct DriverService {
    pub(crate) name: String,
    image: DriverImage,
    loaded: bool,
    /// The WDFDRIVER.
    pub(crate) object: Option<Handle>,
    pub(crate) device_add: PFN_WDF_DRIVER_DEVICE_ADD,
    pub(crate) unload: PFN_WDF_DRIVER_UNLOAD,
    /// The values of its Parameters key, if that exists.
    pub(crate) parameters: Option<Values>,
    /// The registry path, in UTF-16 with a NUL, as `WdfDriverGetRegistryPath` gives it.
    pub(crate) registry_path: Block,
    /// The `DRIVER_OBJECT`.
    pub(crate) driver_object: Block,
}

impl State {
    /// The index of the service of a name, made if there is none.
    pub(crate) fn service(&mut self, name: &str, image: DriverImage) -> usize {
        let same = |driver: &DriverService| driver.name.eq_ignore_ascii_case(name);
        if let Some(index) = self.drivers.iter().position(same) {
            return index;
        }
        let path = format!(r"\Registry\Machine\System\CurrentControlSet\Services\{name}");
        let units = path.encode_utf16().chain([0]).flat_map(u16::to_le_bytes);
        self.drivers.push(DriverService {
            name: name.to_string(),
            image,
            loaded: false,
            object: None,
            device_add: None,
            unload: None,
            parameters: None,
            registry_path: Block::copy_of(&units.collect::<Vec<u8>>()),
            driver_object: Block::zeroed(size_of::<DRIVER_OBJECT>()),
        });
        self.drivers.len() - 1
    }
}

impl Inner {
    /// Loads a driver, unless it is loaded.
    pub(crate) fn load_driver(self: &Arc<Self>, service: usize) -> Result<(), NTSTATUS> {
        let Some((image, name, path, object)) = self.with(|state| {
            let driver = state.drivers.get_mut(service)?;
            if std::mem::replace(&mut driver.loaded, true) {
                return None;
            }
            let path = driver.registry_path.address();
            Some((driver.image, driver.name.clone(), path, driver.driver_object.address()))
        }) else {
            return Ok(());
        };
        self.tell(Who::Pnp, format!("load driver {name}"));
        let length = r"\Registry\Machine\System\CurrentControlSet\Services\".len() + name.len();
        let bytes = u16::try_from(length * 2).unwrap_or(u16::MAX - 1);
        let registry_path = UNICODE_STRING {
            Length: bytes,
            MaximumLength: bytes + 2,
            Buffer: std::ptr::with_exposed_provenance_mut(path),
        };
        let status = self.upcall_of(service, "DriverEntry", &name, || {
            upcall::driver_entry(image.entry, object, &registry_path)
        });
        if NT_SUCCESS(status) {
            return Ok(());
        }
        self.tell(Who::Pnp, format!("DriverEntry failed: {}", describe(status)));
        // The framework deletes what WdfDriverCreate made; EvtDriverUnload is not called.
        self.forget_driver(service);
        Err(status)
    }

    /// Unloads a driver that has no devices any more.
    pub(crate) fn unload_driver_if_idle(self: &Arc<Self>, service: usize) {
        let idle = self.with(|state| {
            let used = state.nodes.iter().any(|n| n.driver == Some(service) && n.device.is_some());
            state.drivers.get(service).is_some_and(|driver| driver.loaded) && !used
        });
        if !idle {
            return;
        }
        let (name, unload, object) = self.with(|state| {
            let driver = &state.drivers[service];
            (driver.name.clone(), driver.unload, driver.object)
        });
        self.tell(Who::Pnp, format!("unload driver {name}"));
        if let (Some(unload), Some(object)) = (unload, object) {
            let what = self.with(|state| state.name(object));
            self.upcall(object, "EvtDriverUnload", &what, || upcall::driver_unload(unload, object));
        }
        self.forget_driver(service);
    }

    /// Deletes the driver object and reports what the driver leaves behind.
    fn forget_driver(self: &Arc<Self>, service: usize) {
        let object = self.with(|state| {
            let driver = state.drivers.get_mut(service)?;
            driver.loaded = false;
            driver.device_add = None;
            driver.unload = None;
            driver.object
        });
        if let Some(object) = object {
            self.delete_object(object);
        }
        let (objects, pool, damaged) = self.with(|state| {
            if let Some(driver) = state.drivers.get_mut(service) {
                driver.object = None;
            }
            let left: Vec<Handle> = state
                .objects
                .iter()
                .filter(|(_, object)| object.driver == service)
                .map(|(handle, _)| *handle)
                .collect();
            let census = state.census();
            let name_of = |state: &State, handle: Handle| state.name(handle);
            let objects: Vec<_> = left
                .iter()
                .filter_map(|handle| {
                    let name = name_of(state, *handle);
                    let info = census.iter().find(|info| info.name == name)?.clone();
                    let references = state.objects.get(handle).map_or(0, |o: &Object| o.references);
                    Some((info, references))
                })
                .collect();
            for handle in left {
                state.discard(handle);
            }
            let mut damaged = std::mem::take(&mut state.damaged);
            damaged.extend(state.pool.inspect_freed());
            (objects, state.pool.left_by(service), damaged)
        });
        for (info, references) in objects {
            let detail = format!(
                "a {} with parent {} and {references} references is left",
                info.kind, info.parent
            );
            self.violation(Rule::LeakedObject, info.name, "driver unload", detail);
        }
        for (tag, size) in pool {
            let detail = format!("{size} bytes are left");
            self.violation(Rule::LeakedPool, format!("pool '{tag}'"), "driver unload", detail);
        }
        self.report_damaged(damaged);
    }
}
