//! WDFDRIVER: `WdfDriverCreate` and its relatives.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, hand_out, on_object, sized, text};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Parent};
use crate::framework::object::{Body, Kind};
use crate::framework::queue::{LEVEL_INHERIT, LEVEL_PASSIVE, SCOPE_INHERIT};
use crate::handle::Handle;
use crate::memory::counted_string::CountedString;
use crate::rules::{Rule, Subject};
use crate::running::{self, DISPATCH};
use crate::seam;

/// Creates the framework driver object; `PASSIVE_LEVEL`, in `DriverEntry`.
pub(super) unsafe extern "C" fn WdfDriverCreate(
    _: PWDF_DRIVER_GLOBALS,
    driver_object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    driver_attributes: PWDF_OBJECT_ATTRIBUTES,
    config: PWDF_DRIVER_CONFIG,
    driver: *mut WDFDRIVER,
) -> NTSTATUS {
    const CALL: &str = "WdfDriverCreate";
    seam::fallible(
        CALL,
        0,
        |_| (),
        |machine| {
            let pointers = [
                ("DriverObject", driver_object.is_null()),
                ("RegistryPath", registry_path.is_null()),
                ("DriverConfig", config.is_null()),
            ];
            if !machine.required(CALL, &pointers) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's pointer to its configuration, which is not NULL.
            let config = match unsafe { sized(config) } {
                Ok(config) => config,
                Err(status) => return status,
            };
            let known = _WDF_DRIVER_INIT_FLAGS::WdfDriverInitNonPnpDriver
                | _WDF_DRIVER_INIT_FLAGS::WdfDriverInitNoDispatchOverride
                | _WDF_DRIVER_INIT_FLAGS::WdfDriverInitCompanion;
            // SAFETY: the driver's pointer to its registry path, which is not NULL.
            let path = unsafe { text(registry_path) };
            let non_pnp = _WDF_DRIVER_INIT_FLAGS::WdfDriverInitNonPnpDriver;
            let flags = config.DriverInitFlags.cast_signed();
            if flags & !known != 0 || path.is_none() {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's pointer to attributes, or NULL.
            let attributes = unsafe { attributes(driver_attributes) };
            let allowed = Allowed { parent: Parent::Forbidden, level: true, scope: true };
            if let Ok(checked) = attributes.check(allowed)
                && (checked.level_or_inherit(), checked.scope_or_inherit())
                    != (LEVEL_INHERIT, SCOPE_INHERIT)
            {
                let detail = "the attributes of the driver set an execution level or a \
                              synchronization scope, expected both to be inherited"
                    .into();
                machine.violation(Rule::WrongConfiguration, Subject::None, CALL, detail);
            }
            let created = machine.with(|state| {
                let service = running::driver();
                if state.drivers[service].object.is_some() {
                    return Err(STATUS_DRIVER_INTERNAL_ERROR);
                }
                if flags & non_pnp != 0 && config.EvtDriverDeviceAdd.is_some() {
                    return Err(STATUS_INVALID_PARAMETER);
                }
                let attributes = attributes.check(allowed)?;
                if attributes.level_or_inherit() == LEVEL_PASSIVE {
                    return Err(STATUS_NOT_SUPPORTED);
                }
                let handle = state.create(service, None, &attributes, Body::Driver)?;
                let record = &mut state.drivers[service];
                record.object = Some(handle);
                record.device_add = config.EvtDriverDeviceAdd;
                record.unload = config.EvtDriverUnload;
                record.is_non_pnp = flags & non_pnp != 0;
                state.publish_driver(service, handle, config.DriverPoolTag);
                Ok(handle)
            });
            // SAFETY: the driver's variable for the handle, or NULL.
            unsafe { hand_out(created, driver) }
        },
    )
}

/// The registry path of the driver's service; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDriverGetRegistryPath(
    _: PWDF_DRIVER_GLOBALS,
    driver: WDFDRIVER,
) -> PWSTR {
    const CALL: &str = "WdfDriverGetRegistryPath";
    let address = on_object(CALL, 0, driver, Kind::Driver, |machine, handle| {
        machine.with(|state| {
            let service = state.objects.get(handle)?.driver;
            Some(state.drivers[service].registry_path.address())
        })
    })
    .flatten();
    std::ptr::with_exposed_provenance_mut(address.unwrap_or(0))
}

/// The I/O manager's object of the driver.
pub(super) unsafe extern "C" fn WdfDriverWdmGetDriverObject(
    _: PWDF_DRIVER_GLOBALS,
    driver: WDFDRIVER,
) -> PDRIVER_OBJECT {
    const CALL: &str = "WdfDriverWdmGetDriverObject";
    let address = on_object(CALL, DISPATCH, driver, Kind::Driver, |machine, handle| {
        machine.with(|state| {
            let service = state.objects.get(handle)?.driver;
            Some(state.drivers[service].driver_object.address())
        })
    })
    .flatten();
    std::ptr::with_exposed_provenance_mut(address.unwrap_or(0))
}

/// Puts the framework's version text into a string object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDriverRetrieveVersionString(
    _: PWDF_DRIVER_GLOBALS,
    driver: WDFDRIVER,
    string: WDFSTRING,
) -> NTSTATUS {
    const CALL: &str = "WdfDriverRetrieveVersionString";
    seam::fallible(
        CALL,
        0,
        |m| m.name_of(driver),
        |machine| {
            let driver = machine.check(CALL, driver, Kind::Driver);
            let string = machine.check(CALL, string, Kind::String);
            let (Some(_), Some(string)) = (driver, string) else { return STATUS_INVALID_HANDLE };
            machine.with(|state| {
                let minor = state.framework_minor(running::driver());
                state.set_string(string, &version_string(minor, !state.verifier_off));
            });
            STATUS_SUCCESS
        },
    )
}

/// The text from `WdfDriverRetrieveVersionString`: KMDF 1.31 came with Windows 10
/// version 2004, KMDF 1.33 with Windows 11, here version 22H2.
fn version_string(minor: ULONG, verifier: bool) -> String {
    let build = if minor == 33 { 22621 } else { 19041 };
    let verifier = if verifier { " (verifier on)" } else { "" };
    format!("Kernel Mode Driver Framework{verifier} version 01.{minor:03}.{build}")
}

/// Whether the framework has a version, or a newer one; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDriverIsVersionAvailable(
    _: PWDF_DRIVER_GLOBALS,
    driver: WDFDRIVER,
    parameters: PWDF_DRIVER_VERSION_AVAILABLE_PARAMS,
) -> BOOLEAN {
    const CALL: &str = "WdfDriverIsVersionAvailable";
    let available = seam::call(
        CALL,
        0,
        |m| m.name_of(driver),
        |machine| {
            let known = machine.check(CALL, driver, Kind::Driver).is_some() && !seam::refuses(0);
            let minor = machine.with(|state| state.framework_minor(running::driver()));
            if !machine.required(CALL, &[("VersionAvailableParams", parameters.is_null())]) {
                return false;
            }
            // SAFETY: the driver's pointer to its parameters, which is not NULL.
            let parameters = unsafe { sized(parameters) };
            known && parameters.is_ok_and(|p| p.MajorVersion == 1 && p.MinorVersion <= minor)
        },
    );
    u8::from(available)
}

impl crate::machine::State {
    /// Puts a text into a string object.
    pub(super) fn set_string(&mut self, handle: Handle, text: &str) {
        if let Some(object) = self.objects.get_mut(handle)
            && let Body::String(string) = &mut object.body
        {
            *string = CountedString::of(text);
        }
    }
}
