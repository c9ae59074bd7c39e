//! One run of a situation in one schedule.
#![forbid(unsafe_code)]

mod end;
mod names;
mod states;
mod steps;

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Arc;

use crate::explore::order::Order;
use crate::explore::processes::{Process, Processes};
use crate::explore::stage::Stage;
use crate::explore::strategy::{Chooser, Decision, Schedule, State, Taken};
use crate::explore::thread::Thread;
use crate::machine::{Contents, Deferred, Inner, Machine};
use crate::points::Stop;

use self::end::End;

/// How often time may pass without progress before the waits count as endless.
const PATIENCE: u32 = 16;

/// The steps after which a run counts as endless.
const STEPS: u32 = 100_000;

/// The hash before the clock's first step.
const CLOCK: u64 = 0;

/// The result of a run.
#[derive(Default)]
pub(in crate::explore) struct Outcome {
    pub(in crate::explore) steps: u32,
    pub(in crate::explore) decisions: u32,
    /// Whether other schedules have covered the rest of this one. Then its checks did not run.
    pub(in crate::explore) covered: bool,
    /// A hash of the run, the same for orders that make no difference.
    pub(in crate::explore) end: u64,
    /// The choices, if they were noted.
    pub(in crate::explore) schedule: Schedule,
    /// The call with which the driver handed on memory that the host does not see.
    pub(in crate::explore) hidden: Option<&'static str>,
    /// What was wrong.
    pub(in crate::explore) complaints: Vec<String>,
}

/// A thread, DPC or work item, which runs on a stack of its own.
struct Task {
    process: Process,
    /// Its number among the processes.
    number: usize,
    thread: Thread,
    stop: Stop,
    /// The simulated processor of a DPC.
    processor: Option<u32>,
    /// The hash before its first step, and of its last one.
    beginning: u64,
    hash: u64,
}

impl Task {
    /// Whether it is a thread that a driver has made. Such a thread may wait as long as its driver is
    /// loaded.
    fn is_of_driver(&self) -> bool {
        matches!(self.process, Process::Deferred(Deferred::Thread(_), _))
    }

    /// Whether its next call can be made to fail, if `failures` calls still may.
    fn may_fail(&self, failures: u32) -> bool {
        failures > 0 && self.stop == Stop::Fallible
    }
}

/// What can happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// A task continues.
    Task(usize),
    /// A task continues, and the call that it is about to make fails.
    Failing(usize),
    /// A queued DPC begins.
    Dpc(Deferred),
    /// A queued work item begins.
    WorkItem(Deferred),
    /// The next timer expires.
    Clock,
}

/// The rules that were broken on a machine.
pub(in crate::explore) fn complaints(machine: &Machine) -> Vec<String> {
    machine.violations().iter().map(ToString::to_string).collect()
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
    /// The contents of the drivers' memory, if they are known.
    memory: Option<Contents>,
    /// How often time has passed since a waiting task could continue.
    idle: u32,
    choices: Vec<Choice>,
    /// Room for the numbers of their processes, for the next decision.
    whos: Vec<usize>,
    /// Whether the chooser needs to know what the steps read and change.
    tells_states_apart: bool,
    /// Whether to note the names of the choices.
    note: bool,
    outcome: Outcome,
    /// The steps, if the chooser needs to know what they read and change.
    trail: Vec<Taken>,
    /// The end of the situation, until it runs as a thread.
    end: Option<End>,
    /// What was wrong in it.
    late_complaints: Rc<RefCell<Vec<String>>>,
}

impl<'a> Run<'a> {
    /// Runs a situation in the next schedule of `chooser`, runs its checks, and shuts the machine
    /// down. `order` comes from the run before. With `note`, notes the choices.
    pub(in crate::explore) fn of(
        stage: Stage,
        processes: &'a Processes,
        order: &'a mut Order,
        chooser: &mut dyn Chooser,
        note: bool,
    ) -> Outcome {
        let handle = stage.machine();
        let machine = Arc::clone(&handle.inner);
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
            clock: CLOCK,
            memory: None,
            idle: 0,
            choices: Vec::new(),
            whos: Vec::new(),
            tells_states_apart: chooser.tells_states_apart(),
            note,
            outcome: Outcome::default(),
            trail: Vec::new(),
            end: Some(End::of(&handle, stage.checks)),
            late_complaints: Rc::default(),
        };
        for (name, work) in stage.threads {
            let process = Process::Staged(run.names.len());
            run.names.push(name);
            let machine = handle.clone();
            run.add(process, None, move || work(&machine));
        }
        run.run_to_the_end(chooser);
        run.outcome.end = run.state();
        run.outcome.hidden = run.machine.with(|state| state.hidden);
        let Self { mut outcome, tasks, machine, end, late_complaints, .. } = run;
        let stuck = tasks.iter().any(|task| task.stop != Stop::Ended);
        drop(tasks);
        if machine.has_crashed() {
            outcome.complaints.splice(0..0, complaints(&handle));
            return outcome;
        }
        if stuck {
            // The machine's threads still have frames on their stacks, so it cannot be used any
            // more.
            std::mem::forget(machine);
            return outcome;
        }
        let late = match end {
            Some(end) => end.run(outcome.covered),
            None => late_complaints.take(),
        };
        outcome.complaints.extend(late);
        outcome.complaints.splice(0..0, complaints(&handle));
        outcome
    }

    fn add(&mut self, process: Process, processor: Option<u32>, work: impl FnOnce() + 'static) {
        match Thread::new(work) {
            Ok(thread) => {
                let number = self.processes.number(process);
                let (stop, beginning) = (Stop::Point, self.processes.beginning(process));
                let hash = beginning;
                let task = Task { process, number, thread, stop, processor, beginning, hash };
                self.tasks.push(task);
            }
            Err(error) => self.complain_of_stack(&error),
        }
    }

    fn complain_of_stack(&mut self, error: &io::Error) {
        self.outcome.complaints.push(format!("could not reserve a stack for a thread: {error}"));
    }

    fn run_to_the_end(&mut self, chooser: &mut dyn Chooser) {
        while !self.machine.has_crashed() {
            self.let_waiting_look();
            self.gather();
            if self.choices.is_empty() && self.helps_waiting_tasks() {
                continue;
            }
            let choice = self.decide(chooser);
            let Some(choice) = self.choices.get(choice).copied() else { return };
            self.take(choice);
            if self.outcome.steps >= STEPS {
                let complaint = format!("the schedule did not end within {STEPS} steps");
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
        // Also when everything else has ended: every run takes all the steps that it can.
        if self.ticks > 0 && armed {
            choices.push(Choice::Clock);
        }
    }

    /// Chooses what happens next. A place with one choice only, and the end, matter only to
    /// choosers that tell states apart.
    fn decide(&mut self, chooser: &mut dyn Chooser) -> usize {
        let forced = self.choices.len() < 2;
        if forced && !self.tells_states_apart {
            return 0;
        }
        let mut whos = std::mem::take(&mut self.whos);
        whos.clear();
        whos.extend(self.choices.iter().map(|choice| self.who(*choice)));
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
            trail: &self.trail,
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
        self.whos = whos;
        choice
    }
}
