//! A crash: its cause, and what the machine knows about it.
#![forbid(unsafe_code)]

use std::fmt;
use std::time::Duration;

use super::{Access, BugCheck, Exception};
use crate::rules::{Rule, Subject};
use crate::trace::ThreadName;

/// Why a machine crashed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The driver's Rust code panicked, which is a bug check in a kernel image.
    Panic {
        /// The message.
        message: String,
        /// The place in the source: file, line and column.
        location: String,
        /// Whether the host panicked in a call of the driver.
        in_host: bool,
    },
    /// The driver called `KeBugCheckEx`.
    BugCheck {
        /// The code.
        code: BugCheck,
        /// The four parameters.
        parameters: [usize; 4],
        /// What the parameters mean, if this host knows.
        note: Option<String>,
    },
    /// The processor raised an exception.
    Exception {
        /// The exception.
        exception: Exception,
        /// The place of the instruction.
        place: Place,
    },
    /// The driver used memory that a machine with special pool keeps from it.
    MemoryMisused {
        /// The rule that the driver broke.
        rule: Rule,
        /// The kind of access.
        access: Access,
        /// The memory, such as `context of O1`.
        memory: String,
        /// The offset of the access, and who allocated and freed the memory.
        detail: String,
        /// The place of the instruction.
        place: Place,
    },
    /// The driver called `abort`, as Rust does for a failed allocation that is not handled.
    Abort {
        /// The size in bytes of the failed allocation before it.
        allocation: Option<usize>,
        /// Whether the host did so in a call of the driver: its memory is damaged.
        in_host: bool,
    },
    /// A callback ran longer than the machine's patience.
    Hang {
        /// The patience.
        limit: Duration,
        /// The place of the instruction that ran then.
        place: Place,
    },
}

/// The place of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The address.
    pub address: usize,
    /// The offset of the address in the driver's image, and the name of the section there; `None`
    /// for a driver that is linked into the process, and for a place outside the image.
    pub in_image: Option<(usize, String)>,
    /// The place in the driver's source, if it is known: file, line and column.
    pub source: Option<String>,
    /// Whether the host ran, in a call of the driver.
    pub in_host: bool,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.in_image, &self.source) {
            (Some((offset, section)), _) => write!(f, "at image offset {offset:#x} in {section}"),
            (None, Some(source)) => write!(f, "at {source}"),
            (None, None) if self.in_host => f.write_str("in the host, in a call of the driver"),
            (None, None) => write!(f, "at address {:#x}", self.address),
        }
    }
}

/// The end of a machine by a fault of a driver, where Windows would stop with a bug check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// The cause.
    pub cause: Cause,
    /// The name of the driver's service.
    pub driver: String,
    /// The callback that ran, such as `EvtIoRead`.
    pub callback: &'static str,
    /// The arguments of the callback, or the object to which it belongs.
    pub subject: Subject,
    /// The last call of that callback; `-` if it made none.
    pub last_call: &'static str,
    /// The simulated thread.
    pub thread: ThreadName,
    /// The IRQL.
    pub irql: u8,
    /// The time, in 100 ns units since the machine started.
    pub time: u64,
}

impl Crash {
    /// The bug check of Windows; `None` where Windows would not stop: a callback below
    /// `DISPATCH_LEVEL` may hang for ever.
    #[must_use]
    pub const fn bug_check(&self) -> Option<BugCheck> {
        let raised = self.irql >= 2;
        Some(match &self.cause {
            Cause::Panic { .. } | Cause::Abort { .. } => BugCheck::RUST_PANIC,
            Cause::BugCheck { code, .. } => *code,
            Cause::MemoryMisused { rule, .. } => match rule {
                Rule::PageableMemoryAtRaisedIrql => BugCheck::DRIVER_IRQL_NOT_LESS_OR_EQUAL,
                Rule::PoolOverrun => BugCheck::PAGE_FAULT_BEYOND_END_OF_ALLOCATION,
                Rule::PoolUnderrun | Rule::UserBufferOutOfContext => {
                    BugCheck::PAGE_FAULT_IN_NONPAGED_AREA
                }
                _ => BugCheck::PAGE_FAULT_IN_FREED_SPECIAL_POOL,
            },
            Cause::Hang { .. } if raised => BugCheck::DPC_WATCHDOG_VIOLATION,
            Cause::Hang { .. } => return None,
            Cause::Exception { exception, .. } => match exception {
                Exception::FastFail(_) => BugCheck::KERNEL_SECURITY_CHECK_FAILURE,
                Exception::StackOverflow => BugCheck::UNEXPECTED_KERNEL_MODE_TRAP,
                Exception::AccessViolation { .. } if raised => {
                    BugCheck::DRIVER_IRQL_NOT_LESS_OR_EQUAL
                }
                _ if raised => BugCheck::KMODE_EXCEPTION_NOT_HANDLED,
                _ if matches!(self.thread, ThreadName::Application(_)) => {
                    BugCheck::SYSTEM_SERVICE_EXCEPTION
                }
                _ => BugCheck::SYSTEM_THREAD_EXCEPTION_NOT_HANDLED,
            },
        })
    }

    /// The cause, with the bug check.
    pub(crate) fn detail(&self) -> String {
        let bug_check = self.bug_check().map_or("hang".into(), |code| code.to_string());
        format!("{bug_check}: {}", self.cause)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { message, location, in_host } => {
                let who = if *in_host { "the host" } else { "the driver" };
                write!(f, "{who} panicked at {location}: {message}")
            }
            Self::BugCheck { parameters: [first, second, third, fourth], note, .. } => {
                write!(f, "KeBugCheckEx with {first:#x}, {second:#x}, {third:#x}, {fourth:#x}")?;
                note.as_ref().map_or(Ok(()), |note| write!(f, ": {note}"))
            }
            Self::Exception { exception, place } => write!(f, "{exception} {place}"),
            Self::MemoryMisused { rule, memory, detail, place, .. } => {
                write!(f, "{rule:?}: {memory}: {detail}; {place}")
            }
            Self::Abort { allocation: Some(bytes), .. } => {
                write!(f, "the driver did not handle a failed allocation of {bytes} bytes")
            }
            Self::Abort { in_host: true, .. } => {
                f.write_str("the host aborted in a call of the driver, which damaged its memory")
            }
            Self::Abort { .. } => f.write_str("the driver called abort"),
            Self::Hang { limit, place } => {
                write!(f, "the callback did not return within {limit:?}; it ran {place}")
            }
        }
    }
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { driver, callback, subject, last_call, thread, irql, .. } = self;
        let detail = self.detail();
        write!(
            f,
            "{detail}\n  driver {driver}, callback {callback}({subject}), last call {last_call}, "
        )?;
        write!(f, "IRQL {irql}, thread {thread}")
    }
}
