//! One run of a situation in one schedule.
#![forbid(unsafe_code)]

use std::io;
use std::sync::Arc;

use crate::error::describe_panic;
use crate::explore::hash::{Salt, mix};
use crate::explore::order::{Foreseen, Order};
use crate::explore::processes::{Process, Processes, failing};
use crate::explore::stage::Stage;
use crate::explore::strategy::{Chooser, Decision, Schedule, State};
use crate::explore::thread::Thread;
use crate::footprint::{self, Resource};
use crate::machine::{Deferred, Inner};
use crate::points::{Resume, Stop};
use crate::running;
use crate::trace::ThreadName;

/// How often time passes without getting anybody on, before that counts as never.
const PATIENCE: u32 = 16;

/// Steps in a run, beyond which it has no end.
const STEPS: u32 = 100_000;

/// What came of a run.
#[derive(Default)]
pub(in crate::explore) struct Outcome {
    pub(in crate::explore) steps: u32,
    pub(in crate::explore) decisions: u32,
    /// Whether another schedule has covered what was left of this one. It was not checked then.
    pub(in crate::explore) covered: bool,
    /// What was done, the same number for orders that make no difference.
    pub(in crate::explore) end: u64,
    /// The choices that were made, if they were to be noted.
    pub(in crate::explore) schedule: Schedule,
    /// What was wrong.
    pub(in crate::explore) complaints: Vec<String>,
}

/// Something that runs on a stack of its own.
struct Task {
    process: Process,
    /// Its number among the processes.
    number: usize,
    thread: Thread,
    stop: Stop,
    /// Which of the simulated processors a DPC has.
    processor: Option<u32>,
    /// The hash of its last step.
    hash: u64,
}

impl Task {
    /// Whether its next call can be made to fail, where so many still may.
    fn may_fail(&self, failures: u32) -> bool {
        failures > 0 && self.stop == Stop::Fallible
    }
}

/// What can happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// A task goes on.
    Task(usize),
    /// A task goes on, and the call that it is about to make fails.
    Failing(usize),
    /// A DPC that is queued begins.
    Dpc(Deferred),
    /// A work item that is queued begins.
    WorkItem(Deferred),
    /// The next timer expires.
    Clock,
}

/// A run.
pub(in crate::explore) struct Run<'a> {
    machine: Arc<Inner>,
    processes: &'a Processes,
    names: Vec<String>,
    tasks: Vec<Task>,
    current: Option<usize>,
    ticks: u32,
    failures: u32,
    order: &'a mut Order,
    /// The hash of the clock's last step.
    clock: u64,
    /// The hash of the drivers' memory, if it is known.
    memory: Option<u64>,
    /// How often time has passed since somebody who waited could go on.
    idle: u32,
    choices: Vec<Choice>,
    /// Whether it matters what the steps look at and change.
    tells_states_apart: bool,
    /// Whether the names of the choices are to be noted.
    note: bool,
    outcome: Outcome,
}

