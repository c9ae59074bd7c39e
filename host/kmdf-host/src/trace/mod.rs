//! What happened on a machine, event by event.
//!
//! An [`Event`] has a time, a thread, an IRQL and an [`EventKind`]. The text of an event is for
//! people: a program matches the kind.
#![forbid(unsafe_code)]

mod application;
mod decision;
mod file_irp;
mod kind;
mod pnp;
mod thread;
mod who;

use std::collections::VecDeque;
use std::fmt;

pub use self::application::{Application, IoCall};
pub use self::decision::{Decision, Deferral, Reason};
pub use self::file_irp::FileIrp;
pub use self::kind::{CallResult, EventKind};
pub use self::pnp::{Pnp, PnpMessage};
pub use self::thread::ThreadName;
pub use self::who::Who;
pub use crate::names::{Argument, Arguments, ObjectKind, ObjectName, ObjectRef, PoolTag};

/// An event on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The time, in 100 ns units since the machine started.
    pub time: u64,
    /// The simulated thread.
    pub thread: ThreadName,
    /// The thread's IRQL.
    pub irql: u8,
    /// What happened.
    pub kind: EventKind,
}

impl Event {
    /// The heading of the columns that `Display` writes.
    pub const HEADING: &str = "           ms  thread   IRQL  who             what";

    /// Whom the event is about.
    #[must_use]
    pub const fn who(&self) -> Who {
        self.kind.who()
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.time / 10_000;
        let fraction = self.time % 10_000;
        write!(
            f,
            "{milliseconds:>8}.{fraction:04}  {:<8} {:>4}  {:<14}  {}",
            self.thread,
            self.irql,
            self.who(),
            self.kind
        )
    }
}

/// The newest events of a machine.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    events: VecDeque<Event>,
}

impl Trace {
    /// The most events kept. The oldest is dropped for a new one: a long run does not fill the
    /// memory.
    pub(crate) const KEPT: usize = 100_000;

    pub(crate) fn push(&mut self, event: Event) {
        if self.events.len() == Self::KEPT {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    /// How many events are kept.
    pub(crate) fn len(&self) -> usize {
        self.events.len()
    }

    /// What `find` finds in the newest event in which it finds anything.
    pub(crate) fn newest<T>(&self, find: impl FnMut(&Event) -> Option<T>) -> Option<T> {
        self.events.iter().rev().find_map(find)
    }

    pub(crate) fn to_vec(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }
}
