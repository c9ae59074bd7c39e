//! Events, mutexes and semaphores, and the waits for them.

use std::ptr::null;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use kmdf_host::explore::{Explorer, Stage, Strategy};
use kmdf_host::kernel::routines::Object;

use super::{Rule, broken_by, call, run};
use crate::closure_driver::{Bench, SUCCESS, keep, sequential};

const TIMEOUT: i32 = 0x102;
const NOTIFICATION: i32 = 0;
const SYNCHRONIZATION: i32 = 1;

/// Room for an object.
type Room = [u64; 7];

fn place(room: &mut Room) -> *mut Object {
    std::ptr::from_mut(room).cast()
}

fn wait(object: *mut Object, timeout: i64) -> i32 {
    call!(KeWaitForSingleObject, object, 0, 0, 0, &raw const timeout)
}

#[test]
fn event_stays_signaled_or_lets_one_thread_pass() {
    run(|| {
        let mut room = Room::default();
        let event = place(&mut room);
        call!(KeInitializeEvent, event, NOTIFICATION, 0);
        assert_eq!((wait(event, 0), call!(KeSetEvent, event, 0, 0)), (TIMEOUT, 0));
        assert_eq!([wait(event, 0), wait(event, 0)], [0, 0]);
        assert_eq!((call!(KeReadStateEvent, event), call!(KeResetEvent, event)), (1, 1));
        assert_eq!(wait(event, 0), TIMEOUT);
        call!(KeInitializeEvent, event, SYNCHRONIZATION, 1);
        assert_eq!([wait(event, 0), wait(event, 0)], [0, TIMEOUT]);
        call!(KeSetEvent, event, 0, 0);
        call!(KeClearEvent, event);
        assert_eq!(call!(KeReadStateEvent, event), 0);
    });
}

#[test]
fn wait_that_times_out_takes_its_time() {
    run(|| {
        let mut room = Room::default();
        let event = place(&mut room);
        call!(KeInitializeEvent, event, NOTIFICATION, 0);
        let start = call!(KeQueryInterruptTime);
        assert_eq!(wait(event, -20_000_000), TIMEOUT);
        assert_eq!(call!(KeQueryInterruptTime) - start, 20_000_000);
        let mut until = 0;
        call!(KeQuerySystemTimePrecise, &raw mut until);
        assert_eq!(wait(event, until + 5), TIMEOUT);
        assert_eq!(call!(KeQueryInterruptTime) - start, 20_000_005);
    });
}

#[test]
fn mutex_is_free_after_as_many_releases_as_acquisitions() {
    run(|| {
        let mut room = Room::default();
        let mutex = place(&mut room);
        call!(KeInitializeMutex, mutex, 0);
        assert_eq!([wait(mutex, 0), wait(mutex, 0)], [0, 0], "its owner does not wait");
        assert_eq!([0; 2].map(|_| call!(KeReleaseMutex, mutex, 0)), [-1, 0]);
        assert_eq!(call!(KeReadStateMutex, mutex), 1);
    });
}

#[test]
fn semaphore_lets_as_many_pass_as_it_counts() {
    run(|| {
        let mut room = Room::default();
        let semaphore = place(&mut room);
        call!(KeInitializeSemaphore, semaphore, 1, 3);
        assert_eq!(call!(KeReleaseSemaphore, semaphore, 0, 2, 0), 1);
        assert_eq!([0; 4].map(|_| wait(semaphore, 0)), [0, 0, 0, TIMEOUT]);
        assert_eq!(call!(KeReadStateSemaphore, semaphore), 0);
    });
}

