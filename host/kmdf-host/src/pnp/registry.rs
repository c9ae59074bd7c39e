//! The registry keys that a driver opens and makes.

use crate::abi::{
    KEY_WRITE, NTSTATUS, PLUGPLAY_REGKEY_DEVICE, PLUGPLAY_REGKEY_DRIVER, STATUS_CANNOT_DELETE,
    STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER, STATUS_KEY_DELETED,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_SYNTAX_BAD,
};
use crate::framework::object::Body;
use crate::handle::Handle;
use crate::machine::{Inner, State, Table};
use crate::rules::Rule;
use crate::running;

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

/// The only subkey of a service that the host itself knows.
const PARAMETERS: &str = "Parameters";

/// Where the registry of the machine begins, and below it the services.
const MACHINE: &str = r"\Registry\Machine";
const SERVICES: [&str; 3] = ["System", "CurrentControlSet", "Services"];

/// Which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyPath {
    /// `\Registry\Machine`, which has no values.
    Machine,
    /// The hardware key of a device node, by its index.
    Hardware(usize),
    /// The software (driver) key of a device node, by its index.
    Software(usize),
    /// The key of a service, by its index, whose values are not kept.
    Service(usize),
    /// The Parameters key of a service, by its index.
    Parameters(usize),
    /// A key that a driver made, by its number.
    Made(usize),
}

/// A key that a driver made.
#[derive(Debug)]
pub(crate) struct MadeKey {
    parent: KeyPath,
    name: String,
    values: Values,
}

