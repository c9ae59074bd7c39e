//! The getters of devices and drivers, and the setters of a device.

use kmdf_host::{Error, NodeStatus};

use crate::closure_driver::control::text_of;
use crate::closure_driver::{
    Bench, ControlInit, Driver, INTERFACE, Rule, SUCCESS, attributes, ddi, kept, note, notes,
};

#[test]
fn structures_of_windows_lead_back_to_their_objects() {
    let bench = Bench::new(|adding| {
        let below = ddi!(WdfFdoInitWdmGetPhysicalDevice, adding.init());
        let device = adding.device();
        let object = ddi!(WdfDeviceWdmGetDeviceObject, device.0);
        assert!(!object.is_null() && !below.is_null() && object != below);
        assert_eq!(ddi!(WdfWdmDeviceGetWdfDeviceHandle, object), device.0);
        assert_eq!(ddi!(WdfDeviceWdmGetAttachedDevice, device.0), below);
        assert_eq!(ddi!(WdfDeviceWdmGetPhysicalDevice, device.0), below);
        let driver: Driver = kept("driver");
        let driver_object = ddi!(WdfDriverWdmGetDriverObject, driver.0);
        assert_eq!(ddi!(WdfWdmDriverGetWdfDriverHandle, driver_object), driver.0);
        assert_eq!(ddi!(WdfDeviceGetDriver, device.0), driver.0);
    });
    bench.end_clean();
}

#[test]
fn control_device_has_no_device_below() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = ControlInit::allocate().create(attributes()).expect("a device");
        assert!(ddi!(WdfDeviceWdmGetAttachedDevice, device.0).is_null());
        assert!(ddi!(WdfDeviceWdmGetPhysicalDevice, device.0).is_null());
        let object = ddi!(WdfDeviceWdmGetDeviceObject, device.0);
        assert_eq!(ddi!(WdfWdmDeviceGetWdfDeviceHandle, object), device.0);
        device.finish();
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    bench.end_clean();
}

#[test]
fn foreign_structures_lead_to_null_and_are_reported() {
    let bench = Bench::new(|adding| {
        adding.device();
        let mut word = 0_u64;
        assert!(ddi!(WdfWdmDeviceGetWdfDeviceHandle, (&raw mut word).cast()).is_null());
        assert!(ddi!(WdfWdmDriverGetWdfDriverHandle, std::ptr::null_mut()).is_null());
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::WrongHandleType, Rule::RequiredParameterIsNull]);
}

#[test]
fn device_keeps_the_characteristics_and_the_alignment_it_is_given() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        assert_eq!(ddi!(WdfDeviceGetCharacteristics, device.0), 0x100);
        assert_eq!(ddi!(WdfDeviceGetAlignmentRequirement, device.0), 0);
        ddi!(WdfDeviceSetCharacteristics, device.0, 0x1);
        ddi!(WdfDeviceSetAlignmentRequirement, device.0, 0xF);
        assert_eq!(ddi!(WdfDeviceGetCharacteristics, device.0), 0x1);
        assert_eq!(ddi!(WdfDeviceGetAlignmentRequirement, device.0), 0xF);
    });
    bench.end_clean();
}

#[test]
fn power_action_is_sleep_on_the_way_down_and_up() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        adding.device();
        SUCCESS
    });
    for callback in ["D0Entry", "D0Exit"] {
        bench.on_pnp(callback, move |device| {
            note(format!("{callback} {}", ddi!(WdfDeviceGetSystemPowerAction, device.0)));
            SUCCESS
        });
    }
    let node = bench.device();
    node.suspend().expect("the device sleeps");
    node.resume().expect("the device wakes");
    node.remove().expect("nothing is open");
    assert_eq!(notes(), ["D0Entry 0", "D0Exit 2", "D0Entry 2", "D0Exit 0"]);
    bench.end_clean();
}

#[test]
fn static_veto_refuses_stop_and_removal_without_asking_the_driver() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        ddi!(WdfDeviceSetStaticStopRemove, device.0, 0);
        SUCCESS
    });
    bench.on_pnp("D0Exit", |device| {
        ddi!(WdfDeviceSetStaticStopRemove, device.0, 1);
        SUCCESS
    });
    let node = bench.device();
    let refused = |result: Result<(), Error>| match result {
        Err(Error::Refused { status, .. }) => status,
        other => panic!("{other:?}"),
    };
    let callbacks = bench.callbacks_of(|| {
        assert_eq!(refused(node.remove()), wdk_sys::STATUS_INVALID_DEVICE_STATE);
        assert_eq!(refused(node.stop()), wdk_sys::STATUS_INVALID_DEVICE_STATE);
    });
    assert_eq!(callbacks, [""; 0]);
    node.suspend().expect("no veto of a sleep");
    node.resume().expect("the device wakes");
    node.stop().expect("the veto is taken back");
    assert_eq!(node.status(), NodeStatus::Stopped);
    bench.end_clean();
}

#[test]
fn interface_string_is_the_link_of_the_interface() {
    let bench = Bench::new(|adding| {
        let (device, class, none) = (adding.device(), INTERFACE, std::ptr::null());
        let text = text_of(|string| {
            let interface = &raw const class;
            ddi!(WdfDeviceRetrieveDeviceInterfaceString, device.0, interface, none, string)
        });
        note(text.expect("the interface is registered"));
    });
    let link = bench.machine.interfaces(&INTERFACE).remove(0);
    assert_eq!(notes(), [link.replacen(r"\\?\", r"\??\", 1)]);
    bench.end_clean();
}

#[test]
fn special_files_of_unknown_kinds_are_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        ddi!(WdfDeviceSetSpecialFileSupport, device.0, 1, 1);
        ddi!(WdfDeviceSetSpecialFileSupport, device.0, 7, 1);
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::WrongConfiguration]);
}
