//! Races with power changes and removal: one side comes just before each call of the other.

use std::time::Duration;

use kmdf_host::{NodeStatus, Operation};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use crate::power::resume;
use crate::races_of_ticks::{Busy, busy, was_cancelled};
use crate::sweep::Race;

/// The number of operations that wait. An operation that does not wait has succeeded.
#[track_caller]
fn left(operations: &[&Operation], call: &str) -> usize {
    operations
        .iter()
        .filter(|operation| operation.result().is_none() || was_cancelled(operation, call))
        .inspect(|operation| operation.pends())
        .count()
}

/// Lets one more tick pass if the device has not reached a state.
fn pass_tick_unless(busy: &Busy, reached: NodeStatus) {
    if busy.echo.node.status() != reached {
        busy.echo.pass_tick();
    }
    assert_eq!(busy.echo.node.status(), reached);
}

/// Resumes the device, and checks that the operations complete in order, one per tick.
fn resume_and_complete(busy: &Busy, operations: &[&Operation]) {
    resume(&busy.echo);
    for operation in operations {
        if operation.result().is_none() {
            let tick = busy.echo.pass_tick();
            operation.succeeded(50, tick);
        }
    }
}

pub(crate) fn suspend_at_each_call_of_a_tick_keeps_queued_requests(bench: &Bench) {
    Race::of(busy, |busy: &Busy| busy.echo.pass_tick())
        .against(|busy: &Busy| {
            let node = busy.echo.node.clone();
            move |_| _ = node.suspend()
        })
        .at_every_call(bench, |_, busy, tick, call| {
            busy.pending.succeeded(50, tick);
            // The queue may have presented the next request before it was stopped.
            pass_tick_unless(busy, NodeStatus::Asleep);
            let waiting = [&busy.queued, &busy.last];
            is_quiet(&busy.echo);
            assert!(left(&waiting, call) >= 1, "{call}: every request was presented");
            resume_and_complete(busy, &waiting);
        });
}

/// Checks that a sleeping device does nothing.
fn is_quiet(echo: &Echo) {
    let before = echo.machine.trace().len();
    echo.machine.advance(Duration::from_secs(1));
    assert_eq!(echo.machine.trace().len(), before, "the sleeping device does something");
}

pub(crate) fn suspend_at_each_call_of_an_idle_tick_waits_for_its_end(bench: &Bench) {
    Race::of(Bench::device, Echo::pass_tick)
        .against(|echo: &Echo| {
            let node = echo.node.clone();
            move |_| _ = node.suspend()
        })
        .at_every_call(bench, |bench, echo, _, call| {
            assert_eq!(echo.node.status(), NodeStatus::Asleep, "{call}");
            let order = bench.story().order_of(&["EvtTimerFunc", "EvtDeviceSelfManagedIoSuspend"]);
            let ends = ["< EvtTimerFunc", "< EvtDeviceSelfManagedIoSuspend"];
            assert_eq!(order[order.len() - 2..], ends, "{call}: {order:?}");
            is_quiet(echo);
        });
}

pub(crate) fn surprise_removal_at_each_call_of_a_tick_ends_the_device(bench: &Bench) {
    Race::of(busy, |busy: &Busy| busy.echo.pass_tick())
        .against(|busy: &Busy| {
            let node = busy.echo.node.clone();
            move |_| _ = node.surprise_remove()
        })
        .at_every_call(bench, |bench, busy, tick, call| {
            busy.pending.succeeded(50, tick);
            pass_tick_unless(busy, NodeStatus::SurpriseRemoved);
            was_cancelled(&busy.queued, call);
            assert!(was_cancelled(&busy.last, call), "{call}");
            busy.file.close();
            busy.other.close();
            assert_eq!(busy.echo.node.status(), NodeStatus::Removed);
            assert_eq!(bench.machine.objects(), []);
        });
}

pub(crate) fn cancel_at_each_call_of_a_suspend_leaves_exactly_one_winner(bench: &Bench) {
    let mut verdicts = Vec::new();
    Race::of(busy, |busy: &Busy| busy.echo.node.suspend().is_ok())
        .against(|busy: &Busy| {
            let pending = busy.pending.clone();
            move |_| _ = pending.cancel()
        })
        .at_every_call(bench, |_, busy, slept, call| {
            assert!(slept, "{call}");
            verdicts.push((call.to_string(), was_cancelled(&busy.pending, call)));
            is_quiet(&busy.echo);
            let waiting = [&busy.queued, &busy.last];
            assert!(left(&waiting, call) >= 1, "{call}: every request was presented");
            resume_and_complete(busy, &waiting);
        });
    let by_cancel = verdicts.iter().filter(|(_, cancelled)| *cancelled).count();
    assert!((1..verdicts.len()).contains(&by_cancel), "the same side always wins: {verdicts:?}");
}

pub(crate) fn request_at_each_call_of_a_suspend_waits_for_the_resume(bench: &Bench) {
    Race::of(busy, |busy: &Busy| busy.echo.node.suspend().is_ok())
        .against(|busy: &Busy| {
            let (other, late) = (busy.other.clone(), busy.late.clone());
            move |_| late.put(other.read(50))
        })
        .at_every_call(bench, |bench, busy, slept, call| {
            assert!(slept, "{call}");
            busy.pending.succeeded(50, bench.machine.now());
            let late = busy.late.get();
            let waiting = [&busy.queued, &busy.last, &late];
            is_quiet(&busy.echo);
            assert_eq!(left(&waiting, call), 3, "{call}: a request was presented");
            resume_and_complete(busy, &waiting);
        });
}

pub(crate) fn process_exit_at_each_call_of_a_surprise_removal_ends_it(bench: &Bench) {
    Race::of(busy, |busy: &Busy| busy.echo.node.surprise_remove().is_ok())
        .against(|busy: &Busy| {
            let process = busy.process.clone();
            move |_| process.exit()
        })
        .at_every_call(bench, |bench, busy, removed, call| {
            assert!(removed, "{call}");
            was_cancelled(&busy.pending, call);
            assert!(was_cancelled(&busy.queued, call), "{call}");
            was_cancelled(&busy.last, call);
            assert_eq!(busy.echo.node.status(), NodeStatus::SurpriseRemoved, "{call}");
            busy.other.close();
            assert_eq!(busy.echo.node.status(), NodeStatus::Removed, "{call}");
            assert_eq!((bench.machine.objects(), bench.machine.pool()), (vec![], vec![]));
        });
}
