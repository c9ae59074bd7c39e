//! The order in which the drivers of a stack start, sleep, stop and go.

use super::{filtered, stacked};
use crate::closure_driver::{
    Adding, Bench, FIRST, Machine, NodeStatus, Problem, SUCCESS, attributes, count, inf_with_filter,
};

const FAILURE: i32 = wdk_sys::STATUS_UNSUCCESSFUL;

/// A device with all callbacks, and without an interface of its own.
fn plain(adding: Adding) {
    adding.all_pnp_callbacks();
    let told = attributes().watched();
    adding.try_device(told).expect("WdfDeviceCreate succeeds");
}

fn function(adding: Adding) {
    adding.all_pnp_callbacks();
    adding.device_with(attributes().watched());
}

/// The callbacks that the framework enters during `work`, with the object of each.
fn entered(bench: &Bench, work: impl FnOnce()) -> Vec<String> {
    let before = bench.entered().len();
    work();
    let after = bench.entered().split_off(before).into_iter();
    after
        .map(|(callback, objects)| {
            let name = callback.trim_start_matches("EvtDevice").trim_start_matches("Evt");
            objects.first().map_or(name.to_string(), |object| format!("{name} {object}"))
        })
        .collect()
}

#[test]
fn start_begins_at_the_bottom_and_the_rest_at_the_top() {
    let bench = filtered(function, plain);
    let node = bench.node();
    let all = bench.entered();
    let started: Vec<String> =
        all.iter().map(|(callback, objects)| format!("{callback} {:?}", objects.first())).collect();
    let first = |text: &str| started.iter().position(|line| line.contains(text));
    assert!(first("SelfManagedIoInit").is_some());
    let of = |number: u32| {
        let of_device = all.iter().filter(move |(_, objects)| {
            objects.first().is_some_and(|object| object.to_string() == format!("D{number}"))
        });
        of_device.map(|(callback, _)| *callback).collect::<Vec<_>>()
    };
    assert_eq!(of(1), of(2));

    let asleep = entered(&bench, || node.suspend().expect("the device sleeps"));
    assert_eq!(
        asleep,
        [
            "SelfManagedIoSuspend D2",
            "D0ExitPreInterruptsDisabled D2",
            "D0Exit D2",
            "SelfManagedIoSuspend D1",
            "D0ExitPreInterruptsDisabled D1",
            "D0Exit D1",
        ]
    );
    let awake = entered(&bench, || node.resume().expect("the device wakes"));
    assert_eq!(
        awake,
        [
            "D0Entry D1",
            "D0EntryPostInterruptsEnabled D1",
            "SelfManagedIoRestart D1",
            "D0Entry D2",
            "D0EntryPostInterruptsEnabled D2",
            "SelfManagedIoRestart D2",
        ]
    );
    let stopped = entered(&bench, || node.stop().expect("the device stops"));
    assert_eq!(stopped[..3], ["QueryStop D2", "QueryStop D1", "SelfManagedIoSuspend D2"]);
    assert_eq!(stopped[5..7], ["ReleaseHardware D2", "SelfManagedIoSuspend D1"]);
    node.start().expect("the device starts");
    bench.end_clean();
}

#[test]
fn removal_ends_the_filter_before_the_function_driver() {
    let bench = filtered(function, plain);
    let node = bench.node();
    let removed = entered(&bench, || node.remove().expect("the device is removed"));
    let expected = [
        "QueryRemove D2",
        "QueryRemove D1",
        "SelfManagedIoSuspend D2",
        "D0ExitPreInterruptsDisabled D2",
        "D0Exit D2",
        "ReleaseHardware D2",
        "SelfManagedIoFlush D2",
        "SelfManagedIoCleanup D2",
        "CleanupCallback D2",
        "SelfManagedIoSuspend D1",
        "D0ExitPreInterruptsDisabled D1",
        "D0Exit D1",
        "ReleaseHardware D1",
        "SelfManagedIoFlush D1",
        "SelfManagedIoCleanup D1",
        "CleanupCallback D1",
        "DestroyCallback D1",
        "DestroyCallback D2",
        "DriverUnload DRV2",
        "DriverUnload DRV1",
    ];
    assert_eq!(removed, expected);
    bench.end_clean();
}

#[test]
fn surprise_removal_flushes_both_and_cleans_up_at_the_close() {
    let bench = filtered(function, plain);
    let (node, file) = (bench.node(), bench.open());
    let surprised = entered(&bench, || node.surprise_remove().expect("the device goes"));
    assert_eq!(surprised[0], "SurpriseRemoval D2");
    assert_eq!(surprised[5], "SelfManagedIoFlush D2");
    assert_eq!(surprised[6], "SurpriseRemoval D1");
    assert_eq!(surprised.len(), 12);
    let closed = entered(&bench, || file.close());
    let expected = [
        "SelfManagedIoCleanup D2",
        "CleanupCallback D2",
        "SelfManagedIoCleanup D1",
        "CleanupCallback D1",
        "DestroyCallback D1",
        "DestroyCallback D2",
        "DriverUnload DRV2",
        "DriverUnload DRV1",
    ];
    assert_eq!(closed, expected);
    bench.end_clean();
}

#[test]
fn lower_filter_starts_before_the_function_driver() {
    let filter = |adding: Adding| {
        adding.filter();
        plain(adding);
    };
    let bench = stacked("LowerFilters", filter, function);
    let asleep = entered(&bench, || bench.node().suspend().expect("the device sleeps"));
    assert_eq!(asleep[0], "SelfManagedIoSuspend D2");
    let file = bench.open();
    file.close();
    bench.end_clean();
}

#[test]
fn failed_filter_leaves_the_function_driver_started_until_remove() {
    let bench = Bench::from_inf(Machine::new(), &inf_with_filter("UpperFilters"), |adding| {
        if count("add") == 1 {
            function(adding);
        } else {
            adding.filter();
            plain(adding);
        }
        SUCCESS
    });
    bench.on_pnp("D0Entry", |_| if count("entry") == 2 { FAILURE } else { SUCCESS });
    let node = bench.machine.create_device(FIRST).expect("the model is installed");
    let status = wdk_sys::STATUS_DEVICE_POWER_FAILURE;
    assert_eq!(node.status(), NodeStatus::Failed { problem: Problem::FailedStart, status });
    assert_eq!(bench.machine.interfaces(&crate::closure_driver::INTERFACE).len(), 1);
    let removed = entered(&bench, || node.remove().expect("the device is removed"));
    assert!(
        removed.contains(&"D0Exit D1".to_string()) && !removed.contains(&"D0Exit D2".to_string())
    );
    bench.end_clean();
}

#[test]
fn filter_that_fails_to_add_is_left_out() {
    let bench = Bench::from_inf(Machine::new(), &inf_with_filter("UpperFilters"), |adding| {
        if count("add") == 1 {
            function(adding);
            return SUCCESS;
        }
        adding.filter();
        FAILURE
    });
    let file = {
        bench.device();
        bench.open()
    };
    file.close();
    bench.end_clean();
}

#[test]
fn filter_without_a_service_fails_the_device() {
    let inf =
        inf_with_filter("UpperFilters").replace("AddService = HostFilter,", "AddService = Other,");
    let bench = Bench::from_inf(Machine::new(), &inf, |adding| {
        function(adding);
        SUCCESS
    });
    let node = bench.machine.create_device(FIRST).expect("the model is installed");
    let status = wdk_sys::STATUS_OBJECT_NAME_NOT_FOUND;
    assert_eq!(node.status(), NodeStatus::Failed { problem: Problem::Registry, status });
    bench.end_clean();
}
