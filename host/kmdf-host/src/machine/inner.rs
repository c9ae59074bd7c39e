//! The state that a machine's clones share, and how the rest of the host reports to it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::State;
use crate::crash::Crash;
use crate::footprint::unrecorded;
use crate::handle::Handle;
use crate::rules::{Level, Rule, Subject, Violation};
use crate::running;
use crate::schedule::Scheduler;
use crate::trace::{Event, EventKind};

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
    /// How long a callback may run, in ms of real time; 0 without a limit.
    pub(super) patience: AtomicU64,
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
            patience: AtomicU64::new(0),
            state: Mutex::default(),
            sink: Mutex::default(),
            on_crash: Mutex::default(),
        }
    }

    /// Notes that the machine belongs to an exploration.
    pub(crate) fn note_explored(&self) {
        self.explored.store(true, Ordering::Relaxed);
    }

    /// Reads or changes the machine's state. The lock on the state is never held while the driver
    /// runs.
    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Clock::Real(start) = self.clock {
            *state.now = u64::try_from(start.elapsed().as_nanos() / 100).unwrap_or(u64::MAX);
        }
        work(&mut state)
    }

    /// The time since the machine started, in 100 ns units.
    pub(crate) fn now(&self) -> u64 {
        self.with(|state| *state.now)
    }

    /// [`Inner::now`] for a report: in an exploration, what the thread does next does not depend on
    /// the time.
    pub(crate) fn untracked_now(&self) -> u64 {
        unrecorded(|| self.now())
    }

    /// Traces an event. While tracing is off, `kind` is not called.
    pub(crate) fn trace(&self, kind: impl FnOnce() -> EventKind) {
        if self.silent.load(Ordering::Relaxed) {
            return;
        }
        let (thread, irql, kind) = (running::thread_name(), running::irql(), kind());
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
