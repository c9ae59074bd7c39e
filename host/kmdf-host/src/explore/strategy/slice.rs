//! The slice of the schedules that one of several shards explores.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;
use std::sync::Arc;

use super::chooser::Taken;
use crate::explore::shard::Shard;

/// A step by which shards divide a tree of choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) struct Mark {
    /// The process that takes the step, by its name.
    pub(in crate::explore) process: u64,
    /// Which of its steps, from 0.
    pub(in crate::explore) index: usize,
}

impl Mark {
    /// The hash of the step, once a run has taken the step.
    pub(in crate::explore) fn hash(self, trail: &[Taken]) -> Option<u64> {
        let mut steps = trail.iter().filter(|taken| taken.process == self.process);
        steps.nth(self.index).map(|taken| taken.hash)
    }
}

/// How shards divide the schedules.
///
/// The hash of a step, the mark, stands for all that the step depends on, and each later state has the hash in
/// its own. So no state behind the mark belongs to two shards, and shards repeat nothing there, whatever they
/// leave out. Every shard explores the states before the mark.
#[derive(Debug)]
pub(in crate::explore) enum Division {
    /// The shard with this index has all.
    Owned(usize),
    /// Nothing is divided: every shard has all.
    Shared,
    /// The hash of the mark says how the rest is divided. A hash that is not in the table says by itself
    /// which shard has the rest.
    By(Mark, BTreeMap<u64, Division>),
}

impl Division {
    /// Whether what follows these steps belongs to another shard.
    fn leaves_out(&self, shard: Shard, trail: &[Taken]) -> bool {
        match self {
            Self::Owned(owner) => !shard.is_at(*owner),
            Self::Shared => false,
            Self::By(mark, known) => mark.hash(trail).is_some_and(|hash| {
                let rest = known.get(&hash);
                rest.map_or(!shard.owns(hash), |rest| rest.leaves_out(shard, trail))
            }),
        }
    }
}

/// A slice.
#[derive(Debug, Clone)]
pub(in crate::explore) struct Slice {
    pub(super) shard: Shard,
    division: Arc<Division>,
}

impl Slice {
    /// The slice of a shard.
    pub(in crate::explore) fn of(shard: Shard, division: Division) -> Self {
        Self { shard, division: Arc::new(division) }
    }

    /// Whether what follows these steps belongs to another shard.
    pub(super) fn leaves_out(&self, trail: &[Taken]) -> bool {
        self.division.leaves_out(self.shard, trail)
    }
}

#[cfg(test)]
mod tests {
    use super::{Division, Mark, Shard, Slice, Taken};

    #[test]
    fn steps_belong_to_all_shards_before_their_marks_and_to_one_behind_them() {
        let trail = [(7, 10), (8, 20), (7, 31), (9, 40), (7, 50)];
        let trail = trail.map(|(process, hash)| Taken { process, hash });
        let later = Division::By(Mark { process: 9, index: 0 }, [(40, Division::Owned(2))].into());
        let division = || Division::By(Mark { process: 7, index: 1 }, [(31, later)].into());
        let division = std::sync::Arc::new(division());
        let having = |trail: &[Taken]| {
            [1, 2, 3].map(|number| {
                let shard = Shard::new(number, 3).unwrap();
                !Slice { shard, division: division.clone() }.leaves_out(trail)
            })
        };
        for before in 0..4 {
            assert_eq!(having(&trail[..before]), [true; 3]);
        }
        for behind in 4..=5 {
            assert_eq!(having(&trail[..behind]), [false, false, true]);
        }
        // 32 is not in the table, and leaves 2 when divided by 3.
        let other = [(7, 10), (7, 31 + 1)].map(|(process, hash)| Taken { process, hash });
        assert_eq!(having(&other), [false, false, true]);
    }
}