impl<'a> Run<'a> {
    /// Runs a situation in the next schedule of `chooser`, checks what came of it, and shuts the
    /// machine down. `order` is that of the run before. With `note` the choices are noted.
    pub(in crate::explore) fn of(
        stage: Stage,
        processes: &'a Processes,
        order: &'a mut Order,
        chooser: &mut dyn Chooser,
        note: bool,
    ) -> Outcome {
        let machine = Arc::clone(&stage.machine().inner);
        order.begin(chooser.in_common());
        let mut run = Self {
            machine,
            processes,
            names: Vec::new(),
            tasks: Vec::new(),
            current: None,
            ticks: stage.ticks,
            failures: stage.failures,
            order,
            clock: 0,
            memory: None,
            idle: 0,
            choices: Vec::new(),
            tells_states_apart: chooser.tells_states_apart(),
            note,
            outcome: Outcome::default(),
        };
        let handle = stage.machine();
        for (name, work) in stage.threads {
            let process = Process::Staged(run.names.len());
            run.names.push(name);
            let machine = handle.clone();
            run.add(process, None, move || work(&machine));
        }
        run.run_to_the_end(chooser);
        run.outcome.end = run.state();
        let Self { mut outcome, tasks, machine, .. } = run;
        let stuck = tasks.iter().any(|task| task.stop != Stop::Ended);
        drop(tasks);
        if stuck {
            // Its threads have frames on their stacks: it cannot be used any more.
            std::mem::forget(machine);
            return outcome;
        }
        let checks = stage.checks.into_iter().filter(|_| !outcome.covered);
        for check in checks {
            let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&handle)));
            match checked {
                Ok(Ok(())) => {}
                Ok(Err(complaint)) => outcome.complaints.push(complaint),
                Err(panic) => outcome.complaints.push(describe_panic(&*panic)),
            }
        }
        let violations = handle.shut_down();
        outcome.complaints.splice(0..0, violations.iter().map(ToString::to_string));
        outcome
    }

    fn add(&mut self, process: Process, processor: Option<u32>, work: impl FnOnce() + 'static) {
        match Thread::new(work) {
            Ok(thread) => {
                let number = self.processes.number(process);
                let (stop, hash) = (Stop::Point, first(process));
                self.tasks.push(Task { process, number, thread, stop, processor, hash });
            }
            Err(error) => self.complain_of_stack(&error),
        }
    }

    fn complain_of_stack(&mut self, error: &io::Error) {
        self.outcome.complaints.push(format!("no stack for a thread: {error}"));
    }

    fn run_to_the_end(&mut self, chooser: &mut dyn Chooser) {
        loop {
            self.let_waiting_look();
            self.gather();
            if self.choices.is_empty() && (self.pass_time() || self.give_up_a_wait()) {
                continue;
            }
            let choice = self.decide(chooser);
            let Some(choice) = self.choices.get(choice).copied() else { return };
            self.take(choice);
            if self.outcome.steps >= STEPS {
                let complaint = format!("no end after {STEPS} steps");
                self.outcome.complaints.push(complaint);
                return;
            }
        }
    }

    /// Collects what can happen next.
    fn gather(&mut self) {
        self.choices.clear();
        let ready = |task: &Task| matches!(task.stop, Stop::Point | Stop::Fallible);
        if let Some(current) = self.current {
            if self.tasks.get(current).is_some_and(ready) {
                self.choices.push(Choice::Task(current));
            } else {
                self.current = None;
            }
        }
        let others = self.tasks.iter().enumerate().filter(|(_, task)| ready(task));
        let others = others.map(|(index, _)| index).filter(|index| Some(*index) != self.current);
        self.choices.extend(others.map(Choice::Task));
        let failures = self.failures;
        let failing = self.tasks.iter().enumerate().filter(|(_, task)| task.may_fail(failures));
        self.choices.extend(failing.map(|(index, _)| Choice::Failing(index)));
        let choices = &mut self.choices;
        let armed = self.machine.with(|state| {
            choices.extend(state.dpcs.iter().map(|dpc| Choice::Dpc(*dpc)));
            choices.extend(state.work_items.iter().map(|item| Choice::WorkItem(*item)));
            state.next_due().is_some()
        });
        // Also when all else is over: every run takes all the steps that it can.
        if self.ticks > 0 && armed {
            choices.push(Choice::Clock);
        }
    }

    /// The state, the same number for orders that make no difference.
    fn state(&self) -> u64 {
        mix(self.steps(), self.clock)
    }

    /// A number for the last steps of all tasks.
    fn steps(&self) -> u64 {
        self.tasks.iter().fold(0, |sum, task| sum.wrapping_add(in_sum(task.hash)))
    }

    /// The state after the next step of a task whose last one had the hash `last`, if it is known
    /// what comes after `before`.
    fn state_after(&self, last: Option<u64>, before: u64) -> Option<State> {
        let Foreseen { hash, could_go_on } = self.order.foresee(before)?;
        let others = self.steps().wrapping_sub(last.map_or(0, in_sum));
        let state = mix(others.wrapping_add(in_sum(hash)), self.clock);
        Some(State { hash: state, current: could_go_on.then_some(hash) })
    }

    /// Where a choice leads, if that is known.
    fn leads_to(&self, choice: Choice, current: Option<u64>) -> Option<State> {
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
                self.state_after(None, first(self.next(deferred)))
            }
            Choice::Clock => {
                let clock = self.order.foresee(self.clock)?.hash;
                Some(State { hash: mix(self.steps(), clock), current })
            }
        }
    }

    /// The hash before a task's next step: what it does depends on its last one and on why it goes
    /// on.
    fn before(&self, task: &Task, resume: Resume) -> u64 {
        match resume {
            Resume::Go if task.may_fail(self.failures) => Salt::MayFail.mix(task.hash),
            Resume::Go | Resume::Look => task.hash,
            Resume::Fail => Salt::Fails.mix(task.hash),
            Resume::TimeOut => Salt::TimeOut.mix(task.hash),
            Resume::InVain => Salt::InVain.mix(task.hash),
        }
    }

    /// Chooses what happens next. A place without a choice, and the end, matter only to those who
    /// tell states apart.
    fn decide(&mut self, chooser: &mut dyn Chooser) -> usize {
        let forced = self.choices.len() < 2;
        if forced && !self.tells_states_apart {
            return 0;
        }
        let whos: Vec<usize> = self.choices.iter().map(|choice| self.who(*choice)).collect();
        let current =
            self.current.and_then(|current| self.tasks.get(current)).map(|task| task.hash);
        let preempts = |choice: usize| match self.choices[choice] {
            Choice::Task(index) | Choice::Failing(index) => {
                self.current.is_some_and(|c| c != index)
            }
            Choice::Dpc(_) | Choice::WorkItem(_) => self.current.is_some(),
            Choice::Clock => false,
        };
        let name = |choice: usize| self.name(self.choices[choice]);
        let leads_to = |choice: usize| self.leads_to(self.choices[choice], current);
        let decision = Decision {
            state: State { hash: self.state(), current },
            choices: &whos,
            leads_to: &leads_to,
            preempts: &preempts,
            name: &name,
        };
        let choice = chooser.choose(&decision).min(whos.len().saturating_sub(1));
        if self.note && choice > 0 {
            let name = name(choice);
            self.outcome.schedule.choices.push((self.outcome.decisions, name));
        }
        self.outcome.decisions += u32::from(!forced);
        self.outcome.covered = chooser.is_covered();
        self.order.decide();
        choice
    }

    /// Who goes on, by the number of its process.
    fn who(&self, choice: Choice) -> usize {
        let process = match choice {
            Choice::Task(index) => return self.tasks[index].number,
            Choice::Failing(index) => return failing(self.tasks[index].number),
            Choice::Dpc(deferred) | Choice::WorkItem(deferred) => self.next(deferred),
            Choice::Clock => Process::Clock,
        };
        self.processes.number(process)
    }

    /// The process that a DPC or work item becomes when it begins.
    fn next(&self, deferred: Deferred) -> Process {
        let same = |task: &&Task| matches!(task.process, Process::Deferred(d, _) if d == deferred);
        Process::Deferred(deferred, self.tasks.iter().filter(same).count() + 1)
    }

    /// Who goes on, for people and for a replay.
    fn name(&self, choice: Choice) -> String {
        let process = match choice {
            Choice::Task(index) | Choice::Failing(index) => self.tasks[index].process,
            Choice::Dpc(deferred) | Choice::WorkItem(deferred) => self.next(deferred),
            Choice::Clock => Process::Clock,
        };
        let name = match process {
            Process::Staged(number) => self.names[number].clone(),
            Process::Deferred(deferred, count) => self.deferred(deferred, count),
            Process::Clock => "clock".into(),
        };
        if matches!(choice, Choice::Failing(_)) { format!("{name}!") } else { name }
    }

    /// What a DPC or work item is called, and which start of it this is.
    fn deferred(&self, deferred: Deferred, count: usize) -> String {
        let name = self.machine.with(|state| match deferred {
            Deferred::Timer(timer) => state.name(timer).to_string(),
            Deferred::Dispatch(queue) => format!("dispatch-{}", state.name(queue)),
            Deferred::WorkItem(item) => state.name(item).to_string(),
            Deferred::Delete(object) => format!("delete-{}", state.name(object)),
            Deferred::Close(file) => format!("close-{file}"),
        });
        format!("{}#{count}", name.replace([' ', ','], "-"))
    }

    fn take(&mut self, choice: Choice) {
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

    /// Whether it matters in which state the run is.
    fn is_ordered(&self) -> bool {
        self.tells_states_apart && !self.outcome.covered
    }

    /// Whether what the next step looks at and changes is to be recorded.
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

    /// Lets a task go on to its next stop.
    fn step(&mut self, index: usize, resume: Resume) {
        let (records, is_ordered) = (self.records(), self.is_ordered());
        let before = self.tasks.get(index).map_or(0, |task| self.before(task, resume));
        let Some(task) = self.tasks.get_mut(index) else { return };
        running::take_driver_ran();
        let range = running::set_handle_range(task.number + 1);
        // Looked at after every step, so that a change is never taken for that of a later one.
        let hash_memory = || self.machine.with(|state| state.hash_driver_memory());
        let memory = self.memory.take().filter(|_| records);
        let memory = records.then(|| memory.unwrap_or_else(hash_memory));
        footprint::record(records);
        task.stop = task.thread.resume(resume);
        if running::take_driver_ran() {
            footprint::look(Resource::DRIVER_MEMORY);
        }
        self.memory = records.then(|| footprint::unrecorded(hash_memory));
        if self.memory != memory {
            footprint::change(Resource::DRIVER_MEMORY);
        }
        footprint::record(false);
        running::set_handle_range(range);
        let could_go_on = match task.stop {
            Stop::Point | Stop::Fallible => Some(true),
            Stop::Ended => Some(false),
            Stop::Waiting(_) => None,
        };
        if is_ordered {
            task.hash = self.order.step(before, could_go_on);
        }
        if let Some(panic) = task.thread.take_panic() {
            self.outcome.complaints.push(describe_panic(&*panic));
        }
        self.outcome.steps += 1;
    }

    /// Has each task that waits look whether it can go on.
    fn let_waiting_look(&mut self) {
        for task in &mut self.tasks {
            if matches!(task.stop, Stop::Waiting(_)) {
                task.stop = task.thread.resume(Resume::Look);
                if task.stop == Stop::Point {
                    self.idle = 0;
                }
            }
        }
    }

    /// Lets time pass since nothing else can happen: `false` if that helps nobody.
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

    /// Tells one of those who wait that it is in vain; `false` if nobody waits.
    fn give_up_a_wait(&mut self) -> bool {
        let waiting = |task: &Task| matches!(task.stop, Stop::Waiting(_));
        let Some(index) = self.tasks.iter().position(waiting) else { return false };
        // Unless this gets somebody on, more time will not help the others either.
        self.step(index, Resume::InVain);
        true
    }

    /// The next timer expires.
    fn expire(&mut self) {
        footprint::record(self.records());
        self.machine.advance_to_next_timer(u64::MAX);
        footprint::record(false);
        if self.is_ordered() {
            self.clock = self.order.step(self.clock, Some(false));
        }
        self.outcome.steps += 1;
    }
}

/// The hash before the first step of a task.
fn first(process: Process) -> u64 {
    Salt::First.mix(process.identity())
}

/// What the hash of a task's last step adds to that of all.
fn in_sum(hash: u64) -> u64 {
    Salt::InSum.mix(hash)
}
