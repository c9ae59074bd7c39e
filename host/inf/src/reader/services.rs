//! `AddService`: the services that an installation creates.

use super::walk::{Walk, required_number};
use super::{LeftOut, RegistryEntry};
use crate::line::Line;
use crate::syntax::Section;
use crate::{InfError, InfErrorKind};

/// A service; for a driver, the image to load and when to load it (INF `AddService` Directive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The name of the service, and of its key under `Services`.
    pub name: String,
    /// The `SPSVCINST_XXX` flags of the directive.
    pub flags: u32,
    /// `DisplayName`: the name that people see.
    pub display_name: Option<String>,
    /// `ServiceType`: 1 is `SERVICE_KERNEL_DRIVER`.
    pub service_type: u32,
    /// `StartType`: when the service starts.
    pub start_type: StartType,
    /// `ErrorControl`: the system's response when the service fails to start.
    pub error_control: ErrorControl,
    /// `ServiceBinary`: the image, with the directory as a number, such as `%13%\echo.sys`.
    pub binary: String,
    /// `LoadOrderGroup`: the group that the service is loaded with.
    pub load_order_group: Option<String>,
    /// `Dependencies`: the services and groups that must start first.
    pub dependencies: Vec<String>,
    /// The values that `AddReg` writes to the service's key.
    pub registry: Vec<RegistryEntry>,
}

impl Service {
    /// Whether the service is the device's function driver (`SPSVCINST_ASSOCSERVICE`).
    #[must_use]
    pub fn is_function_driver(&self) -> bool {
        self.flags & 0x2 != 0
    }
}

/// When a service starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StartType {
    /// 0: by the loader of the operating system.
    Boot,
    /// 1: while the system initializes.
    System,
    /// 2: by the service control manager at start-up.
    Auto,
    /// 3: on demand; for a driver, when its device appears.
    Demand,
    /// 4: never.
    Disabled,
}

/// The system's response when a service fails to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorControl {
    /// 0: ignores the error.
    Ignore,
    /// 1: reports the error and continues.
    Normal,
    /// 2: restarts with the last known good configuration.
    Severe,
    /// 3: as 2, and stops if the restart fails too.
    Critical,
}

impl Walk<'_> {
    /// The services of the `.Services` sections. A directive without a name (`AddService = ,2`)
    /// means that the device has no driver, and adds no service.
    pub(super) fn services(
        &self,
        sections: &[&Section],
        left_out: &mut Vec<LeftOut>,
    ) -> Result<Vec<Service>, InfError> {
        let mut services = Vec::new();
        for line in sections.iter().flat_map(|section| section.all("AddService")) {
            let name = self.text(line, 0)?;
            if !name.is_empty() {
                services.push(self.service(name, line, left_out)?);
            }
        }
        Ok(services)
    }

    fn service(
        &self,
        name: String,
        line: &Line,
        left_out: &mut Vec<LeftOut>,
    ) -> Result<Service, InfError> {
        check_name(&name, line.number)?;
        let flags = match self.text(line, 1)? {
            flags if flags.is_empty() => 0,
            flags => required_number(&flags, "the AddService flags", line.number)?,
        };
        let install = self.named(&self.text(line, 2)?, "AddService", line.number)?;
        let entry = |key: &str| self.required(install, key, line.number);
        let code = |key: &str| {
            let (text, line) = entry(key)?;
            Ok((required_number(&text, key, line)?, line))
        };
        let optional = |key: &str| install.first(key).map(|line| self.text(line, 0)).transpose();
        let dependencies = install.first("Dependencies");
        Ok(Service {
            name,
            flags,
            display_name: optional("DisplayName")?,
            service_type: code("ServiceType")?.0,
            start_type: start_type(code("StartType")?)?,
            error_control: error_control(code("ErrorControl")?)?,
            binary: entry("ServiceBinary")?.0,
            load_order_group: optional("LoadOrderGroup")?,
            dependencies: dependencies.map_or_else(|| Ok(Vec::new()), |line| self.list(line, 0))?,
            registry: self.add_reg(&[install], left_out)?,
        })
    }
}

/// The most characters of a service's name (`CreateServiceW`, `lpServiceName`).
const LONGEST_NAME: usize = 256;

/// Checks that the service control manager accepts a name (`CreateServiceW`, `lpServiceName`).
fn check_name(name: &str, line: usize) -> Result<(), InfError> {
    let length = name.encode_utf16().count();
    let message = if length > LONGEST_NAME {
        format!("a service name has {length} characters; shorten it to at most {LONGEST_NAME}")
    } else if name.contains(['/', '\\']) {
        format!("the service name `{name}` has a slash or a backslash; choose a name without them")
    } else {
        return Ok(());
    };
    Err(InfError::at(InfErrorKind::BadValue, line, message))
}

fn start_type((code, line): (u32, usize)) -> Result<StartType, InfError> {
    Ok(match code {
        0 => StartType::Boot,
        1 => StartType::System,
        2 => StartType::Auto,
        3 => StartType::Demand,
        4 => StartType::Disabled,
        _ => {
            return Err(out_of_range(
                "StartType",
                code,
                "0 to 4; a Plug and Play driver has 3",
                line,
            ));
        }
    })
}

fn error_control((code, line): (u32, usize)) -> Result<ErrorControl, InfError> {
    Ok(match code {
        0 => ErrorControl::Ignore,
        1 => ErrorControl::Normal,
        2 => ErrorControl::Severe,
        3 => ErrorControl::Critical,
        _ => return Err(out_of_range("ErrorControl", code, "0 to 3; 1 is normal", line)),
    })
}

fn out_of_range(key: &str, code: u32, range: &str, line: usize) -> InfError {
    InfError::at(InfErrorKind::BadValue, line, format!("{key} is {code}; expected {range}"))
}
