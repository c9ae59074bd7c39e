//! Work items that are queued while they run.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use kmdf_host::explore::{Explorer, Stage, Strategy};

use crate::closure_driver::{
    Bench, Object, Queue, Request, SUCCESS, WorkItem, keep, kept, parallel, sequential,
};

/// For each schedule of two calls of `WdfWorkItemEnqueue` in a row: how many callbacks ran, and how
/// many of them at once.
fn runs(serialized: bool) -> BTreeSet<(u32, u32)> {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let found = Rc::clone(&seen);
    let situation = move |stage: &mut Stage| {
        let [calls, active, most] = [(); 3].map(|()| Arc::new(AtomicU32::new(0)));
        let counters = (Arc::clone(&calls), Arc::clone(&most));
        let bench = Bench::on(stage.machine(), move |adding| {
            let enqueue = |_: Queue, request: Request| {
                kept::<WorkItem>("item").enqueue();
                kept::<WorkItem>("item").enqueue();
                request.complete(SUCCESS);
            };
            let device = adding.device();
            let queue = parallel(4).read(enqueue).for_everything().create(device);
            let serializing = sequential().serialized().passive().read(|_, _| {}).create(device);
            let parent: Object = if serialized { serializing.object() } else { queue.object() };
            let (calls, active, most) = (calls.clone(), active.clone(), most.clone());
            let work = move |item: WorkItem| {
                calls.fetch_add(1, Relaxed);
                most.fetch_max(active.fetch_add(1, Relaxed) + 1, Relaxed);
                // This call makes the callback more than one step.
                item.object().reference();
                item.object().dereference();
                active.fetch_sub(1, Relaxed);
            };
            keep("item", WorkItem::create(parent, serialized, work).expect("a work item"));
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        stage.thread("read", move |_| _ = file.read(1));
        let seen = Rc::clone(&seen);
        stage.at_end(move |_| {
            bench.check();
            let (calls, most) = &counters;
            seen.borrow_mut().insert((calls.load(Relaxed), most.load(Relaxed)));
            Ok(())
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).without_pruning().run(&situation);
    assert!(report.is_exhausted(), "{report}");
    found.take()
}

#[test]
fn work_item_enqueued_again_once_begun_runs_twice() {
    assert_eq!(runs(false), [(1, 1), (2, 1), (2, 2)].into());
}

#[test]
fn serialized_work_item_runs_twice_but_not_at_once() {
    assert_eq!(runs(true), [(1, 1), (2, 1)].into());
}
