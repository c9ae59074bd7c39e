//! The driver's callbacks as the machine enters and leaves them.

use std::sync::Arc;

use super::{Inner, State};
use crate::crash;
use crate::handle::Handle;
use crate::names::Arguments;
use crate::pnp::DriverService;
use crate::points;
use crate::rules::{Rule, Subject};
use crate::running::{self, Callback, Held};
use crate::trace::{CallResult, EventKind};

impl Inner {
    /// Does `work`, which calls a callback of a queue, a timer or a work item, under a callback lock
    /// if there is one. The framework gives up its own lock for the call, so other threads may run
    /// first.
    pub(crate) fn serialized(
        self: &Arc<Self>,
        lock: Option<Handle>,
        call: &'static str,
        work: impl FnOnce(),
    ) {
        points::point();
        let Some(lock) = lock else { return work() };
        if self.acquire(lock, call) {
            work();
            self.release_callback_lock(lock);
        }
    }

    /// Calls a callback of the driver, and checks the state in which it leaves the thread.
    pub(crate) fn upcall<R: Copy + Into<CallResult>, A: Into<Arguments>>(
        &self,
        owner: Handle,
        name: &'static str,
        arguments: impl Fn(&State) -> A,
        callback: impl FnOnce() -> R,
    ) -> R {
        let driver = self.with(|state| state.objects.get(owner).map_or(0, |o| o.driver));
        self.enter(driver, owner, name, arguments, callback)
    }

    /// [`Inner::upcall`] for a driver that has no object yet.
    pub(crate) fn upcall_of<R: Copy + Into<CallResult>, A: Into<Arguments>>(
        &self,
        driver: usize,
        name: &'static str,
        arguments: impl Fn(&State) -> A,
        callback: impl FnOnce() -> R,
    ) -> R {
        self.enter(driver, Handle::NULL, name, arguments, callback)
    }

    fn enter<R: Copy + Into<CallResult>, A: Into<Arguments>>(
        &self,
        driver: usize,
        owner: Handle,
        name: &'static str,
        arguments: impl Fn(&State) -> A,
        callback: impl FnOnce() -> R,
    ) -> R {
        let arguments = || self.with(|state| arguments(state)).into();
        self.trace(|| EventKind::CallbackEnter { callback: name, arguments: arguments() });
        let (irql, held) = (running::irql(), running::locks_held());
        let mapping = self.with(|state| state.drivers.get(driver).and_then(DriverService::mapping));
        self.observe_enter(name);
        let result = crash::run(self.patience(), || {
            running::in_callback(Callback { name, driver, owner, mapping }, || {
                let result = callback();
                running::in_host(|| self.check_return(name, arguments, irql, &held));
                result
            })
        });
        let Some(result) = result else { super::crashed::unwind() };
        self.observe_leave(name);
        self.trace(|| EventKind::CallbackLeave { callback: name, result: result.into() });
        result
    }

    /// Reports the locks that a callback still holds when it returns, and an IRQL that it did not
    /// restore. Restores the IRQL.
    fn check_return(
        &self,
        name: &'static str,
        arguments: impl Fn() -> Arguments,
        irql: u8,
        held: &[Held],
    ) {
        for lock in running::locks_held().into_iter().filter(|lock| !held.contains(lock)) {
            let lock = self.with(|state| state.name(lock.lock));
            let detail = "the callback returned with it".into();
            self.violation(Rule::LockHeldAtReturn, lock, name, detail);
        }
        if running::irql() != irql {
            let detail = format!("entered at IRQL {irql}, returned at {}", running::irql());
            self.violation(Rule::IrqlNotRestored, Subject::Callback(arguments()), name, detail);
            running::set_irql(irql);
        }
    }
}
