//! Plug and Play, power and file callbacks. They do nothing but refuse a query on request.

use wdk_sys::{
    _WDF_FILEOBJECT_CLASS, _WDF_TRI_STATE, NTSTATUS, STATUS_SUCCESS, STATUS_UNSUCCESSFUL,
    WDF_FILEOBJECT_CONFIG, WDF_PNPPOWER_EVENT_CALLBACKS, WDF_POWER_DEVICE_STATE, WDFCMRESLIST,
    WDFDEVICE, WDFFILEOBJECT, WDFREQUEST,
};

use super::device::current;
use crate::raw_driver::{pnp_power_callbacks, size_of_c, wdf};

/// Every Plug and Play and power callback that a driver without interrupts can have.
pub fn pnp_power() -> WDF_PNPPOWER_EVENT_CALLBACKS {
    WDF_PNPPOWER_EVENT_CALLBACKS {
        EvtDevicePrepareHardware: Some(evt_prepare_hardware),
        EvtDeviceReleaseHardware: Some(evt_release_hardware),
        EvtDeviceD0Entry: Some(evt_power),
        EvtDeviceD0EntryPostInterruptsEnabled: Some(evt_power),
        EvtDeviceD0Exit: Some(evt_power),
        EvtDeviceD0ExitPreInterruptsDisabled: Some(evt_power),
        EvtDeviceSelfManagedIoInit: Some(evt_self_managed_io),
        EvtDeviceSelfManagedIoSuspend: Some(evt_self_managed_io),
        EvtDeviceSelfManagedIoRestart: Some(evt_self_managed_io),
        EvtDeviceSelfManagedIoFlush: Some(evt_gone),
        EvtDeviceSelfManagedIoCleanup: Some(evt_gone),
        EvtDeviceSurpriseRemoval: Some(evt_gone),
        EvtDeviceQueryStop: Some(evt_query),
        EvtDeviceQueryRemove: Some(evt_query),
        ..pnp_power_callbacks()
    }
}

/// `WDF_FILEOBJECT_CONFIG_INIT` with all three callbacks.
pub fn file_config() -> WDF_FILEOBJECT_CONFIG {
    WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        EvtDeviceFileCreate: Some(evt_file_create),
        EvtFileClose: Some(evt_file),
        EvtFileCleanup: Some(evt_file),
        AutoForwardCleanupClose: _WDF_TRI_STATE::WdfUseDefault,
        FileObjectClass: _WDF_FILEOBJECT_CLASS::WdfFileObjectWdfCannotUseFsContexts,
    }
}

extern "C" fn evt_prepare_hardware(_: WDFDEVICE, _: WDFCMRESLIST, _: WDFCMRESLIST) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_release_hardware(_: WDFDEVICE, _: WDFCMRESLIST) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_power(_: WDFDEVICE, _: WDF_POWER_DEVICE_STATE) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_self_managed_io(_: WDFDEVICE) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "C" fn evt_gone(_: WDFDEVICE) {}

extern "C" fn evt_query(_: WDFDEVICE) -> NTSTATUS {
    if current().refuses_next.take() { STATUS_UNSUCCESSFUL } else { STATUS_SUCCESS }
}

extern "C" fn evt_file_create(_: WDFDEVICE, request: WDFREQUEST, _: WDFFILEOBJECT) {
    wdf!(WdfRequestComplete, request, STATUS_SUCCESS);
}

extern "C" fn evt_file(_: WDFFILEOBJECT) {}
