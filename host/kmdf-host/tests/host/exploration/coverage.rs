//! Pruning leaves out only schedules that make no difference.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kmdf_host::explore::{Explorer, Stage, Strategy};

use super::{Tick, holding};
use crate::closure_driver::{Bench, CANCELLED, SUCCESS, sequential, status};

/// The ways in which a situation ends, each with its number of schedules.
pub(super) type Ends = BTreeMap<String, u32>;

/// All ends of a situation with and without pruning, and the numbers of schedules.
pub(super) fn both_ways(situation: impl Fn(&mut Stage, Rc<RefCell<Ends>>)) -> [(Ends, u64); 2] {
    [true, false].map(|prune| {
        let ends = Rc::new(RefCell::new(Ends::new()));
        let explorer = Explorer::new(Strategy::exhaustive());
        let explorer = if prune { explorer } else { explorer.without_pruning() };
        let report = explorer.run(&|stage: &mut Stage| situation(stage, Rc::clone(&ends)));
        assert!(report.is_exhausted(), "{report}");
        let ends = ends.borrow().clone();
        (ends, report.schedules())
    })
}

#[track_caller]
fn assert_same_ends([(pruned, few), (all, many)]: [(Ends, u64); 2], expected: usize) {
    assert_eq!(pruned.keys().collect::<Vec<_>>(), all.keys().collect::<Vec<_>>());
    assert_eq!(all.len(), expected, "{all:?}");
    assert!(few * 2 < many, "pruning keeps {few} of {many} schedules");
}

/// A tick against the cancellation of its request; counts the request's statuses.
pub(super) fn counted_tick_and_cancel(stage: &mut Stage, ends: Rc<RefCell<Ends>>) {
    let (bench, _, read) = holding(stage, Tick::Asks);
    let cancelled = read.clone();
    stage.thread("cancel", move |_| _ = cancelled.cancel());
    stage.allow_ticks(1);
    stage.at_end(move |_| {
        bench.check();
        *ends.borrow_mut().entry(format!("{:08x}", status(&read))).or_default() += 1;
        Ok(())
    });
}

#[test]
fn pruned_tick_and_cancel_reach_the_same_ends() {
    assert_same_ends(both_ways(counted_tick_and_cancel), 2);
}

#[test]
fn pruned_arrivals_and_cancel_reach_the_same_ends() {
    let situation = |stage: &mut Stage, ends: Rc<RefCell<Ends>>| {
        // The first read stays with the driver until it is cancelled, the others queue behind it.
        let bench = Bench::on(stage.machine(), |adding| {
            let hold = sequential().read(|_, request| {
                if request.mark_ex(|request| request.complete(CANCELLED)) != SUCCESS {
                    request.complete(CANCELLED);
                }
            });
            hold.for_everything().create(adding.device());
            SUCCESS
        });
        bench.device();
        let files = [bench.open(), bench.open()];
        let reads = Rc::new(RefCell::new(Vec::new()));
        for (index, file) in files.iter().enumerate() {
            let (file, reads) = (file.clone(), Rc::clone(&reads));
            stage.thread(&format!("read-{index}"), move |_| {
                let read = file.read(1);
                reads.borrow_mut().push((index, read));
            });
        }
        let first = files[0].clone();
        stage.thread("cancel", move |_| _ = first.cancel_all());
        stage.at_end(move |_| {
            let mut reads = std::mem::take(&mut *reads.borrow_mut());
            reads.sort_by_key(|(index, _)| *index);
            let done = |(_, read): &(usize, kmdf_host::Operation)| read.result().map(|r| r.status);
            let end: Vec<_> = reads.iter().map(done).collect();
            *ends.borrow_mut().entry(format!("{end:?}")).or_default() += 1;
            bench.check();
            for file in &files {
                let _ = file.cancel_all();
            }
            Ok(())
        });
    };
    assert_same_ends(both_ways(situation), 2);
}
