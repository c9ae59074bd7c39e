//! The framework's decisions.

use std::fmt;

use crate::names::ObjectRef;

/// A decision of the framework.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// This thread may not run a queue's dispatcher and leaves it to another thread.
    DispatchDeferred {
        /// Why this thread may not run it.
        reason: Reason,
        /// Where the dispatcher runs.
        to: Deferral,
    },
    /// The framework still waits for requests of a queue (`DbgWaitForSignalTimeoutInSec`).
    StillWaiting {
        /// The DDI, or the framework's step, that waits.
        call: &'static str,
        /// The queue.
        queue: ObjectRef,
        /// The time waited so far, in seconds.
        seconds: u64,
    },
}

/// Why a thread may not run a queue's dispatcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The thread holds the queue's presentation lock.
    LockHeld,
    /// The thread runs above `PASSIVE_LEVEL`, and the queue's callbacks do not.
    IrqlRaised,
}

/// Where a queue's deferred dispatcher runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Deferral {
    /// In a deferred procedure call.
    Dpc,
    /// In a work item: the queue's callbacks run at `PASSIVE_LEVEL`.
    WorkItem,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DispatchDeferred { reason, to } => {
                write!(f, "{reason}: dispatch deferred to {to}")
            }
            Self::StillWaiting { call, queue, seconds } => {
                write!(f, "{call} has waited for {queue} for {seconds} s")
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LockHeld => "presentation lock held by this thread",
            Self::IrqlRaised => "IRQL too high for a passive queue",
        })
    }
}

impl fmt::Display for Deferral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dpc => "a DPC",
            Self::WorkItem => "a work item",
        })
    }
}
