//! Depth first: every choice at every decision, but none from a state that was covered before.
#![forbid(unsafe_code)]

use std::sync::Arc;

use super::chooser::{Chooser, Decision, State, States};
use super::node::Node;
use super::parts::Parts;
use super::seen::Seen;
use super::slice::Slice;
use super::work::Work;
use crate::explore::hash::{Salt, mix};

/// A part of the tree of choices: the path to its first schedule.
type Part = Vec<Node>;

/// The search, for all of its workers.
pub(super) struct Tree {
    limit: Option<u32>,
    /// The states seen so far; `None` if the search does not prune.
    seen: Option<Seen>,
    slice: Option<Slice>,
    parts: Parts<Part>,
}

impl Tree {
    /// A search. With `memory`, it takes up to so many bytes for the states that it has seen, and
    /// prunes. With a slice, it has a shard's schedules only.
    pub(super) fn new(limit: Option<u32>, memory: Option<usize>, slice: Option<Slice>) -> Self {
        let parts = Parts::of(vec![Part::new()]);
        Self { limit, seen: memory.map(Seen::within), slice, parts }
    }
}

impl Work for Tree {
    fn chooser(self: Arc<Self>) -> Box<dyn Chooser> {
        Box::new(DepthFirst {
            tree: self,
            path: Vec::new(),
            has_part: false,
            is_first: false,
            depth: 0,
            covered: false,
        })
    }

    fn tells_states_apart(&self) -> bool {
        true
    }

    fn states(&self) -> States {
        self.seen.as_ref().map_or_else(States::default, Seen::states)
    }

    fn stop(&self) {
        self.parts.stop();
    }

    fn is_exhausted(&self) -> bool {
        self.parts.are_finished()
    }
}

/// A worker's part of the search.
struct DepthFirst {
    tree: Arc<Tree>,
    path: Part,
    has_part: bool,
    /// Whether the running schedule is the first one of its part.
    is_first: bool,
    /// How far the running schedule has come along the path.
    depth: usize,
    /// Whether the rest of the schedule is covered already.
    covered: bool,
}

impl DepthFirst {
    /// The key of a state. With a limit, the process that can continue without a preemption
    /// matters, too.
    fn key(&self, state: State) -> u64 {
        let current = if self.tree.limit.is_some() {
            state.current.map_or(1, |current| Salt::Current.mix(current))
        } else {
            0
        };
        mix(state.hash, current)
    }

    /// The node for a decision, unless everything that could come from its state has been covered, or
    /// will be, or belongs to another shard.
    fn node(&self, decision: &Decision<'_>) -> Option<Node> {
        let preemptions = self.path.last().map_or(0, |last| last.preemptions_after(last.choice));
        let seen = self.tree.seen.as_ref();
        if seen.is_some_and(|seen| !seen.note(self.key(decision.state), preemptions)) {
            return None;
        }
        if self.tree.slice.as_ref().is_some_and(|slice| slice.leaves_out(decision.trail)) {
            return None;
        }
        let choices = u32::try_from(decision.choices.len()).unwrap_or(u32::MAX);
        let bits = |holds: &dyn Fn(u32) -> bool| {
            let choices = 0..choices.min(128);
            choices.filter(|c| holds(*c)).fold(0, |bits, choice| bits | 1_u128 << choice)
        };
        let mut node = Node { choice: 0, choices, preempting: 0, covered: 0, preemptions };
        // Without a limit a state is covered however it was reached.
        if self.tree.limit.is_some() {
            node.preempting = bits(&|choice| (decision.preempts)(choice as usize));
        }
        if let Some(seen) = seen {
            node.covered = bits(&|choice| {
                let next = (decision.leads_to)(choice as usize);
                let preemptions = node.preemptions_after(choice);
                next.is_some_and(|next| seen.has(self.key(next), preemptions))
            });
        }
        Some(node)
    }

    /// Gives the open choices of the first decision that has some to another worker.
    fn give_part(&mut self) {
        let limit = self.tree.limit;
        let mut nodes = self.path.iter().enumerate();
        let first = nodes.find_map(|(depth, node)| Some((depth, node.next(limit)?)));
        let Some((depth, next)) = first else { return };
        let before = self.path[..depth].iter().map(|node| node.alone());
        self.tree.parts.give(before.chain([next]).collect());
        self.path[depth] = self.path[depth].alone();
    }
}

