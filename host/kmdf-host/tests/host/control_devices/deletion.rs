//! The deletion of a control device, with open files and without.

use super::{PATH, completing, open, started, unfinished};
use crate::closure_driver::{
    Bench, ControlInit, Device, Object, Rule, SUCCESS, attributes, ddi, kept, manual, note, notes,
    parallel, status,
};

const NO_SUCH_DEVICE: i32 = 0xC000_000E_u32.cast_signed();

/// A started service whose device is deleted by a write.
fn deleting() -> (Bench, kmdf_host::Service) {
    started(|| {
        parallel(u32::MAX).default(|_, request| request.complete(SUCCESS)).write(|_, request| {
            kept::<Device>("device").object().delete();
            note("deleted");
            request.complete(SUCCESS);
        })
    })
}

#[test]
fn device_without_files_is_deleted_at_once() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = unfinished(completing());
        device.finish();
        device.object().delete();
        SUCCESS
    });
    let callbacks = bench.callbacks_of(|| service.start().expect("DriverEntry succeeds"));
    assert_eq!(callbacks, ["DriverEntry", "EvtCleanupCallback", "EvtDestroyCallback"]);
    assert!(bench.machine.process().open(PATH).is_err());
    bench.end_clean();
}

#[test]
fn device_with_files_lives_until_the_last_close() {
    let (bench, _service) = deleting();
    let (first, second) = (open(&bench), open(&bench));
    assert_eq!(status(&first.write(&[1])), SUCCESS);
    assert_eq!(notes(), ["deleted"]);
    let late = bench.machine.process().open(PATH);
    assert_eq!(late.map(|_| ()), Err(NO_SUCH_DEVICE), "a deleted device refuses opens");
    assert_eq!(status(&second.read(1)), SUCCESS, "I/O on open files goes on");
    assert_eq!(bench.callbacks_of(|| first.close()), [""; 0]);
    let callbacks = bench.callbacks_of(|| second.close());
    assert_eq!(callbacks, ["EvtCleanupCallback", "EvtDestroyCallback"]);
    bench.end_clean();
}

#[test]
fn deletion_purges_the_queue_of_the_device() {
    let (bench, service) = started(manual);
    let file = open(&bench);
    let operation = file.read(1);
    file.close();
    assert_eq!(status(&operation), wdk_sys::STATUS_CANCELLED);
    service.stop().expect("the service stops");
    bench.end_clean();
}

#[test]
fn init_that_is_not_freed_is_reported() {
    let (bench, service) = Bench::non_pnp(|| {
        let _ = ControlInit::allocate();
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::LeakedObject]);
}

#[test]
fn init_that_was_freed_is_not_used_again() {
    let (bench, service) = Bench::non_pnp(|| {
        let init = ControlInit::allocate();
        init.free();
        init.free();
        assert!(init.create(attributes()).is_err(), "the init is gone");
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::StaleHandle, Rule::StaleHandle]);
}

#[test]
fn init_of_device_add_is_not_freed() {
    let bench = Bench::new(|adding| {
        ddi!(WdfDeviceInitFree, adding.init());
        adding.device();
    });
    bench.end_clean();
}

#[test]
fn function_device_cannot_be_deleted() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.object().delete();
        let _: Object = device.object();
    });
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].rule, Rule::ObjectMisused);
}

#[test]
fn calls_that_need_a_node_are_reported_for_a_control_device() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = unfinished(completing());
        device.finish();
        ddi!(WdfDeviceSetStaticStopRemove, device.0, 0);
        let class = crate::closure_driver::INTERFACE;
        let interface = &raw const class;
        let none = std::ptr::null();
        let refused = ddi!(WdfDeviceCreateDeviceInterface, device.0, interface, none);
        assert_eq!(refused, wdk_sys::STATUS_INVALID_DEVICE_REQUEST);
        ddi!(WdfDeviceSetDeviceInterfaceState, device.0, interface, none, 1);
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    let violations = bench.shut_down();
    let calls: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let expected = ["WdfDeviceSetStaticStopRemove", "WdfDeviceSetDeviceInterfaceState"];
    assert_eq!(calls, expected.map(|call| (Rule::ObjectMisused, call)));
}
