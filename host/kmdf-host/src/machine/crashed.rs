//! A machine that has crashed: noted where the driver was left, and reported to whoever uses the
//! machine.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use super::{Inner, State};
use crate::crash::{self, Cause, Crash};
use crate::footprint;
use crate::names::Arguments;
use crate::rules::{Rule, Subject, Violation};
use crate::running;
use crate::trace::{Event, EventKind};

/// How long a crash waits for the lock on the machine's state. Another thread holds the lock for
/// microseconds; this thread, if the driver broke the host in the middle of a change, for ever.
const LOCK: Duration = Duration::from_secs(2);

/// The value with which threads of the host unwind after a crash, to where the machine was entered.
struct Unwinding;

/// Notes a crash on the machine that runs.
pub(super) fn note(cause: Cause) {
    if let Some(machine) = running::machine::<Inner>() {
        machine.note_crash(cause);
    }
}

impl Inner {
    fn note_crash(self: &Arc<Self>, cause: Cause) {
        // Nothing of the machine is freed: the driver may have damaged all of it.
        std::mem::forget(Arc::clone(self));
        self.crashed.store(true, Ordering::Relaxed);
        footprint::record(false);
        let crash = self.with_lock(|state| {
            let callback = running::driver_function();
            let driver = state.drivers.get(running::driver()).map(|driver| driver.name.clone());
            let subject = running::owner().filter(|owner| !owner.is_null());
            let subject = subject.map_or(Subject::None, |owner| state.name(owner).into());
            let crash = Crash {
                cause: state.explained(cause),
                driver: driver.unwrap_or_default(),
                callback,
                subject: arguments_of(state, callback).map_or(subject, Subject::Callback),
                last_call: running::last_call(),
                thread: running::thread_name(),
                irql: running::irql(),
                time: *state.now,
            };
            state.crash.get_or_insert_with(|| crash.clone());
            let violation = Violation::from(&crash);
            state.violations.push(violation.clone());
            let (time, thread, irql) = (crash.time, crash.thread, crash.irql);
            let kind = EventKind::Violation(Box::new(violation));
            let event = Event { time, thread, irql, kind };
            if !self.silent.load(Ordering::Relaxed) {
                state.trace.push(event.clone());
            }
            (crash, event)
        });
        let Some((crash, event)) = crash else {
            eprintln!("kmdf-host: a driver crashed while the host changed the machine's state");
            std::process::exit(1);
        };
        if !self.silent.load(Ordering::Relaxed)
            && let Ok(sink) = self.sink.try_lock()
            && let Some(sink) = sink.as_ref()
        {
            sink(&event);
        }
        if let Ok(report) = self.on_crash.try_lock()
            && let Some(report) = report.as_ref()
        {
            report(&crash);
        }
    }

    /// [`Inner::with`], but gives up when the state stays locked.
    fn with_lock<R>(&self, work: impl FnOnce(&mut State) -> R) -> Option<R> {
        let start = Instant::now();
        loop {
            let mut state: MutexGuard<'_, State> = match self.state.try_lock() {
                Ok(state) => state,
                Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
                Err(TryLockError::WouldBlock) if start.elapsed() < LOCK => {
                    std::thread::yield_now();
                    continue;
                }
                Err(TryLockError::WouldBlock) => return None,
            };
            return Some(work(&mut state));
        }
    }

    /// Whether the machine has crashed.
    pub(crate) fn has_crashed(&self) -> bool {
        self.crashed.load(Ordering::Relaxed)
    }

    /// How long a callback may run; 0 without a limit.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_millis(self.patience.load(Ordering::Relaxed))
    }

    /// Whether the machine has crashed, and this thread unwinds. Then a destructor of a test or a
    /// program, which may close a file, must not panic.
    pub(crate) fn is_left_by_crash(&self) -> bool {
        self.has_crashed() && std::thread::panicking()
    }

    /// Leaves a machine that has crashed: from the driver for ever, from the host to where the
    /// machine was entered.
    pub(crate) fn stop_if_crashed(&self) {
        if self.has_crashed() {
            if running::is_below_driver() {
                crash::leave();
            }
            unwind();
        }
    }

    /// Runs `work`, which entered the machine. Panics if the machine has crashed or crashes.
    pub(super) fn unless_crashed<R>(&self, work: impl FnOnce() -> R) -> R {
        if self.has_crashed() {
            self.fail();
        }
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(result) => result,
            Err(panic) if is_unwinding(&*panic) && running::thread().is_none() => self.fail(),
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Panics with the crash.
    fn fail(&self) -> ! {
        let crash = self.with(|state| state.crash.clone());
        let crash = crash.map_or(String::new(), |crash| crash.to_string());
        panic!("the machine has crashed: {crash}");
    }
}

/// Unwinds the host's frames on this thread, to where the machine was entered.
pub(super) fn unwind() -> ! {
    resume_unwind(Box::new(Unwinding))
}

/// Whether a caught panic is [`unwind`]'s.
pub(super) fn is_unwinding(panic: &(dyn Any + Send)) -> bool {
    panic.is::<Unwinding>()
}

/// The arguments with which a callback was last entered, if the trace has them.
fn arguments_of(state: &State, callback: &str) -> Option<Arguments> {
    state.trace.newest(|event| match &event.kind {
        EventKind::CallbackEnter { callback: entered, arguments } if *entered == callback => {
            Some(arguments.clone())
        }
        _ => None,
    })
}

impl From<&Crash> for Violation {
    fn from(crash: &Crash) -> Self {
        if let Cause::MemoryMisused { rule, memory, detail, place, .. } = &crash.cause {
            return Self {
                rule: *rule,
                subject: memory.clone().into(),
                call: if place.in_host { crash.last_call } else { "a memory access" }.into(),
                driver_function: crash.callback.to_string(),
                detail: format!("{detail}; {place}"),
                time: crash.time,
            };
        }
        Self {
            rule: Rule::BugCheck,
            subject: crash.subject.clone(),
            call: crash.last_call.to_string(),
            driver_function: crash.callback.to_string(),
            // The message of a panic may have several lines, and an event of the trace has one.
            detail: crash.detail().lines().map(str::trim).collect::<Vec<_>>().join("; "),
            time: crash.time,
        }
    }
}
