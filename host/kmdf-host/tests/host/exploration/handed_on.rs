//! Memory that a driver hands to the framework, which hands it to another thread.

use std::cell::{Cell, RefCell};
use std::ptr::{with_exposed_provenance, with_exposed_provenance_mut, without_provenance_mut};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use kmdf_host::explore::{Explorer, Report, Stage, Strategy};
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};
use wdk_sys::{POOL_FLAG_NON_PAGED, WDFCONTEXT, WDFQUEUE};

use super::coverage::{Ends, both_ways};
use super::{complaints, explore};
use crate::closure_driver::{
    Adding, Bench, Device, Object, Queue, Request, SUCCESS, attributes, count, counted, ddi, keep,
    kept, parallel, sequential,
};

/// The words that the two threads of the driver share.
type Shared = [AtomicU64; 2];

/// Where the shared words lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a block that exists before the threads.
    Pool,
    /// In a block that the thread which stops the queue allocates: no other thread knows it before.
    NewPool,
    Stack,
}

/// `EvtIoQueueState` of the queue that was stopped: sets the first word, and looks at the second.
unsafe extern "C" fn stopped(queue: WDFQUEUE, context: WDFCONTEXT) {
    // SAFETY: the words live until the control request is completed.
    let shared: &Shared = unsafe { &*context.cast() };
    shared[0].store(1, Relaxed);
    let _ = Queue(queue).state();
    if shared[1].load(Relaxed) == 1 {
        count("seen");
    }
    kept::<Request>("control").complete(SUCCESS);
}

/// Stops the queue. If the first word is set soon after, sets the second one.
fn stop_and_look() {
    let (queue, address): (Queue, usize) = (kept("queue"), kept("shared"));
    ddi!(WdfIoQueueStop, queue.0, Some(stopped), with_exposed_provenance_mut(address));
    let _ = queue.state();
    // SAFETY: the words live until the control request is completed.
    let shared: &Shared = unsafe { &*with_exposed_provenance(address) };
    if shared[0].load(Relaxed) == 1 {
        shared[1].store(1, Relaxed);
    }
}

/// A queue for reads, which completes them at once, and one whose control request stops the first.
fn add(adding: Adding, place: Place) {
    let device = adding.device();
    let reads = sequential().unmanaged().read(|_, request| request.complete(SUCCESS));
    keep("queue", reads.for_everything().create(device));
    let controls = parallel(1).unmanaged().control(move |_, request| {
        keep("control", request);
        if place == Place::NewPool {
            allocate(device);
        }
        stop_and_look();
    });
    let control = wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl;
    assert_eq!(device.route(controls.create(device), control), SUCCESS);
    if place == Place::Pool {
        allocate(device);
    }
}

/// Allocates the shared words; they are freed with the device.
fn allocate(device: Device) {
    // SAFETY: in a callback of the driver.
    let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 16, 1) }.expose_provenance();
    keep("shared", block);
    let below = attributes().parent(device.object()).watched();
    Object::create(below).expect("an object").on_cleanup(move |_| {
        // SAFETY: the block was allocated above, and no callback is left that uses it.
        unsafe { ExFreePool(with_exposed_provenance_mut(block)) };
    });
}

/// A read that is completed at once, while another thread stops the queue. `seen` gets of each
/// schedule whether the callback of the stop has seen the second word.
fn read_and_stop(place: Place, seen: impl Fn(bool) + 'static) -> impl Fn(&mut Stage) {
    let seen = Rc::new(seen);
    move |stage| {
        let bench = Bench::on(stage.machine(), move |adding| {
            add(adding, place);
            SUCCESS
        });
        bench.device();
        let (file, other) = (bench.open(), bench.open());
        stage.thread("read", move |_| _ = file.read(1));
        stage.thread("stop", move |_| {
            let on_stack = Shared::default();
            if place == Place::Stack {
                keep("shared", (&raw const on_stack).expose_provenance());
            }
            other.device_control(0x22_2000, &[], 0).wait().expect("the queue stops");
        });
        let seen = Rc::clone(&seen);
        stage.at_end(move |_| {
            bench.check();
            seen(counted("seen") > 0);
            Ok(())
        });
    }
}