#[test]
fn wait_for_several_ends_with_one_or_with_all() {
    run(|| {
        let (mut first, mut second) = (Room::default(), Room::default());
        let objects = [place(&mut first), place(&mut second)];
        call!(KeInitializeEvent, objects[0], SYNCHRONIZATION, 0);
        call!(KeInitializeEvent, objects[1], SYNCHRONIZATION, 1);
        let wait = |all: bool| {
            let (kind, list, poll) = (i32::from(!all), objects.as_ptr(), 0_i64);
            let none = std::ptr::null_mut();
            call!(KeWaitForMultipleObjects, 2, list, kind, 0, 0, 0, &raw const poll, none)
        };
        assert_eq!(wait(true), TIMEOUT);
        assert_eq!(wait(false), 1);
        assert_eq!(wait(false), TIMEOUT, "the event is not signaled any more");
        let _ = objects.map(|event| call!(KeSetEvent, event, 0, 0));
        assert_eq!(wait(true), 0);
        assert_eq!(objects.map(|event| call!(KeReadStateEvent, event)), [0; 2]);
    });
}

#[test]
fn wait_that_nothing_ends_is_reported() {
    let broken = broken_by(|| {
        let mut room = Room::default();
        let event = place(&mut room);
        call!(KeInitializeEvent, event, NOTIFICATION, 0);
        call!(KeWaitForSingleObject, event, 0, 0, 0, null());
    });
    assert_eq!(broken, [Rule::WaitNeverEnds]);
}

#[test]
fn wait_at_dispatch_level_is_reported_unless_it_polls() {
    let broken = broken_by(|| {
        let mut room = Room::default();
        let event = place(&mut room);
        call!(KeInitializeEvent, event, NOTIFICATION, 0);
        let old = call!(KfRaiseIrql, 2);
        assert_eq!(wait(event, 0), TIMEOUT);
        wait(event, -1);
        call!(KeLowerIrql, old);
    });
    assert_eq!(broken, [Rule::WrongIrql]);
}

#[test]
fn release_of_what_a_thread_does_not_have_is_reported() {
    let broken = broken_by(|| {
        let mut room = Room::default();
        let object = place(&mut room);
        call!(KeInitializeMutex, object, 0);
        call!(KeReleaseMutex, object, 0);
        call!(KeInitializeSemaphore, object, 1, 1);
        call!(KeReleaseSemaphore, object, 0, 1, 0);
        let none = std::ptr::null_mut();
        let list = [object];
        call!(KeWaitForMultipleObjects, 0, list.as_ptr(), 0, 0, 0, 0, null(), none);
    });
    let misused = Rule::ObjectMisused;
    assert_eq!(broken, [Rule::LockReleasedByNonOwner, misused, misused]);
}

/// The address of an object that threads share.
#[derive(Clone, Copy)]
struct Shared(usize);

impl Shared {
    fn object(self) -> *mut Object {
        std::ptr::with_exposed_provenance_mut(self.0)
    }
}

#[test]
fn wait_ends_in_every_order_with_the_event_of_another_thread() {
    let orders = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&orders);
    let situation = move |stage: &mut Stage| {
        let mut room: Box<Room> = Box::default();
        let event = Shared((&raw mut *room).expose_provenance());
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            call!(KeInitializeEvent, event.object(), SYNCHRONIZATION, 0);
            let queue = sequential().read(move |_, request| {
                assert_eq!(call!(KeWaitForSingleObject, event.object(), 0, 0, 0, null()), 0);
                request.complete(SUCCESS);
            });
            let queue = queue.for_everything().passive();
            keep("queue", queue.create(device));
            device.side_door();
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        bench.prepare(move || _ = call!(KeSetEvent, event.object(), 0, 0));
        let reader = file.clone();
        stage.thread("read", move |_| _ = reader.read(1));
        stage.thread("set", move |_| _ = file.device_control(0x22_2000, &[], 0));
        let seen = Arc::clone(&seen);
        stage.at_end(move |machine| {
            bench.check();
            drop(room);
            seen.fetch_add(1, Relaxed);
            if machine.violations().is_empty() { Ok(()) } else { Err("a violation".into()) }
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).schedules(2_000).run(&situation);
    assert!(report.failure().is_none(), "{report}");
    assert!(orders.load(Relaxed) > 1, "the event is set before and after the wait begins");
}
