//! Replay: one schedule, from its text.
#![forbid(unsafe_code)]

use super::chooser::{Chooser, Decision};
use super::schedule::Schedule;

/// The chooser.
pub(super) struct Replay {
    schedule: Schedule,
    decision: u32,
    begun: bool,
}

impl Replay {
    pub(super) fn new(schedule: Schedule) -> Self {
        Self { schedule, decision: 0, begun: false }
    }
}

impl Chooser for Replay {
    fn begin(&mut self) -> bool {
        !std::mem::replace(&mut self.begun, true)
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        let number = self.decision;
        self.decision += 1;
        let entry = self.schedule.choices.iter().find(|(decision, _)| *decision == number);
        let Some((_, name)) = entry else { return 0 };
        // An entry whose process cannot run here is ignored: shortening a schedule leaves such
        // entries.
        (0..decision.choices.len()).find(|choice| (decision.name)(*choice) == *name).unwrap_or(0)
    }
}
