//! The `[Version]` section: the package's class, provider, catalog, date and version.

use super::walk::{Walk, required_number};
use crate::{InfError, InfErrorKind, guid};

/// The entries of `[Version]` (INF Version Section). Entries that the INF leaves out are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// `Signature`: `$Windows NT$` or `$Chicago$`, in any letter case.
    pub signature: String,
    /// `Class`: the name of the device setup class.
    pub class: Option<String>,
    /// `ClassGuid`: the class's GUID, in braces, as the INF writes it.
    pub class_guid: Option<String>,
    /// `Provider`: who provides the package.
    pub provider: Option<String>,
    /// `CatalogFile`: the file that holds the package's signature.
    pub catalog_file: Option<String>,
    /// `DriverVer`; also `None` where stampinf is to fill in the value (`DriverVer =`).
    pub driver_ver: Option<DriverVer>,
    /// `PnpLockdown`: whether Windows keeps applications from changing the installed files.
    pub pnp_lockdown: bool,
}

/// The date and the version of a driver (INF `DriverVer` Directive).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriverVer {
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
    /// Year, four digits.
    pub year: u16,
    /// The parts w.x.y.z; 0 for parts that the INF leaves out.
    pub version: [u16; 4],
}

impl Version {
    pub(super) fn read(walk: &Walk<'_>) -> Result<Self, InfError> {
        let not_an_inf = |message: String| InfError::new(InfErrorKind::NotAnInf, message);
        let section = walk
            .find("Version")
            .ok_or_else(|| not_an_inf("there is no [Version] section; is this an INF?".into()))?;
        let text = |key: &str| -> Result<Option<String>, InfError> {
            let value = section.first(key).map(|line| walk.text(line, 0)).transpose()?;
            Ok(value.filter(|value| !value.is_empty()))
        };
        let signature = text("Signature")?.unwrap_or_default();
        if !["$Windows NT$", "$Chicago$"].iter().any(|s| s.eq_ignore_ascii_case(&signature)) {
            return Err(not_an_inf(format!(
                "the Signature in [Version] is `{signature}`; write Signature = \"$Windows NT$\""
            )));
        }
        let class_guid = text("ClassGuid")?;
        if let (Some(guid), Some(line)) = (&class_guid, section.first("ClassGuid"))
            && guid::bare(guid).is_none()
        {
            return Err(InfError::at(
                InfErrorKind::BadValue,
                line.number,
                format!(
                    "ClassGuid is `{guid}`; write it as {{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}}"
                ),
            ));
        }
        let driver_ver = match section.first("DriverVer") {
            Some(line) if !line.fields.is_empty() => {
                Some(driver_ver(&walk.text(line, 0)?, &walk.text(line, 1)?, line.number)?)
            }
            _ => None,
        };
        let pnp_lockdown = match section.first("PnpLockdown") {
            Some(line) => required_number(&walk.text(line, 0)?, "PnpLockdown", line.number)? != 0,
            None => false,
        };
        Ok(Self {
            signature,
            class: text("Class")?,
            class_guid,
            provider: text("Provider")?,
            catalog_file: text("CatalogFile")?,
            driver_ver,
            pnp_lockdown,
        })
    }
}

fn driver_ver(date: &str, version: &str, line: usize) -> Result<DriverVer, InfError> {
    parse_driver_ver(date, version).ok_or_else(|| {
        InfError::at(
            InfErrorKind::BadValue,
            line,
            format!(
                "DriverVer is `{date},{version}`; write mm/dd/yyyy,w.x.y.z with parts up to 65535"
            ),
        )
    })
}

fn parse_driver_ver(date: &str, version: &str) -> Option<DriverVer> {
    let mut date = date.split(['/', '-']);
    let month = date.next()?.parse().ok().filter(|month| (1..=12).contains(month))?;
    let day = date.next()?.parse().ok().filter(|day| (1..=31).contains(day))?;
    let year = date.next()?.parse().ok().filter(|year| (1000..=9999).contains(year))?;
    if date.next().is_some() {
        return None;
    }
    let mut parts = [0; 4];
    if !version.is_empty() {
        let given = version.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<_>>>()?;
        parts.get_mut(..given.len())?.copy_from_slice(&given);
    }
    Some(DriverVer { month, day, year, version: parts })
}
