//! Rules about the automatic serialization of timers and work items.

use super::expect_only;
use crate::closure_driver::{Bench, Rule, SUCCESS, WorkItem, sequential, timer};

/// `STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL`.
const REFUSED: i32 = 0xC020_020C_u32.cast_signed();

/// A machine whose driver creates a work item below a queue with a spin lock.
fn working(serialized: bool) -> Bench {
    Bench::new(move |adding| {
        let queue = sequential().serialized().read(|_, request| request.complete(SUCCESS));
        let queue = queue.write(|_, request| request.complete(SUCCESS));
        let queue = queue.for_everything().create(adding.device());
        let created = WorkItem::create(queue.object(), serialized, |_| {});
        assert_eq!(created.err(), serialized.then_some(REFUSED));
    })
}

#[test]
fn a_work_item_below_a_spin_lock_is_reported_and_refused() {
    let bench = working(true);
    let (rule, call) = (Rule::IncompatibleSerialization, "WdfWorkItemCreate");
    expect_only(&bench, rule, "Q1", call, "EvtDriverDeviceAdd");
}

#[test]
fn a_work_item_without_serialization_is_not_reported() {
    working(false).end_clean();
}

#[test]
fn a_passive_timer_below_a_spin_lock_is_reported_and_refused() {
    let bench = Bench::new(|adding| {
        let queue = sequential().serialized().read(|_, request| request.complete(SUCCESS));
        let queue = queue.for_everything().create(adding.device());
        assert_eq!(timer(queue.object()).passive().try_create(|_| {}).err(), Some(REFUSED));
    });
    let (rule, call) = (Rule::IncompatibleSerialization, "WdfTimerCreate");
    expect_only(&bench, rule, "Q1", call, "EvtDriverDeviceAdd");
}
