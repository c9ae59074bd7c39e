//! The driver's callbacks as the machine enters and leaves them.

use super::{Inner, State};
use crate::handle::Handle;
use crate::pnp::DriverService;
use crate::rules::Rule;
use crate::running::{self, Callback};
use crate::trace::Who;

impl Inner {
    /// Calls a callback of the driver, and checks the state in which it leaves the thread.
    pub(crate) fn upcall<R>(
        &self,
        owner: Handle,
        name: &'static str,
        what: impl Fn(&State) -> String,
        callback: impl FnOnce() -> R,
    ) -> R {
        let driver = self.with(|state| state.objects.get(owner).map_or(0, |o| o.driver));
        self.upcall_of(driver, name, what, callback)
    }

    /// [`Inner::upcall`] for a driver that has no object yet.
    pub(crate) fn upcall_of<R>(
        &self,
        driver: usize,
        name: &'static str,
        what: impl Fn(&State) -> String,
        callback: impl FnOnce() -> R,
    ) -> R {
        let what = || self.with(|state| what(state));
        self.tell(Who::CallbackEnter, || format!("{name}({})", what()));
        let (irql, held) = (running::irql(), running::locks_held());
        let mapping = self.with(|state| state.drivers.get(driver).and_then(DriverService::mapping));
        self.observe_enter(name);
        let result = running::in_callback(Callback { name, driver, mapping }, || {
            let result = callback();
            running::in_host(|| self.check_return(name, what, irql, &held));
            result
        });
        self.observe_leave(name);
        self.tell(Who::CallbackLeave, || name.into());
        result
    }

    /// Reports what a callback should have given back before it returned, and puts the IRQL right.
    fn check_return(
        &self,
        name: &'static str,
        what: impl Fn() -> String,
        irql: u8,
        held: &[Handle],
    ) {
        for lock in running::locks_held().into_iter().filter(|lock| !held.contains(lock)) {
            let lock = self.with(|state| state.name(lock));
            let detail = "the callback returned with it".into();
            self.violation(Rule::LockHeldAtReturn, lock, name, detail);
        }
        if running::irql() != irql {
            let detail = format!("entered at IRQL {irql}, returned at {}", running::irql());
            self.violation(Rule::IrqlNotRestored, what(), name, detail);
            running::set_irql(irql);
        }
    }
}
