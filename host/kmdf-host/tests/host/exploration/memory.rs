//! A search whose memory is too small: it takes more schedules, and finds the same.

use std::cell::RefCell;
use std::rc::Rc;

use kmdf_host::explore::{Explorer, Progress, Report, Stage, Strategy};

use super::coverage::{Ends, counted_tick_and_cancel};
use super::{Tick, complaints, tick_and_cancel};

/// The ends of a tick against a cancellation, with memory for the search of so many bytes.
fn ends(memory: usize) -> (Vec<String>, Report) {
    let ends = Rc::new(RefCell::new(Ends::new()));
    let explorer = Explorer::new(Strategy::exhaustive()).memory(memory);
    let report =
        explorer.run(&|stage: &mut Stage| counted_tick_and_cancel(stage, Rc::clone(&ends)));
    let ends = ends.borrow().keys().cloned().collect();
    (ends, report)
}

#[test]
fn search_beyond_its_memory_reaches_the_same_ends_and_says_so() {
    let (all, enough) = ends(Explorer::MEMORY);
    assert!(enough.is_exhausted() && enough.differing().is_some(), "{enough}");
    assert_eq!(enough.memory_met(), None);
    let (same, small) = ends(0);
    assert!(small.is_exhausted(), "{small}");
    assert_eq!(same, all);
    assert!(small.schedules() > enough.schedules(), "{small}\n{enough}");
    assert_eq!(small.differing(), None);
    let met = small.memory_met().expect("the memory was too small");
    assert!(met.contains("memory limit of 0 bytes"), "{met}");
    assert!(small.to_string().contains(&met), "{small}");
}

#[test]
fn search_beyond_its_memory_finds_the_same_failure() {
    for strategy in [Strategy::exhaustive(), Strategy::preemptions(2)] {
        let [enough, small] = [Explorer::MEMORY, 0].map(|bytes| {
            let explorer = Explorer::new(strategy.clone()).memory(bytes);
            explorer.run(&tick_and_cancel(Tick::Ignores))
        });
        assert_eq!(complaints(&small), complaints(&enough));
        let schedule = |report: &Report| report.failure().map(|found| found.schedule.to_string());
        assert_eq!(schedule(&small), schedule(&enough));
    }
}

#[test]
fn search_reports_its_progress_to_the_last_schedule() {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&seen);
    let explorer = Explorer::new(Strategy::exhaustive());
    let explorer = explorer.on_progress(move |progress| told.borrow_mut().push(*progress));
    let report = explorer.run(&tick_and_cancel(Tick::Asks));
    let seen = seen.borrow();
    assert!(seen.is_sorted_by_key(Progress::schedules), "{seen:?}");
    let last = seen.last().expect("at least one report");
    assert_eq!(last.schedules(), report.schedules());
    assert!(last.states() > 0 && last.bytes() > 0, "{last:?}");
}
