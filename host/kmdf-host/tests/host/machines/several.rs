//! Machines are values: clones are the same machine, and other machines share nothing.

use std::panic::{self, AssertUnwindSafe};
use std::thread;
use std::time::Duration;

use crate::closure_driver::{
    Bench, FIRST, INTERFACE, Machine, ObjectKind, ObjectName, SUCCESS, Timer, count, counted, keep,
    kept, sequential, status, timer,
};

/// A machine whose driver completes a read of N bytes after N milliseconds.
fn delaying() -> Bench {
    Bench::new(|adding| {
        let device = adding.device();
        let queue = sequential().read(|_, request| {
            count("reads");
            let (_, length) = request.buffer(true, 1).expect("a buffer");
            keep("read", request);
            let due = i64::try_from(length).expect("a short read") * -10_000;
            kept::<Timer>("timer").start(due);
        });
        let queue = queue.for_everything().create(device);
        let tick = |_| kept::<crate::closure_driver::Request>("read").complete(SUCCESS);
        keep("timer", timer(queue.object()).create(tick));
    })
}

#[test]
fn machines_on_several_threads_share_nothing() {
    let threads: Vec<_> = (1..=4_usize)
        .map(|number| {
            thread::spawn(move || {
                let bench = delaying();
                let file = bench.open();
                for _ in 0..100 {
                    let read = file.read(number).wait().expect("completed");
                    assert_eq!(read.status, SUCCESS);
                }
                assert_eq!(counted("reads"), 100);
                let now = bench.machine.now();
                let trace = bench.machine.trace();
                bench.end_clean();
                (now, trace)
            })
        })
        .collect();
    for (index, thread) in threads.into_iter().enumerate() {
        let (now, trace) = thread.join().expect("no panic");
        assert_eq!(now, 100 * (index as u64 + 1) * 10_000, "each machine has its own clock");
        let last = trace.iter().flat_map(|event| event.kind.requests()).max();
        assert_eq!(
            last,
            Some(ObjectName::new(ObjectKind::Request, 100)),
            "each machine has its own names"
        );
    }
}

#[test]
fn two_machines_take_turns_on_one_thread() {
    let first = delaying();
    let second = delaying();
    first.claim_thread();
    let (a, b) = (first.open(), second.open());
    let slow = a.read(50);
    second.claim_thread();
    let fast = b.read(5).wait().expect("completed");
    assert_eq!(fast.completed_at, 50_000);
    assert_eq!(first.machine.now(), 0, "the clock of the other machine stands still");
    first.claim_thread();
    assert_eq!(slow.wait().expect("completed").completed_at, 500_000);
    first.end_clean();
    second.claim_thread();
    second.end_clean();
}

#[test]
fn the_same_steps_give_the_same_trace() {
    let run = || {
        let bench = delaying();
        let file = bench.open();
        let reads: Vec<_> = (1..=5).map(|length| file.read(length)).collect();
        assert!(reads[3].cancel());
        assert!(reads[4].wait().is_ok());
        bench.node().suspend().expect("started");
        bench.node().resume().expect("asleep");
        let _ = bench.shut_down();
        bench.machine.trace()
    };
    assert_eq!(run(), run());
}

#[test]
fn a_clone_is_the_same_machine() {
    let bench = delaying();
    let clone: Machine = bench.machine.clone();
    assert_eq!(clone.interfaces(&INTERFACE), bench.machine.interfaces(&INTERFACE));
    let node = clone.create_device(FIRST).expect("installed on both");
    assert_eq!(bench.machine.devices().len(), 2);
    assert_eq!(node.machine().devices().len(), 2);
    clone.advance(std::time::Duration::from_millis(3));
    assert_eq!(bench.machine.now(), 30_000);
    bench.end_clean();
}

#[test]
fn clones_of_a_file_and_an_operation_are_the_same_ones() {
    let bench = delaying();
    let file = bench.open();
    let same = file.clone();
    let read = same.read(1);
    let again = read.clone();
    assert!(file.cancel_all());
    bench.advance_ms(1);
    assert_eq!(status(&again), status(&read));
    file.close();
    assert!(same.read(1).issued() < 0);
    bench.end_clean();
}

#[test]
fn a_machine_can_be_used_from_another_thread() {
    let bench = delaying();
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    let machine = bench.machine.clone();
    let waited = thread::scope(|scope| {
        let user = scope.spawn(|| {
            bench.claim_thread();
            let file = machine.process().open(&path).expect("an open device");
            file.read(3).wait().expect("completed")
        });
        user.join().expect("no panic")
    });
    assert_eq!((waited.status, waited.completed_at), (SUCCESS, 30_000));
    bench.end_clean();
}

#[test]
fn panic_of_an_action_reaches_the_test_and_spares_the_machine() {
    let bench = delaying();
    let file = bench.open();
    bench.machine.before_call("WdfTimerStart", 1, |_| panic!("seen by nobody else"));
    let issued = panic::catch_unwind(AssertUnwindSafe(|| file.read(5)));
    let panic = issued.expect_err("the action's panic");
    assert_eq!(panic.downcast_ref(), Some(&"seen by nobody else"));
    bench.machine.advance(Duration::from_millis(5));
    let read = file.read(3).wait().expect("completed");
    assert_eq!(read.status, SUCCESS);
    bench.end_clean();
}
