//! The order of the callbacks when a device is removed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{END, POWER_DOWN, START, joined, with_all_callbacks};
use crate::closure_driver::{
    Bench, INTERFACE, NodeStatus, ObjectKind, ObjectName, SUCCESS, attributes, manual, sequential,
};

#[test]
fn an_orderly_removal_follows_the_documented_order() {
    let bench = with_all_callbacks();
    let node = bench.device();
    let remove = bench.callbacks_of(|| node.remove().expect("started"));
    let expected = joined(&[
        &["EvtDeviceQueryRemove"],
        &POWER_DOWN,
        &["EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"],
        &END,
    ]);
    assert_eq!(remove, expected);
    assert_eq!(node.status(), NodeStatus::Removed);
    assert_eq!(bench.machine.interfaces(&INTERFACE), [""; 0]);
    assert!(bench.machine.devices().is_empty());
    bench.end_clean();
}

#[test]
fn interfaces_are_disabled_between_release_hardware_and_flush() {
    let bench = with_all_callbacks();
    let seen = Arc::new(AtomicUsize::new(0));
    for (name, links) in [("ReleaseHardware", 1), ("SelfManagedIoFlush", 0)] {
        let (machine, seen) = (bench.machine.clone(), Arc::clone(&seen));
        bench.on_pnp(name, move |_| {
            assert_eq!(machine.interfaces(&INTERFACE).len(), links, "{name}");
            seen.fetch_add(1, Ordering::Relaxed);
            SUCCESS
        });
    }
    bench.device().remove().expect("started");
    bench.check();
    assert_eq!(seen.load(Ordering::Relaxed), 2);
    bench.end_clean();
}

#[test]
fn removal_and_disable_need_a_device_that_is_neither_asleep_nor_stopped() {
    let bench = with_all_callbacks();
    let node = bench.device();
    let refused = |state: &str| {
        for (result, request) in [(node.remove(), "remove"), (node.disable(), "disable")] {
            let text = result.expect_err(state).to_string();
            assert!(text.starts_with(&format!("cannot {request} ROOT")), "{text}");
            assert!(text.contains(&format!("it is {state}, and must be started")), "{text}");
        }
    };
    node.suspend().expect("started");
    assert_eq!(bench.callbacks_of(|| refused("asleep")), [""; 0]);
    node.resume().expect("still asleep");
    node.stop().expect("started");
    assert_eq!(bench.callbacks_of(|| refused("stopped")), [""; 0]);
    node.start().expect("still stopped");
    node.remove().expect("started");
    bench.end_clean();
}

#[test]
fn a_surprise_removal_without_handles_is_followed_by_removal() {
    let bench = with_all_callbacks();
    let node = bench.device();
    let remove = bench.callbacks_of(|| node.surprise_remove().expect("started"));
    let expected = joined(&[
        &["EvtDeviceSurpriseRemoval"],
        &POWER_DOWN,
        &["EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"],
        &END,
    ]);
    assert_eq!(remove, expected);
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}

#[test]
fn removal_after_a_surprise_removal_waits_for_the_last_close() {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device_with(attributes().watched());
        manual().for_everything().create(device);
        SUCCESS
    });
    let node = bench.device();
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let file = bench.open();
    let pending = file.read(1);
    let surprise = bench.callbacks_of(|| node.surprise_remove().expect("started"));
    let expected = joined(&[
        &["EvtDeviceSurpriseRemoval"],
        &POWER_DOWN,
        &["EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"],
    ]);
    assert_eq!(surprise, expected);
    assert_eq!(node.status(), NodeStatus::SurpriseRemoved);
    assert_eq!(crate::closure_driver::status(&pending), crate::closure_driver::CANCELLED);
    assert_eq!(file.read(1).issued(), wdk_sys::STATUS_INVALID_DEVICE_STATE);
    let opened = bench.machine.process().open(&path);
    assert_eq!(opened.expect_err("gone"), wdk_sys::STATUS_OBJECT_NAME_NOT_FOUND);
    assert_eq!(bench.callbacks_of(|| file.close()), END);
    assert_eq!(node.status(), NodeStatus::Removed);
    bench.end_clean();
}

