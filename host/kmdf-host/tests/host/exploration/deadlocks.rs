//! Locks acquired in the same order and in opposite orders.

use kmdf_host::explore::{Stage, Strategy};

use super::{complaints, exhaust, explore};
use crate::closure_driver::{
    Bench, Rule, SUCCESS, SpinLock, attributes, keep, kept, parallel, sequential, timer,
};

fn take(first: &'static str, second: &'static str) {
    let (first, second): (SpinLock, SpinLock) = (kept(first), kept(second));
    first.acquire();
    second.acquire();
    second.release();
    first.release();
}

/// A read acquires lock a, then lock b. A write acquires the locks in the same or the opposite
/// order.
fn read_and_write(opposite: bool) -> impl Fn(&mut Stage) {
    move |stage| {
        // Otherwise every schedule is reported, also without a deadlock.
        let machine = stage.machine();
        machine.set_rules(machine.rules().off(Rule::LockOrder));
        let bench = Bench::on(machine, move |adding| {
            let device = adding.device();
            let below = attributes().parent(device.object());
            keep("a", SpinLock::create(below).expect("a lock"));
            keep("b", SpinLock::create(below).expect("a lock"));
            let queue = parallel(2).read(|_, request| {
                take("a", "b");
                request.complete(SUCCESS);
            });
            let queue = queue.write(move |_, request| {
                if opposite {
                    take("b", "a");
                } else {
                    take("a", "b");
                }
                request.complete(SUCCESS);
            });
            queue.for_everything().create(device);
            SUCCESS
        });
        bench.device();
        let (reads, writes) = (bench.open(), bench.open());
        stage.thread("read", move |_| _ = reads.read(1));
        stage.thread("write", move |_| _ = writes.write(&[1]));
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    }
}

#[test]
fn locks_taken_in_one_order_deadlock_in_no_schedule() {
    exhaust(&read_and_write(false));
}

#[test]
fn locks_taken_in_opposite_orders_deadlock_in_some_schedule() {
    let report = explore(Strategy::exhaustive(), &read_and_write(true));
    assert!(complaints(&report).contains("WaitNeverEnds"), "{report}");
}

#[test]
fn deadlock_needs_one_preemption() {
    let without = explore(Strategy::preemptions(0), &read_and_write(true));
    assert!(without.is_exhausted(), "{without}");
    let with = explore(Strategy::preemptions(1), &read_and_write(true));
    assert!(complaints(&with).contains("WaitNeverEnds"), "{with}");
}

#[test]
fn lock_never_released_ends_the_run_while_a_timer_ticks() {
    let situation = |stage: &mut Stage| {
        let bench = Bench::on(stage.machine(), |adding| {
            let device = adding.device();
            let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
            // The timer is not serialized: each tick waits for the lock on another processor.
            let ticks = timer(device.object()).period(10).unserialized().create(move |_| {
                lock.acquire();
                lock.release();
            });
            let queue = sequential().read(move |_, request| {
                ticks.start(-1);
                lock.acquire();
                request.complete(SUCCESS);
            });
            queue.for_everything().create(device);
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        stage.thread("read", move |_| _ = file.read(1));
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    };
    let report = explore(Strategy::exhaustive(), &situation);
    assert!(complaints(&report).contains("WaitNeverEnds"), "{report}");
    assert!(report.steps() < 1_000, "{} steps", report.steps());
}
