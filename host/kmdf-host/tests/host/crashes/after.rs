//! A machine after its crash.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use kmdf_host::{EventKind, Machine, Rule};

use super::{check_this_thread, panic_of, reading};
use crate::closure_driver::{Bench, INTERFACE, SUCCESS, parallel, sequential, timer};

#[test]
fn every_use_of_a_crashed_machine_says_so() {
    let bench = reading(|_| panic!("once"));
    let file = bench.open();
    panic_of(|| _ = file.read(1));
    let uses: [&dyn Fn(); 5] = [
        &|| _ = file.read(1),
        &|| file.close(),
        &|| bench.advance_ms(1),
        &|| _ = bench.machine.create_device(crate::closure_driver::SECOND),
        &|| _ = bench.node().suspend(),
    ];
    for again in uses {
        let text = panic_of(again);
        assert!(text.starts_with("panic: the machine has crashed: "), "{text}");
        assert!(text.contains("once"), "{text}");
    }
}

#[test]
fn crashed_machine_shows_its_trace_and_verdict() {
    let bench = reading(|_| panic!("once"));
    let file = bench.open();
    panic_of(|| _ = file.read(1));
    let trace = bench.machine.trace();
    let last = trace.last().map(|event| &event.kind);
    assert!(matches!(last, Some(EventKind::Violation(_))), "{last:?}");
    let rules: Vec<_> = bench.machine.shut_down().iter().map(|v| v.rule).collect();
    assert_eq!(rules, [Rule::BugCheck]);
}

#[test]
fn machines_and_files_are_dropped_after_a_crash_without_a_word() {
    for _ in 0..20 {
        let bench = reading(|_| panic!("again"));
        let file = bench.open();
        let other = bench.open();
        panic_of(|| _ = file.read(1));
        drop((file, other, bench));
        check_this_thread();
    }
}

#[test]
fn crash_is_reported_before_the_operation_ends() {
    let reports = Arc::new(AtomicU32::new(0));
    let bench = reading(|_| panic!("reported"));
    let seen = Arc::clone(&reports);
    bench.machine.on_crash(move |crash| {
        assert_eq!(crash.callback, "EvtIoRead");
        seen.fetch_add(1, Relaxed);
    });
    let file = bench.open();
    panic_of(|| _ = file.read(1));
    assert_eq!(reports.load(Relaxed), 1);
}

#[test]
fn crash_during_a_preemption_ends_the_preempted_operation_too() {
    let bench = Bench::with_queue(|| {
        let queue = parallel(u32::MAX).read(|_, request| {
            request.complete(SUCCESS);
            unreachable!("the call returns to a driver on a crashed machine");
        });
        queue.control(|_, _| panic!("in the preemption"))
    });
    let path = bench.machine.interfaces(&INTERFACE).remove(0);
    bench.before("WdfRequestComplete", 1, move |machine| {
        let file = machine.process().open(&path).expect("the device opens");
        let text = panic_of(|| _ = file.device_control(1, &[], 0));
        assert!(text.contains("in the preemption"), "{text}");
    });
    let file = bench.open();
    let text = panic_of(|| _ = file.read(1));
    assert!(text.contains("in the preemption"), "{text}");
    bench.check();
}

#[test]
fn crash_of_a_real_time_timer_is_reported_to_the_waiting_thread() {
    let bench = Bench::on(Machine::real_time(), |adding| {
        let device = adding.device();
        timer(device.object()).create(|_| panic!("a real tick")).start(-10_000);
        sequential().read(|_, _| ()).for_everything().create(device);
        SUCCESS
    });
    bench.claim_other_threads();
    let text = panic_of(|| {
        bench.device();
        let read = bench.open().read(1);
        _ = bench.machine.wait_any(&[read], Duration::from_mins(1));
    });
    assert!(text.contains("a real tick"), "{text}");
}
