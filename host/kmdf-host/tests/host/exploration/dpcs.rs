//! DPCs beside other threads.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use kmdf_host::explore::{Explorer, Stage, Strategy};

use crate::closure_driver::{Bench, Dpc, Object, SUCCESS, keep, kept, parallel, sequential};

/// For each schedule of two calls of `WdfDpcEnqueue` in a row: how many callbacks ran, and how many
/// of them at once.
fn runs(serialized: bool) -> BTreeSet<(u32, u32)> {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let found = Rc::clone(&seen);
    let situation = move |stage: &mut Stage| {
        let [calls, active, most] = [(); 3].map(|()| Arc::new(AtomicU32::new(0)));
        let counters = (Arc::clone(&calls), Arc::clone(&most));
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            let queue = parallel(4).read(|_, request| {
                kept::<Dpc>("dpc").enqueue();
                kept::<Dpc>("dpc").enqueue();
                request.complete(SUCCESS);
            });
            let queue = queue.for_everything().create(device);
            let serializing = sequential().serialized().read(|_, _| {}).create(device);
            let parent: Object = if serialized { serializing.object() } else { queue.object() };
            let (calls, active, most) = (calls.clone(), active.clone(), most.clone());
            let work = move |dpc: Dpc| {
                calls.fetch_add(1, Relaxed);
                most.fetch_max(active.fetch_add(1, Relaxed) + 1, Relaxed);
                // This call makes the callback more than one step.
                dpc.object().reference();
                dpc.object().dereference();
                active.fetch_sub(1, Relaxed);
            };
            keep("dpc", Dpc::create(parent, serialized, work).expect("a DPC"));
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
    assert_eq!(runs(false), [(1, 1), (2, 1), (2, 2)].into());
}

#[test]
fn serialized_dpc_runs_twice_but_not_at_once() {
    assert_eq!(runs(true), [(1, 1), (2, 1)].into());
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
