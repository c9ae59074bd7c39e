//! What runs next: a thread that waits lets others run, and queued work gets a processor or a
//! worker thread.
//!
//! One simulated thread runs at a time on a machine. Threads switch where one waits, before a call
//! for which a test has set an action, and, in an exploration, at every point where real processors
//! could run something else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::state::Action;
use super::{Clock, Deferred, Inner, Machine, State};
use crate::abi::DISPATCH_LEVEL;
use crate::crash::patience;
use crate::footprint::unrecorded;
use crate::points::{self, Waited};
use crate::running::{self, DISPATCH};
use crate::trace::ThreadName;

/// How long a wait may last before it counts as endless, in 100 ns units: ten minutes, after which
/// Windows' power watchdog strikes.
pub(crate) const PATIENCE: u64 = 10 * 60 * 10_000_000;

impl Inner {
    /// Runs `work` as a thread of the simulated process, then everything that became ready.
    pub(crate) fn as_application<R>(self: &Arc<Self>, process: u32, work: impl FnOnce() -> R) -> R {
        self.as_thread(ThreadName::Application(process), work)
    }

    /// Runs `work` as the `PnP` manager's thread, then everything that became ready.
    pub(crate) fn as_pnp<R>(self: &Arc<Self>, work: impl FnOnce() -> R) -> R {
        self.as_thread(ThreadName::Pnp, work)
    }

    pub(super) fn as_thread<R>(self: &Arc<Self>, kind: ThreadName, work: impl FnOnce() -> R) -> R {
        points::point();
        let enter = || {
            let _baton = self.scheduler.enter();
            let thread = self.new_thread();
            running::run_as(self, kind, thread, 0, || {
                let result = work();
                if !points::is_explored() && self.scheduler.outermost() {
                    self.settle();
                    self.scheduler.resume_panic();
                }
                result
            })
        };
        // In an exploration, a crash ends the run.
        if points::is_explored() { enter() } else { self.unless_crashed(enter) }
    }

    /// Lets the machine run until `ready` holds. Returns `false` if it never can.
    pub(crate) fn wait_until(self: &Arc<Self>, ready: impl Fn(&mut State) -> bool) -> bool {
        // A thread of a driver may wait for work as long as its driver is loaded.
        let time = if running::system_thread().is_some() { u64::MAX } else { PATIENCE };
        self.wait_for(time, ready) == Waited::Ready
    }

    /// Lets the machine run until `ready` holds, for at most `time` in 100 ns units.
    pub(crate) fn wait_for(
        self: &Arc<Self>,
        time: u64,
        ready: impl Fn(&mut State) -> bool,
    ) -> Waited {
        if points::is_explored() {
            let deadline = || unrecorded(|| self.now()).saturating_add(time);
            return points::wait(deadline, || self.with(&ready));
        }
        let deadline = self.now().saturating_add(time);
        loop {
            self.stop_if_crashed();
            if self.with(&ready) {
                if let Some(number) = self.scheduler.peer() {
                    self.scheduler.note_progress(number);
                }
                return Waited::Ready;
            }
            let left = deadline.saturating_sub(self.now());
            if let Some(number) = self.scheduler.peer() {
                if left == 0 {
                    self.scheduler.note_progress(number);
                    return Waited::TimedOut;
                }
                let is_timed = running::system_thread().is_some() && deadline < u64::MAX;
                if is_timed {
                    // The clock does not pass over the end of the wait.
                    self.with(|state| state.alarms.insert(number, deadline));
                }
                let is_left = !self.scheduler.park(number);
                if is_timed {
                    self.with(|state| state.alarms.remove(&number));
                }
                if is_left {
                    return Waited::InVain;
                }
                continue;
            }
            if left == 0 {
                return Waited::TimedOut;
            }
            let raised = u32::from(running::irql()) >= DISPATCH_LEVEL;
            if self.scheduler.lend_to_all() || (!raised && self.run_one()) {
                continue;
            }
            match self.clock {
                Clock::Virtual if !raised && self.advance_to_next_timer(deadline) => {}
                Clock::Virtual if raised || !self.with(|state| state.sleep_until(deadline)) => {
                    return Waited::InVain;
                }
                Clock::Virtual => return Waited::TimedOut,
                Clock::Real(_) => {
                    let pause = Duration::from_nanos(left.saturating_mul(100));
                    self.scheduler.rest(pause.min(Duration::from_millis(50)));
                    patience::has_slept();
                }
            }
        }
    }

