//! Orders that depend on a race: an exploration must reach the recorded one.

use std::cell::RefCell;
use std::rc::Rc;

use kmdf_host::Machine;
use kmdf_host::explore::{Explorer, Stage, Strategy};
use kmdf_host::trace::PnpMessage;

use super::{Program, Setting};
use crate::comparison::{Comparison, Disagreement};
use crate::line::{Line, What};
use crate::recording::Recording;
use crate::story::Happened;

/// The most preemptions that a recorded order needs, and the schedules after which a search with so
/// many gives up.
const PREEMPTIONS: u32 = 3;
const SCHEDULES: u64 = 5_000;

/// A part of a recording in which threads race.
#[derive(Debug, Clone, Copy)]
pub struct Race {
    /// The name of the recording.
    pub recording: &'static str,
    /// The first row of the part. From here on, the program, ticks and other work of the machine
    /// run in any order; the power manager, too, if it wakes the device here.
    pub from: usize,
    /// The last row of the part. All work that has begun ends before the next row.
    pub to: usize,
}

/// What a search has found.
#[derive(Debug, Default)]
struct Found {
    agreed: Option<Vec<Happened>>,
    /// The schedule that agrees longest.
    closest: Option<Disagreement>,
}

impl Race {
    /// Looks for a schedule in which everything agrees with the recording, with few preemptions
    /// first. Returns what happened in it. `setting` makes the setting on the machine of a stage.
    ///
    /// # Errors
    /// The schedule that agrees longest, if none agrees; a schedule that fails in another way.
    pub fn search(
        &self,
        recording: &Recording,
        setting: impl Fn(Machine) -> Setting,
        comparison: &Comparison,
    ) -> Result<Vec<Happened>, String> {
        let found = Rc::new(RefCell::new(Found::default()));
        let expected = Rc::new((recording.clone(), comparison.clone()));
        let situation = |stage: &mut Stage| {
            self.set(stage, Rc::clone(&expected), &setting, Rc::clone(&found));
        };
        for preemptions in 0..=PREEMPTIONS {
            let explorer = Explorer::new(Strategy::preemptions(preemptions)).without_pruning();
            let report = explorer.schedules(SCHEDULES).run(&situation);
            if let Some(happened) = found.borrow_mut().agreed.take() {
                return Ok(happened);
            }
            if let Some(failure) = report.failure() {
                return Err(format!("{self:?}: {failure}"));
            }
        }
        let closest = found.take().closest.map_or(String::new(), |closest| closest.report);
        Err(format!("{self:?} is not reached; the closest order: {closest}"))
    }

    /// Sets the stage: takes the steps before the race, and adds the threads.
    fn set(
        &self,
        stage: &mut Stage,
        expected: Rc<(Recording, Comparison)>,
        setting: &impl Fn(Machine) -> Setting,
        found: Rc<RefCell<Found>>,
    ) {
        // An exploration traces failing schedules only.
        stage.machine().set_silent(false);
        let (before, from_here) = expected.0.lines.split_at(self.from - 1);
        let mut program = Program::prepared(&expected.0, &setting(stage.machine()));
        for line in before {
            program.follow(line);
        }
        if let (Some(true), Some(device)) = (from_here.first().map(wakes), program.device.clone()) {
            stage.thread("power", move |_| {
                device.resume().expect("a device that is asleep can wake");
            });
        }
        let program = Rc::new(RefCell::new(Some(program)));
        let (steps, lines, part) = (Rc::clone(&program), Rc::clone(&expected), *self);
        stage.thread("program", move |_| {
            if let Some(program) = steps.borrow_mut().as_mut() {
                let raced = &lines.0.lines[part.from - 1..part.to];
                // The power manager wakes the device beside the program.
                let beside = usize::from(wakes(&raced[0]));
                for line in &raced[beside..] {
                    program.follow(line);
                }
            }
        });
        stage.at_end(move |_| {
            let Some(mut program) = program.take() else { return Ok(()) };
            let (recording, comparison) = &*expected;
            for line in &recording.lines[part.to..] {
                program.follow(line);
            }
            let happened = program.happened();
            let mut found = found.borrow_mut();
            let Err(disagreement) = comparison.agree(recording, &happened) else {
                found.agreed = Some(happened);
                return Err("the recorded order is reached".into());
            };
            found.closest = found.closest.take().max(Some(disagreement));
            Ok(())
        });
    }
}

/// Whether a line shows the message that wakes the device. The system's IRP is over before the
/// device has woken, so the program does not wait for it.
fn wakes(line: &Line) -> bool {
    line.what == What::Sent(PnpMessage::PowerUp)
}
