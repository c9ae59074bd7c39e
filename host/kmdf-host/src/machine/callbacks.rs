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
        self.enter(None, owner, name, arguments, callback)
    }

    /// [`Inner::upcall`] for a driver that has no object yet.
    pub(crate) fn upcall_of<R: Copy + Into<CallResult>, A: Into<Arguments>>(
        &self,
        driver: usize,
        name: &'static str,
        arguments: impl Fn(&State) -> A,
        callback: impl FnOnce() -> R,
    ) -> R {
        self.enter(Some(driver), Handle::NULL, name, arguments, callback)
    }

    /// Without a `driver`, the callback is one of the owner's driver.
    fn enter<R: Copy + Into<CallResult>, A: Into<Arguments>>(
        &self,
        driver: Option<usize>,
        owner: Handle,
        name: &'static str,
        arguments: impl Fn(&State) -> A,
        callback: impl FnOnce() -> R,
    ) -> R {
        let arguments = || self.with(|state| arguments(state)).into();
        self.trace(|| EventKind::CallbackEnter { callback: name, arguments: arguments() });
        let (irql, held) = (running::irql(), running::locks_held());
        let (driver, mapping, counted) = self.with(|state| {
            let of_owner = || state.objects.get(owner).map_or(0, |owner| owner.driver);
            let driver = driver.unwrap_or_else(of_owner);
            let mapping = state.drivers.get(driver).and_then(DriverService::mapping);
            (driver, mapping, state.observer.enter(name))
        });
        self.tell_time_to(mapping.as_deref());
        let result = crash::run(self.patience(), || {
            running::in_callback(Callback { name, driver, owner, mapping }, || {
                let result = callback();
                running::in_host(|| self.check_return(name, arguments, irql, &held));
                result
            })
        });
        let Some(result) = result else { super::crashed::unwind() };
        if counted {
            self.with(|state| state.observer.leave());
        }
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
        for lock in running::locks_held().iter().filter(|lock| !held.contains(lock)) {
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