    /// Takes out the action that a test has set before this call of the driver, if the action is due.
    pub(crate) fn due_preemption(&self, ddi: &str) -> Option<Action> {
        // Every call asks, and hardly a test sets an action: the state is not locked for nothing.
        if !self.has_preemptions.load(Ordering::Relaxed) {
            return None;
        }
        self.with(|state| {
            let mut due = None;
            for (index, (before, nth, _)) in state.preemptions.iter_mut().enumerate() {
                if *before == ddi {
                    *nth = nth.saturating_sub(1);
                    if *nth == 0 && due.is_none() {
                        due = Some(index);
                    }
                }
            }
            due.map(|index| state.preemptions.remove(index).2)
        })
    }

    /// Runs `work` on another simulated thread, now, until it ends or has to wait.
    pub(crate) fn preempt(self: &Arc<Self>, work: impl FnOnce(&Machine) + Send + 'static) {
        let machine = Machine::from_inner(Arc::clone(self));
        self.scheduler.start_peer(false, move || work(&machine));
    }

    /// Runs everything that is ready now.
    pub(crate) fn settle(self: &Arc<Self>) {
        while self.run_one() || self.scheduler.lend_to_all() {
            self.stop_if_crashed();
        }
    }

    /// Runs the next queued DPC or, if there is none, the next work item.
    pub(crate) fn run_one(self: &Arc<Self>) -> bool {
        let next = self.with(|state| {
            let dpc = state.dpcs.pop_front().map(|dpc| (true, dpc));
            dpc.or_else(|| Some((false, self.next_work_item(state)?)))
        });
        let Some((is_dpc, deferred)) = next else { return false };
        let kind = if is_dpc { ThreadName::Dpc(running::dpcs_below()) } else { ThreadName::Worker };
        if let Deferred::Thread(_) = deferred {
            // It may outlast everything that runs now.
            let machine = Arc::clone(self);
            self.scheduler.start_peer(true, move || machine.run_deferred(kind, deferred));
        } else {
            self.run_deferred(kind, deferred);
        }
        true
    }

    /// Takes out the next work item. While a situation is prepared, a thread of a driver does not begin:
    /// the exploration lets it begin.
    fn next_work_item(&self, state: &mut State) -> Option<Deferred> {
        let begins = |item: &Deferred| !matches!(item, Deferred::Thread(_)) || !self.is_explored();
        let place = state.work_items.iter().position(begins)?;
        state.work_items.remove(place)
    }

    /// Runs queued work as a thread of a kind.
    pub(crate) fn run_deferred(self: &Arc<Self>, kind: ThreadName, deferred: Deferred) {
        let kind = match deferred {
            Deferred::Remove(_) | Deferred::Fail(_) | Deferred::Unload(_) => ThreadName::Pnp,
            Deferred::Thread(number) => ThreadName::System(number + 1),
            _ => kind,
        };
        let thread = self.new_thread();
        let irql = if matches!(kind, ThreadName::Dpc(_)) { DISPATCH } else { 0 };
        running::run_as(self, kind, thread, irql, || match deferred {
            Deferred::Timer(timer) => self.run_timer(timer),
            Deferred::Dpc(dpc) => self.run_dpc(dpc),
            Deferred::Dispatch(queue) => self.dispatch_deferred(queue),
            Deferred::WorkItem(item) => self.run_work_item(item),
            Deferred::Delete(object) => self.delete_object(object),
            Deferred::Close(file) => self.close_file(file),
            Deferred::Timeout(request) => self.time_out(request),
            Deferred::Remove(node) => self.remove_if_unused(node),
            Deferred::Fail(node) => self.remove_failed(node),
            Deferred::Idle(node) => self.change_for_idle(node),
            Deferred::IoWork(number) => self.run_io_work(number),
            Deferred::Thread(number) => self.run_system_thread(number),
            Deferred::Notify(number) => self.notify(number),
            Deferred::Unload(service) => self.unload_driver(service),
        });
    }

    /// Moves the virtual clock to the next timer that is due by `limit`, and fires it. Returns
    /// whether there is one.
    pub(crate) fn advance_to_next_timer(self: &Arc<Self>, limit: u64) -> bool {
        self.with(|state| {
            let Some(due) = state.next_due().filter(|due| *due <= limit) else { return false };
            *state.now = (*state.now).max(due);
            state.expire_timers();
            true
        })
    }
}

/// Fires the timers of a real-time machine until its last clone is dropped.
pub(super) fn tick(machine: &Weak<Inner>) {
    while let Some(inner) = machine.upgrade().filter(|inner| !inner.has_crashed()) {
        let expire = || {
            let _baton = inner.scheduler.enter();
            inner.with(State::expire_timers);
            inner.settle();
        };
        // The threads of the test report a crash.
        if catch_unwind(AssertUnwindSafe(expire)).is_err() {
            return;
        }
        let pause = inner.with(|state| {
            let due = state.next_due().map_or(10_000, |due| due.saturating_sub(*state.now));
            Duration::from_nanos(due.clamp(1_000, 10_000) * 100)
        });
        drop(inner);
        std::thread::sleep(pause);
    }
}
