//! Exploring, and what came of it.
#![forbid(unsafe_code)]

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::order::{Order, Set};
use super::processes::Processes;
use super::run::{Outcome, Run, said};
use super::stage::Stage;
use super::strategy::{Chooser, Decision, Schedule, Strategy};
use crate::machine::Machine;
use crate::trace::Event;

/// Preemptions up to which a failing schedule is looked for that is shorter than the one found, and
/// schedules that are tried for each number of them.
const SHORTER: (u32, u64) = (2, 20_000);

/// What is said when a state was not all that there is to know.
const CONTRADICTION: &str = "a step did something else than it had done before, though all that it \
    looked at on the machine was the same: a driver or the threads of the situation share something \
    past the machine, so that states cannot be told apart (Explorer::without_pruning)";

/// Explores situations.
pub struct Explorer {
    strategy: Strategy,
    schedules: Option<u64>,
    time: Option<Duration>,
    prune: bool,
    progress: Option<Box<dyn Fn(u64)>>,
}

impl fmt::Debug for Explorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer").field("strategy", &self.strategy).finish_non_exhaustive()
    }
}

/// What came of an exploration.
#[derive(Debug)]
pub struct Report {
    schedules: u64,
    steps: u64,
    differing: Option<u64>,
    exhausted: bool,
    elapsed: Duration,
    failure: Option<Failure>,
}

/// A schedule in which something was wrong.
#[derive(Debug)]
pub struct Failure {
    /// What was wrong: rules that were broken, checks that failed, panics.
    pub complaints: Vec<String>,
    /// How many schedules were tried until it was found.
    pub after: u64,
    /// The shortest schedule that was found in which something is wrong.
    pub schedule: Schedule,
    /// What happened in it.
    pub trace: Vec<Event>,
}

/// What happened in one schedule.
#[derive(Debug)]
pub struct Replay {
    /// What was wrong; nothing, if it is empty.
    pub complaints: Vec<String>,
    /// The choices that could be made as the schedule says.
    pub schedule: Schedule,
    /// What happened.
    pub trace: Vec<Event>,
}

/// Runs a situation in one schedule, whether or not anything is wrong in it.
#[must_use]
pub fn replay(schedule: &Schedule, situation: &dyn Fn(&mut Stage)) -> Replay {
    let mut chooser = Strategy::replay(schedule.clone()).chooser(false);
    let (outcome, trace) = Runs::of(situation).perform(&mut *chooser, true);
    let Outcome { complaints, schedule, .. } = outcome;
    Replay { complaints, schedule, trace }
}

/// Makes the choices of another one, and keeps them.
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
        // Not everybody is asked where there is no choice.
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

/// Makes choices that were made before.
struct Again(std::vec::IntoIter<usize>);

impl Chooser for Again {
    fn begin(&mut self) -> bool {
        true
    }

    fn choose(&mut self, _: &Decision<'_>) -> usize {
        self.0.next().unwrap_or(0)
    }
}

impl Explorer {
    /// Explores by a strategy, without an end if that has none: [`Explorer::schedules`] and
    /// [`Explorer::time`] set one.
    #[must_use]
    pub const fn new(strategy: Strategy) -> Self {
        Self { strategy, schedules: None, time: None, prune: true, progress: None }
    }

    /// Ends after so many schedules.
    #[must_use]
    pub const fn schedules(mut self, limit: u64) -> Self {
        self.schedules = Some(limit);
        self
    }

    /// Ends after so much time, at the end of a schedule.
    #[must_use]
    pub const fn time(mut self, limit: Duration) -> Self {
        self.time = Some(limit);
        self
    }

    /// Takes no two states for the same: for drivers or threads that share more than the machine
    /// sees.
    #[must_use]
    pub const fn without_pruning(mut self) -> Self {
        self.prune = false;
        self
    }

