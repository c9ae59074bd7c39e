//! The rules about timers, work items and memory objects that end in a wrong way.

use std::ptr::null_mut;

use wdk_sys::{_POOL_TYPE, WDFMEMORY};

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Device, Object, Request, Rule, SUCCESS, Timer, WorkItem, ddi, keep, kept, note, notes,
    sequential, status, timer,
};

/// A machine with a timer and a work item below the device. The driver does `work` with each read
/// and then completes it, and completes writes at once.
fn reading(work: fn(Request)) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        keep("timer", timer(device.object()).create(|_| note("tick")));
        let item = WorkItem::create(device.object(), false, |_| note("work"));
        keep("work item", item.expect("a work item"));
        let queue = sequential().read(move |_, request| {
            work(request);
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    })
}

fn item() -> WorkItem {
    kept("work item")
}

fn reports(work: fn(Request), (rule, object, call): (Rule, &str, &str)) -> Bench {
    let bench = reading(work);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, object, call, "EvtIoRead");
    bench
}

const DEREFERENCE: &str = "WdfObjectDereferenceActual";

#[test]
fn timer_dereferenced_once_too_often_is_reported() {
    let dereference = |_| kept::<Timer>("timer").object().dereference();
    let bench = reports(dereference, (Rule::ObjectMisused, "T1", DEREFERENCE));
    expect_to_go_on(&bench, 1);
}

#[test]
fn work_item_dereferenced_once_too_often_is_reported() {
    let dereference = |_| item().object().dereference();
    let bench = reports(dereference, (Rule::ObjectMisused, "WI1", DEREFERENCE));
    expect_to_go_on(&bench, 1);
}

#[test]
fn balanced_references_to_timers_and_work_items_are_not_reported() {
    let bench = reading(|_| {
        for object in [kept::<Timer>("timer").object(), item().object()] {
            object.reference();
            object.dereference();
            object.delete();
        }
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn deleted_work_item_that_is_enqueued_is_reported() {
    let enqueue = |_| {
        item().object().delete();
        item().enqueue();
    };
    let bench = reports(enqueue, (Rule::StaleHandle, "WI1", "WdfWorkItemEnqueue"));
    assert_eq!(notes(), [""; 0]);
    expect_to_go_on(&bench, 1);
}

#[test]
fn passive_timer_deleted_in_its_own_callback_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let tick = |timer: Timer| timer.object().delete();
        timer(device.object()).passive().create(tick).start(-10_000);
    });
    bench.advance_ms(1);
    let (rule, call) = (Rule::TimerWaitInOwnCallback, "WdfTimerStop");
    expect_only(&bench, rule, "T1", call, "EvtTimerFunc");
}

#[test]
fn timer_deleted_in_its_own_dpc_is_not_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let tick = |timer: Timer| timer.object().delete();
        timer(device.object()).create(tick).start(-10_000);
    });
    bench.advance_ms(1);
    bench.end_clean();
}

/// A machine whose driver creates a memory object in a read, and keeps a reference to it.
fn creating(references: bool) -> Bench {
    let bench = Bench::with_queue(move || {
        sequential().read(move |_, request| {
            let mut memory: WDFMEMORY = null_mut();
            let mut below = crate::closure_driver::attributes();
            below = below.parent(kept::<Device>("device").object());
            let (pool, attributes) = (_POOL_TYPE::NonPagedPoolNx, below.pointer());
            let at = &raw mut memory;
            let created = ddi!(WdfMemoryCreate, attributes, pool, 1, 8, at, null_mut());
            assert_eq!(created, SUCCESS);
            if references {
                Object(memory.cast()).reference();
            }
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench
}

#[test]
fn memory_object_that_outlives_its_driver_is_reported() {
    let bench = creating(true);
    let violations = bench.shut_down();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.subject.to_string())).collect();
    assert_eq!(found, [(Rule::LeakedObject, "M1".to_string())], "{violations:#?}");
}

#[test]
fn memory_object_that_the_device_owns_is_not_reported() {
    creating(false).end_clean();
}
