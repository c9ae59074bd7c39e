//! Rules about waits.

use kmdf_host::trace::Decision;

use super::{expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, CANCELLED, EventKind, NodeStatus, ObjectKind, ObjectName, Queue, Request, Rule, SUCCESS,
    Timer, WaitLock, below_device, count, counted, keep, kept, parallel, sequential, status, timer,
};

#[test]
fn waiting_for_a_timer_in_its_own_callback_is_reported() {
    // A passive timer, so that the IRQL does not forbid the wait.
    let bench = ticking(|timer| assert!(!timer.stop(true), "the wait is refused"));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.advance_ms(1);
    expect_only(&bench, Rule::TimerWaitInOwnCallback, "T1", "WdfTimerStop", "EvtTimerFunc");
    expect_to_go_on(&bench, 1);
}

#[test]
fn a_stop_without_wait_in_the_timer_callback_is_not_reported() {
    let bench = ticking(|timer| assert!(!timer.stop(false)));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.advance_ms(1);
    assert_eq!(counted("ticks"), 1);
    bench.end_clean();
}

/// A machine whose driver starts a passive timer of 1 ms for each read.
fn ticking(tick: impl Fn(Timer) + Send + Sync + Copy + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        let timer = timer(device.object()).passive().create(move |timer| {
            count("ticks");
            tick(timer);
        });
        keep("timer", timer);
        let queue = sequential().read(|_, request| {
            kept::<Timer>("timer").start(-10_000);
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    })
}

/// A machine whose driver acquires a wait lock for each read, and does not release it if `keeps`.
fn locking(keeps: bool) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        keep("lock", WaitLock::create(below_device()).expect("a lock"));
        let queue = parallel(4).read(move |_, request| {
            let lock: WaitLock = kept("lock");
            lock.acquire();
            if !keeps || count("reads") > 1 {
                lock.release();
            }
            request.complete(SUCCESS);
        });
        queue.write(|_, request| request.complete(SUCCESS)).for_everything().create(device);
    })
}

#[test]
fn waiting_for_a_lock_of_an_ended_thread_is_reported() {
    let bench = locking(true);
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.check();
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    let expected = [
        (Rule::LockHeldAtReturn, "EvtIoRead"),
        (Rule::WaitNeverEnds, "WdfWaitLockAcquire"),
        // The host abandoned the wait, so the second read releases a lock that it does not own.
        (Rule::LockReleasedByNonOwner, "WdfWaitLockRelease"),
    ];
    assert_eq!(found, expected, "{violations:#?}");
    assert_eq!(violations[1].subject, ObjectName::new(ObjectKind::WaitLock, 1).into());
    assert_eq!(violations[1].driver_function, "EvtIoRead");
    expect_to_go_on(&bench, 3);
}

#[test]
fn waiting_for_a_lock_that_is_released_is_not_reported() {
    let bench = locking(false);
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfWaitLockRelease", 1, move |_| {
        // The second read waits for the thread that it interrupts.
        assert_eq!(status(&other.read(8)), SUCCESS);
    });
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn a_request_that_is_never_completed_is_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| keep("read", request));
        queue.write(|_, request| request.complete(SUCCESS))
    });
    let process = bench.machine.process();
    let read = bench.open_in(&process).read(8);
    process.exit();
    assert_eq!(read.result(), None);
    expect_only(&bench, Rule::RequestNeverCompleted, "R1", "process exit", "-");
}

#[test]
fn a_request_that_keeps_the_device_awake_is_reported() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| keep("read", request)));
    let _read = bench.open().read(8);
    let node = bench.node();
    node.suspend().expect("the machine continues");
    expect_only(&bench, Rule::RequestNeverCompleted, "Q1", "power down", "-");
    assert!(bench.machine.violations()[0].detail.contains("R1"), "the violation names the request");
    assert_eq!(node.status(), NodeStatus::Asleep);
}

#[test]
fn a_stop_that_waits_for_ten_minutes_is_reported() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let queue = sequential().read(|_, request| keep("read", request));
        keep("queue", queue.for_everything().create(device));
        // While a timer ticks, the host cannot know that nothing ends the wait.
        timer(device.object()).period(1000).create(|_| {}).start(-10_000);
    });
    bench.on_pnp("SelfManagedIoSuspend", |_| {
        kept::<Queue>("queue").stop_synchronously();
        kept::<Request>("read").complete(SUCCESS);
        SUCCESS
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("started");
    assert_eq!(status(&read), SUCCESS);
    let waits = bench.machine.trace().into_iter().filter_map(|event| match event.kind {
        EventKind::Framework(Decision::StillWaiting { seconds, .. }) => Some(seconds),
        _ => None,
    });
    let minutes: Vec<u64> = (1..=10).map(|minute| 60 * minute).collect();
    assert_eq!(waits.collect::<Vec<_>>(), minutes);
    let violations = bench.machine.violations();
    assert_eq!(violations[0].rule, Rule::RequestNeverCompleted);
    assert_eq!(violations[0].call, "WdfIoQueueStopSynchronously");
    assert_eq!(violations[0].driver_function, "EvtDeviceSelfManagedIoSuspend");
    assert_eq!(bench.shut_down().len(), 1, "{violations:#?}");
}

#[test]
fn a_request_that_a_cancellation_completes_is_not_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| request.mark(|request| request.complete(CANCELLED)))
    });
    let process = bench.machine.process();
    let read = bench.open_in(&process).read(8);
    process.exit();
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}