impl Chooser for DepthFirst {
    fn begin(&mut self) -> bool {
        (self.depth, self.covered) = (0, false);
        let parts = &self.tree.parts;
        if parts.is_stopped() {
            return false;
        }
        self.is_first = !self.has_part;
        if self.is_first {
            let Some(part) = parts.take() else { return false };
            (self.path, self.has_part) = (part, true);
        }
        true
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        if let Some(node) = self.path.get(self.depth) {
            self.depth += 1;
            return node.choice as usize;
        }
        if self.covered {
            return 0;
        }
        let Some(node) = self.node(decision) else {
            self.covered = true;
            return 0;
        };
        let mut choices = 0..node.choices;
        let Some(choice) = choices.find(|choice| node.is_open(*choice, self.tree.limit)) else {
            // At the end, there was nothing to choose.
            self.covered = node.choices > 0;
            return 0;
        };
        self.path.push(Node { choice, ..node });
        self.depth += 1;
        choice as usize
    }

    fn end(&mut self) {
        while let Some(node) = self.path.pop() {
            if let Some(next) = node.next(self.tree.limit) {
                self.path.push(next);
                break;
            }
        }
        if self.path.is_empty() {
            self.has_part = false;
            self.tree.parts.finish();
        } else if self.tree.parts.is_wanted() {
            self.give_part();
        }
    }

    fn in_common(&self) -> Option<usize> {
        if self.is_first {
            return None;
        }
        // Only the last decision on the path changes.
        self.path.len().checked_sub(1)
    }

    fn is_covered(&self) -> bool {
        self.covered
    }

    fn tells_states_apart(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::chooser::{Decision, State};
    use super::super::work::Work;
    use super::Tree;

    /// Memory for all states.
    const MEMORY: usize = 1 << 20;

    /// Runs schedules of two decisions with two choices each; `state` gives the state after the
    /// choices so far. Returns the choices of each schedule that was not covered before its end.
    fn schedules(tree: Tree, state: impl Fn(&[usize]) -> u64) -> Vec<Vec<usize>> {
        let tree = Arc::new(tree);
        let mut chooser = Arc::clone(&tree).chooser();
        let mut all = Vec::new();
        while chooser.begin() {
            let mut made = Vec::new();
            for choices in [&[0, 1][..], &[0, 1], &[]] {
                let decision = Decision {
                    state: State { hash: state(&made), current: Some(0) },
                    trail: &[],
                    choices,
                    leads_to: &|_| None,
                    preempts: &|choice| choice > 0,
                    name: &|choice| choice.to_string(),
                };
                let choice = chooser.choose(&decision);
                if chooser.is_covered() || choices.is_empty() {
                    break;
                }
                made.push(choice);
            }
            if !chooser.is_covered() {
                all.push(made);
            }
            chooser.end();
        }
        assert!(tree.is_exhausted());
        all
    }

    fn different(made: &[usize]) -> u64 {
        made.iter().fold(1, |hash, choice| hash * 3 + *choice as u64)
    }

    /// The state after both decisions depends on the second choice only.
    fn same(made: &[usize]) -> u64 {
        match made {
            [_, second] => 10 + *second as u64,
            _ => made.len() as u64,
        }
    }

    #[test]
    fn every_choice_is_made_at_every_decision() {
        let all = schedules(Tree::new(None, Some(MEMORY), None), different);
        assert_eq!(all, [[0, 0], [0, 1], [1, 0], [1, 1]]);
    }

    #[test]
    fn preemptions_beyond_the_limit_are_left_out() {
        let all = schedules(Tree::new(Some(1), Some(MEMORY), None), different);
        assert_eq!(all, [[0, 0], [0, 1], [1, 0]]);
    }

    #[test]
    fn covered_state_is_left_out_only_with_pruning() {
        // The first choice makes no difference.
        assert_eq!(schedules(Tree::new(None, Some(MEMORY), None), same).len(), 2);
        assert_eq!(schedules(Tree::new(None, None, None), same).len(), 4);
    }

    #[test]
    fn state_without_a_place_in_memory_is_covered_again() {
        assert_eq!(schedules(Tree::new(None, Some(0), None), same).len(), 4);
    }
}
