//! The registry keys that a driver opens: of its device and of its service.

use crate::abi::{
    KEY_WRITE, NTSTATUS, PLUGPLAY_REGKEY_DEVICE, PLUGPLAY_REGKEY_DRIVER, STATUS_ACCESS_DENIED,
    STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_NOT_FOUND,
};
use crate::framework::object::Body;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::rules::Rule;

pub use crate::inf::RegistryData as RegistryValue;

/// A key's values by name.
pub(crate) type Values = Vec<(String, RegistryValue)>;

/// `KEY_SET_VALUE`, the right that a write needs.
const KEY_SET_VALUE: u32 = 2;

/// The rights to change a key: to set values, to create subkeys, and all that include them.
const CHANGES: u32 = KEY_SET_VALUE | KEY_CREATE_SUB_KEY | GENERIC_WRITE | GENERIC_ALL;
const KEY_CREATE_SUB_KEY: u32 = 4;
const GENERIC_WRITE: u32 = 0x4000_0000;
const GENERIC_ALL: u32 = 0x1000_0000;

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyPath {
    /// The hardware key of a device node, by its index.
    Hardware(usize),
    /// The software (driver) key of a device node, by its index.
    Software(usize),
    /// The Parameters key of a service, by its index.
    Parameters(usize),
}

impl KeyPath {
    /// The key that a `DeviceInstanceKeyType` names.
    pub(crate) fn of_device(node: usize, key_type: u32) -> Result<Self, NTSTATUS> {
        match key_type {
            PLUGPLAY_REGKEY_DEVICE => Ok(Self::Hardware(node)),
            PLUGPLAY_REGKEY_DRIVER => Ok(Self::Software(node)),
            // The key of the current hardware profile, which no device has here.
            5 | 6 => Err(STATUS_OBJECT_NAME_NOT_FOUND),
            _ => Err(STATUS_INVALID_PARAMETER),
        }
    }
}

/// Sets a value; names are compared without regard to case.
pub(crate) fn set(values: &mut Values, name: &str, value: RegistryValue) {
    match values.iter_mut().find(|(existing, _)| existing.eq_ignore_ascii_case(name)) {
        Some((_, existing)) => *existing = value,
        None => values.push((name.to_string(), value)),
    }
}

impl State {
    fn values(&mut self, path: &KeyPath) -> Option<&mut Values> {
        match path {
            KeyPath::Hardware(node) => Some(&mut self.nodes.get_mut(*node)?.hardware_key),
            KeyPath::Software(node) => Some(&mut self.nodes.get_mut(*node)?.driver_key),
            KeyPath::Parameters(service) => self.drivers.get_mut(*service)?.parameters.as_mut(),
        }
    }

    /// Opens a key. Only a service's Parameters key can be missing; opening it for writing creates
    /// it (`WdfDriverOpenParametersRegistryKey`).
    pub(crate) fn prepare_key(&mut self, path: &KeyPath, access: u32) -> Result<(), NTSTATUS> {
        if self.values(path).is_some() {
            return Ok(());
        }
        match path {
            KeyPath::Parameters(service) if access & KEY_WRITE & KEY_SET_VALUE != 0 => {
                if let Some(driver) = self.drivers.get_mut(*service) {
                    driver.parameters = Some(Values::new());
                }
                Ok(())
            }
            _ => Err(STATUS_OBJECT_NAME_NOT_FOUND),
        }
    }

    fn key_path(&self, key: Handle) -> Option<KeyPath> {
        match self.objects.get(key)?.body {
            Body::Key(path) => Some(path),
            _ => None,
        }
    }

    /// A value of an open key.
    pub(crate) fn registry_value(&mut self, key: Handle, name: &str) -> Option<RegistryValue> {
        let path = self.key_path(key)?;
        let values = self.values(&path)?;
        values.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    /// Writes a value of an open key.
    pub(crate) fn set_registry_value(
        &mut self,
        key: Handle,
        name: &str,
        value: RegistryValue,
    ) -> Result<(), NTSTATUS> {
        let path = self.key_path(key).ok_or(STATUS_ACCESS_DENIED)?;
        set(self.values(&path).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?, name, value);
        Ok(())
    }
}

impl Inner {
    /// Reports that a driver opens a key for changes that an isolated driver only reads: the
    /// Parameters key of its service. A package that runs from the driver store is isolated.
    pub(crate) fn check_isolation(&self, path: KeyPath, of: Handle, access: u32, call: &str) {
        let KeyPath::Parameters(service) = path else { return };
        let is_isolated = self
            .with(|state| state.drivers.get(service).is_some_and(|driver| driver.in_driver_store));
        if access & CHANGES != 0 && is_isolated {
            let detail = format!(
                "the Parameters key is opened with the access {access:#x}, expected KEY_READ for a \
                 driver that runs from the driver store"
            );
            self.report(Rule::KeyOutsideIsolation, of, call, detail);
        }
    }
}
