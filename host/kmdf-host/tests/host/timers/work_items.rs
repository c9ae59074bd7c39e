//! Work items that are enqueued, flushed and deleted while they run.

use super::with_side_door;
use crate::closure_driver::{
    Bench, Rule, SUCCESS, WorkItem, count, counted, ddi, keep, kept, note, notes, sequential,
    status,
};

fn item() -> WorkItem {
    kept("item")
}

/// A machine with one work item.
fn working(work: impl Fn(WorkItem) + Send + Sync + Copy + 'static) -> Bench {
    with_side_door(move |device| {
        keep("item", WorkItem::create(device.object(), false, work).expect("a work item"));
    })
}

#[test]
fn work_item_enqueued_again_once_begun_has_two_callbacks() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        let queue = sequential().read(|_, request| {
            item().enqueue();
            request.complete(SUCCESS);
        });
        let queue = queue.for_everything().create(device);
        let item = WorkItem::create(queue.object(), false, |item| {
            _ = count("calls");
            item.object().reference();
            item.object().dereference();
        });
        keep("item", item.expect("a work item"));
    });
    let (file, other) = (bench.open(), bench.open());
    // In the first callback, another thread enqueues the work item.
    bench.before("WdfObjectReferenceActual", 1, move |_| {
        assert_eq!(status(&other.read(8)), SUCCESS);
    });
    bench.run(&file, || item().enqueue());
    assert_eq!(counted("calls"), 2);
    bench.end_clean();
}

#[test]
fn work_item_enqueued_twice_while_queued_has_one_callback() {
    let bench = working(|_| _ = count("calls"));
    let file = bench.open();
    bench.run(&file, || {
        item().enqueue();
        item().enqueue();
        assert_eq!(counted("calls"), 0, "the work item is still queued");
    });
    assert_eq!(counted("calls"), 1);
    bench.end_clean();
}

#[test]
fn work_item_that_enqueues_itself_runs_again() {
    let bench = working(|item| {
        if count("calls") < 3 {
            item.enqueue();
        }
    });
    let file = bench.open();
    bench.run(&file, || item().enqueue());
    assert_eq!(counted("calls"), 3);
    bench.end_clean();
}

#[test]
fn flush_in_the_own_callback_is_misuse_and_returns() {
    let bench = working(|item| {
        ddi!(WdfWorkItemFlush, item.0);
        note("flushed");
    });
    let file = bench.open();
    bench.run(&file, || item().enqueue());
    assert_eq!(notes(), ["flushed"]);
    expect_misuse(&bench, "WdfWorkItemFlush");
}

#[test]
fn work_item_deleted_in_its_own_callback_is_legal() {
    let bench = working(|item| {
        item.object().delete();
        note("deleted");
    });
    let file = bench.open();
    bench.run(&file, || item().enqueue());
    assert_eq!(notes(), ["deleted"]);
    bench.end_clean();
}

#[test]
fn work_item_enqueued_while_it_is_deleted_is_misuse() {
    let bench = working(|item| {
        _ = count("calls");
        item.object().delete();
        item.enqueue();
    });
    let file = bench.open();
    bench.run(&file, || {
        item().object().reference();
        item().enqueue();
    });
    bench.run(&file, || item().object().dereference());
    assert_eq!(counted("calls"), 1);
    expect_misuse(&bench, "WdfWorkItemEnqueue");
}

fn expect_misuse(bench: &Bench, call: &str) {
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!((violations[0].rule, violations[0].call.as_str()), (Rule::ObjectMisused, call));
}
