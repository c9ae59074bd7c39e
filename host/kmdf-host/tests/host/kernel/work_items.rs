//! The I/O manager's work items.

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr::{null_mut, without_provenance_mut};

use super::{Rule, broken_by, call, run};

static TICK: i64 = -10_000;

thread_local! {
    static RUN: RefCell<Vec<(usize, usize, bool)>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn routine(device: *mut c_void, context: *mut c_void) {
    RUN.with_borrow_mut(|run| run.push((device.addr(), context.addr(), false)));
}

extern "C" fn routine_ex(device: *mut c_void, context: *mut c_void, item: *mut c_void) {
    RUN.with_borrow_mut(|run| run.push((device.addr(), context.addr(), true)));
    call!(IoFreeWorkItem, item.cast());
}

#[test]
fn routine_runs_on_a_worker_thread_and_may_free_its_work_item() {
    RUN.take();
    run(|| {
        let item = call!(IoAllocateWorkItem, without_provenance_mut(5));
        call!(IoQueueWorkItem, item, routine as *const () as usize, 1, 7);
        assert!(RUN.take().is_empty(), "it runs later");
        call!(KeDelayExecutionThread, 0, 0, &raw const TICK);
        call!(IoQueueWorkItemEx, item, routine_ex as *const () as usize, 1, 8);
        call!(KeDelayExecutionThread, 0, 0, &raw const TICK);
    });
    assert_eq!(RUN.take(), [(5, 7, false), (5, 8, true)]);
}

#[test]
fn work_item_that_is_misused_or_left_is_reported() {
    let broken = broken_by(|| {
        let routine = routine as *const () as usize;
        let item = call!(IoAllocateWorkItem, null_mut());
        call!(IoQueueWorkItem, item, routine, 1, 0);
        call!(IoQueueWorkItem, item, routine, 1, 0);
        call!(IoFreeWorkItem, item);
        call!(IoFreeWorkItem, item);
        call!(IoAllocateWorkItem, null_mut());
    });
    let misused = Rule::ObjectMisused;
    assert_eq!(broken, [misused, misused, misused, Rule::LeakedObject]);
}
