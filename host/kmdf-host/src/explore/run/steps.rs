//! The steps of a run: a task continues to its next stop, or time passes.
#![forbid(unsafe_code)]

use std::rc::Rc;
use std::sync::Arc;

use super::{CLOCK, Choice, PATIENCE, Run, Task};
use crate::error::describe_panic;
use crate::explore::processes::Process;
use crate::explore::strategy::Taken;
use crate::footprint::{self, Resource};
use crate::machine::{Contents, Deferred};
use crate::points::{Resume, Stop};
use crate::running;
use crate::trace::ThreadName;

impl Run<'_> {
    pub(super) fn take(&mut self, choice: Choice) {
        match choice {
            Choice::Task(index) => {
                self.current = Some(index);
                // Others may fail only while not too many have.
                if self.tasks[index].may_fail(self.failures) {
                    self.note(footprint::look, Resource::FAILURES);
                }
                self.step(index, Resume::Go);
            }
            Choice::Failing(index) => {
                self.current = Some(index);
                self.failures -= 1;
                self.note(footprint::change, Resource::FAILURES);
                self.step(index, Resume::Fail);
            }
            Choice::Dpc(deferred) => {
                let taken = |task: &Task| task.stop != Stop::Ended && task.processor.is_some();
                let processor = self.tasks.iter().filter(|task| taken(task)).count();
                let processor = u32::try_from(processor).unwrap_or(u32::MAX);
                self.begin(deferred, Some(processor));
            }
            Choice::WorkItem(deferred) => self.begin(deferred, None),
            Choice::Clock => {
                self.ticks -= 1;
                self.expire();
            }
        }
    }

    /// Whether the chooser still needs the run's state.
    fn is_ordered(&self) -> bool {
        self.tells_states_apart && !self.outcome.covered
    }

    /// Whether to record what the next step reads and changes.
    fn records(&self) -> bool {
        self.is_ordered() && !self.order.is_known()
    }

    fn begin(&mut self, deferred: Deferred, processor: Option<u32>) {
        let index = self.tasks.len();
        let kind = processor.map_or(ThreadName::Worker, ThreadName::Dpc);
        let machine = Arc::clone(&self.machine);
        let process = self.next(deferred);
        self.add(process, processor, move || machine.run_deferred(kind, deferred));
        footprint::record(self.records());
        self.machine.with(|state| {
            let line = match processor {
                Some(_) => &mut *state.dpcs,
                None => &mut *state.work_items,
            };
            line.retain(|queued| *queued != deferred);
        });
        footprint::record(false);
        self.current = Some(index);
        self.step(index, Resume::Go);
    }

    /// Notes an access that no other place notes.
    fn note(&self, how: impl Fn(Resource), resource: Resource) {
        footprint::record(self.records());
        how(resource);
        footprint::record(false);
    }

    /// Runs a task to its next stop.
    fn step(&mut self, index: usize, resume: Resume) {
        let (records, is_ordered) = (self.records(), self.is_ordered());
        let before = self.tasks.get(index).map_or(0, |task| self.before(task, resume));
        let Some(task) = self.tasks.get_mut(index) else { return };
        running::take_driver_ran();
        let range = running::set_handle_range(task.number + 1);
        // Looked at after every step, so that a change is never taken for one of a later step.
        let contents = || self.machine.with(|state| state.driver_memory());
        let memory = self.memory.take().filter(|_| records);
        let memory = records.then(|| memory.unwrap_or_else(contents));
        footprint::record(records);
        task.stop = task.thread.resume(resume);
        if running::take_driver_ran() {
            footprint::look(Resource::DRIVER_MEMORY);
        }
        self.memory = records.then(|| footprint::unrecorded(contents));
        // A known step makes public what it made public before.
        if is_ordered && !records && self.order.publishes() {
            self.machine.with(|state| state.publish());
        }
        if let (Some(before), Some(after)) = (memory, self.memory)
            && after.differ_from(before)
        {
            footprint::change(Resource::DRIVER_MEMORY);
        }
        footprint::record(false);
        running::set_handle_range(range);
        let could_continue = match task.stop {
            Stop::Point | Stop::Fallible => Some(true),
            Stop::Ended | Stop::Crashed => Some(false),
            Stop::Waiting(_) => None,
        };
        if is_ordered {
            task.hash = self.order.step(self.processes, before, could_continue);
            self.trail.push(Taken { process: task.beginning, hash: task.hash });
            if records && self.memory.is_some_and(Contents::published) {
                self.order.note_published();
            }
        }
        if let Some(panic) = task.thread.take_panic() {
            self.outcome.complaints.push(describe_panic(&*panic));
        }
        self.outcome.steps += 1;
    }

    /// Lets each waiting task check whether it can continue.
    pub(super) fn let_waiting_look(&mut self) {
        for task in &mut self.tasks {
            if matches!(task.stop, Stop::Waiting(_)) {
                task.stop = task.thread.resume(Resume::Look);
                if task.stop == Stop::Point {
                    self.idle = 0;
                }
            }
        }
    }

    /// Does what lets a waiting task continue when nothing else can happen. Returns `false` if nothing
    /// does.
    pub(super) fn helps_waiting_tasks(&mut self) -> bool {
        self.pass_time()
            || self.end_a_timed_wait()
            || self.give_up_a_wait(|task| !task.is_of_driver())
            || self.begin_end()
            || self.give_up_a_wait(Task::is_of_driver)
    }

    /// Lets time pass until the next timer expires or a wait is over. Returns `false` if no task can
    /// profit.
    fn pass_time(&mut self) -> bool {
        let waiting = |task: &Task| match task.stop {
            Stop::Waiting(deadline) => Some(deadline),
            _ => None,
        };
        let deadlines = self.tasks.iter().enumerate();
        let first = deadlines.filter_map(|(i, task)| Some((waiting(task)?, i))).min();
        let (Some((deadline, index)), Some(due)) = (first, self.machine.with(|s| s.next_due()))
        else {
            return false;
        };
        self.idle += 1;
        if self.idle > PATIENCE {
            return false;
        }
        if due <= deadline {
            self.ticks = self.ticks.saturating_sub(1);
            self.expire();
        } else {
            self.machine.with(|state| *state.now = (*state.now).max(deadline));
            self.step(index, Resume::TimeOut);
        }
        true
    }

    /// Ends the first timed wait of a driver's thread, which needs no timer. Returns `false` if there is
    /// none, or time has passed often enough.
    fn end_a_timed_wait(&mut self) -> bool {
        let until = |task: &Task| match task.stop {
            Stop::Waiting(until) if task.is_of_driver() && until < u64::MAX => Some(until),
            _ => None,
        };
        let all = self.tasks.iter().enumerate();
        let first = all.filter_map(|(index, task)| Some((until(task)?, index))).min();
        let Some((until, index)) = first.filter(|_| self.idle < PATIENCE) else { return false };
        self.idle += 1;
        self.machine.with(|state| *state.now = (*state.now).max(until));
        self.step(index, Resume::TimeOut);
        true
    }

    /// Runs the end of the situation as a thread if threads of drivers wait: until a driver unloads, it
    /// may still need them. Returns `false` if none waits or the end has begun.
    fn begin_end(&mut self) -> bool {
        if !self.tasks.iter().any(|task| task.is_of_driver() && task.stop != Stop::Ended) {
            return false;
        }
        let Some(end) = self.end.take() else { return false };
        let (process, covered) = (Process::Staged(self.names.len()), self.outcome.covered);
        self.names.push("end".into());
        self.idle = 0;
        let complaints = Rc::clone(&self.late_complaints);
        self.add(process, None, move || complaints.borrow_mut().extend(end.run(covered)));
        true
    }

    /// Tells one of these waiting tasks that its wait is in vain. Returns `false` if none waits.
    fn give_up_a_wait(&mut self, is_meant: impl Fn(&Task) -> bool) -> bool {
        let waiting = |task: &Task| matches!(task.stop, Stop::Waiting(_)) && is_meant(task);
        let Some(index) = self.tasks.iter().position(waiting) else { return false };
        // Unless this lets a task continue, more time will not help the others either.
        self.step(index, Resume::InVain);
        true
    }

    /// Lets the next timer expire.
    fn expire(&mut self) {
        footprint::record(self.records());
        self.machine.advance_to_next_timer(u64::MAX);
        footprint::record(false);
        if self.is_ordered() {
            self.clock = self.order.step(self.processes, self.clock, Some(false));
            self.trail.push(Taken { process: CLOCK, hash: self.clock });
        }
        self.outcome.steps += 1;
    }
}
