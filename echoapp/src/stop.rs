//! The wish to stop: set by Ctrl-C or by a lost output, seen by every wait of the app.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that its clones share. It is set once and stays set.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks the app to cancel what is outstanding and to leave.
    pub fn request(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether the app was asked to leave.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
