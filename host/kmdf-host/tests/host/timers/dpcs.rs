//! DPC objects: enqueued, cancelled, deleted, and serialized.

use std::ptr::null_mut;

use wdk_sys::{STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_DEVICE_REQUEST, WDF_DPC_CONFIG, WDFDPC};

use super::with_side_door;
use crate::closure_driver::{
    Attributes, Bench, Device, Dpc, Driver, Object, Rule, SUCCESS, SpinLock, WorkItem, attributes,
    count, counted, ddi, keep, kept, note, notes, sequential,
};

/// `STATUS_WDF_PARENT_NOT_SPECIFIED` and `STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL`, which the crate
/// `wdk-sys` does not have.
const PARENT_NOT_SPECIFIED: i32 = 0xC020_0212_u32.cast_signed();
const INCOMPATIBLE_EXECUTION_LEVEL: i32 = 0xC020_020C_u32.cast_signed();

fn dpc() -> Dpc {
    kept("dpc")
}

/// A machine with one DPC.
fn working(work: impl Fn(Dpc) + Send + Sync + Copy + 'static) -> Bench {
    with_side_door(move |device| {
        keep("dpc", Dpc::create(device.object(), false, work).expect("a DPC"));
    })
}

/// The status of `WdfDpcCreate` with a configuration of a size.
fn create(size: u32, mut attributes: Attributes) -> i32 {
    let mut config = WDF_DPC_CONFIG { Size: size, ..Default::default() };
    let mut handle: WDFDPC = null_mut();
    ddi!(WdfDpcCreate, &raw mut config, attributes.pointer(), &raw mut handle)
}

#[test]
fn dpc_runs_once_at_dispatch_level_after_two_enqueues() {
    let bench = working(|dpc| {
        let parent = Object(ddi!(WdfDpcGetParentObject, dpc.0));
        assert_eq!(parent, kept::<Device>("device").object());
        assert!(!ddi!(WdfDpcWdmGetDpc, dpc.0).is_null());
        note("runs");
    });
    let file = bench.open();
    bench.run(&file, || {
        assert!(dpc().enqueue());
        assert!(!dpc().enqueue());
        note("enqueued");
    });
    assert_eq!(notes(), ["enqueued", "runs"]);
    assert_eq!(bench.last_entry("EvtDpcFunc").irql, 2);
    bench.end_clean();
}

#[test]
fn dpc_that_enqueues_itself_runs_again() {
    let bench = working(|dpc| {
        if count("calls") < 3 {
            assert!(dpc.enqueue());
        }
    });
    let file = bench.open();
    bench.run(&file, || _ = dpc().enqueue());
    assert_eq!(counted("calls"), 3);
    bench.end_clean();
}

#[test]
fn cancelled_dpc_does_not_run() {
    for wait in [false, true] {
        let bench = working(|_| _ = count("calls"));
        let file = bench.open();
        bench.run(&file, move || {
            assert!(dpc().enqueue());
            assert!(dpc().cancel(wait));
            assert!(!dpc().cancel(wait), "it is not queued any more");
        });
        assert_eq!(counted("calls"), 0);
        bench.end_clean();
    }
}

#[test]
fn cancel_with_wait_at_dispatch_level_is_reported_and_cancels_nothing() {
    let bench = working(|_| _ = count("calls"));
    let file = bench.open();
    bench.run(&file, || {
        let device = kept::<Device>("device").object();
        let lock = SpinLock::create(attributes().parent(device)).expect("a lock");
        assert!(dpc().enqueue());
        lock.acquire();
        assert!(!dpc().cancel(true));
        lock.release();
    });
    assert_eq!(counted("calls"), 1);
    let violations = bench.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    assert_eq!(found, [(Rule::WrongIrql, "WdfDpcCancel")], "{violations:#?}");
}

#[test]
fn queued_dpc_runs_before_the_cleanup_of_its_object() {
    let bench = working(|_| note("runs"));
    let file = bench.open();
    bench.run(&file, || {
        dpc().object().on_cleanup(|_| note("cleanup"));
        assert!(dpc().enqueue());
        dpc().object().delete();
        note("deleted");
    });
    assert_eq!(notes(), ["runs", "cleanup", "deleted"]);
    bench.end_clean();
}

#[test]
fn dpc_queued_from_its_own_callback_does_not_hold_up_the_removal() {
    let bench = working(|dpc| {
        if count("calls") < 2 {
            dpc.enqueue();
        }
    });
    let file = bench.open();
    bench.run(&file, || _ = dpc().enqueue());
    drop(file);
    bench.end_clean();
}

#[test]
fn dpc_wakes_a_work_item() {
    let bench = with_side_door(|device| {
        let item = WorkItem::create(device.object(), false, |_| note("work item"));
        keep("item", item.expect("a work item"));
        let dpc = Dpc::create(device.object(), false, |_| {
            kept::<WorkItem>("item").enqueue();
            note("dpc");
        });
        keep("dpc", dpc.expect("a DPC"));
    });
    let file = bench.open();
    bench.run(&file, || _ = dpc().enqueue());
    assert_eq!(notes(), ["dpc", "work item"]);
    bench.end_clean();
}

#[test]
fn creation_is_checked_in_the_order_of_the_framework() {
    let bench = with_side_door(|_| ());
    let file = bench.open();
    bench.run(&file, || {
        let (device, size) = (kept::<Device>("device").object(), 24);
        assert_eq!(create(20, attributes()), PARENT_NOT_SPECIFIED);
        assert_eq!(create(20, attributes().parent(device)), STATUS_INFO_LENGTH_MISMATCH);
        let driver = Driver(ddi!(WdfDeviceGetDriver, kept::<Device>("device").0)).object();
        assert_eq!(create(size, attributes().parent(driver)), STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(create(size, attributes().parent(device)), SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn serialized_dpc_below_a_passive_queue_is_refused() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().serialized().passive().read(|_, _| {}).create(device);
        let refused = Dpc::create(queue.object(), true, |_| ());
        assert_eq!(refused.err(), Some(INCOMPATIBLE_EXECUTION_LEVEL));
    });
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::IncompatibleSerialization);
}
