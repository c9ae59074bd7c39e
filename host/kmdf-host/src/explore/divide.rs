//! The steps by which the shards of a search divide its schedules among themselves.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use super::explorer::Explorer;
use super::runs::Runs;
use super::shard::Shard;
use super::stage::Stage;
use super::strategy::{Chooser, Decision, Division, Mark, Slice, Strategy, Taken};

/// How many schedules are drawn to find the steps.
const SAMPLE: usize = 512;

/// How they are drawn: with few preemptions, as most schedules of a bounded search.
const DRAWN: Strategy = Strategy::pct(1, 4);

/// How many marks may follow one another.
const DEPTH: u32 = 4;

/// A group of drawn schedules is divided again if it has more than a shard's part divided by this.
const FINE: usize = 3;

/// The steps of a schedule.
type Trail = Vec<Taken>;

/// The slice of a shard. Each shard finds the same division, without a limit of time.
pub(super) fn slice(explorer: &Explorer, shard: Shard, situation: &dyn Fn(&mut Stage)) -> Slice {
    if !explorer.strategy.has_tree() || shard.count() == 1 {
        return Slice::of(shard, Division::Shared);
    }
    let mut runs = Runs::of(situation, explorer.patience, None);
    let mut watch = Watch { chooser: DRAWN.chooser(None), trail: Trail::new() };
    let draw = |_| {
        watch.begin();
        runs.perform(&mut watch, false);
        watch.trail.clone()
    };
    let sample: Vec<Trail> = (0..SAMPLE).map(draw).collect();
    Slice::of(shard, divide(&sample, shard.count() as usize))
}

/// The division of a sample among so many shards.
fn divide(sample: &[Trail], shards: usize) -> Division {
    let most = sample.len() / (FINE * shards);
    let mut division = by_mark(&sample.iter().collect::<Vec<_>>(), most, DEPTH);
    // Neighbours to one shard, so that few shards explore what comes before their marks.
    let mut groups = Vec::new();
    collect(&mut division, &mut groups);
    let all = groups.iter().map(|size| **size).sum::<usize>().max(1);
    let mut before = 0;
    for group in groups {
        let middle = before + *group / 2;
        before += *group;
        *group = (middle * shards / all).min(shards - 1);
    }
    division
}

/// Divides schedules by the best mark until no group has more than `most` of them. `Owned` has the size of
/// its group.
fn by_mark(trails: &[&Trail], most: usize, depth: u32) -> Division {
    let mark = if depth > 0 && trails.len() > most { best(trails) } else { None };
    let Some(mark) = mark else { return Division::Owned(trails.len()) };
    let known = groups(trails, mark).into_iter();
    let known = known.map(|(hash, group)| (hash, by_mark(&group, most, depth - 1)));
    Division::By(mark, known.collect())
}

/// The schedules by the hash of the mark.
fn groups<'a>(trails: &[&'a Trail], mark: Mark) -> BTreeMap<u64, Vec<&'a Trail>> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for trail in trails {
        if let Some(hash) = mark.hash(trail) {
            groups.entry(hash).or_default().push(*trail);
        }
    }
    groups
}

/// The mark that leaves a shard least: all that comes before the mark, and of the rest on average a group.
/// `None` if no mark tells these schedules apart.
fn best(trails: &[&Trail]) -> Option<Mark> {
    /// The weight of a whole schedule.
    const WHOLE: usize = 1_000;
    // For each hash of each mark: how much follows the mark, and in how many schedules.
    let mut marks = BTreeMap::<Mark, BTreeMap<u64, usize>>::new();
    for trail in trails {
        let mut counts = BTreeMap::new();
        for (place, taken) in trail.iter().enumerate() {
            let count = counts.entry(taken.process).or_insert(0);
            let mark = Mark { process: taken.process, index: *count };
            *count += 1;
            let behind = (trail.len() - place) * WHOLE / trail.len();
            *marks.entry(mark).or_default().entry(taken.hash).or_default() += behind;
        }
    }
    let all = trails.len() * WHOLE;
    let left = |groups: &BTreeMap<u64, usize>| {
        let behind: usize = groups.values().sum();
        all - behind + groups.values().map(|group| group * group).sum::<usize>() / all
    };
    marks.retain(|_, groups| groups.len() > 1);
    marks.iter().min_by_key(|(_, groups)| left(groups)).map(|(mark, _)| *mark)
}

/// All groups of a division.
fn collect<'a>(division: &'a mut Division, groups: &mut Vec<&'a mut usize>) {
    match division {
        Division::Owned(size) => groups.push(size),
        Division::Shared => {}
        Division::By(_, known) => known.values_mut().for_each(|rest| collect(rest, groups)),
    }
}

/// Watches the steps of schedules that another chooser draws.
struct Watch {
    chooser: Box<dyn Chooser>,
    trail: Trail,
}

impl Chooser for Watch {
    fn begin(&mut self) -> bool {
        self.trail.clear();
        self.chooser.begin()
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        if decision.choices.is_empty() {
            self.trail.extend_from_slice(decision.trail);
            return 0;
        }
        self.chooser.choose(decision)
    }

    fn tells_states_apart(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{Division, Mark, Taken, Trail, divide};

    fn trail<const N: usize>(steps: [(u64, u64); N]) -> Trail {
        steps.map(|(process, hash)| Taken { process, hash }).into()
    }

    #[test]
    fn step_that_divides_evenly_and_early_is_the_mark() {
        // The first step of process 1 is the same in all; that of process 2 differs, and so does the
        // later one of process 1.
        let sample: Vec<Trail> = (0..64).map(|n| trail([(1, 0), (2, n), (1, n)])).collect();
        let Division::By(mark, known) = divide(&sample, 2) else { panic!("not divided") };
        assert_eq!(mark, Mark { process: 2, index: 0 });
        let first = known.values().filter(|rest| matches!(rest, Division::Owned(0))).count();
        assert_eq!((known.len(), first), (64, 32));
    }

    #[test]
    fn large_group_is_divided_by_a_later_step() {
        let late = |n| trail([(1, n / 40), (3, 0), (3, 0), (3, 0), (2, n)]);
        let sample: Vec<Trail> = (0..64).map(late).collect();
        let Division::By(mark, known) = divide(&sample, 2) else { panic!("not divided") };
        assert_eq!((mark.process, known.len()), (1, 2));
        assert!(known.values().all(|rest| matches!(rest, Division::By(..))));
    }
}
