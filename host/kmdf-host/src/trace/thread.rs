//! The names of the simulated threads.

use std::fmt;

/// The name of a simulated thread. Two threads of one process have the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ThreadName {
    /// A thread of the simulated process with this number.
    Application(u32),
    /// A system worker thread.
    Worker,
    /// A deferred procedure call on the simulated processor with this number.
    Dpc(u32),
    /// A thread that a driver has made, by its number from 1.
    System(usize),
    /// The thread of the `PnP` and power managers.
    Pnp,
    /// No simulated thread: the host itself.
    Host,
}

impl fmt::Display for ThreadName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application(process) => f.pad(&format!("app {process}")),
            Self::Dpc(processor) => f.pad(&format!("dpc {processor}")),
            Self::Worker => f.pad("worker"),
            Self::System(number) => f.pad(&format!("thread {number}")),
            Self::Pnp => f.pad("pnp"),
            Self::Host => f.pad("-"),
        }
    }
}
