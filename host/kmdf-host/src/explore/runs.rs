//! The runs of a situation, with the data that one run leaves to the next.
#![forbid(unsafe_code)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::order::Order;
use super::processes::{Numbering, Processes};
use super::run::{Outcome, Run, complaints};
use super::stage::Stage;
use super::strategy::{Chooser, Decision};
use crate::crash::patience;
use crate::error::describe_panic;
use crate::machine::Machine;
use crate::trace::Event;

/// The runs of a situation.
pub(super) struct Runs<'a> {
    situation: &'a dyn Fn(&mut Stage),
    /// How long a run may take; 0 without a limit.
    patience: Duration,
    processes: Processes,
    pub(super) order: Order,
}

impl<'a> Runs<'a> {
    /// Runs whose steps are predicted if there is `memory` for the ways in which steps ran, in bytes.
    pub(super) fn of(
        situation: &'a dyn Fn(&mut Stage),
        patience: Duration,
        memory: Option<usize>,
    ) -> Self {
        Self::numbered(situation, patience, memory, Numbering::default())
    }

    /// [`Runs::of`] whose processes have these numbers.
    pub(super) fn numbered(
        situation: &'a dyn Fn(&mut Stage),
        patience: Duration,
        memory: Option<usize>,
        numbering: Numbering,
    ) -> Self {
        let (processes, order) = (Processes::numbered(numbering), Order::new(memory));
        Self { situation, patience, processes, order }
    }

    /// Runs the situation in the next schedule of a chooser. Returns the choices as well.
    pub(super) fn attempt(&mut self, chooser: &mut dyn Chooser) -> (Outcome, Vec<usize>) {
        // Enough for most schedules, so that the list does not grow step by step in each.
        let mut recorder = Recorder { chooser, made: Vec::with_capacity(64) };
        let outcome = self.perform(&mut recorder, false).0;
        (outcome, recorder.made)
    }

    /// Runs the situation once. With `note`, returns its trace and notes the choices.
    pub(super) fn perform(
        &mut self,
        chooser: &mut dyn Chooser,
        note: bool,
    ) -> (Outcome, Vec<Event>) {
        patience::limited(self.patience, || self.perform_unlimited(chooser, note))
    }

    fn perform_unlimited(
        &mut self,
        chooser: &mut dyn Chooser,
        note: bool,
    ) -> (Outcome, Vec<Event>) {
        let machine = Machine::new();
        machine.set_silent(!note);
        let mut stage = Stage::new(machine.clone());
        let set = catch_unwind(AssertUnwindSafe(|| (self.situation)(&mut stage)));
        let outcome = match set {
            Ok(()) => Run::of(stage, &self.processes, &mut self.order, chooser, note),
            Err(_) if machine.crash().is_some() => {
                Outcome { complaints: complaints(&machine), ..Outcome::default() }
            }
            Err(panic) => {
                Outcome { complaints: vec![describe_panic(&*panic)], ..Outcome::default() }
            }
        };
        (outcome, machine.trace())
    }
}

/// Makes the choices of another chooser, and records them.
struct Recorder<'a> {
    chooser: &'a mut dyn Chooser,
    made: Vec<usize>,
}

impl Chooser for Recorder<'_> {
    fn begin(&mut self) -> bool {
        self.chooser.begin()
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        let choice = self.chooser.choose(decision);
        // Not every chooser is asked where there is only one choice.
        if decision.choices.len() > 1 {
            self.made.push(choice);
        }
        choice
    }

    fn in_common(&self) -> Option<usize> {
        self.chooser.in_common()
    }

    fn is_covered(&self) -> bool {
        self.chooser.is_covered()
    }

    fn tells_states_apart(&self) -> bool {
        self.chooser.tells_states_apart()
    }
}

/// Repeats recorded choices.
pub(super) struct Again(std::vec::IntoIter<usize>);

impl Again {
    pub(super) fn new(made: Vec<usize>) -> Self {
        Self(made.into_iter())
    }
}

impl Chooser for Again {
    fn begin(&mut self) -> bool {
        true
    }

    fn choose(&mut self, _: &Decision<'_>) -> usize {
        self.0.next().unwrap_or(0)
    }
}
