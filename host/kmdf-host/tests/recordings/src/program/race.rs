//! Orders that depend on a race: an exploration must reach the recorded one.

use std::cell::RefCell;
use std::rc::Rc;

use kmdf_host::Machine;
use kmdf_host::explore::{Explorer, Stage, Strategy};

use super::{Program, Setting, send};
use crate::comparison::{Comparison, Disagreement};
use crate::line::What;
use crate::recording::Recording;
use crate::story::Happened;

/// The most preemptions that a recorded order needs, and the schedules after which a search with so
/// many gives up.
const PREEMPTIONS: u32 = 2;
const SCHEDULES: u64 = 20_000;

/// A recording in which threads race from a row on.
#[derive(Debug, Clone, Copy)]
pub struct Race {
    /// The name of the recording.
    pub recording: &'static str,
    /// The row. If a message to the device begins there, the power manager is a thread beside the
    /// program; ticks and other work of the machine always are.
    pub from: usize,
}

impl Race {
    /// Looks for a schedule in which everything agrees with the recording, with few preemptions
    /// first. Returns what happened in it. `setting` makes the setting on the machine of a stage.
    ///
    /// # Errors
    /// The schedule that agrees longest, if none agrees.
    pub fn search(
        &self,
        recording: &Recording,
        setting: impl Fn(Machine) -> Setting,
        comparison: &Comparison,
    ) -> Result<Vec<Happened>, String> {
        let found = Rc::new(RefCell::new(None));
        let closest = Rc::new(RefCell::new(None::<Disagreement>));
        let recorded = Rc::new(recording.clone());
        let expected = Rc::new(comparison.clone());
        let situation = |stage: &mut Stage| {
            let program = Rc::new(RefCell::new(Some(self.stage(stage, &recorded, &setting))));
            let steps = Rc::clone(&program);
            let (lines, from) = (Rc::clone(&recorded), self.from);
            stage.thread("program", move |_| {
                if let Some(program) = steps.borrow_mut().as_mut() {
                    let part = lines.lines[from - 1..].iter();
                    let part = part.filter(|line| !matches!(line.what, What::Sent(_)));
                    part.for_each(|line| program.follow(line));
                }
            });
            let (expected, recorded) = (Rc::clone(&expected), Rc::clone(&recorded));
            let (found, closest) = (Rc::clone(&found), Rc::clone(&closest));
            stage.at_end(move |_| {
                let happened = program.take().map(Program::happened).unwrap_or_default();
                let Err(disagreement) = expected.agree(&recorded, &happened) else {
                    *found.borrow_mut() = Some(happened);
                    return Err("the recorded order is reached".into());
                };
                let mut closest = closest.borrow_mut();
                if closest.as_ref().is_none_or(|known| known.agreed < disagreement.agreed) {
                    *closest = Some(disagreement);
                }
                Ok(())
            });
        };
        for preemptions in 0..=PREEMPTIONS {
            let explorer = Explorer::new(Strategy::preemptions(preemptions)).without_pruning();
            let report = explorer.schedules(SCHEDULES).run(&situation);
            if let Some(happened) = found.take() {
                return Ok(happened);
            }
            if let Some(failure) = report.failure() {
                return Err(format!("{self:?}: {failure}"));
            }
        }
        let closest = closest.take().map_or(String::new(), |closest| closest.report);
        Err(format!("{self:?} is not reached; the closest order: {closest}"))
    }

    /// Takes the steps before the race, and stages the power manager.
    fn stage(
        &self,
        stage: &mut Stage,
        recording: &Recording,
        setting: &impl Fn(Machine) -> Setting,
    ) -> Program {
        // An exploration traces failing schedules only.
        stage.machine().set_silent(false);
        let mut program = Program::prepared(recording, &setting(stage.machine()));
        recording.lines[..self.from - 1].iter().for_each(|line| program.follow(line));
        let first = &recording.lines[self.from - 1].what;
        if let (What::Sent(message), Some(device)) = (first.clone(), program.device.clone()) {
            stage.thread("power", move |_| {
                send(&device, message, true).unwrap_or_else(|error| panic!("{error}"));
            });
        }
        program
    }
}
