//! Callbacks that are enqueued again while they wait or run: DPCs and work items.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use kmdf_host::explore::{Explorer, Stage, Strategy};

use crate::closure_driver::{
    Bench, Dpc, Object, SUCCESS, WorkItem, keep, kept, parallel, sequential,
};

/// The type of the objects whose callback is enqueued.
#[derive(Clone, Copy)]
enum Type {
    Dpc,
    WorkItem,
}

impl Type {
    /// Creates the object, whose callback does `work`.
    fn create(
        self,
        parent: Object,
        serialized: bool,
        work: impl Fn(Object) + Send + Sync + 'static,
    ) {
        match self {
            Self::Dpc => {
                let dpc = Dpc::create(parent, serialized, move |dpc| work(dpc.object()));
                keep("dpc", dpc.expect("a DPC"));
            }
            Self::WorkItem => {
                let item = WorkItem::create(parent, serialized, move |item| work(item.object()));
                keep("item", item.expect("a work item"));
            }
        }
    }

    fn enqueue(self) {
        match self {
            Self::Dpc => _ = kept::<Dpc>("dpc").enqueue(),
            Self::WorkItem => kept::<WorkItem>("item").enqueue(),
        }
    }
}

/// For each schedule in which a callback is enqueued twice in a row: how many callbacks ran, and how
/// many of them at once.
fn runs(of: Type, serialized: bool) -> BTreeSet<(u32, u32)> {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let found = Rc::clone(&seen);
    let situation = move |stage: &mut Stage| {
        let [calls, active, most] = [(); 3].map(|()| Arc::new(AtomicU32::new(0)));
        let counters = (Arc::clone(&calls), Arc::clone(&most));
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            let queue = parallel(4).read(move |_, request| {
                of.enqueue();
                of.enqueue();
                request.complete(SUCCESS);
            });
            let queue = queue.for_everything().create(device);
            let serializing = sequential().serialized();
            let serializing = match of {
                Type::Dpc => serializing,
                Type::WorkItem => serializing.passive(),
            };
            let serializing = serializing.read(|_, _| {}).create(device);
            let parent: Object = if serialized { serializing.object() } else { queue.object() };
            let (calls, active, most) = (calls.clone(), active.clone(), most.clone());
            of.create(parent, serialized, move |object| {
                calls.fetch_add(1, Relaxed);
                most.fetch_max(active.fetch_add(1, Relaxed) + 1, Relaxed);
                // This call makes the callback more than one step.
                object.reference();
                object.dereference();
                active.fetch_sub(1, Relaxed);
            });
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
fn dpc_enqueued_again_once_begun_runs_twice() {
    assert_eq!(runs(Type::Dpc, false), [(1, 1), (2, 1), (2, 2)].into());
}

#[test]
fn serialized_dpc_runs_twice_but_not_at_once() {
    assert_eq!(runs(Type::Dpc, true), [(1, 1), (2, 1)].into());
}

#[test]
fn work_item_enqueued_again_once_begun_runs_twice() {
    assert_eq!(runs(Type::WorkItem, false), [(1, 1), (2, 1), (2, 2)].into());
}

#[test]
fn serialized_work_item_runs_twice_but_not_at_once() {
    assert_eq!(runs(Type::WorkItem, true), [(1, 1), (2, 1)].into());
}

#[test]
fn cancel_with_wait_beside_the_dpc_never_returns_during_the_callback() {
    let situation = |stage: &mut Stage| {
        let cancelled = Arc::new(AtomicU32::new(0));
        let late = Arc::new(AtomicU32::new(0));
        let (seen, reported) = (Arc::clone(&cancelled), Arc::clone(&late));
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            device.side_door();
            let (seen, late) = (Arc::clone(&seen), Arc::clone(&late));
            let work = move |dpc: Dpc| {
                dpc.object().reference();
                dpc.object().dereference();
                late.fetch_add(seen.load(Relaxed), Relaxed);
            };
            keep("dpc", Dpc::create(device.object(), false, work).expect("a DPC"));
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        bench.run(&file, || ());
        bench.prepare(move || {
            kept::<Dpc>("dpc").enqueue();
            kept::<Dpc>("dpc").cancel(true);
            cancelled.store(1, Relaxed);
        });
        stage.thread("cancel", move |_| _ = file.device_control(0x22_2000, &[], 0));
        stage.at_end(move |_| {
            bench.check();
            let late = reported.load(Relaxed);
            if late == 0 { Ok(()) } else { Err("the callback ran after the cancel".into()) }
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).without_pruning().run(&situation);
    assert!(report.is_exhausted(), "{report}");
}