/// The keys that drivers made. A key's number is never used twice, so that a handle of a deleted key
/// finds nothing.
pub(crate) type MadeKeys = Table<MadeKey>;

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
            KeyPath::Made(key) => Some(&mut self.made_keys.get_mut(*key)?.values),
            KeyPath::Machine | KeyPath::Service(_) => None,
        }
    }

    /// [`State::values`], to be read.
    fn values_read(&self, path: &KeyPath) -> Option<&Values> {
        match path {
            KeyPath::Hardware(node) => Some(&self.nodes.get(*node)?.hardware_key),
            KeyPath::Software(node) => Some(&self.nodes.get(*node)?.driver_key),
            KeyPath::Parameters(service) => self.drivers.get(*service)?.parameters.as_ref(),
            KeyPath::Made(key) => Some(&self.made_keys.get(*key)?.values),
            KeyPath::Machine | KeyPath::Service(_) => None,
        }
    }

    fn exists(&self, path: &KeyPath) -> bool {
        matches!(path, KeyPath::Machine | KeyPath::Service(_)) || self.values_read(path).is_some()
    }

    /// Opens a key. Only a service's Parameters key can be missing; opening it for writing creates
    /// it (`WdfDriverOpenParametersRegistryKey`).
    pub(crate) fn prepare_key(&mut self, path: &KeyPath, access: u32) -> Result<(), NTSTATUS> {
        if self.exists(path) {
            return Ok(());
        }
        match path {
            KeyPath::Parameters(service) if access & KEY_WRITE & KEY_SET_VALUE != 0 => {
                self.make_parameters(*service);
                Ok(())
            }
            _ => Err(STATUS_OBJECT_NAME_NOT_FOUND),
        }
    }

    fn make_parameters(&mut self, service: usize) {
        if let Some(driver) = self.drivers.get_mut(service) {
            driver.parameters = Some(Values::new());
        }
    }

    /// Finds the key of a name, which is absolute without a parent, and below the parent otherwise.
    /// With `make`, makes the key if only the key itself is missing. Returns whether it did
    /// (`ZwOpenKey`, `ZwCreateKey`).
    pub(crate) fn find_key(
        &mut self,
        parent: Option<Handle>,
        name: &str,
        make: bool,
    ) -> Result<(KeyPath, bool), NTSTATUS> {
        let (mut path, rest) = match parent {
            Some(_) if name.starts_with('\\') => return Err(STATUS_OBJECT_PATH_SYNTAX_BAD),
            Some(parent) => (self.key_path(parent)?, name),
            None => (KeyPath::Machine, below_machine(name)?),
        };
        let mut parts = 0;
        if path == KeyPath::Machine
            && let Some((service, count)) = self.service_of(rest)
        {
            (path, parts) = (KeyPath::Service(service), count);
        }
        let mut left = rest.split('\\').filter(|part| !part.is_empty()).skip(parts).peekable();
        while let Some(part) = left.next() {
            path = match self.subkey(&path, part) {
                Some(found) => found,
                None if make && left.peek().is_none() => {
                    return Ok((self.make_key(path, part), true));
                }
                None => return Err(STATUS_OBJECT_NAME_NOT_FOUND),
            };
        }
        Ok((path, false))
    }

    /// Finds the key of a whole path, and makes what is missing of the path.
    pub(crate) fn make_path(&mut self, name: &str) -> Result<KeyPath, NTSTATUS> {
        // The path begins with `\Registry\Machine`, whose parts no driver can make.
        let ends: Vec<_> = name.match_indices('\\').map(|(at, _)| at).skip(3).collect();
        for end in ends {
            self.find_key(None, &name[..end], true)?;
        }
        self.find_key(None, name, true).map(|(path, _)| path)
    }

    /// The service that a path below `\Registry\Machine` leads to, and the number of the path's
    /// parts up to there.
    fn service_of(&self, path: &str) -> Option<(usize, usize)> {
        let mut parts = path.split('\\').filter(|part| !part.is_empty());
        let all =
            SERVICES.iter().all(|name| parts.next().is_some_and(|p| p.eq_ignore_ascii_case(name)));
        let name = parts.next().filter(|_| all)?;
        let service = self.drivers.iter().position(|d| d.name.eq_ignore_ascii_case(name))?;
        Some((service, SERVICES.len() + 1))
    }

    fn subkey(&self, path: &KeyPath, name: &str) -> Option<KeyPath> {
        if let KeyPath::Service(service) = path
            && name.eq_ignore_ascii_case(PARAMETERS)
        {
            let parameters = KeyPath::Parameters(*service);
            return self.exists(&parameters).then_some(parameters);
        }
        let same = |key: &MadeKey| key.parent == *path && key.name.eq_ignore_ascii_case(name);
        self.made_keys.numbered().find(|(_, key)| same(key)).map(|(key, _)| KeyPath::Made(key))
    }

    fn make_key(&mut self, parent: KeyPath, name: &str) -> KeyPath {
        if let KeyPath::Service(service) = parent
            && name.eq_ignore_ascii_case(PARAMETERS)
        {
            self.make_parameters(service);
            return KeyPath::Parameters(service);
        }
        let key = MadeKey { parent, name: name.to_string(), values: Values::new() };
        KeyPath::Made(self.made_keys.push(key))
    }

    /// Deletes an open key (`ZwDeleteKey`). The host deletes no key of a device or a service, and no
    /// key that has subkeys.
    pub(crate) fn remove_key(&mut self, key: Handle) -> Result<(), NTSTATUS> {
        let path = self.key_path(key)?;
        if self.made_keys.iter().any(|key| key.parent == path) {
            return Err(STATUS_CANNOT_DELETE);
        }
        match path {
            KeyPath::Made(key) => {
                self.made_keys.remove(key);
                Ok(())
            }
            KeyPath::Parameters(service) => {
                if let Some(driver) = self.drivers.get_mut(service) {
                    driver.parameters = None;
                }
                Ok(())
            }
            _ => Err(STATUS_CANNOT_DELETE),
        }
    }

    /// Deletes the keys below the keys of a device node.
    pub(super) fn remove_keys_of(&mut self, node: usize) {
        let below = |state: &Self, parent: KeyPath| -> Vec<usize> {
            let found = state.made_keys.numbered().filter(|(_, key)| key.parent == parent);
            found.map(|(number, _)| number).collect()
        };
        let mut doomed = below(self, KeyPath::Hardware(node));
        doomed.extend(below(self, KeyPath::Software(node)));
        while let Some(key) = doomed.pop() {
            self.made_keys.remove(key);
            doomed.extend(below(self, KeyPath::Made(key)));
        }
    }

    fn key_path(&self, key: Handle) -> Result<KeyPath, NTSTATUS> {
        let Some(Body::Key(path)) = self.objects.get(key).map(|object| &object.body) else {
            return Err(STATUS_INVALID_HANDLE);
        };
        let path = *path;
        if self.exists(&path) { Ok(path) } else { Err(STATUS_KEY_DELETED) }
    }

    /// A value of a key.
    pub(crate) fn value_at(&self, path: &KeyPath, name: &str) -> Option<RegistryValue> {
        let mut values = self.values_read(path)?.iter();
        values.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    /// The names of a key's values.
    pub(crate) fn names_at(&self, path: &KeyPath) -> Vec<String> {
        self.values_read(path).into_iter().flatten().map(|(name, _)| name.clone()).collect()
    }

    /// Writes a value of a key.
    pub(crate) fn set_value_at(
        &mut self,
        path: &KeyPath,
        name: &str,
        value: RegistryValue,
    ) -> Result<(), NTSTATUS> {
        set(self.values(path).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?, name, value);
        Ok(())
    }

    /// Deletes a value of a key.
    pub(crate) fn remove_value_at(&mut self, path: &KeyPath, name: &str) -> Result<(), NTSTATUS> {
        let values = self.values(path).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        let place = values.iter().position(|(existing, _)| existing.eq_ignore_ascii_case(name));
        values.remove(place.ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?);
        Ok(())
    }

    /// A value of an open key (`ZwQueryValueKey`).
    pub(crate) fn registry_value(
        &self,
        key: Handle,
        name: &str,
    ) -> Result<RegistryValue, NTSTATUS> {
        let path = self.key_path(key)?;
        let values = self.values_read(&path).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        let found = values.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)
    }

    /// Writes a value of an open key (`ZwSetValueKey`).
    pub(crate) fn set_registry_value(
        &mut self,
        key: Handle,
        name: &str,
        value: RegistryValue,
    ) -> Result<(), NTSTATUS> {
        let path = self.key_path(key)?;
        self.set_value_at(&path, name, value)
    }

    /// Deletes a value of an open key (`ZwDeleteValueKey`).
    pub(crate) fn remove_registry_value(
        &mut self,
        key: Handle,
        name: &str,
    ) -> Result<(), NTSTATUS> {
        let path = self.key_path(key)?;
        self.remove_value_at(&path, name)
    }
}

