//! The start and the stop of a service, the shutdown, and control devices of PnP drivers.

use kmdf_host::{Error, Fault, FaultTarget};
use wdk_sys::STATUS_INSUFFICIENT_RESOURCES;

use super::{PATH, completing, open, started, unfinished};
use crate::closure_driver::{
    Bench, ControlInit, Device, Rule, SUCCESS, ServiceStatus, attributes, kept, note, notes,
};

#[test]
fn stop_unloads_the_driver_before_its_control_devices_go() {
    let (bench, service) = started(completing);
    assert_eq!(service.status(), ServiceStatus::Running);
    let callbacks = bench.callbacks_of(|| service.stop().expect("the service stops"));
    assert_eq!(callbacks, ["EvtDriverUnload", "EvtCleanupCallback", "EvtDestroyCallback"]);
    assert_eq!(service.status(), ServiceStatus::Stopped);
    service.start().expect("the service starts again");
    open(&bench).close();
    bench.end_clean();
}

#[test]
fn stop_with_an_open_file_waits_for_the_close() {
    let (bench, service) = started(completing);
    let file = open(&bench);
    assert_eq!(bench.callbacks_of(|| service.stop().expect("the stop is accepted")), [""; 0]);
    assert_eq!(service.status(), ServiceStatus::StopPending);
    assert!(bench.machine.process().open(PATH).is_err(), "opens are refused");
    assert!(matches!(service.stop(), Err(Error::Service { .. })));
    let callbacks = bench.callbacks_of(|| file.close());
    assert_eq!(callbacks, ["EvtDriverUnload", "EvtCleanupCallback", "EvtDestroyCallback"]);
    assert_eq!(service.status(), ServiceStatus::Stopped);
    bench.end_clean();
}

#[test]
fn failing_entry_starts_no_service_and_leaves_nothing() {
    let (bench, service) = Bench::non_pnp(|| {
        unfinished(completing()).finish();
        STATUS_INSUFFICIENT_RESOURCES
    });
    let mut error = String::new();
    let callbacks = bench.callbacks_of(|| {
        error = service.start().expect_err("DriverEntry fails").to_string();
    });
    assert_eq!(callbacks, ["DriverEntry", "EvtCleanupCallback", "EvtDestroyCallback"]);
    assert!(error.contains("STATUS_INSUFFICIENT_RESOURCES"), "{error}");
    assert_eq!(service.status(), ServiceStatus::Stopped);
    bench.end_clean();
}

#[test]
fn driver_without_unload_cannot_be_stopped() {
    let (bench, service) = Bench::non_pnp(|| SUCCESS);
    bench.without_unload();
    service.start().expect("DriverEntry succeeds");
    let error = service.stop().expect_err("the driver cannot be unloaded").to_string();
    assert_eq!(error, "cannot stop the service NonPnp: its driver has no EvtDriverUnload");
    assert_eq!(service.status(), ServiceStatus::Running);
    assert_eq!(bench.shut_down(), []);
}

#[test]
fn allocation_of_an_init_fails_by_injection() {
    let (bench, service) = Bench::non_pnp(|| {
        let init = ControlInit::allocate();
        if init.0.is_null() { STATUS_INSUFFICIENT_RESOURCES } else { SUCCESS }
    });
    let call = FaultTarget::Ddi("WdfControlDeviceInitAllocate");
    bench.machine.inject(Fault { call, nth: 1, status: STATUS_INSUFFICIENT_RESOURCES });
    service.start().expect_err("the driver passes the failure on");
    bench.end_clean();
}

#[test]
fn shutdown_notifies_each_flag_once_before_the_devices_go() {
    const BOTH: u8 = 3;
    let (bench, service) = Bench::non_pnp(|| {
        let init = ControlInit::allocate();
        init.on_shutdown(BOTH, |device| {
            assert_eq!(device, kept::<Device>("device"));
            note("shutdown");
        });
        let device = init.create(attributes().watched()).expect("a device");
        crate::closure_driver::keep("device", device);
        device.finish();
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let callbacks = bench.callbacks_of(|| assert_eq!(bench.machine.shut_down(), []));
    let notification = "EvtDeviceShutdownNotification";
    let end = ["EvtDriverUnload", "EvtCleanupCallback", "EvtDestroyCallback"];
    assert_eq!(callbacks, [&[notification, notification][..], &end].concat());
    assert_eq!(notes(), ["shutdown", "shutdown"]);
}

#[test]
fn control_device_that_is_never_finished_is_reported() {
    let (bench, service) = Bench::non_pnp(|| {
        unfinished(completing());
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::WrongConfiguration]);
}

#[test]
fn unknown_shutdown_flags_are_reported() {
    let (bench, service) = Bench::non_pnp(|| {
        let init = ControlInit::allocate();
        init.on_shutdown(4, |_| ());
        init.free();
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let violations = bench.shut_down();
    assert_eq!(violations.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::WrongConfiguration]);
}

#[test]
fn control_device_of_a_pnp_driver_keeps_the_driver_loaded() {
    let bench = Bench::without_device(|adding| {
        adding.device();
        SUCCESS
    });
    bench.on_entry(|| {
        unfinished(completing()).finish();
        SUCCESS
    });
    let device = bench.device();
    assert_eq!(bench.callbacks_of(|| device.remove().expect("nothing is open")), [""; 0]);
    open(&bench).close();
    let violations = bench.shut_down();
    assert_eq!(violations.iter().map(|v| v.rule).collect::<Vec<_>>(), [Rule::LeakedObject]);
}

#[test]
fn pnp_driver_that_deletes_its_control_device_is_unloaded() {
    let bench = Bench::without_device(|adding| {
        let device = adding.device_with(attributes().watched());
        device.object().on_cleanup(|_| kept::<Device>("control").object().delete());
        SUCCESS
    });
    bench.on_entry(|| {
        let control = unfinished(completing());
        crate::closure_driver::keep("control", control);
        control.finish();
        SUCCESS
    });
    let device = bench.device();
    let callbacks = bench.callbacks_of(|| device.remove().expect("nothing is open"));
    assert_eq!(callbacks.last(), Some(&"EvtDriverUnload"));
    bench.end_clean();
}
