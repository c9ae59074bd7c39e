//! The states of a run, as choosers tell them apart.
#![forbid(unsafe_code)]

use super::{Choice, Run, Task};
use crate::explore::hash::{Salt, mix};
use crate::explore::order::Foreseen;
use crate::explore::strategy::State;
use crate::points::Resume;

impl Run<'_> {
    /// A hash of the state, the same for orders that make no difference.
    pub(super) fn state(&self) -> u64 {
        mix(self.steps(), self.clock)
    }

    /// A hash of the last steps of all tasks.
    fn steps(&self) -> u64 {
        self.tasks.iter().fold(0, |sum, task| sum.wrapping_add(in_sum(task.hash)))
    }

    /// The state after the next step of a task whose last step has the hash `last`, if the step
    /// after `before` is known.
    fn state_after(&self, last: Option<u64>, before: u64) -> Option<State> {
        let Foreseen { hash, could_continue } = self.order.foresee(before)?;
        let others = self.steps().wrapping_sub(last.map_or(0, in_sum));
        let state = mix(others.wrapping_add(in_sum(hash)), self.clock);
        Some(State { hash: state, current: could_continue.then_some(hash) })
    }

    /// The state to which a choice leads, if that is known.
    pub(super) fn leads_to(&self, choice: Choice, current: Option<u64>) -> Option<State> {
        match choice {
            Choice::Task(index) => {
                let task = self.tasks.get(index)?;
                self.state_after(Some(task.hash), self.before(task, Resume::Go))
            }
            Choice::Failing(index) => {
                let task = self.tasks.get(index)?;
                self.state_after(Some(task.hash), self.before(task, Resume::Fail))
            }
            Choice::Dpc(deferred) | Choice::WorkItem(deferred) => {
                self.state_after(None, self.processes.beginning(self.next(deferred)))
            }
            Choice::Clock => {
                let clock = self.order.foresee(self.clock)?.hash;
                Some(State { hash: mix(self.steps(), clock), current })
            }
        }
    }

    /// The hash before a task's next step: the step depends on the task's last one and on why the
    /// task continues.
    pub(super) fn before(&self, task: &Task, resume: Resume) -> u64 {
        match resume {
            Resume::Go if task.may_fail(self.failures) => Salt::MayFail.mix(task.hash),
            Resume::Go | Resume::Look => task.hash,
            Resume::Fail => Salt::Fails.mix(task.hash),
            Resume::TimeOut => Salt::TimeOut.mix(task.hash),
            Resume::InVain => Salt::InVain.mix(task.hash),
        }
    }
}

/// The share of a task's last step in the hash of all.
fn in_sum(hash: u64) -> u64 {
    Salt::InSum.mix(hash)
}
