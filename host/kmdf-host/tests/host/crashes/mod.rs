//! Drivers that crash: the machine ends, the process and its other machines live.

mod after;
mod explored;
mod faults;
mod hangs;
mod images;
mod panics;
mod special_pool;
mod special_pool_images;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::closure_driver::{Bench, Request, SUCCESS, sequential};
use kmdf_host::{Crash, Machine, describe_panic};

/// A machine with a device whose driver does `work` with a read.
fn reading(work: impl Fn(Request) + Send + Sync + Clone + 'static) -> Bench {
    Bench::with_queue(move || {
        let work = work.clone();
        sequential().read(move |_, request| work(request))
    })
}

/// The text of the panic in which an operation ends.
#[track_caller]
pub fn panic_of(operation: impl FnOnce()) -> String {
    let panic: Box<dyn Any + Send> =
        catch_unwind(AssertUnwindSafe(operation)).expect_err("the operation panics");
    describe_panic(&*panic)
}

/// The crash of a machine on which a read makes the driver do `work`.
#[track_caller]
fn crash_of(work: impl Fn(Request) + Send + Sync + Clone + 'static) -> Crash {
    let bench = reading(work);
    let file = bench.open();
    let text = panic_of(|| _ = file.read(1));
    let crash = bench.machine.crash().expect("a crash");
    assert_eq!(text, format!("panic: the machine has crashed: {crash}"));
    crash
}

/// Whether a thread and the process can go on: another machine runs, and a panic is caught.
pub fn check_this_thread() {
    assert!(!std::thread::panicking());
    assert_eq!(panic_of(|| panic!("later")), "panic: later");
    let bench = reading(|request| request.complete(SUCCESS));
    let read = bench.open().read(1).wait().expect("completed");
    assert_eq!(read.status, SUCCESS);
    bench.end_clean();
    assert_eq!(Machine::new().shut_down(), []);
}
