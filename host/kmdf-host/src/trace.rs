//! What happened on a machine, event by event.

use std::fmt;

/// Who an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Who {
    /// The application asked for something, or found a result.
    Application,
    /// The framework entered a callback of the driver.
    CallbackEnter,
    /// A callback of the driver returned.
    CallbackLeave,
    /// The driver called the framework or the kernel.
    Call,
    /// That call returned.
    CallReturned,
    /// The framework decided something worth telling.
    Framework,
    /// The I/O manager gave a result to an application.
    IoManager,
    /// The I/O manager cancelled a request.
    Cancel,
    /// The `PnP` manager or the power manager sent something.
    Pnp,
    /// The driver printed a line.
    Debug,
    /// A rule was broken.
    Violation,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Application => "application",
            Self::CallbackEnter => "callback enter",
            Self::CallbackLeave => "callback leave",
            Self::Call => "call",
            Self::CallReturned => "call returned",
            Self::Framework => "framework",
            Self::IoManager => "i/o manager",
            Self::Cancel => "cancel",
            Self::Pnp => "pnp",
            Self::Debug => "debug",
            Self::Violation => "violation",
        })
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, in 100 ns units since the machine started.
    pub time: u64,
    /// The simulated thread, such as `app 1`, `dpc 0`, `worker` or `pnp`.
    pub thread: String,
    /// That thread's IRQL.
    pub irql: u8,
    /// Who.
    pub who: Who,
    /// What, such as `EvtIoRead(Q1, R2, len 512)`.
    pub what: String,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = self.time / 10_000;
        let fraction = self.time % 10_000;
        write!(
            f,
            "{milliseconds:>8}.{fraction:04}  {:<8} {:>4}  {:<14}  {}",
            self.thread, self.irql, self.who, self.what
        )
    }
}

/// The newest events of a machine.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    events: std::collections::VecDeque<Event>,
}

impl Trace {
    /// Events kept; older ones are forgotten, so that a long run does not fill the memory.
    const KEPT: usize = 100_000;

    pub(crate) fn push(&mut self, event: Event) {
        if self.events.len() == Self::KEPT {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    pub(crate) fn to_vec(&self) -> Vec<Event> {
        self.events.iter().cloned().collect()
    }
}
