//! The settings of a machine: its trace, its clock, its verifier, its rules, and what a test makes
//! happen on it.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::Machine;
use crate::crash::Crash;
use crate::faults::Fault;
use crate::rules::Rules;
use crate::trace::Event;

impl Machine {
    /// Turns tracing off or on. Tracing takes most of a machine's time.
    pub fn set_silent(&self, silent: bool) {
        self.inner.silent.store(silent, Ordering::Relaxed);
    }

    /// Sets the time between two ticks of the system clock, which is 15.625 ms on most computers. A
    /// timer expires at the first tick after its due time, a timer with `UseHighResolutionTimer` at
    /// its due time. At first there are no ticks, and every timer expires at its due time, as if
    /// another program had made the clock's ticks very short.
    pub fn set_clock_interval(&self, interval: Duration) {
        let interval = u64::try_from(interval.as_nanos() / 100).unwrap_or(u64::MAX);
        self.inner.with(|state| state.clock_interval = interval);
    }

    /// Turns KMDF Verifier on or off; it is on at first. Set it before a driver is loaded: it decides
    /// the framework's version string, an image's `DriverFlags`, and whether the
    /// `EvtDestroyCallback` of a request that is completed inside `EvtIoRead` and the like is called
    /// after that callback has returned. The checks of this host are the same without it.
    pub fn set_verifier(&self, on: bool) {
        self.inner.with(|state| state.verifier_off = !on);
    }

    /// How strictly the machine takes each rule.
    #[must_use]
    pub fn rules(&self) -> Rules {
        self.inner.with(|state| state.rules.clone())
    }

    /// Makes rules warnings, or turns them off, from now on. At first each rule is strict.
    ///
    /// ```
    /// use kmdf_host::{Machine, Rule};
    ///
    /// let machine = Machine::new();
    /// machine.set_rules(machine.rules().warn(Rule::LeakedPool));
    /// ```
    pub fn set_rules(&self, rules: Rules) {
        self.inner.with(|state| state.rules = rules);
    }

    /// Calls `sink` with every event from now on.
    pub fn on_event(&self, sink: impl Fn(&Event) + Send + Sync + 'static) {
        *self.inner.sink.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(sink));
    }

    /// Limits how long a driver's callback may run, in real time; no limit if `None`, as at first. A
    /// callback beyond the limit crashes the machine ([`Cause::Hang`](crate::Cause::Hang)): an
    /// endless loop ends with a report. The time that a callback waits in a call counts in virtual
    /// time only. Without effect on Windows.
    ///
    /// A test with a limit depends on the speed of its machine: choose a limit that is far above any
    /// time that a callback takes.
    pub fn set_patience(&self, limit: Option<Duration>) {
        let limit =
            limit.map_or(0, |limit| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX).max(1));
        self.inner.patience.store(limit, Ordering::Relaxed);
    }

    /// Calls `report` when the machine crashes, before the crash ends the application's operation
    /// with a panic. A program that only runs a driver can print the crash there, and exit.
    pub fn on_crash(&self, report: impl Fn(&Crash) + Send + Sync + 'static) {
        let mut on_crash = self.inner.on_crash.lock().unwrap_or_else(PoisonError::into_inner);
        *on_crash = Some(Box::new(report));
    }

    /// Counts from now on how many I/O, cancel and timer callbacks are active at once, for
    /// [`Observed::most_callbacks_at_once`](crate::Observed::most_callbacks_at_once).
    pub fn watch_callbacks(&self) {
        self.inner.with(|state| state.observer.counts_callbacks = true);
    }

    /// Makes a call of the driver fail. Faults that were set before stay set.
    pub fn inject(&self, fault: Fault) {
        self.inner.with(|state| state.faults.add(fault));
    }

    /// Removes the faults that have not struck yet. Returns how many have struck since the start.
    #[must_use]
    pub fn clear_faults(&self) -> u32 {
        self.inner.with(|state| {
            state.faults.clear();
            state.faults.injected
        })
    }

    /// Runs `action` on another simulated thread just before the driver's `nth` call of `ddi` from
    /// now on (1 is the next). The action runs until it ends or has to wait for the preempted
    /// thread; the rest of it runs when that thread waits or has ended.
    pub fn before_call(
        &self,
        ddi: &'static str,
        nth: u32,
        action: impl FnOnce(&Machine) + Send + 'static,
    ) {
        self.inner.with(|state| state.preemptions.push((ddi, nth, Box::new(action))));
        self.inner.has_preemptions.store(true, Ordering::Relaxed);
    }
}
