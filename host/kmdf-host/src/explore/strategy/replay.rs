//! Replay: one schedule, from its text.
#![forbid(unsafe_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::chooser::{Chooser, Decision};
use super::schedule::Schedule;
use super::work::Work;

/// The one schedule of a search.
pub(super) struct Once {
    schedule: Schedule,
    begun: AtomicBool,
}

impl Once {
    pub(super) fn new(schedule: Schedule) -> Self {
        Self { schedule, begun: AtomicBool::new(false) }
    }
}

impl Work for Once {
    fn chooser(self: Arc<Self>) -> Box<dyn Chooser> {
        Box::new(Replay { work: self, decision: 0 })
    }

    fn stop(&self) {
        self.begun.store(true, Ordering::Relaxed);
    }
}

/// The chooser.
struct Replay {
    work: Arc<Once>,
    decision: u32,
}

impl Chooser for Replay {
    fn begin(&mut self) -> bool {
        !self.work.begun.swap(true, Ordering::Relaxed)
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        let number = self.decision;
        self.decision += 1;
        let mut entries = self.work.schedule.choices.iter();
        let entry = entries.find(|(decision, _)| *decision == number);
        let Some((_, name)) = entry else { return 0 };
        // An entry whose process cannot run here is ignored: shortening a schedule leaves such
        // entries.
        (0..decision.choices.len()).find(|choice| (decision.name)(*choice) == *name).unwrap_or(0)
    }
}