#[test]
fn a_surprise_removal_of_a_sleeping_device_has_no_power_down() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.suspend().expect("started");
    let remove = bench.callbacks_of(|| node.surprise_remove().expect("asleep"));
    let expected = joined(&[
        &["EvtDeviceSurpriseRemoval", "EvtDeviceReleaseHardware", "EvtDeviceSelfManagedIoFlush"],
        &END,
    ]);
    assert_eq!(remove, expected);
    bench.end_clean();
}

#[test]
fn a_surprise_removal_of_a_stopped_device_releases_hardware_only_once() {
    let bench = with_all_callbacks();
    let node = bench.device();
    node.stop().expect("started");
    let remove = bench.callbacks_of(|| node.surprise_remove().expect("stopped"));
    let expected = joined(&[&["EvtDeviceSurpriseRemoval", "EvtDeviceSelfManagedIoFlush"], &END]);
    assert_eq!(remove, expected);
    bench.end_clean();
}

#[test]
fn a_disabled_device_comes_back_as_a_new_one() {
    let bench = with_all_callbacks();
    let node = bench.device();
    let disable = bench.callbacks_of(|| node.disable().expect("started"));
    assert_eq!(disable.last(), Some(&"EvtDriverUnload"));
    assert_eq!(node.status(), NodeStatus::Disabled);
    let enable = bench.callbacks_of(|| node.enable().expect("disabled"));
    assert_eq!(enable, joined(&[&["DriverEntry", "EvtDriverDeviceAdd"], &START]));
    assert_eq!(node.status(), NodeStatus::Started);
    assert_eq!(bench.machine.interfaces(&INTERFACE).len(), 1);
    bench.end_clean();
}

#[test]
fn a_driver_is_loaded_once_and_unloaded_after_its_last_device() {
    let bench = with_all_callbacks();
    let (first, second) = (bench.device(), bench.device());
    let entries = bench.entered().iter().filter(|(name, _)| *name == "DriverEntry").count();
    assert_eq!(entries, 1);
    let unload = "EvtDriverUnload";
    assert!(!bench.callbacks_of(|| first.remove().expect("started")).contains(&unload));
    assert!(bench.callbacks_of(|| second.remove().expect("started")).contains(&unload));
    bench.end_clean();
}

#[test]
fn driver_unload_disposes_of_the_objects_children_first() {
    let bench = Bench::without_device(|adding| {
        let device = adding.device_with(attributes().watched());
        sequential().read(|_, _| {}).watched().for_everything().create(device);
        SUCCESS
    });
    bench.device().remove().expect("started");
    let entered = bench.entered();
    let end = &entered[entered.len() - 5..];
    let name = |kind| vec![ObjectName::new(kind, 1)];
    let expected = [
        ("EvtCleanupCallback", name(ObjectKind::Queue)),
        ("EvtCleanupCallback", name(ObjectKind::Device)),
        ("EvtDestroyCallback", name(ObjectKind::Queue)),
        ("EvtDestroyCallback", name(ObjectKind::Device)),
        ("EvtDriverUnload", name(ObjectKind::Driver)),
    ];
    assert_eq!(end, expected);
    bench.end_clean();
}

#[test]
fn each_node_has_its_interface_until_the_device_is_removed() {
    let bench = Bench::new(|adding| _ = adding.device());
    let (one, other) = (bench.device(), bench.device());
    let links = [one.interface(&INTERFACE), other.interface(&INTERFACE)];
    let all = bench.machine.interfaces(&INTERFACE);
    assert_eq!(links, [Some(all[1].clone()), Some(all[2].clone())]);
    one.remove().expect("a started device can be removed");
    assert_eq!(one.interface(&INTERFACE), None);
    assert_eq!(other.interface(&INTERFACE), links[1]);
}