fn search(place: Place) -> (Report, bool) {
    let found = Rc::new(Cell::new(false));
    let seen = Rc::clone(&found);
    let situation = read_and_stop(place, move |now| seen.set(seen.get() || now));
    (explore(Strategy::exhaustive(), &situation), found.get())
}

#[test]
fn race_about_a_pool_block_handed_on_is_found_with_pruning() {
    for place in [Place::Pool, Place::NewPool] {
        let (report, found) = search(place);
        assert!(report.is_exhausted() && found, "{place:?}: {report}");
        assert_eq!(report.pruning_off(), None, "{place:?}");
    }
}

#[test]
fn structure_on_a_stack_handed_on_turns_pruning_off() {
    let (report, found) = search(Place::Stack);
    assert!(report.is_exhausted() && found, "{report}");
    let reason = report.pruning_off().expect("pruning is off");
    assert!(reason.starts_with("WdfIoQueueStop was given a context"), "{reason}");
    assert!(report.to_string().contains(&format!("pruning was off: {reason}")), "{report}");
    assert_eq!(report.differing(), None);
}

#[test]
fn search_that_cannot_prune_within_its_limit_is_not_exhausted() {
    let situation = read_and_stop(Place::Stack, |_| ());
    let report = Explorer::new(Strategy::exhaustive()).schedules(30).run(&situation);
    assert!(!report.is_exhausted() && report.pruning_off().is_some(), "{report}");
}

#[test]
fn search_at_random_does_not_speak_of_pruning() {
    let situation = read_and_stop(Place::Stack, |_| ());
    let report = Explorer::new(Strategy::random(1)).schedules(50).run(&situation);
    assert_eq!((report.schedules(), report.pruning_off()), (50, None));
}

#[test]
fn handed_on_pool_block_reaches_the_same_ends_with_and_without_pruning() {
    let [(pruned, few), (all, many)] = both_ways(|stage, ends: Rc<RefCell<Ends>>| {
        let note = move |seen: bool| {
            *ends.borrow_mut().entry(seen.to_string()).or_default() += 1;
        };
        read_and_stop(Place::Pool, note)(stage);
    });
    assert_eq!(pruned.len(), 2, "{pruned:?}");
    assert!(pruned.keys().eq(all.keys()) && few < many, "{pruned:?} {all:?}");
}

#[test]
fn failure_without_pruning_is_explained_as_any_other() {
    let situation = |stage: &mut Stage| {
        let base = read_and_stop(Place::Stack, |seen| assert!(!seen, "the callback has seen it"));
        base(stage);
    };
    let report = explore(Strategy::exhaustive(), &situation);
    assert!(complaints(&report).contains("the callback has seen it"), "{report}");
    assert!(report.pruning_off().is_some());
}

#[test]
fn context_that_is_no_pointer_leaves_pruning_on() {
    for number in [0, 1, 0xFFFF] {
        let situation = move |stage: &mut Stage| {
            let bench = Bench::on(stage.machine(), move |adding| {
                let queue = sequential().unmanaged().read(move |queue, request| {
                    ddi!(WdfIoQueueStop, queue.0, None, without_provenance_mut(number));
                    queue.start();
                    request.complete(SUCCESS);
                });
                queue.for_everything().create(adding.device());
                SUCCESS
            });
            bench.device();
            let file = bench.open();
            stage.thread("read", move |_| _ = file.read(1));
            stage.at_end(move |_| {
                bench.check();
                Ok(())
            });
        };
        let report = explore(Strategy::exhaustive(), &situation);
        assert!(report.is_exhausted() && report.pruning_off().is_none(), "{number}: {report}");
    }
}
