//! Rules about the parents of locks and memory objects.

use std::ptr::null_mut;

use wdk_sys::{_POOL_TYPE, WDFMEMORY};

use super::reading;
use crate::closure_driver::{
    Adding, Bench, Driver, Object, Rule, SUCCESS, SpinLock, WaitLock, attributes, below_device,
    count, ddi, keep, kept, sequential, status,
};

/// Creates a memory object with attributes.
fn memory(mut attributes: crate::closure_driver::Attributes) -> Object {
    let mut memory: WDFMEMORY = null_mut();
    let (attributes, pool) = (attributes.pointer(), _POOL_TYPE::NonPagedPoolNx);
    let status = ddi!(WdfMemoryCreate, attributes, pool, 1, 64, &raw mut memory, null_mut());
    assert_eq!(status, SUCCESS);
    Object(memory.cast())
}

/// Checks that the objects of this name, and the others that the same call created, are all that the
/// shutdown reports.
fn expect_outlived(bench: &Bench, first: &str, detail: &str) {
    let violations = bench.shut_down();
    let [violation] = &violations[..] else { panic!("{violations:#?}") };
    assert_eq!(violation.rule, Rule::ObjectOutlivesDevice);
    assert_eq!(violation.subject.to_string(), first);
    assert!(violation.detail.starts_with(detail), "{}", violation.detail);
}

/// A machine whose driver does `add` for its device.
fn adding(add: impl Fn(Adding) + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| {
        adding.all_pnp_callbacks();
        add(adding);
    })
}

#[test]
fn lock_of_a_device_without_a_parent_is_reported() {
    let bench = adding(|adding| {
        adding.device();
        SpinLock::create(attributes()).expect("a lock");
    });
    let created = "created by WdfSpinLockCreate in EvtDriverDeviceAdd, without a ParentObject";
    expect_outlived(&bench, "L1", created);
}

#[test]
fn memory_of_a_device_without_a_parent_is_reported() {
    let bench = adding(|adding| _ = adding.device());
    bench.on_pnp("PrepareHardware", |_| {
        memory(attributes());
        SUCCESS
    });
    bench.node().stop().expect("the device stops");
    bench.node().start().expect("the device starts again");
    let created = "created by WdfMemoryCreate in EvtDevicePrepareHardware";
    expect_outlived(&bench, "M1", created);
}

#[test]
fn memory_of_each_request_without_a_parent_is_reported_once() {
    let bench = reading(|request| {
        memory(attributes());
        request.complete(SUCCESS);
    });
    let file = bench.open();
    for _ in 0..3 {
        assert_eq!(status(&file.read(8)), SUCCESS);
    }
    expect_outlived(&bench, "M1", "created by WdfMemoryCreate in EvtIoRead, as were 2 more,");
}

#[test]
fn lock_of_each_of_two_devices_is_reported() {
    let bench = adding(|adding| {
        adding.device();
        WaitLock::create(attributes()).expect("a lock");
    });
    bench.device();
    expect_outlived(&bench, "W1", "created by WdfWaitLockCreate in EvtDriverDeviceAdd, as were 1");
}

#[test]
fn lock_that_the_driver_deletes_is_not_reported() {
    let bench = adding(|adding| {
        adding.device();
        keep("lock", SpinLock::create(attributes()).expect("a lock"));
    });
    bench.on_pnp("SelfManagedIoCleanup", |_| {
        kept::<SpinLock>("lock").object().delete();
        SUCCESS
    });
    bench.end_clean();
}

#[test]
fn lock_that_the_driver_deletes_in_its_unload_is_not_reported() {
    let bench = adding(|adding| {
        adding.device();
        keep("lock", SpinLock::create(attributes()).expect("a lock"));
    });
    bench.on_unload(|| kept::<SpinLock>("lock").object().delete());
    bench.end_clean();
}

#[test]
fn lock_with_the_device_or_the_driver_as_its_parent_is_not_reported() {
    let bench = adding(|adding| {
        adding.device();
        SpinLock::create(below_device()).expect("a lock");
        let driver = kept::<Driver>("driver").object();
        SpinLock::create(attributes().parent(driver)).expect("a lock");
        memory(attributes().parent(driver));
    });
    bench.end_clean();
}

#[test]
fn lock_of_the_driver_entry_is_not_reported() {
    let bench = Bench::without_device(|adding| {
        adding.device();
        SUCCESS
    });
    bench.on_entry(|| SpinLock::create(attributes()).err().unwrap_or(SUCCESS));
    bench.device();
    bench.end_clean();
}

#[test]
fn lock_that_the_first_of_two_devices_makes_for_both_is_not_reported() {
    let bench = adding(|adding| {
        let queue = sequential().read(|_, request| {
            kept::<SpinLock>("lock").acquire();
            kept::<SpinLock>("lock").release();
            request.complete(SUCCESS);
        });
        queue.for_everything().create(adding.device());
        if count("devices") == 1 {
            keep("lock", SpinLock::create(attributes()).expect("a lock"));
        }
    });
    bench.device();
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}
