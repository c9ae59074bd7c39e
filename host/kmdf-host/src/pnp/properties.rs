//! The properties of a device: those that the `PnP` manager keeps, and those that a driver assigns.

use std::collections::BTreeMap;

use super::registry::RegistryValue;
use super::registry_data::bytes_of;
use crate::abi::_DEVICE_REGISTRY_PROPERTY as Property;
use crate::abi::{
    GUID, NTSTATUS, STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER_2,
    STATUS_OBJECT_NAME_NOT_FOUND,
};
use crate::machine::State;

/// The key of a property (`DEVPROPKEY`): the GUID and the number.
pub(crate) type PropertyKey = (GUID, u32);

/// The properties that drivers have assigned, by the index of the node: type and bytes.
pub(crate) type Assigned = BTreeMap<(usize, PropertyKey), (u32, Vec<u8>)>;

/// `DEVPROP_TYPE_STRING`, `DEVPROP_TYPE_STRING_LIST`.
const STRING: u32 = 0x12;
const STRING_LIST: u32 = 0x2012;

/// The GUID of the keys `DEVPKEY_Device_…` that are properties of the registry as well.
const OF_DEVICE: GUID = GUID {
    Data1: 0xA45C_254E,
    Data2: 0xDF1C,
    Data3: 0x4EFD,
    Data4: [0x80, 0x20, 0x67, 0xD1, 0x46, 0xA8, 0x50, 0xE0],
};

/// The numbers of these keys, and the properties (`devpkey.h`).
const KEYS: [(u32, i32, u32); 8] = [
    (2, Property::DevicePropertyDeviceDescription, STRING),
    (3, Property::DevicePropertyHardwareID, STRING_LIST),
    (4, Property::DevicePropertyCompatibleIDs, STRING_LIST),
    (9, Property::DevicePropertyClassName, STRING),
    (11, Property::DevicePropertyDriverKeyName, STRING),
    (13, Property::DevicePropertyManufacturer, STRING),
    (16, Property::DevicePropertyPhysicalDeviceObjectName, STRING),
    (24, Property::DevicePropertyEnumeratorName, STRING),
];

/// `InstallStateInstalled`, and `RemovalPolicyExpectNoRemoval`.
const INSTALLED: u32 = 0;
const NO_REMOVAL: u32 = 1;

impl State {
    /// A property of the registry (`IoGetDeviceProperty`).
    pub(crate) fn device_property(
        &mut self,
        node: usize,
        property: i32,
    ) -> Result<Vec<u8>, NTSTATUS> {
        let known = Property::DevicePropertyDeviceDescription..=Property::DevicePropertyContainerID;
        if !known.contains(&property) {
            return Err(STATUS_INVALID_PARAMETER_2);
        }
        let value = self.property_value(node, property)?;
        value.map(|value| bytes_of(&value).1).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)
    }

    fn property_value(
        &mut self,
        node: usize,
        property: i32,
    ) -> Result<Option<RegistryValue>, NTSTATUS> {
        let record = self.nodes.get(node).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        let (id, number) = record.instance_id.rsplit_once('\\').unwrap_or_default();
        let package = self.packages.get(record.package).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        let installation = package.installation(id, self.target()).ok().and_then(Result::ok);
        let model = &installation.ok_or(STATUS_INVALID_DEVICE_STATE)?.model;
        let text = |text: &str| Some(RegistryValue::Sz(text.into()));
        let number_of = |number| Some(RegistryValue::Dword(number));
        let version = package.version();
        let class_guid = version.class_guid.as_deref();
        Ok(match property {
            Property::DevicePropertyDeviceDescription => text(&model.description),
            Property::DevicePropertyHardwareID => {
                let id = model.hardware_id.clone().unwrap_or_else(|| id.into());
                Some(RegistryValue::MultiSz(vec![id]))
            }
            Property::DevicePropertyCompatibleIDs if !model.compatible_ids.is_empty() => {
                Some(RegistryValue::MultiSz(model.compatible_ids.clone()))
            }
            Property::DevicePropertyClassName => version.class.as_deref().and_then(text),
            Property::DevicePropertyClassGuid => class_guid.and_then(text),
            Property::DevicePropertyDriverKeyName => {
                class_guid.and_then(|class| text(&format!("{class}\\{number}")))
            }
            Property::DevicePropertyManufacturer => text(&model.manufacturer),
            Property::DevicePropertyPhysicalDeviceObjectName => {
                text(&format!(r"\Device\{:08x}", node + 1))
            }
            Property::DevicePropertyEnumeratorName => id.split('\\').next().and_then(text),
            Property::DevicePropertyInstallState => number_of(INSTALLED),
            Property::DevicePropertyRemovalPolicy => number_of(NO_REMOVAL),
            _ => None,
        })
    }

    /// A property by its key (`IoGetDevicePropertyData`): its type and its bytes.
    pub(crate) fn property_data(
        &mut self,
        node: usize,
        key: PropertyKey,
    ) -> Result<(u32, Vec<u8>), NTSTATUS> {
        if let Some(assigned) = self.assigned_properties.get(&(node, key)) {
            return Ok(assigned.clone());
        }
        let (class, number) = key;
        let found = KEYS.into_iter().find(|(known, ..)| class == OF_DEVICE && *known == number);
        let (_, property, kind) = found.ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        Ok((kind, self.device_property(node, property)?))
    }

    /// Sets a property, or with `None` deletes it (`IoSetDevicePropertyData`).
    pub(crate) fn assign_property(
        &mut self,
        node: usize,
        key: PropertyKey,
        value: Option<(u32, Vec<u8>)>,
    ) {
        match value {
            Some(value) => self.assigned_properties.insert((node, key), value),
            None => self.assigned_properties.remove(&(node, key)),
        };
    }

    /// Forgets the assigned properties of a removed node.
    pub(super) fn remove_properties_of(&mut self, node: usize) {
        if !self.assigned_properties.is_empty() {
            self.assigned_properties.retain(|(of, _), _| *of != node);
        }
    }
}
