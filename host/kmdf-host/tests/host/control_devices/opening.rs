//! When applications can open a control device, and by which names.

use wdk_sys::{
    STATUS_ACCESS_DENIED, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_INVALID_PARAMETER,
};

use super::{LINK, NAME, PATH, completing, open, started, unfinished};
use crate::closure_driver::control::text_of;
use crate::closure_driver::{
    Bench, ControlInit, Device, Rule, SUCCESS, Text, attributes, ddi, kept, note, notes,
    sequential, status,
};

const NO_SUCH_DEVICE: i32 = 0xC000_000E_u32.cast_signed();
const NAME_NOT_FOUND: i32 = 0xC000_0034_u32.cast_signed();
const NAME_COLLISION: i32 = 0xC000_0035_u32.cast_signed();

#[test]
fn control_device_serves_requests_by_its_link() {
    let (bench, service) = started(completing);
    let file = open(&bench);
    for operation in [file.read(1), file.write(&[1]), file.device_control(0x22_2004, &[], 0)] {
        assert_eq!(status(&operation), SUCCESS);
    }
    file.close();
    service.stop().expect("the service stops");
    bench.end_clean();
}

#[test]
fn link_is_found_in_any_case_and_with_a_file_name() {
    let (bench, _service) = started(completing);
    for path in [r"\\.\hosttest", r"\\?\HOSTTEST", r"\\.\HostTest\file.txt"] {
        bench.machine.process().open(path).expect("the link is found").close();
    }
    let other = bench.machine.process().open(r"\\.\HostTest2");
    assert_eq!(other.map(|_| ()), Err(NAME_NOT_FOUND));
    bench.end_clean();
}

#[test]
fn control_device_opens_only_after_its_initialization_has_finished() {
    let (bench, service) = Bench::non_pnp(|| {
        unfinished(completing());
        SUCCESS
    });
    bench.allow(Rule::WrongConfiguration);
    service.start().expect("DriverEntry succeeds");
    let early = bench.machine.process().open(PATH);
    assert_eq!(early.map(|_| ()), Err(NO_SUCH_DEVICE));
    bench.end_clean();
}

#[test]
fn default_queue_after_the_initialization_is_refused() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = ControlInit::allocate().create(attributes()).expect("a device");
        device.finish();
        let late = sequential().read(|_, _| ()).for_everything().try_create(device);
        assert_eq!(late.map(|_| ()), Err(STATUS_INVALID_DEVICE_STATE));
        let other = sequential().read(|_, _| ()).try_create(device);
        assert!(other.is_ok(), "other queues are created at any time");
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    bench.end_clean();
}

#[test]
fn exclusive_control_device_opens_once() {
    let (bench, service) = Bench::non_pnp(|| {
        let init = ControlInit::allocate();
        ddi!(WdfDeviceInitSetExclusive, init.0, 1);
        init.assign_name(NAME);
        let device = init.create(attributes()).expect("a device");
        assert_eq!(device.link(LINK), SUCCESS);
        device.finish();
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let first = open(&bench);
    let second = bench.machine.process().open(PATH);
    assert_eq!(second.map(|_| ()), Err(STATUS_ACCESS_DENIED));
    first.close();
    open(&bench).close();
    bench.end_clean();
}

#[test]
fn device_names_and_links_are_unique_and_checked() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = unfinished(completing());
        let name = |device: Device| text_of(|s| ddi!(WdfDeviceRetrieveDeviceName, device.0, s));
        note(name(device).expect("the device has a name"));
        assert_eq!(device.link(r"\DosDevices\Second"), STATUS_INVALID_DEVICE_REQUEST);
        let twin = ControlInit::allocate();
        assert_eq!(twin.assign_name(r"\Device\HOSTTEST"), SUCCESS);
        assert_eq!(twin.create(attributes()).map(|_| ()), Err(NAME_COLLISION));
        assert_eq!(twin.assign_name(r"\Device\Twin"), SUCCESS);
        let twin = twin.create(attributes()).expect("the name is free");
        assert_eq!(twin.link(r"\??\hosttest"), NAME_COLLISION);
        assert_eq!(twin.link(""), STATUS_INVALID_DEVICE_REQUEST);
        let unnamed = ControlInit::allocate().create(attributes()).expect("a generated name");
        unnamed.finish();
        twin.finish();
        device.finish();
        assert_eq!(name(unnamed), Err(STATUS_INVALID_PARAMETER));
        assert_eq!(unnamed.link(r"\??\Unnamed"), STATUS_INVALID_DEVICE_STATE);
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    bench.check();
    assert_eq!(notes(), [NAME]);
    bench.end_clean();
}

#[test]
fn malformed_names_are_refused_and_null_takes_a_name_away() {
    let (bench, service) = Bench::non_pnp(|| {
        let (init, bad) = (ControlInit::allocate(), Text::malformed());
        let null = std::ptr::null();
        let refused = ddi!(WdfDeviceInitAssignName, init.0, bad.counted());
        assert_eq!(refused, STATUS_INVALID_PARAMETER);
        let refused = ddi!(WdfDeviceInitAssignSDDLString, init.0, bad.counted());
        assert_eq!(refused, STATUS_INVALID_PARAMETER);
        let refused = ddi!(WdfDeviceInitAssignSDDLString, init.0, null);
        assert_eq!(refused, STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(init.assign_name(NAME), SUCCESS);
        assert_eq!(ddi!(WdfDeviceInitAssignName, init.0, null), SUCCESS);
        let device = init.create(attributes()).expect("a device without a name");
        device.finish();
        assert_eq!(device.link(LINK), STATUS_INVALID_DEVICE_STATE);
        let driver: crate::closure_driver::Driver = kept("driver");
        let none = ddi!(WdfControlDeviceInitAllocate, driver.0, bad.counted());
        assert!(none.is_null());
        SUCCESS
    });
    bench.allow(Rule::MalformedString);
    service.start().expect("DriverEntry succeeds");
    bench.end_clean();
}
