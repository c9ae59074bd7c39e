//! The stop flag: set by Ctrl-C or a failed output, and checked in every wait of the app.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The stop flag, shared by its clones. Once set, it stays set.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Requests that the app cancels all outstanding requests and exits.
    pub fn request(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether a stop was requested.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
