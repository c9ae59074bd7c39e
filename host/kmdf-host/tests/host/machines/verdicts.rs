//! The report of a machine: its trace, its objects and pool, and the verdict at its end.

use std::sync::{Arc, Mutex};

use wdk_sys::POOL_FLAG_NON_PAGED;
use wdk_sys::ntddk::ExAllocatePool2;

use crate::closure_driver::{
    Bench, CANCELLED, NodeStatus, Object, Rule, SUCCESS, attributes, keep, manual, sequential,
    status,
};

#[test]
fn shutdown_ends_processes_removes_devices_and_unloads_drivers() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        manual().for_everything().create(device);
    });
    let node = bench.node();
    let read = bench.open().read(1);
    let callbacks = bench.callbacks_of(|| assert_eq!(bench.shut_down(), []));
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(node.status(), NodeStatus::Removed);
    assert_eq!(callbacks.last(), Some(&"EvtDriverUnload"));
    assert!(callbacks.contains(&"EvtDeviceSelfManagedIoCleanup"), "{callbacks:?}");
    assert_eq!(bench.callbacks_of(|| assert_eq!(bench.shut_down(), [])), [""; 0], "once");
}

#[test]
fn shutdown_reports_earlier_violations_and_leaks() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            let object = Object::create(attributes()).expect("an object");
            object.reference();
            // SAFETY: in a callback of the driver.
            let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 40, 0x3161_6161) };
            assert!(!block.is_null());
            request.complete(SUCCESS);
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    assert_eq!(bench.machine.pool(), [("aaa1".to_string(), 40)]);
    let violations = bench.shut_down();
    let rules: Vec<_> = violations.iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::DoubleCompletion, Rule::LeakedObject, Rule::LeakedPool]);
    let lines: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert!(lines[0].contains("R1") && lines[0].contains("EvtIoRead"), "{}", lines[0]);
    assert!(lines[2].contains("aaa1") && lines[2].contains("40"), "{}", lines[2]);
    assert_eq!((bench.machine.objects(), bench.machine.pool()), (Vec::new(), Vec::new()));
}

#[test]
fn a_sink_gets_every_event_as_it_happens() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| request.complete(SUCCESS)));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let before = bench.machine.trace().len();
    bench.machine.on_event(move |event| {
        sink.lock().expect("not poisoned").push(event.clone());
    });
    let _ = bench.open().read(1);
    let seen = seen.lock().expect("not poisoned").clone();
    assert!(seen.iter().any(|event| event.kind.enters("EvtIoRead")));
    let kept = bench.machine.trace().split_off(before);
    assert_eq!(seen, kept, "the live trace and the kept one are the same");
}

#[test]
fn a_line_of_debug_output_is_kept() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            kmdf_host::kernel::debug_print(format_args!("first\nsecond\n"));
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(1)), SUCCESS);
    assert_eq!(bench.machine.debug_output(), ["first", "second"]);
    bench.end_clean();
}

#[test]
fn an_action_runs_just_before_the_named_call() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            crate::closure_driver::note("read");
            request.set_information(0);
            request.complete(SUCCESS);
        })
    });
    bench.before("WdfRequestSetInformation", 3, |machine| {
        crate::closure_driver::note(format!(
            "action after {} events",
            machine.trace().len().min(1)
        ));
    });
    let file = bench.open();
    for _ in 0..4 {
        assert_eq!(status(&file.read(1)), SUCCESS);
    }
    let expected = ["read", "read", "read", "action after 1 events", "read"];
    assert_eq!(crate::closure_driver::notes(), expected);
    bench.end_clean();
}

#[test]
fn a_dropped_machine_leaves_its_operations_usable() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| keep("read", request)));
    let read = bench.open().read(1);
    drop(bench);
    assert_eq!(read.result(), None, "the operation of a dropped machine has no result");
}
