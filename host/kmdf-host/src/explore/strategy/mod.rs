//! Who goes on: the ways to choose.
#![forbid(unsafe_code)]

mod depth_first;
mod pct;
mod random;
mod replay;

use std::fmt;
use std::str::FromStr;

use self::depth_first::DepthFirst;
use self::pct::Pct;
use self::random::Random;
use self::replay::Replay;

/// What a run has done so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    /// The same number for orders that make no difference.
    pub(super) hash: u64,
    /// The hash of the last step of the one that has run, if it can go on: choice 0 then.
    pub(super) current: Option<u64>,
}

/// A place in a run where more than one thing could happen next.
pub(super) struct Decision<'a> {
    pub(super) state: State,
    /// Who each choice lets go on, by a number that is the same in all runs.
    pub(super) choices: &'a [usize],
    /// Where a choice leads, if that is known.
    pub(super) leads_to: &'a dyn Fn(usize) -> Option<State>,
    /// Whether a choice preempts the one that has run.
    pub(super) preempts: &'a dyn Fn(usize) -> bool,
    /// What a choice is called.
    pub(super) name: &'a dyn Fn(usize) -> String,
}

/// A way to choose. Choice 0 lets the one that has run go on, if it can.
pub(super) trait Chooser {
    /// Begins the next schedule; `false` if there is none.
    fn begin(&mut self) -> bool;
    /// Chooses.
    fn choose(&mut self, decision: &Decision<'_>) -> usize;
    /// With how many decisions the schedule that begins repeats the one before it, if it does.
    fn in_common(&self) -> Option<usize> {
        None
    }
    /// Whether what is left of the schedule is covered by others.
    fn is_covered(&self) -> bool {
        false
    }
    /// Whether it needs to know what each step looks at and changes.
    fn tells_states_apart(&self) -> bool {
        false
    }
    /// Ends the schedule.
    fn end(&mut self) {}
    /// Whether every schedule has been covered.
    fn exhausted(&self) -> bool {
        false
    }
}

/// The choices that differ from 0, each with the number of its decision.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    pub(super) choices: Vec<(u32, String)>,
}

impl Schedule {
    /// How many decisions differ from letting each thread run for as long as it can.
    #[must_use]
    pub fn len(&self) -> usize {
        self.choices.len()
    }

    /// Whether each thread runs for as long as it can.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty()
    }
}

impl fmt::Display for Schedule {
    /// The string from which it can be replayed: `7=clock,9=T1`, or `-`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.choices.is_empty() {
            return f.write_str("-");
        }
        for (index, (decision, name)) in self.choices.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{decision}={name}")?;
        }
        Ok(())
    }
}

/// What is wrong with the text of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseScheduleError {
    part: String,
}

impl fmt::Display for ParseScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no part of a schedule: that is the number of a decision, =, and who goes on, \
             such as 7=clock; parts are separated by commas, and - is the schedule without any",
            self.part
        )
    }
}

impl std::error::Error for ParseScheduleError {}

impl FromStr for Schedule {
    type Err = ParseScheduleError;

    fn from_str(text: &str) -> Result<Self, ParseScheduleError> {
        if text == "-" {
            return Ok(Self::default());
        }
        let part = |part: &str| {
            let (decision, name) = part.split_once('=').filter(|(_, name)| !name.is_empty())?;
            Some((decision.parse().ok()?, name.to_string()))
        };
        let parts = text.split(',').map(|text| {
            part(text.trim()).ok_or_else(|| ParseScheduleError { part: text.to_string() })
        });
        Ok(Self { choices: parts.collect::<Result<_, _>>()? })
    }
}

/// How schedules are chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strategy(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Exhaustive,
    Preemptions(u32),
    Random { seed: u64 },
    Pct { seed: u64, depth: u32 },
    Replay(Schedule),
}

impl Strategy {
    /// Every schedule, but those that only lead to states from which all has been covered.
    #[must_use]
    pub const fn exhaustive() -> Self {
        Self(Kind::Exhaustive)
    }

    /// Every schedule in which so many threads at most are preempted: made to wait although they
    /// could go on. That a thread waits, ends, or that a timer expires, counts for nothing.
    #[must_use]
    pub const fn preemptions(limit: u32) -> Self {
        Self(Kind::Preemptions(limit))
    }

    /// At each decision any choice, with equal chances.
    #[must_use]
    pub const fn random(seed: u64) -> Self {
        Self(Kind::Random { seed })
    }

    /// Probabilistic concurrency testing: the thread of the highest priority runs; priorities are
    /// drawn, and lowered at `depth - 1` places that are drawn. A mistake that takes `depth`
    /// constraints on the order is found with a chance that does not vanish with the number of
    /// threads (Burckhardt and others, "A Randomized Scheduler with Probabilistic Guarantees of
    /// Finding Bugs", 2010).
    #[must_use]
    pub const fn pct(seed: u64, depth: u32) -> Self {
        Self(Kind::Pct { seed, depth })
    }

    /// One schedule.
    #[must_use]
    pub const fn replay(schedule: Schedule) -> Self {
        Self(Kind::Replay(schedule))
    }

    pub(super) fn chooser(&self, prune: bool) -> Box<dyn Chooser> {
        match &self.0 {
            Kind::Exhaustive => Box::new(DepthFirst::new(None, prune)),
            Kind::Preemptions(limit) => Box::new(DepthFirst::new(Some(*limit), prune)),
            Kind::Random { seed } => Box::new(Random::new(*seed)),
            Kind::Pct { seed, depth } => Box::new(Pct::new(*seed, *depth)),
            Kind::Replay(schedule) => Box::new(Replay::new(schedule.clone())),
        }
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Exhaustive => f.write_str("exhaustive"),
            Kind::Preemptions(limit) => write!(f, "exhaustive up to {limit} preemptions"),
            Kind::Random { seed } => write!(f, "random, seed {seed}"),
            Kind::Pct { seed, depth } => write!(f, "PCT of depth {depth}, seed {seed}"),
            Kind::Replay(schedule) => write!(f, "replay of {schedule}"),
        }
    }
}
