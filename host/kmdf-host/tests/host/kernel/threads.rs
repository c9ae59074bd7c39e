//! The threads that a driver makes.

use std::ffi::c_void;
use std::ptr::{from_ref, null_mut};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use kmdf_host::kernel::routines::{Object, THREAD_TYPE};

use super::{Rule, broken_by, call, run};

const INVALID_PARAMETER: i32 = 0xC000_000D_u32.cast_signed();
const INVALID_HANDLE: i32 = 0xC000_0008_u32.cast_signed();
const TYPE_MISMATCH: i32 = 0xC000_0024_u32.cast_signed();
const SYNCHRONIZATION: i32 = 1;
const MILLISECOND: i64 = -10_000;

/// What a thread and the driver share.
#[derive(Default)]
struct Shared {
    event: [u64; 3],
    stop: AtomicBool,
    log: Mutex<Vec<&'static str>>,
}

impl Shared {
    /// The tests keep all of them: a thread may outlive its test.
    fn new() -> &'static Self {
        static ALL: Mutex<Vec<&Shared>> = Mutex::new(Vec::new());
        let shared: &'static Self = Box::leak(Box::default());
        ALL.lock().expect("no panic").push(shared);
        call!(KeInitializeEvent, shared.event(), SYNCHRONIZATION, 0);
        shared
    }

    fn event(&self) -> *mut Object {
        from_ref(&self.event).cast_mut().cast()
    }

    fn note(&self, what: &'static str) {
        self.log.lock().expect("no panic").push(what);
    }

    fn signal(&self) {
        call!(KeSetEvent, self.event(), 0, 0);
    }

    /// Starts a thread; returns its handle.
    fn start(&'static self, routine: extern "C" fn(&'static Self)) -> usize {
        let (mut handle, context) = (0, from_ref(self).addr());
        let routine = routine as *const () as usize;
        let create = |handle| {
            call!(PsCreateSystemThread, handle, 0, null_mut(), 0, null_mut(), routine, context)
        };
        assert_eq!(create(&raw mut handle), 0);
        handle
    }
}

/// The object of a thread, whose handle is closed.
fn object(handle: usize) -> *mut c_void {
    let mut object = 0;
    let refer =
        |kind, object| call!(ObReferenceObjectByHandle, handle, 0, kind, 0, object, null_mut());
    assert_eq!(refer(1, &raw mut object), TYPE_MISMATCH);
    assert_eq!(refer(THREAD_TYPE, &raw mut object), 0);
    assert_eq!(call!(ZwClose, handle), 0);
    std::ptr::with_exposed_provenance_mut(object)
}

fn wait_for(object: *mut c_void) -> i32 {
    call!(KeWaitForSingleObject, object.cast(), 0, 0, 0, std::ptr::null())
}

fn wait_and_let_go(object: *mut c_void) {
    assert_eq!(wait_for(object), 0);
    assert_eq!(call!(ObfDereferenceObject, object.cast()), 0);
}

extern "C" fn work_until_stopped(shared: &'static Shared) {
    loop {
        wait_for(shared.event().cast());
        if shared.stop.load(SeqCst) {
            break;
        }
        shared.note("work");
    }
    shared.note("end");
    call!(PsTerminateSystemThread, 0);
    shared.note("after the end");
}

#[test]
fn thread_works_when_signaled_and_ends_without_returning() {
    run(|| {
        let shared = Shared::new();
        let thread = object(shared.start(work_until_stopped));
        for _ in 0..2 {
            shared.signal();
            call!(KeDelayExecutionThread, 0, 0, &MILLISECOND);
            shared.note("the driver");
        }
        shared.stop.store(true, SeqCst);
        shared.signal();
        wait_and_let_go(thread);
        let log = shared.log.lock().expect("no panic").clone();
        assert_eq!(log, ["work", "the driver", "work", "the driver", "end"]);
    });
}

extern "C" fn poll(shared: &'static Shared) {
    for _ in 0..3 {
        call!(KeDelayExecutionThread, 0, 0, &(5 * MILLISECOND));
        shared.note("poll");
    }
}

#[test]
fn delays_of_a_thread_pass_in_the_time_of_the_machine() {
    run(|| {
        let shared = Shared::new();
        let handle = shared.start(poll);
        let start = call!(KeQueryInterruptTime);
        wait_and_let_go(object(handle));
        assert_eq!(call!(KeQueryInterruptTime) - start, 150_000);
        assert_eq!(shared.log.lock().expect("no panic").len(), 3, "it returned");
    });
}

extern "C" fn wait_for_ever(shared: &'static Shared) {
    wait_for(shared.event().cast());
    shared.note("after the wait");
}

extern "C" fn return_at_once(_: &'static Shared) {}

#[test]
fn thread_handle_or_reference_that_is_left_is_reported() {
    for (left, start) in [
        ("thread", (|| _ = object_of(wait_for_ever)) as fn()),
        ("handle", || _ = Shared::new().start(return_at_once)),
        ("reference", || _ = object_of(return_at_once)),
        ("pending thread", || _ = Shared::new().start(wait_for_ever)),
    ] {
        assert_eq!(broken_by(start), [Rule::LeakedObject], "{left}");
    }
}

fn object_of(routine: extern "C" fn(&'static Shared)) -> *mut c_void {
    object(Shared::new().start(routine))
}

#[test]
fn only_a_thread_of_a_driver_can_be_terminated() {
    run(|| assert_eq!(call!(PsTerminateSystemThread, 0), INVALID_PARAMETER));
}

#[test]
fn closed_handle_of_a_thread_is_reported() {
    let broken = broken_by(|| {
        let handle = Shared::new().start(return_at_once);
        let refer = || {
            let no = null_mut();
            call!(ObReferenceObjectByHandle, handle, 0, 0, 0, null_mut(), no)
        };
        assert_eq!(call!(ZwClose, handle), 0);
        assert_eq!([refer(), call!(ZwClose, handle)], [INVALID_HANDLE; 2]);
        call!(KeDelayExecutionThread, 0, 0, &MILLISECOND);
    });
    assert_eq!(broken, [Rule::WrongHandleType; 2]);
}

#[test]
fn thread_routines_above_passive_level_are_reported() {
    let broken = broken_by(|| {
        let shared = Shared::new();
        let thread = object(shared.start(return_at_once));
        let old = call!(KfRaiseIrql, 1);
        let (routine, no) = (return_at_once as *const () as usize, null_mut());
        call!(PsCreateSystemThread, null_mut(), 0, no, 0, null_mut(), routine, 0);
        call!(ObReferenceObjectByHandle, 0, 0, 1, 0, null_mut(), null_mut());
        call!(PsTerminateSystemThread, 0);
        call!(KeLowerIrql, old);
        wait_and_let_go(thread);
    });
    assert_eq!(broken, [Rule::WrongIrql; 3]);
}

#[test]
fn thread_without_a_place_for_its_handle_is_refused() {
    run(|| {
        let routine = return_at_once as *const () as usize;
        let no = null_mut();
        let status = call!(PsCreateSystemThread, null_mut(), 0, no, 0, null_mut(), routine, 0);
        assert_eq!(status, INVALID_PARAMETER);
    });
}
