//! WDFWMIPROVIDER and WDFWMIINSTANCE.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object, sized, status_of};
use crate::abi::*;
use crate::framework::attributes::Attributes;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::Argument;
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// `APC_LEVEL`.
const APC: u8 = 1;

/// The device of a call, which is no control device: the framework would follow a NULL pointer.
fn checked_device(machine: &Inner, call: &str, device: WDFDEVICE) -> Result<Handle, NTSTATUS> {
    let handle = machine.check(call, device, Kind::Device).ok_or(STATUS_INVALID_HANDLE)?;
    if machine.is_control_device(handle) {
        let detail = "it is a control device, which has no WMI";
        machine.report(Rule::ObjectMisused, handle, call, detail);
        return Err(STATUS_INVALID_DEVICE_REQUEST);
    }
    Ok(handle)
}

/// Creates a WMI provider; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiProviderCreate(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    config: PWDF_WMI_PROVIDER_CONFIG,
    provider_attributes: PWDF_OBJECT_ATTRIBUTES,
    provider: *mut WDFWMIPROVIDER,
) -> NTSTATUS {
    const CALL: &str = "WdfWmiProviderCreate";
    let what = |machine: &Arc<Inner>| machine.name_of(device);
    seam::fallible(CALL, 0, what, |machine| {
        let pointers =
            [("WmiProviderConfig", config.is_null()), ("WmiProvider", provider.is_null())];
        if !machine.required(CALL, &pointers) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's configuration, which is not NULL.
        let config = unsafe { sized(config) };
        // SAFETY: the driver's attributes, or NULL.
        let attributes = unsafe { attributes(provider_attributes) };
        let created = checked_device(machine, CALL, device).and_then(|device| {
            let config = config?;
            machine.with(|state| state.create_wmi_provider(device, &config, &attributes))
        });
        // SAFETY: the driver's variable for the handle, which is not NULL.
        unsafe { hand_out(created, provider) }
    })
}

/// Whether somebody has enabled the events or the collection of data of a provider;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiProviderIsEnabled(
    _: PWDF_DRIVER_GLOBALS,
    provider: WDFWMIPROVIDER,
    control: WDF_WMI_PROVIDER_CONTROL,
) -> BOOLEAN {
    const CALL: &str = "WdfWmiProviderIsEnabled";
    let enabled = on_object(CALL, DISPATCH, provider, Kind::WmiProvider, |machine, handle| {
        machine.with(|state| {
            let provider = state.wmi_provider(handle);
            provider.and_then(|provider| provider.enabled(control)).is_some_and(|enabled| *enabled)
        })
    });
    u8::from(enabled == Some(true))
}

/// The handle of a tracing session; 0, because nobody traces on this machine; IRQL <=
/// `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiProviderGetTracingHandle(
    _: PWDF_DRIVER_GLOBALS,
    provider: WDFWMIPROVIDER,
) -> ULONGLONG {
    const CALL: &str = "WdfWmiProviderGetTracingHandle";
    on_object(CALL, DISPATCH, provider, Kind::WmiProvider, |_, _| 0_u64).unwrap_or(0)
}

/// The provider that an instance's configuration names, or a new one for its configuration.
///
/// # Safety
/// The configuration of a provider is NULL or valid.
unsafe fn provider_for(
    machine: &Inner,
    call: &str,
    device: Handle,
    config: &WDF_WMI_INSTANCE_CONFIG,
) -> Result<Handle, NTSTATUS> {
    if config.Provider.is_null() == config.ProviderConfig.is_null() {
        return Err(STATUS_INVALID_PARAMETER);
    }
    if config.ProviderConfig.is_null() {
        return machine
            .check(call, config.Provider, Kind::WmiProvider)
            .ok_or(STATUS_INVALID_HANDLE);
    }
    // SAFETY: guaranteed by the caller; the pointer is not NULL.
    let config = unsafe { sized(config.ProviderConfig) }?;
    machine.with(|state| state.create_wmi_provider(device, &config, &Attributes::default()))
}

/// Creates a WMI instance; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiInstanceCreate(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    config: PWDF_WMI_INSTANCE_CONFIG,
    instance_attributes: PWDF_OBJECT_ATTRIBUTES,
    instance: *mut WDFWMIINSTANCE,
) -> NTSTATUS {
    const CALL: &str = "WdfWmiInstanceCreate";
    let what = |machine: &Arc<Inner>| machine.name_of(device);
    seam::fallible(CALL, 0, what, |machine| {
        if !machine.required(CALL, &[("InstanceConfig", config.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's configuration, which is not NULL.
        let config = unsafe { sized(config) };
        // SAFETY: the driver's attributes, or NULL.
        let attributes = unsafe { attributes(instance_attributes) };
        let created = checked_device(machine, CALL, device).and_then(|device| {
            let config = config?;
            // SAFETY: the driver's configuration of a provider, or NULL.
            let provider = unsafe { provider_for(machine, CALL, device, &config) }?;
            machine.with(|state| state.create_wmi_instance(provider, &config, &attributes))
        });
        // SAFETY: the driver's variable for the handle, or NULL.
        unsafe { hand_out(created, instance) }
    })
}

/// Lets requests reach an instance; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiInstanceRegister(
    _: PWDF_DRIVER_GLOBALS,
    instance: WDFWMIINSTANCE,
) -> NTSTATUS {
    const CALL: &str = "WdfWmiInstanceRegister";
    let what = |machine: &Arc<Inner>| machine.name_of(instance);
    seam::fallible(CALL, 0, what, |machine| {
        let Some(handle) = machine.check(CALL, instance, Kind::WmiInstance) else {
            return STATUS_INVALID_HANDLE;
        };
        status_of(machine.with(|state| state.register_wmi_instance(handle)))
    })
}

/// Keeps requests from an instance; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiInstanceDeregister(
    _: PWDF_DRIVER_GLOBALS,
    instance: WDFWMIINSTANCE,
) {
    const CALL: &str = "WdfWmiInstanceDeregister";
    on_object(CALL, 0, instance, Kind::WmiInstance, |machine, handle| {
        machine.with(|state| state.deregister_wmi_instance(handle));
    });
}

/// Fires an event with its data, if any; IRQL <= `APC_LEVEL`.
pub(super) unsafe extern "C" fn WdfWmiInstanceFireEvent(
    _: PWDF_DRIVER_GLOBALS,
    instance: WDFWMIINSTANCE,
    size: ULONG,
    data: PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfWmiInstanceFireEvent";
    let what =
        |machine: &Arc<Inner>| [machine.name_of(instance).into(), Argument::Size(size as usize)];
    seam::fallible(CALL, APC, what, |machine| {
        let Some(handle) = machine.check(CALL, instance, Kind::WmiInstance) else {
            return STATUS_INVALID_HANDLE;
        };
        let mut bytes = vec![0; if data.is_null() { 0 } else { size as usize }];
        // SAFETY: the driver's data, as long as the driver says, or none.
        unsafe { data.cast::<u8>().copy_to(bytes.as_mut_ptr(), bytes.len()) };
        machine.with(|state| state.fire_wmi_event(handle, bytes));
        STATUS_SUCCESS
    })
}
