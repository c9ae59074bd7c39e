//! The callbacks that run at the same time as a timer's callback, and those that wait.

use std::time::Duration;

use wdk_sys::_WDF_SYNCHRONIZATION_SCOPE as Scope;

use super::in_ms;
use crate::closure_driver::{
    Bench, File, QueueSpec, SUCCESS, Timer, WorkItem, attributes, count, keep, kept, note, notes,
    parallel, sequential, status, timer,
};

/// The parent of a test's timer.
#[derive(Clone, Copy, PartialEq)]
enum Below {
    Queue,
    Device,
}

/// The order of events on a machine whose timer becomes due during EvtIoRead.
fn due_during_a_read(
    queue: fn() -> QueueSpec,
    scope: i32,
    below: Below,
    serialized: bool,
) -> Vec<String> {
    let bench = Bench::new(move |adding| {
        let device = adding.device_with(attributes().scope(scope));
        let queue = queue().read(|_, request| {
            note("read enters");
            request.set_information(0);
            note("read leaves");
            request.complete(SUCCESS);
        });
        let queue = queue.for_everything().create(device);
        let parent = if below == Below::Queue { queue.object() } else { device.object() };
        let spec = timer(parent);
        let spec = if serialized { spec } else { spec.unserialized() };
        spec.create(|_| note("tick")).start(in_ms(1));
    });
    let file = bench.open();
    bench.before("WdfRequestSetInformation", 1, |machine| {
        machine.advance(Duration::from_millis(1));
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    let order = notes();
    bench.end_clean();
    order
}

const WAITS: [&str; 3] = ["read enters", "read leaves", "tick"];
const OVERTAKES: [&str; 3] = ["read enters", "tick", "read leaves"];
const NONE: i32 = Scope::WdfSynchronizationScopeNone;

#[test]
fn a_serialized_timer_waits_for_the_queue_lock() {
    let order = due_during_a_read(|| sequential().serialized(), NONE, Below::Queue, true);
    assert_eq!(order, WAITS);
}

#[test]
fn an_unserialized_timer_does_not_wait() {
    let order = due_during_a_read(|| sequential().serialized(), NONE, Below::Queue, false);
    assert_eq!(order, OVERTAKES);
}

#[test]
fn a_serialized_timer_below_a_queue_of_scope_none_does_not_wait() {
    assert_eq!(due_during_a_read(sequential, NONE, Below::Queue, true), OVERTAKES);
}

#[test]
fn a_timer_serialized_by_its_device_ignores_the_queue_lock() {
    let scope = Scope::WdfSynchronizationScopeQueue;
    let order = due_during_a_read(|| sequential().serialized(), scope, Below::Device, true);
    assert_eq!(order, OVERTAKES, "the timer holds the device's lock, which no queue uses");
}

#[test]
fn a_timer_serialized_by_its_device_waits_for_the_device_lock() {
    let scope = Scope::WdfSynchronizationScopeDevice;
    let queue = || sequential().scope(Scope::WdfSynchronizationScopeDevice);
    assert_eq!(due_during_a_read(queue, scope, Below::Device, true), WAITS);
    assert_eq!(due_during_a_read(queue, scope, Below::Queue, true), WAITS);
}

/// A machine whose timer becomes due again during its callback.
fn due_during_a_tick(queue: fn() -> QueueSpec) -> Vec<String> {
    let bench = Bench::new(move |adding| {
        let device = adding.device();
        let queue = queue().read(|_, _| {}).for_everything().create(device);
        let tick = |timer: Timer| {
            let number = count("ticks");
            note(format!("{number} enters"));
            timer.parent();
            note(format!("{number} leaves"));
            if number == 2 {
                timer.stop(false);
            }
        };
        timer(queue.object()).period(1).create(tick).start(in_ms(1));
    });
    bench.before("WdfTimerGetParentObject", 1, |machine| {
        machine.advance(Duration::from_millis(1));
    });
    bench.advance_ms(10);
    let order = notes();
    bench.end_clean();
    order
}

#[test]
fn ticks_under_scope_none_overlap() {
    let order = due_during_a_tick(sequential);
    assert_eq!(order, ["1 enters", "2 enters", "2 leaves", "1 leaves"]);
}

#[test]
fn ticks_under_the_queue_lock_do_not_overlap() {
    let order = due_during_a_tick(|| sequential().serialized());
    assert_eq!(order, ["1 enters", "1 leaves", "2 enters", "2 leaves"]);
}

#[test]
fn a_serialized_callback_runs_at_dispatch_level_under_the_lock() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = parallel(4).serialized().read(|_, _| {}).for_everything().create(device);
        keep("queue", queue);
        let tick = |_| kept::<crate::closure_driver::Queue>("queue").object().acquire_lock();
        timer(queue.object()).create(tick).start(in_ms(1));
    });
    bench.advance_ms(1);
    assert_eq!(bench.last_entry("EvtTimerFunc").irql, 2);
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, crate::closure_driver::Rule::RecursiveLock);
    assert_eq!(violations[0].driver_function, "EvtTimerFunc");
}

#[test]
fn a_request_waits_for_a_tick_that_holds_the_queue_lock() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = parallel(4).serialized().read(|_, request| {
            note("read");
            request.complete(SUCCESS);
        });
        let queue = queue.for_everything().create(device);
        let tick = |timer: Timer| {
            note("tick enters");
            timer.parent();
            note("tick leaves");
        };
        timer(queue.object()).create(tick).start(in_ms(1));
    });
    let file: File = bench.open();
    bench.before("WdfTimerGetParentObject", 1, move |_| {
        let _ = file.read(1);
    });
    bench.advance_ms(1);
    assert_eq!(notes(), ["tick enters", "tick leaves", "read"]);
    bench.end_clean();
}

#[test]
fn a_serialized_work_item_holds_the_lock_of_a_passive_queue() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = parallel(4).serialized().passive().read(|_, request| {
            note("read enters");
            kept::<WorkItem>("item").enqueue();
            request.set_information(0);
            note("read leaves");
            request.complete(SUCCESS);
        });
        let queue = queue.for_everything().create(device);
        let item = WorkItem::create(queue.object(), true, |_| note("work"));
        keep("item", item.expect("levels match"));
    });
    let file = bench.open();
    bench.before("WdfRequestSetInformation", 1, |machine| {
        machine.advance(Duration::from_millis(1));
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["read enters", "read leaves", "work"]);
    assert_eq!(bench.last_entry("EvtWorkItem").irql, 0);
    bench.end_clean();
}