/// The part of an absolute path below `\Registry\Machine`.
fn below_machine(name: &str) -> Result<&str, NTSTATUS> {
    if !name.starts_with('\\') {
        return Err(STATUS_OBJECT_PATH_SYNTAX_BAD);
    }
    let is_machine = |start: &str| start.eq_ignore_ascii_case(MACHINE);
    let rest =
        name.get(MACHINE.len()..).filter(|_| name.get(..MACHINE.len()).is_some_and(is_machine));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with('\\') => Ok(rest),
        _ => Err(STATUS_OBJECT_NAME_NOT_FOUND),
    }
}

impl Inner {
    /// Reports that an isolated driver opens the Parameters key of its service for changes: it may
    /// only read the key.
    pub(crate) fn check_isolation(&self, path: KeyPath, of: Handle, access: u32, call: &str) {
        if matches!(path, KeyPath::Parameters(_)) && access & CHANGES != 0 && self.is_isolated() {
            let detail = format!(
                "the Parameters key is opened with the access {access:#x}, expected KEY_READ for a \
                 driver that runs from the driver store"
            );
            self.report(Rule::KeyOutsideIsolation, of, call, detail);
        }
    }

    /// Reports that an isolated driver opens a key by its whole path.
    pub(crate) fn check_whole_path(&self, name: &str, call: &str) {
        let driver = |state: &mut State| state.drivers.get(running::driver())?.object;
        if let Some(driver) = self.with(driver).filter(|_| self.is_isolated()) {
            let detail = format!(
                "the key {name} is opened by its whole path, expected a path below a key that the \
                 framework has opened, for a driver that runs from the driver store"
            );
            self.report(Rule::KeyOutsideIsolation, driver, call, detail);
        }
    }

    /// Whether the running driver is isolated: it runs from the driver store.
    fn is_isolated(&self) -> bool {
        let driver =
            |state: &mut State| Some(state.drivers.get(running::driver())?.in_driver_store);
        self.with(driver) == Some(true)
    }
}
