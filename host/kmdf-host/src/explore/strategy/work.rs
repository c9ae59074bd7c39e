//! The interface of a search's work: the schedules that its workers share among them.
#![forbid(unsafe_code)]

use std::sync::Arc;

use super::chooser::{Chooser, States};

/// The work of a search.
pub(in crate::explore) trait Work: Send + Sync {
    /// The chooser of a worker.
    fn chooser(self: Arc<Self>) -> Box<dyn Chooser>;
    /// Whether its choosers need to know what each step reads and changes.
    fn tells_states_apart(&self) -> bool {
        false
    }
    /// The states that all workers have seen.
    fn states(&self) -> States {
        States::default()
    }
    /// Lets no worker begin another schedule.
    fn stop(&self);
    /// Ends the search after a schedule that failed, except for schedules with a lower number.
    fn stop_after(&self, _number: u64) {
        self.stop();
    }
    /// Whether every schedule has been covered.
    fn is_exhausted(&self) -> bool {
        false
    }
}
