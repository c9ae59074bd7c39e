//! A driver's service: its settings from the INF, its code, and what the driver registered.

use std::mem::offset_of;
use std::sync::Arc;

use super::bind::Binding;
use super::registry::{self, Values};
use crate::abi::{DRIVER_OBJECT, NTSTATUS, PFN_WDF_DRIVER_DEVICE_ADD, PFN_WDF_DRIVER_UNLOAD};
use crate::handle::Handle;
use crate::inf::{RegistryEntry, Service};
use crate::loader::{DriverImage, Mapping, Module};
use crate::machine::State;
use crate::memory::block::Block;
use crate::memory::counted_string::CountedString;

/// A driver's service: the entry below `Services`, and the driver while it is loaded.
#[expect(clippy::struct_excessive_bools, reason = "independent facts of its life")]
pub(crate) struct DriverService {
    pub(crate) name: String,
    pub(super) image: DriverImage,
    /// Its code while it is loaded.
    pub(super) module: Option<Module>,
    /// Whether a thread is loading or unloading it.
    pub(super) changing: bool,
    /// Whether it is being unloaded.
    pub(super) unloading: bool,
    /// Whether its service was started by hand.
    pub(crate) runs_as_service: bool,
    /// Whether its service is to stop: the unload waits until the last file of its control devices is
    /// closed.
    pub(super) stopping: bool,
    /// Whether it called `WdfDriverCreate` as a driver without Plug and Play.
    pub(crate) is_non_pnp: bool,
    /// An image's binding to the framework.
    pub(super) binding: Option<Binding>,
    /// The WDFDRIVER.
    pub(crate) object: Option<Handle>,
    /// The status with which its last `WdfDeviceCreate` failed, if `EvtDriverDeviceAdd` has not
    /// returned since.
    pub(super) refused_device: Option<NTSTATUS>,
    /// How many devices it was asked to add since it was loaded.
    pub(super) devices: u32,
    pub(crate) device_add: PFN_WDF_DRIVER_DEVICE_ADD,
    pub(crate) unload: PFN_WDF_DRIVER_UNLOAD,
    /// The values of its Parameters key, if the key exists.
    pub(crate) parameters: Option<Values>,
    /// The values of the key `Parameters\Wdf`, which the framework reads.
    pub(crate) wdf_settings: Values,
    /// Whether its image is run from the driver store (`%13%`), as an isolated package requires.
    pub(crate) in_driver_store: bool,
    /// The registry path, as `WdfDriverGetRegistryPath` returns it.
    pub(crate) registry_path: CountedString,
    /// The `DRIVER_OBJECT`.
    pub(crate) driver_object: Block,
}

impl State {
    /// The index of the service with this name, if there is one.
    pub(super) fn find_service(&self, name: &str) -> Option<usize> {
        let same = |driver: &DriverService| driver.name.eq_ignore_ascii_case(name);
        self.drivers.iter().position(same)
    }

    /// The index of the service with this name; creates the service if there is none.
    pub(crate) fn service(&mut self, name: &str, image: DriverImage) -> usize {
        if let Some(index) = self.find_service(name) {
            return index;
        }
        let path = format!(r"\Registry\Machine\System\CurrentControlSet\Services\{name}");
        self.drivers.push(DriverService {
            name: name.to_string(),
            image,
            module: None,
            changing: false,
            unloading: false,
            runs_as_service: false,
            stopping: false,
            is_non_pnp: false,
            binding: None,
            object: None,
            refused_device: None,
            devices: 0,
            device_add: None,
            unload: None,
            parameters: None,
            wdf_settings: Values::new(),
            in_driver_store: false,
            registry_path: CountedString::of(&path),
            driver_object: Block::zeroed(size_of::<DRIVER_OBJECT>()),
        });
        self.drivers.len() - 1
    }
}

impl DriverService {
    /// Notes what an INF says about the service.
    pub(super) fn set_up(&mut self, service: &Service) {
        self.in_driver_store = service.binary.starts_with("%13%");
        for RegistryEntry { subkey, name, data } in &service.registry {
            if subkey.eq_ignore_ascii_case("Parameters") {
                registry::set(self.parameters.get_or_insert_default(), name, data.clone());
            } else if subkey.eq_ignore_ascii_case(r"Parameters\Wdf") {
                registry::set(&mut self.wdf_settings, name, data.clone());
            }
        }
    }

    /// The memory of the driver's code, if the driver is a loaded image.
    pub(crate) fn mapping(&self) -> Option<Arc<Mapping>> {
        self.module.as_ref()?.mapping.clone()
    }

    /// The blocks whose address the driver has.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        let globals = self.binding.as_ref().map(|binding| &binding.globals);
        [self.registry_path.block(), &self.driver_object].into_iter().chain(globals)
    }

    /// Fills in the `DRIVER_OBJECT` of a driver that is about to be loaded.
    pub(super) fn fill_driver_object(&mut self, module: &Module) {
        const TYPE: i16 = 4;
        let size = size_of::<DRIVER_OBJECT>();
        let object = &mut self.driver_object;
        object.bytes_mut().fill(0);
        object.put(offset_of!(DRIVER_OBJECT, Type), &TYPE.to_le_bytes());
        object.put(offset_of!(DRIVER_OBJECT, Size), &size.to_le_bytes()[..2]);
        let Some(range) = module.mapping.as_ref().map(|mapping| mapping.range()) else { return };
        object.put(offset_of!(DRIVER_OBJECT, DriverStart), &range.start.to_le_bytes());
        object.put(offset_of!(DRIVER_OBJECT, DriverSize), &range.len().to_le_bytes()[..4]);
        let entry = (module.entry as usize).to_le_bytes();
        object.put(offset_of!(DRIVER_OBJECT, DriverInit), &entry);
    }
}
