//! How far a search is.
#![forbid(unsafe_code)]

/// How far a search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub(super) schedules: u64,
    pub(super) states: u64,
    pub(super) bytes: u64,
}

impl Progress {
    /// How many schedules have run.
    #[must_use]
    pub const fn schedules(&self) -> u64 {
        self.schedules
    }

    /// How many states the search remembers; 0 if its strategy does not tell states apart.
    #[must_use]
    pub const fn states(&self) -> u64 {
        self.states
    }

    /// How many bytes the search takes for what it remembers.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }
}
