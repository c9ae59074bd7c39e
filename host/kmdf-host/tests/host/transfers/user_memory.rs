//! Accesses to the memory of a process: in its context, and elsewhere.
#![cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]

use std::hint::black_box;

use kmdf_host::{Cause, Crash, Rule};

use crate::closure_driver::{
    Bench, Request, SUCCESS, SpinLock, WorkItem, attributes, keep, kept, parallel, status,
};
use crate::crashes::{check_this_thread, panic_of};

/// A control code with METHOD_NEITHER.
const NEITHER: u32 = 0x22_2003;

/// A machine whose driver does `work` with each request in the context of the caller.
fn bench(work: impl Fn(Request) + Send + Sync + Clone + 'static) -> Bench {
    Bench::new(move |adding| {
        let work = work.clone();
        adding.in_caller_context(move |_, request| work(request));
        parallel(1).read(|_, _| ()).for_everything().create(adding.device());
    })
}

/// The first byte at the address that was kept.
fn read_kept() -> u8 {
    let buffer: *const u8 = std::ptr::with_exposed_provenance(kept("buffer"));
    // SAFETY: the test is about this access.
    unsafe { black_box(buffer).read_volatile() }
}

fn keep_input(request: Request) {
    let (buffer, _) = request.user_buffer(false, 1).expect("the buffer of the caller");
    keep("buffer", buffer.expose_provenance());
}

#[track_caller]
fn expect(crash: &Crash, rules: &[Rule], text: &str) {
    let Cause::MemoryMisused { rule, detail, .. } = &crash.cause else { panic!("{crash}") };
    assert!(rules.contains(rule) && detail.contains(text), "{crash}");
}

#[test]
fn callers_buffer_is_accessible_in_the_callers_context() {
    let bench = bench(|request| {
        keep_input(request);
        assert_eq!(read_kept(), b'a');
        let (output, _) = request.user_buffer(true, 1).expect("the buffer of the caller");
        // SAFETY: the buffer of the caller has two bytes.
        unsafe { output.write(b'b') };
        request.complete_with(SUCCESS, 1);
    });
    let control = bench.open().device_control(NEITHER, b"a", 2);
    assert_eq!(control.result().expect("a result").data, b"b");
    bench.end_clean();
}

#[test]
fn callers_buffer_faults_on_a_worker_thread() {
    let bench = Bench::new(|adding| {
        adding.in_caller_context(|device, request| {
            keep_input(request);
            let item = WorkItem::create(device.object(), false, |_| _ = read_kept());
            item.expect("a work item").enqueue();
        });
        parallel(1).read(|_, _| ()).for_everything().create(adding.device());
    });
    let file = bench.open();
    panic_of(|| _ = file.device_control(NEITHER, &[1], 0).wait());
    let crash = bench.machine.crash().expect("a crash");
    check_this_thread();
    expect(&crash, &[Rule::UserBufferOutOfContext], "process 1 by thread worker");
}

#[test]
fn callers_buffer_faults_in_the_context_of_another_process() {
    let bench = bench(|request| {
        if crate::closure_driver::count("request") == 1 {
            keep_input(request);
        } else {
            read_kept();
        }
    });
    let (first, second) = (bench.open(), bench.open());
    let _pending = first.device_control(NEITHER, &[1], 0);
    panic_of(|| _ = second.device_control(NEITHER, &[1], 0));
    let crash = bench.machine.crash().expect("a crash");
    check_this_thread();
    expect(&crash, &[Rule::UserBufferOutOfContext], "process 1 by thread app 2");
}

#[test]
fn callers_buffer_faults_at_dispatch_level() {
    let bench = bench(|request| {
        keep_input(request);
        let lock = SpinLock::create(attributes()).expect("a lock");
        lock.acquire();
        read_kept();
    });
    let file = bench.open();
    panic_of(|| _ = file.device_control(NEITHER, &[1], 0));
    let crash = bench.machine.crash().expect("a crash");
    check_this_thread();
    expect(&crash, &[Rule::UserBufferOutOfContext], "at IRQL 2");
}

#[test]
fn callers_buffer_faults_after_the_exit_of_the_process() {
    let bench = bench(|request| {
        if crate::closure_driver::count("request") == 1 {
            keep_input(request);
            request.complete(SUCCESS);
        } else {
            read_kept();
        }
    });
    let process = bench.machine.process();
    let file = bench.open_in(&process);
    assert_eq!(status(&file.device_control(NEITHER, &[1], 0)), SUCCESS);
    process.exit();
    let file = bench.open();
    panic_of(|| _ = file.device_control(NEITHER, &[1], 0));
    let crash = bench.machine.crash().expect("a crash");
    check_this_thread();
    expect(&crash, &[Rule::ReadAfterFree, Rule::WriteAfterFree], "after the free");
}
