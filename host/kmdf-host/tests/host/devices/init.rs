//! The settings of a WDFDEVICE_INIT.

use wdk_sys::{
    _WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE as Order, PWDFDEVICE_INIT,
    WDF_POWER_POLICY_EVENT_CALLBACKS, WDF_REMOVE_LOCK_OPTIONS, WDFDEVICE,
};

use crate::closure_driver::{Bench, INTERFACE, Rule, SUCCESS, Text, attributes, ddi, note, notes};

const INVALID_SECURITY: i32 = 0xC000_0079_u32.cast_signed();

/// The offsets of members of a DEVICE_OBJECT, and their values as a driver reads them.
fn member(object: *mut std::ffi::c_void, offset: usize) -> u32 {
    let member = object.cast::<u32>().wrapping_add(offset / 4);
    // SAFETY: a DEVICE_OBJECT is longer.
    unsafe { member.read() }
}

const FLAGS: usize = 0x30;
const CHARACTERISTICS: usize = 0x34;
const DEVICE_TYPE: usize = 0x48;

/// The flags, characteristics and type in the DEVICE_OBJECT of a device that `set` has described.
fn described(set: impl Fn(PWDFDEVICE_INIT) + Send + Sync + 'static) -> String {
    let bench = Bench::new(move |adding| {
        set(adding.init());
        let device = adding.device();
        let object = ddi!(WdfDeviceWdmGetDeviceObject, device.0);
        let [flags, characteristics, device_type] =
            [FLAGS, CHARACTERISTICS, DEVICE_TYPE].map(|offset| member(object, offset));
        note(format!("{flags:#x} {characteristics:#x} {device_type:#x}"));
    });
    let note = notes().remove(0);
    bench.end_clean();
    note
}

#[test]
fn device_object_has_the_default_traits_without_settings() {
    assert_eq!(described(|_| ()), "0x2084 0x100 0x22");
}

#[test]
fn device_object_has_the_traits_that_the_driver_sets() {
    let set = described(|init| {
        ddi!(WdfDeviceInitSetDeviceType, init, 0x1B);
        ddi!(WdfDeviceInitSetCharacteristics, init, 0x1, 0);
        ddi!(WdfDeviceInitSetCharacteristics, init, 0x8, 1);
        ddi!(WdfDeviceInitSetPowerInrush, init);
        ddi!(WdfDeviceInitSetExclusive, init, 1);
        let name = Text::new(r"\Device\Described");
        assert_eq!(ddi!(WdfDeviceInitAssignName, init, name.counted()), SUCCESS);
    });
    assert_eq!(set, "0x40cc 0x109 0x1b");
    let pageable = described(|init| {
        ddi!(WdfDeviceInitSetPowerInrush, init);
        ddi!(WdfDeviceInitSetPowerPageable, init);
        ddi!(WdfDeviceInitSetPowerPolicyOwnership, init, 0);
    });
    assert_eq!(pageable, "0x2084 0x100 0x22");
    let resident = described(|init| ddi!(WdfDeviceInitSetPowerNotPageable, init));
    assert_eq!(resident, "0x84 0x100 0x22");
}

#[test]
fn generated_name_replaces_an_assigned_one() {
    let set = described(|init| {
        let name = Text::new(r"\Device\Dropped");
        assert_eq!(ddi!(WdfDeviceInitAssignName, init, name.counted()), SUCCESS);
        ddi!(WdfDeviceInitSetCharacteristics, init, 0x80, 0);
    });
    assert_eq!(set, "0x2084 0x180 0x22");
}

#[test]
fn security_without_a_name_fails_the_creation() {
    let bench = Bench::without_device(|adding| {
        let class = INTERFACE;
        ddi!(WdfDeviceInitSetDeviceClass, adding.init(), &raw const class);
        let failed = adding.try_device(attributes());
        failed.map_or_else(|status| status, |_| SUCCESS)
    });
    let device = bench.machine.create_device(crate::closure_driver::FIRST).expect("a model");
    assert!(device.status().to_string().contains("STATUS_INVALID_SECURITY_DESCR"));
    assert_eq!(INVALID_SECURITY, wdk_sys::STATUS_INVALID_SECURITY_DESCR);
    bench.end_clean();
}

unsafe extern "C" fn arm(_device: WDFDEVICE) -> i32 {
    0
}

unsafe extern "C" fn arm_with_reason(_device: WDFDEVICE, _enabled: u8, _children: u8) -> i32 {
    0
}

#[test]
fn settings_that_the_framework_ignores_are_reported() {
    let bench = Bench::new(|adding| {
        let init = adding.init();
        let mut callbacks = WDF_POWER_POLICY_EVENT_CALLBACKS { Size: 8, ..Default::default() };
        ddi!(WdfDeviceInitSetPowerPolicyEventCallbacks, init, &raw mut callbacks);
        callbacks.Size = 64;
        ddi!(WdfDeviceInitSetPowerPolicyEventCallbacks, init, &raw mut callbacks);
        callbacks.EvtDeviceArmWakeFromSx = Some(arm);
        callbacks.EvtDeviceArmWakeFromSxWithReason = Some(arm_with_reason);
        ddi!(WdfDeviceInitSetPowerPolicyEventCallbacks, init, &raw mut callbacks);
        let mut options = WDF_REMOVE_LOCK_OPTIONS { Size: 8, Flags: 1 };
        ddi!(WdfDeviceInitSetRemoveLockOptions, init, &raw mut options);
        options.Flags = 2;
        ddi!(WdfDeviceInitSetRemoveLockOptions, init, &raw mut options);
        let early = Order::WdfReleaseHardwareOrderOnFailureEarly;
        ddi!(WdfDeviceInitSetReleaseHardwareOrderOnFailure, init, early);
        ddi!(WdfDeviceInitSetReleaseHardwareOrderOnFailure, init, 3);
        adding.device();
    });
    let violations = bench.shut_down();
    let calls: Vec<_> = violations.iter().map(|violation| violation.call.as_str()).collect();
    let callbacks = "WdfDeviceInitSetPowerPolicyEventCallbacks";
    let rest =
        ["WdfDeviceInitSetRemoveLockOptions", "WdfDeviceInitSetReleaseHardwareOrderOnFailure"];
    assert_eq!(calls, [&[callbacks, callbacks][..], &rest].concat());
    assert!(violations.iter().all(|violation| violation.rule == Rule::WrongConfiguration));
}
