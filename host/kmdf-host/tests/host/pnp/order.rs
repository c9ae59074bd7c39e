//! The order of the callbacks, with every callback registered.

use kmdf_host::trace::ThreadName;
use wdk_sys::_WDF_POWER_DEVICE_STATE::{WdfPowerDeviceD3, WdfPowerDeviceD3Final};

use super::{POWER_DOWN, POWER_UP, START, joined, power_state, with_all_callbacks};
use crate::closure_driver::{
    Bench, FIRST, INTERFACE, NodeStatus, Queue, SUCCESS, Who, keep, kept, note, notes, sequential,
};

#[test]
fn a_device_starts_in_the_documented_order() {
    let bench = with_all_callbacks();
    let callbacks = bench.callbacks_of(|| {
        bench.device();
    });
    assert_eq!(callbacks, joined(&[&["DriverEntry", "EvtDriverDeviceAdd"], &START]));
    bench.end_clean();
}

#[test]
fn the_first_power_up_comes_from_d3_final() {
    let bench = with_all_callbacks();
    bench.device();
    assert_eq!(power_state(&bench, "EvtDeviceD0Entry"), WdfPowerDeviceD3Final);
    bench.end_clean();
}

#[test]
fn the_pnp_callbacks_run_unlocked_at_passive_on_the_pnp_thread() {
    let bench = with_all_callbacks();
    bench.on_pnp("D0Entry", |device| {
        device.object().acquire_lock();
        device.object().release_lock();
        SUCCESS
    });
    bench.device();
    bench.machine.devices()[0].remove().expect("started");
    let trace = bench.machine.trace();
    let pnp = trace.iter().filter(|event| {
        event.who() == Who::CallbackEnter
            && event
                .kind
                .name()
                .is_some_and(|name| name.starts_with("EvtDevice") || name.starts_with("EvtDriver"))
    });
    let mut seen = 0;
    for event in pnp {
        assert_eq!((event.irql, event.thread), (0, ThreadName::Pnp), "{event}");
        seen += 1;
    }
    assert!(seen > 10);
    bench.end_clean();
}

#[test]
fn queues_open_before_self_managed_io_init_interfaces_after_it() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        keep("queue", queue.for_everything().create(device));
        SUCCESS
    });
    let held = wdk_sys::_WDF_IO_QUEUE_STATE::WdfIoQueuePnpHeld;
    bench.on_pnp("D0Entry", move |_| {
        assert_ne!(kept::<Queue>("queue").state().0 & held, 0);
        SUCCESS
    });
    let machine = bench.machine.clone();
    bench.on_pnp("SelfManagedIoInit", move |_| {
        assert_eq!(kept::<Queue>("queue").state().0 & held, 0);
        assert_eq!(machine.interfaces(&INTERFACE), [""; 0]);
        SUCCESS
    });
    bench.device();
    assert_eq!(bench.machine.interfaces(&INTERFACE).len(), 1);
    bench.check();
    bench.end_clean();
}

#[test]
fn a_device_sleeps_and_wakes_in_the_documented_order() {
    let bench = with_all_callbacks();
    let node = bench.device();
    assert_eq!(bench.callbacks_of(|| node.suspend().expect("started")), POWER_DOWN);
    assert_eq!(node.status(), NodeStatus::Asleep);
    assert_eq!(power_state(&bench, "EvtDeviceD0Exit"), WdfPowerDeviceD3);
    assert_eq!(bench.callbacks_of(|| node.resume().expect("asleep")), POWER_UP);
    assert_eq!(node.status(), NodeStatus::Started);
    assert_eq!(power_state(&bench, "EvtDeviceD0Entry"), WdfPowerDeviceD3);
    bench.end_clean();
}

#[test]
fn interfaces_stay_while_a_device_sleeps_or_is_rebalanced() {
    let bench = with_all_callbacks();
    let node = bench.device();
    let links = bench.machine.interfaces(&INTERFACE);
    node.suspend().expect("started");
    assert_eq!(bench.machine.interfaces(&INTERFACE), links);
    node.resume().expect("asleep");
    node.stop().expect("started");
    assert_eq!(bench.machine.interfaces(&INTERFACE), links);
    node.start().expect("stopped");
    assert_eq!(bench.machine.interfaces(&INTERFACE), links);
    bench.end_clean();
}

#[test]
fn a_rebalance_releases_and_prepares_the_hardware_and_restarts() {
    let bench = with_all_callbacks();
    let node = bench.device();
    let stop = bench.callbacks_of(|| node.stop().expect("started"));
    let expected = joined(&[&["EvtDeviceQueryStop"], &POWER_DOWN, &["EvtDeviceReleaseHardware"]]);
    assert_eq!(stop, expected);
    assert_eq!(node.status(), NodeStatus::Stopped);
    assert_eq!(power_state(&bench, "EvtDeviceD0Exit"), WdfPowerDeviceD3Final);
    let start = bench.callbacks_of(|| node.start().expect("stopped"));
    assert_eq!(start, joined(&[&["EvtDevicePrepareHardware"], &POWER_UP]));
    assert_eq!(power_state(&bench, "EvtDeviceD0Entry"), WdfPowerDeviceD3Final);
    assert_eq!(node.status(), NodeStatus::Started);
    bench.end_clean();
}

#[test]
fn one_device_sleeps_while_the_other_works() {
    let bench = Bench::without_device(|adding| {
        let device = adding.device();
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        queue.for_everything().create(device);
        SUCCESS
    });
    let first = bench.device();
    let second = bench.machine.create_device(FIRST).expect("installed");
    let links = bench.machine.interfaces(&INTERFACE);
    let process = bench.machine.process();
    let (a, b) = (process.open(&links[0]).expect("opens"), process.open(&links[1]).expect("opens"));
    first.suspend().expect("started");
    let (held, served) = (a.read(1), b.read(1));
    assert_eq!((held.result(), second.status()), (None, NodeStatus::Started));
    assert_eq!(crate::closure_driver::status(&served), SUCCESS);
    first.resume().expect("asleep");
    assert_eq!(crate::closure_driver::status(&held), SUCCESS);
    bench.end_clean();
}

#[test]
fn an_impossible_change_is_refused_with_the_present_state() {
    let bench = with_all_callbacks();
    let node = bench.device();
    for (result, verb) in
        [(node.resume(), "resume"), (node.start(), "start"), (node.enable(), "enable")]
    {
        let text = result.expect_err("the device is started").to_string();
        assert!(text.contains(verb) && text.contains("started"), "{text}");
        assert!(text.contains(r"ROOT\HOSTTEST\0000"), "{text}");
    }
    node.remove().expect("started");
    let callbacks = bench.callbacks_of(|| {
        assert!(node.suspend().is_err());
        assert!(node.stop().is_err());
        assert!(node.remove().is_err());
        assert!(node.surprise_remove().is_err());
    });
    assert_eq!(callbacks, [""; 0]);
    bench.end_clean();
}

#[test]
fn the_driver_can_change_the_interface_state() {
    let bench = with_all_callbacks();
    let node = bench.device();
    bench.on_pnp("QueryStop", |device| {
        let class = INTERFACE;
        crate::closure_driver::ddi!(
            WdfDeviceSetDeviceInterfaceState,
            device.0,
            &raw const class,
            std::ptr::null(),
            0
        );
        note("disabled");
        wdk_sys::STATUS_UNSUCCESSFUL
    });
    assert!(node.stop().is_err());
    assert_eq!(notes(), ["disabled"]);
    assert_eq!(bench.machine.interfaces(&INTERFACE), [""; 0]);
    bench.end_clean();
}
