//! The state that a machine's clones share, and how the rest of the host reports to it.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::State;
use crate::crash::Crash;
use crate::footprint::unrecorded;
use crate::handle::Handle;
use crate::loader::Mapping;
use crate::rules::{Level, Rule, Subject, Violation};
use crate::running::{self, ThreadId};
use crate::schedule::Scheduler;
use crate::trace::{Event, EventKind};

/// The system time at which each machine starts, in 100 ns units since 1601: 2025-01-01, 00:00.
pub(crate) const START_TIME: u64 = 133_801_632_000_000_000;

/// Where a machine's time comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    /// Time stands still until a thread waits or a test advances it.
    Virtual,
    /// Time passes; the instant is when the machine started.
    Real(Instant),
}

type Sink = Box<dyn Fn(&Event) + Send + Sync>;
type CrashSink = Box<dyn Fn(&Crash) + Send + Sync>;

/// The state that the clones of a [`Machine`](super::Machine) share.
pub(crate) struct Inner {
    pub(crate) clock: Clock,
    pub(crate) scheduler: Arc<Scheduler>,
    /// Whether tracing is off.
    pub(super) silent: AtomicBool,
    /// Whether the machine has crashed.
    pub(super) crashed: AtomicBool,
    /// Whether the machine belongs to an exploration.
    pub(super) explored: AtomicBool,
    /// Whether a test has ever set an action before a call of the driver.
    pub(super) has_preemptions: AtomicBool,
    /// Whether some memory may lie in special pool.
    pub(super) has_special_pool: AtomicBool,
    /// Whether pageable memory in special pool is inaccessible.
    pub(super) paged_out: AtomicBool,
    /// Whether an application ever had buffers whose addresses drivers get.
    pub(super) has_user_memory: AtomicBool,
    /// Whether a driver's image ever read the time without a call.
    has_readers_of_time: AtomicBool,
    /// The process whose buffers are accessible.
    pub(super) user_process: AtomicU32,
    /// How long a callback may run, in ms of real time; 0 without a limit.
    pub(super) patience: AtomicU64,
    /// How many simulated threads there have been.
    threads: AtomicU64,
    pub(super) state: Mutex<State>,
    pub(super) sink: Mutex<Option<Sink>>,
    pub(super) on_crash: Mutex<Option<CrashSink>>,
}

impl Inner {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            scheduler: Arc::default(),
            silent: AtomicBool::new(false),
            crashed: AtomicBool::new(false),
            explored: AtomicBool::new(false),
            has_preemptions: AtomicBool::new(false),
            has_special_pool: AtomicBool::new(false),
            paged_out: AtomicBool::new(false),
            has_user_memory: AtomicBool::new(false),
            has_readers_of_time: AtomicBool::new(false),
            user_process: AtomicU32::new(super::user_memory::UNKNOWN),
            patience: AtomicU64::new(0),
            threads: AtomicU64::new(0),
            state: Mutex::default(),
            sink: Mutex::default(),
            on_crash: Mutex::default(),
        }
    }

    /// A new simulated thread's identity.
    pub(super) fn new_thread(&self) -> ThreadId {
        ThreadId(self.threads.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Whether the machine belongs to an exploration.
    pub(super) fn is_explored(&self) -> bool {
        self.explored.load(Ordering::Relaxed)
    }

    /// Notes that the machine belongs to an exploration.
    pub(crate) fn note_explored(&self) {
        self.explored.store(true, Ordering::Relaxed);
    }

    /// Reads or changes the machine's state. The lock on the state is never held while the driver
    /// runs.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        work(&mut self.lock())
    }

    /// What all of [`Inner::with`] have in common, made once.
    fn lock(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Clock::Real(start) = self.clock {
            follow_real_time(&mut state, start);
        }
        state
    }

    /// The time since the machine started, in 100 ns units.
    pub(crate) fn now(&self) -> u64 {
        self.with(|state| *state.now)
    }

    /// Tells a driver that is entered the time, if its image reads the time without a call.
    pub(super) fn tell_time_to(&self, mapping: Option<&Mapping>) {
        if let Some(mapping) = mapping.filter(|mapping| mapping.reads_time()) {
            self.has_readers_of_time.store(true, Ordering::Relaxed);
            let now = self.now();
            mapping.tell_time(START_TIME + now, now);
        }
    }

    /// Tells the running driver, to which a call returns, the time that has passed in the call.
    pub(crate) fn tell_time(&self) {
        if self.has_readers_of_time.load(Ordering::Relaxed) {
            self.tell_time_to(running::mapping().as_deref());
        }
    }

    /// [`Inner::now`] for a report: in an exploration, what the thread does next does not depend on
    /// the time.
    pub(crate) fn untracked_now(&self) -> u64 {
        unrecorded(|| self.now())
    }

    /// Traces an event. While tracing is off, `kind` is not called.
    pub(crate) fn trace(&self, kind: impl FnOnce() -> EventKind) {
        if !self.silent.load(Ordering::Relaxed) {
            self.keep(kind());
        }
    }

    /// Adds an event to the trace, and shows the event.
    fn keep(&self, kind: EventKind) {
        let (thread, irql) = (running::thread_name(), running::irql());
        let event = self.with(|state| {
            let event = Event { time: *state.now, thread, irql, kind };
            state.trace.push(event.clone());
            event
        });
        let sink = self.sink.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sink) = sink.as_ref() {
            sink(&event);
        }
    }

    /// Reports a broken rule, unless the rule is off.
    pub(crate) fn violation(
        &self,
        rule: Rule,
        subject: impl Into<Subject>,
        call: &str,
        detail: String,
    ) {
        let subject = subject.into();
        let driver_function = running::driver_function().to_string();
        let call = call.to_string();
        let time = self.with(|state| *state.now);
        self.file(Violation { rule, subject, call, driver_function, detail, time });
    }

    /// Reports a broken rule that was noted before, unless the rule is off.
    pub(crate) fn file(&self, broken: Violation) {
        let kind = self.with(|state| match state.rules.level(broken.rule) {
            Level::Off => None,
            Level::Warning => {
                if state.warnings.len() < State::VIOLATIONS_KEPT {
                    state.warnings.push(broken.clone());
                }
                Some(EventKind::Warning(Box::new(broken)))
            }
            Level::Violation => {
                if state.violations.len() < State::VIOLATIONS_KEPT {
                    state.violations.push(broken.clone());
                }
                Some(EventKind::Violation(Box::new(broken)))
            }
        });
        if let Some(kind) = kind {
            self.trace(|| kind);
        }
    }

    /// Reports a broken rule about an object, by its handle.
    pub(crate) fn report(&self, rule: Rule, object: Handle, call: &str, detail: impl Into<String>) {
        let name = self.with(|state| state.name(object));
        self.violation(rule, name, call, detail.into());
    }

    /// Sends a line to the debugger.
    pub(crate) fn debug(&self, line: &str) {
        self.with(|state| {
            if state.debug_output.len() == State::LINES_KEPT {
                state.debug_output.pop_front();
            }
            state.debug_output.push_back(line.to_string());
        });
        self.trace(|| EventKind::Debug(line.into()));
    }
}

/// Sets the time of a real-time machine. Apart from [`Inner::lock`], which every access to the state
/// calls and which has less to save and to restore that way.
#[cold]
#[inline(never)]
fn follow_real_time(state: &mut State, start: Instant) {
    *state.now = u64::try_from(start.elapsed().as_nanos() / 100).unwrap_or(u64::MAX);
}