    /// Tells the number of schedules now and then.
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(u64) + 'static) -> Self {
        self.progress = Some(Box::new(tell));
        self
    }

    /// Explores a situation until something is wrong, every schedule is covered, or a limit is
    /// reached. `situation` sets the stage for each schedule; a panic in it is a failure, too.
    pub fn run(&self, situation: &dyn Fn(&mut Stage)) -> Report {
        let start = Instant::now();
        let mut runs = Runs::of(situation);
        let mut chooser = self.strategy.chooser(self.prune);
        let (mut schedules, mut steps, mut failure) = (0, 0, None);
        let mut ends = chooser.tells_states_apart().then(Set::<u64>::default);
        while self.schedules.is_none_or(|limit| schedules < limit)
            && self.time.is_none_or(|limit| start.elapsed() < limit)
            && chooser.begin()
        {
            let (mut outcome, made) = runs.attempt(&mut *chooser);
            if self.prune && runs.order.is_contradicted() {
                outcome.complaints.push(CONTRADICTION.into());
            }
            schedules += 1;
            steps += u64::from(outcome.steps);
            if let Some(ends) = ends.as_mut().filter(|_| !outcome.covered) {
                ends.insert(outcome.end);
            }
            if !outcome.complaints.is_empty() {
                failure = Some(self.explain(&mut runs, outcome, made, schedules));
                break;
            }
            chooser.end();
            if let Some(tell) = self.progress.as_ref().filter(|_| schedules % 1024 == 0) {
                tell(schedules);
            }
        }
        Report {
            schedules,
            steps,
            differing: ends.map(|ends| ends.len() as u64),
            exhausted: failure.is_none() && chooser.exhausted(),
            elapsed: start.elapsed(),
            failure,
        }
    }

    /// Finds a short schedule that fails, and what happens in it.
    fn explain(
        &self,
        runs: &mut Runs<'_>,
        outcome: Outcome,
        made: Vec<usize>,
        after: u64,
    ) -> Failure {
        let (again, trace) = runs.perform(&mut Again(made.into_iter()), true);
        let mut best = (again, trace);
        if best.0.complaints.is_empty() {
            // It was not the schedule alone: the situation is not the same each time.
            let mut complaints = outcome.complaints;
            complaints.push("the same schedule did not fail again: the situation differs".into());
            let Outcome { schedule, .. } = best.0;
            return Failure { complaints, after, schedule, trace: best.1 };
        }
        if let Some(made) = self.fewest_preemptions(runs, best.0.schedule.len()) {
            let found = runs.perform(&mut Again(made.into_iter()), true);
            if !found.0.complaints.is_empty() && found.0.schedule.len() < best.0.schedule.len() {
                best = found;
            }
        }
        let mut place = 0;
        while place < best.0.schedule.len() {
            let mut shorter = best.0.schedule.clone();
            shorter.choices.remove(place);
            let mut replay = Strategy::replay(shorter).chooser(false);
            let found = runs.perform(&mut *replay, true);
            if !found.0.complaints.is_empty() && found.0.schedule.len() < best.0.schedule.len() {
                best = found;
                place = 0;
            } else {
                place += 1;
            }
        }
        let (Outcome { complaints, schedule, .. }, trace) = best;
        Failure { complaints, after, schedule, trace }
    }

    /// The choices of a failing schedule with as few preemptions as there is one, if that is found
    /// soon and can be shorter than one with `length` choices.
    fn fewest_preemptions(&self, runs: &mut Runs<'_>, length: usize) -> Option<Vec<usize>> {
        for limit in 0..=SHORTER.0.min(u32::try_from(length).unwrap_or(u32::MAX)) {
            let mut chooser = Strategy::preemptions(limit).chooser(self.prune);
            let mut tries = 0;
            while tries < SHORTER.1 && chooser.begin() {
                tries += 1;
                let (outcome, made) = runs.attempt(&mut *chooser);
                if !outcome.complaints.is_empty() {
                    return Some(made);
                }
                chooser.end();
            }
        }
        None
    }
}

/// The runs of a situation.
struct Runs<'a> {
    situation: &'a dyn Fn(&mut Stage),
    processes: Processes,
    order: Order,
}

impl<'a> Runs<'a> {
    fn of(situation: &'a dyn Fn(&mut Stage)) -> Self {
        Self { situation, processes: Processes::default(), order: Order::default() }
    }

    /// Runs the situation in the next schedule of a chooser, with the choices that this made.
    fn attempt(&mut self, chooser: &mut dyn Chooser) -> (Outcome, Vec<usize>) {
        let mut recorder = Recorder { chooser, made: Vec::new() };
        let outcome = self.perform(&mut recorder, false).0;
        (outcome, recorder.made)
    }

    /// Runs the situation once. What happened is told if it is to be noted.
    fn perform(&mut self, chooser: &mut dyn Chooser, note: bool) -> (Outcome, Vec<Event>) {
        let machine = Machine::new();
        machine.set_silent(!note);
        let mut stage = Stage::new(machine.clone());
        let set = catch_unwind(AssertUnwindSafe(|| (self.situation)(&mut stage)));
        let outcome = match set {
            Ok(()) => Run::of(stage, &self.processes, &mut self.order, chooser, note),
            Err(panic) => Outcome { complaints: vec![said(&*panic)], ..Outcome::default() },
        };
        (outcome, machine.trace())
    }
}

impl Report {
    /// How many schedules were run.
    #[must_use]
    pub const fn schedules(&self) -> u64 {
        self.schedules
    }

    /// How many steps they had, from one point to the next.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// How many of the schedules differ in more than the order of steps that have nothing to do with
    /// each other, if the strategy looks at that.
    #[must_use]
    pub const fn differing(&self) -> Option<u64> {
        self.differing
    }

    /// Whether all schedules that the strategy allows were covered and nothing was wrong.
    #[must_use]
    pub const fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// How long it took, with the search for a short schedule if something was wrong.
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// What was wrong.
    #[must_use]
    pub const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} schedules", self.schedules)?;
        if let Some(differing) = self.differing {
            write!(f, ", {differing} of which differ")?;
        }
        if self.exhausted {
            f.write_str(", all of them")?;
        }
        match &self.failure {
            Some(failure) => write!(f, "\n{failure}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "wrong in schedule {}:", self.after)?;
        for complaint in &self.complaints {
            writeln!(f, "  {complaint}")?;
        }
        writeln!(f, "shortest schedule found, to be replayed: {}", self.schedule)?;
        for event in &self.trace {
            writeln!(f, "  {event}")?;
        }
        Ok(())
    }
}
