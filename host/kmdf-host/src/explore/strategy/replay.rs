//! Replay: one schedule, as it was written down.
#![forbid(unsafe_code)]

use super::chooser::{Chooser, Decision};
use super::schedule::Schedule;

/// The choices.
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
        let written = self.schedule.choices.iter().find(|(decision, _)| *decision == number);
        let Some((_, name)) = written else { return 0 };
        // Who is not there does not go on: a schedule that is being shortened may name such.
        (0..decision.choices.len()).find(|choice| (decision.name)(*choice) == *name).unwrap_or(0)
    }
}
