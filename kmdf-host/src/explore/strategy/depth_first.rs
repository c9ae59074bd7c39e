//! Depth first: every choice at every decision, but none from a state that was covered before.
#![forbid(unsafe_code)]

use super::{Chooser, Decision};
use crate::explore::order::{Map, mix};

/// A decision on the way to where the search is.
struct Node {
    choice: u32,
    choices: u32,
    /// Which choices preempt, by bits; beyond the last bit all of them count as preempting.
    preempting: u128,
    /// The preemptions on the way here.
    preemptions: u32,
}

/// The search.
pub(super) struct DepthFirst {
    limit: Option<u32>,
    prune: bool,
    path: Vec<Node>,
    /// How far along the path the schedule that runs has come.
    depth: usize,
    /// Whether the rest of the schedule is covered already.
    covered: bool,
    /// The states that were seen, with the fewest preemptions with which each was reached.
    seen: Map<u64, u32>,
    begun: bool,
}

impl Node {
    fn preempts(&self, choice: u32) -> bool {
        self.preempting >> choice.min(127) & 1 == 1
    }

    /// The preemptions on the way to what its choice leads to.
    fn preemptions_below(&self) -> u32 {
        self.preemptions + u32::from(self.preempts(self.choice))
    }
}

impl DepthFirst {
    pub(super) fn new(limit: Option<u32>, prune: bool) -> Self {
        Self {
            limit,
            prune,
            path: Vec::new(),
            depth: 0,
            covered: false,
            seen: Map::default(),
            begun: false,
        }
    }

    /// Whether everything that could come from a state has been covered, or will be.
    fn was_covered(&mut self, key: u64, preemptions: u32) -> bool {
        if !self.prune {
            return false;
        }
        match self.seen.get_mut(&key) {
            Some(fewest) if *fewest <= preemptions => true,
            Some(fewest) => {
                *fewest = preemptions;
                false
            }
            None => {
                self.seen.insert(key, preemptions);
                false
            }
        }
    }
}

impl Chooser for DepthFirst {
    fn begin(&mut self) -> bool {
        (self.depth, self.covered) = (0, false);
        !std::mem::replace(&mut self.begun, true) || !self.path.is_empty()
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        if let Some(node) = self.path.get(self.depth) {
            self.depth += 1;
            return node.choice as usize;
        }
        if self.covered {
            return 0;
        }
        // With a limit it matters, too, who can go on without being preempted.
        let current =
            if self.limit.is_some() { decision.current.map_or(1, |c| mix(c, 2)) } else { 0 };
        let key = mix(decision.state, current);
        // Without one a state is covered however it was reached.
        let preemptions = self.path.last().map_or(0, Node::preemptions_below);
        let preemptions = if self.limit.is_some() { preemptions } else { 0 };
        if self.was_covered(key, preemptions) {
            self.covered = true;
            return 0;
        }
        let choices = decision.choices.len();
        let preempting = (0..choices.min(128))
            .filter(|choice| (decision.preempts)(*choice))
            .fold(0, |bits, choice| bits | 1_u128 << choice);
        let choices = u32::try_from(choices).unwrap_or(u32::MAX);
        self.path.push(Node { choice: 0, choices, preempting, preemptions });
        self.depth += 1;
        0
    }

    fn end(&mut self) {
        while let Some(node) = self.path.last_mut() {
            let allowed =
                |node: &Node| self.limit.is_none_or(|limit| node.preemptions_below() <= limit);
            node.choice += 1;
            while node.choice < node.choices && !allowed(node) {
                node.choice += 1;
            }
            if node.choice < node.choices {
                return;
            }
            self.path.pop();
        }
    }

    fn tells_states_apart(&self) -> bool {
        true
    }

    fn exhausted(&self) -> bool {
        self.begun && self.path.is_empty()
    }
}
