//! The end of a situation: its checks, then the shutdown of the machine.
#![forbid(unsafe_code)]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::error::describe_panic;
use crate::explore::stage::Check;
use crate::machine::Machine;

/// What runs after all threads.
pub(super) struct End {
    machine: Machine,
    checks: Vec<Check>,
}

impl End {
    pub(super) fn of(machine: &Machine, checks: Vec<Check>) -> Self {
        Self { machine: machine.clone(), checks }
    }

    /// Runs the checks, unless other schedules have covered them, and shuts the machine down. Returns
    /// what the checks say.
    pub(super) fn run(self, covered: bool) -> Vec<String> {
        let Self { machine, checks } = self;
        let mut complaints = Vec::new();
        for check in checks.into_iter().filter(|_| !covered) {
            match catch_unwind(AssertUnwindSafe(|| check(&machine))) {
                Ok(Ok(())) => {}
                Ok(Err(complaint)) => complaints.push(complaint),
                // A crash is among the violations.
                Err(_) if machine.inner.has_crashed() => {}
                Err(panic) => complaints.push(describe_panic(&*panic)),
            }
        }
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| _ = machine.shut_down()))
            && !machine.inner.has_crashed()
        {
            resume_unwind(panic);
        }
        complaints
    }
}
