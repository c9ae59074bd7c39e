//! The lists of resources of a device.

use std::ptr::null_mut;

use kmdf_host::Rule;
use wdk_sys::{
    NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_ACCESS_DENIED,
    STATUS_SUCCESS, WDFCMRESLIST, WDFDEVICE, WDFDRIVER,
};

use crate::raw_driver::{create_driver, load, pnp_power_callbacks, wdf};

extern "system" fn entry(driver: PDRIVER_OBJECT, path: PCUNICODE_STRING) -> NTSTATUS {
    create_driver(driver, path, Some(device_add))
}

extern "C" fn device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDevicePrepareHardware = Some(prepare);
    callbacks.EvtDeviceReleaseHardware = Some(release);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let (mut init, mut device): (_, WDFDEVICE) = (init, null_mut());
    wdf!(WdfDeviceCreate, &raw mut init, null_mut(), &raw mut device)
}

/// Reads both lists, as a driver does that looks for its registers and interrupts.
extern "C" fn prepare(_: WDFDEVICE, raw: WDFCMRESLIST, translated: WDFCMRESLIST) -> NTSTATUS {
    assert_ne!(raw, translated);
    for list in [raw, translated] {
        assert_eq!(wdf!(WdfCmResourceListGetCount, list), 0);
        assert!(wdf!(WdfCmResourceListGetDescriptor, list, 0).is_null());
    }
    STATUS_SUCCESS
}

/// Tries to change a list, and to read from what is none.
extern "C" fn release(_: WDFDEVICE, list: WDFCMRESLIST) -> NTSTATUS {
    let append = wdf!(WdfCmResourceListAppendDescriptor, list, null_mut());
    let insert = wdf!(WdfCmResourceListInsertDescriptor, list, null_mut(), 0);
    assert_eq!([append, insert], [STATUS_ACCESS_DENIED; 2]);
    wdf!(WdfCmResourceListRemove, list, 0);
    wdf!(WdfCmResourceListRemoveByDescriptor, list, null_mut());
    assert_eq!(wdf!(WdfCmResourceListGetCount, null_mut()), 0);
    STATUS_SUCCESS
}

#[test]
fn lists_of_resources_are_empty_and_only_to_be_read() {
    let (machine, device) = load(entry);
    assert_eq!(machine.violations(), []);
    device.remove().expect("the device goes");
    let broken: Vec<_> = machine.shut_down().iter().map(|violation| violation.rule).collect();
    let changes = [Rule::ObjectMisused; 4];
    assert_eq!(broken, [&changes[..], &[Rule::WrongHandleType]].concat());
}
