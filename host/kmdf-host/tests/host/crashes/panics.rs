//! Panics and bug checks of a driver that is linked into the process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use kmdf_host::{BugCheck, Cause, Rule};

use super::{check_this_thread, crash_of, panic_of, reading};
use crate::closure_driver::{Bench, Object, SUCCESS, attributes, ddi, timer};

#[test]
fn panic_of_a_driver_ends_the_operation_with_its_message() {
    let crash = crash_of(|_| panic!("the index is {}", 7));
    let Cause::Panic { message, location, in_host: false } = &crash.cause else {
        panic!("{crash:?}")
    };
    assert_eq!(message, "the index is 7");
    assert!(location.contains("panics.rs:"), "{location}");
    assert_eq!(crash.bug_check(), Some(BugCheck::RUST_PANIC));
    assert_eq!((crash.callback, crash.last_call, crash.irql), ("EvtIoRead", "-", 0));
    assert_eq!(crash.subject.to_string(), "Q1, R1, len 1");
    check_this_thread();
}

#[test]
fn crash_names_the_last_call_before_it() {
    let crash = crash_of(|request| {
        request.complete(SUCCESS);
        panic!("after the completion");
    });
    assert_eq!(crash.last_call, "WdfRequestComplete");
}

#[test]
fn panic_of_a_driver_drops_nothing() {
    struct Dropped(Arc<AtomicBool>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.store(true, Relaxed);
        }
    }
    let dropped = Arc::new(AtomicBool::new(false));
    let inner = Arc::clone(&dropped);
    crash_of(move |_| {
        let _held = Dropped(Arc::clone(&inner));
        panic!("with a value on the stack");
    });
    assert!(!dropped.load(Relaxed));
}

#[test]
fn arithmetic_overflow_and_bounds_are_panics_of_the_driver() {
    let empty: &[u8] = std::hint::black_box(&[]);
    let crash = crash_of(move |_| assert_eq!(empty[3], 0));
    assert!(crash.to_string().contains("index out of bounds"), "{crash}");
}

#[test]
fn bug_check_of_a_linked_driver_has_its_code_and_parameters() {
    // SAFETY: the code has no parameters that are addresses.
    let crash = crash_of(|_| unsafe { wdk_sys::ntddk::KeBugCheckEx(0xE2, 1, 2, 3, 4) });
    let Cause::BugCheck { code, parameters, note: None } = crash.cause else { panic!("{crash:?}") };
    assert_eq!((code.name(), parameters), (Some("MANUALLY_INITIATED_CRASH"), [1, 2, 3, 4]));
    assert_eq!(crash.last_call, "KeBugCheckEx");
}

#[test]
fn bug_check_through_the_framework_crashes_the_machine() {
    let crash = crash_of(|_| ddi!(WdfVerifierKeBugCheck, 0xE2, 1, 2, 3, 4));
    let Cause::BugCheck { code, parameters, note: None } = crash.cause else { panic!("{crash:?}") };
    assert_eq!((code.name(), parameters), (Some("MANUALLY_INITIATED_CRASH"), [1, 2, 3, 4]));
    assert_eq!(crash.last_call, "WdfVerifierKeBugCheck");
}

#[test]
fn panic_in_a_timer_callback_ends_the_advance() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        timer(device.object()).create(|_| panic!("a tick")).start(-10_000);
    });
    let text = panic_of(|| bench.advance_ms(1));
    assert!(text.contains("the driver panicked at"), "{text}");
    assert!(text.contains("callback EvtTimerFunc(T1)"), "{text}");
    assert!(text.contains("IRQL 2, thread dpc 0"), "{text}");
}

#[test]
fn panic_in_driver_entry_ends_the_creation_of_the_device() {
    let bench = Bench::without_device(|_| SUCCESS);
    bench.on_entry(|| panic!("not today"));
    let text = panic_of(|| _ = bench.machine.create_device(crate::closure_driver::FIRST));
    assert!(text.contains("callback DriverEntry"), "{text}");
    assert!(text.contains("IRQL 0, thread pnp"), "{text}");
}

#[test]
fn nested_callback_that_panics_abandons_the_outer_one() {
    let bench = reading(|request| {
        let below = attributes().parent(request.object()).watched();
        let object = Object::create(below).expect("an object");
        object.on_cleanup(|_| panic!("in the cleanup"));
        object.delete();
        unreachable!("the call never returns");
    });
    let file = bench.open();
    let text = panic_of(|| _ = file.read(1));
    assert!(text.contains("in the cleanup"), "{text}");
    check_this_thread();
}

#[test]
fn crash_is_a_violation_with_callback_and_last_call() {
    let bench = reading(|_| panic!("seen"));
    let file = bench.open();
    panic_of(|| _ = file.read(1));
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.driver_function.as_str())).collect();
    assert_eq!(found, [(Rule::BugCheck, "EvtIoRead")]);
    let text = violations[0].to_string();
    assert!(
        text.starts_with("BugCheck: EvtIoRead(Q1, R1, len 1) after -: panic of Rust code"),
        "{text}"
    );
}
