//! The device properties that the `.HW` section sets outside the hardware key.

use super::{RegistryData, RegistryEntry};
use crate::{InfError, InfErrorKind};

/// Properties of the device that special value names in its `.HW` section set (INF `AddReg`
/// Directive, Special value-entry-name Keywords). Windows does not keep them in the hardware key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviceProperties {
    /// `Security`: who may open the device, in the Security Descriptor Definition Language.
    pub security: Option<String>,
    /// `DeviceType`: a `FILE_DEVICE_XXX` constant.
    pub device_type: Option<u32>,
    /// `DeviceCharacteristics`: `FILE_XXX` flags.
    pub characteristics: Option<u32>,
    /// `Exclusive`: whether only one handle to the device can be open.
    pub exclusive: bool,
    /// `UpperFilters`: the services of the filter drivers above the function driver.
    pub upper_filters: Vec<String>,
    /// `LowerFilters`: the services of the filter drivers below the function driver.
    pub lower_filters: Vec<String>,
}

impl DeviceProperties {
    /// Removes the properties from the values of the `.HW` section.
    pub(super) fn take(entries: &mut Vec<RegistryEntry>) -> Result<Self, InfError> {
        let security = match take(entries, "Security") {
            None => None,
            Some(RegistryData::Sz(descriptor)) if is_descriptor(&descriptor) => Some(descriptor),
            Some(data) => {
                return Err(bad(format!(
                    "the value Security in a .HW section is {data:?}, not a security descriptor; \
                     write one such as \"D:P(A;;GA;;;SY)\", in quotation marks, since an unquoted \
                     semicolon starts a comment"
                )));
            }
        };
        Ok(Self {
            security,
            device_type: take_number(entries, "DeviceType")?,
            characteristics: take_number(entries, "DeviceCharacteristics")?,
            exclusive: take_number(entries, "Exclusive")?.is_some_and(|exclusive| exclusive != 0),
            upper_filters: take_names(entries, "UpperFilters")?,
            lower_filters: take_names(entries, "LowerFilters")?,
        })
    }
}

/// Whether the text has the outer form of a security descriptor.
fn is_descriptor(text: &str) -> bool {
    let parts = ["O:", "G:", "D:", "S:"];
    parts.iter().any(|part| text.starts_with(part))
        && text.matches('(').count() == text.matches(')').count()
}

fn take(entries: &mut Vec<RegistryEntry>, name: &str) -> Option<RegistryData> {
    let index = entries
        .iter()
        .position(|entry| entry.subkey.is_empty() && entry.name.eq_ignore_ascii_case(name))?;
    Some(entries.remove(index).data)
}

fn take_number(entries: &mut Vec<RegistryEntry>, name: &str) -> Result<Option<u32>, InfError> {
    match take(entries, name) {
        None => Ok(None),
        Some(RegistryData::Dword(number)) => Ok(Some(number)),
        Some(data) => Err(bad(format!(
            "the value {name} in a .HW section is {data:?}; it must be a REG_DWORD (0x00010001)"
        ))),
    }
}

fn take_names(entries: &mut Vec<RegistryEntry>, name: &str) -> Result<Vec<String>, InfError> {
    match take(entries, name) {
        None => Ok(Vec::new()),
        Some(RegistryData::MultiSz(names)) => Ok(names),
        Some(data) => Err(bad(format!(
            "the value {name} in a .HW section is {data:?}; it must be a REG_MULTI_SZ (0x00010000)"
        ))),
    }
}

fn bad(message: String) -> InfError {
    InfError::new(InfErrorKind::BadValue, message)
}
