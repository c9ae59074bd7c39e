//! Depth first: every choice at every decision, but none from a state that was covered before.
#![forbid(unsafe_code)]

use super::chooser::{Chooser, Decision, State, States};
use crate::explore::hash::{Salt, mix};
use crate::explore::memory::{Halves, Table};

/// A decision on the path to the current place of the search.
struct Node {
    choice: u32,
    choices: u32,
    /// A bit for each choice that preempts, if preemptions are limited. The last bit also stands
    /// for all choices beyond it.
    preempting: u128,
    /// A bit for each choice that leads to a covered state.
    covered: u128,
    /// The preemptions on the path to here.
    preemptions: u32,
}

/// The search.
pub(super) struct DepthFirst {
    limit: Option<u32>,
    path: Vec<Node>,
    /// How far the running schedule has come along the path.
    depth: usize,
    /// Whether the rest of the schedule is covered already.
    covered: bool,
    /// The states seen so far, as far as the memory reaches, with the fewest preemptions that led to
    /// each; `None` if the search does not prune.
    seen: Option<Halves<Table<u8>>>,
    begun: bool,
}

impl Node {
    fn is_covered(&self, choice: u32) -> bool {
        choice < 128 && self.covered >> choice & 1 == 1
    }

    /// The preemptions on the path to the state after a choice.
    fn preemptions_after(&self, choice: u32) -> u32 {
        self.preemptions + u32::from(self.preempting >> choice.min(127) & 1 == 1)
    }
}

impl DepthFirst {
    /// A search. With `memory`, it takes up to so many bytes for the states that it has seen, and
    /// prunes.
    pub(super) fn new(limit: Option<u32>, memory: Option<usize>) -> Self {
        Self {
            limit,
            path: Vec::new(),
            depth: 0,
            covered: false,
            seen: memory.map(Halves::within),
            begun: false,
        }
    }

    /// The key of a state. With a limit, the process that can continue without a preemption
    /// matters, too.
    fn key(&self, state: State) -> u64 {
        let current = if self.limit.is_some() {
            state.current.map_or(1, |current| Salt::Current.mix(current))
        } else {
            0
        };
        mix(state.hash, current)
    }

    /// Whether everything that could come from a state has been covered, or will be.
    fn is_seen(&self, state: State, preemptions: u32) -> bool {
        let Some(seen) = &self.seen else { return false };
        let key = self.key(state);
        seen.find(|seen| seen.get(key)).is_some_and(|fewest| u32::from(fewest) <= preemptions)
    }

    /// Notes that everything that could come from a state will have been covered. A state after more
    /// preemptions than a table can say counts as not seen.
    fn note_seen(&mut self, state: State, preemptions: u32) {
        let key = self.key(state);
        if let (Some(seen), Ok(preemptions)) = (&mut self.seen, u8::try_from(preemptions)) {
            seen.younger.insert(key, preemptions);
        }
    }

    /// The node for a decision, unless everything that could come from its state is covered.
    fn node(&self, decision: &Decision<'_>) -> Option<Node> {
        let preemptions = self.path.last().map_or(0, |last| last.preemptions_after(last.choice));
        if self.is_seen(decision.state, preemptions) {
            return None;
        }
        let choices = u32::try_from(decision.choices.len()).unwrap_or(u32::MAX);
        let bits = |holds: &dyn Fn(u32) -> bool| {
            let choices = 0..choices.min(128);
            choices.filter(|c| holds(*c)).fold(0, |bits, choice| bits | 1_u128 << choice)
        };
        let mut node = Node { choice: 0, choices, preempting: 0, covered: 0, preemptions };
        // Without a limit a state is covered however it was reached.
        if self.limit.is_some() {
            node.preempting = bits(&|choice| (decision.preempts)(choice as usize));
        }
        if self.seen.is_some() {
            node.covered = bits(&|choice| {
                let next = (decision.leads_to)(choice as usize);
                next.is_some_and(|next| self.is_seen(next, node.preemptions_after(choice)))
            });
        }
        Some(node)
    }

    /// Whether a choice is still to be tried.
    fn is_open(&self, node: &Node, choice: u32) -> bool {
        let allowed = self.limit.is_none_or(|limit| node.preemptions_after(choice) <= limit);
        allowed && !node.is_covered(choice)
    }
}

impl Chooser for DepthFirst {
    fn begin(&mut self) -> bool {
        (self.depth, self.covered) = (0, false);
        if let Some(seen) = &mut self.seen {
            seen.make_room();
        }
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
        let Some(node) = self.node(decision) else {
            self.covered = true;
            return 0;
        };
        self.note_seen(decision.state, node.preemptions);
        let Some(choice) = (0..node.choices).find(|choice| self.is_open(&node, *choice)) else {
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
            let later = node.choice + 1..node.choices;
            if let Some(choice) = later.into_iter().find(|choice| self.is_open(&node, *choice)) {
                self.path.push(Node { choice, ..node });
                return;
            }
        }
    }

    fn in_common(&self) -> Option<usize> {
        // Only the last decision on the path changes.
        self.path.len().checked_sub(1)
    }

    fn is_covered(&self) -> bool {
        self.covered
    }

    fn tells_states_apart(&self) -> bool {
        true
    }

    fn states(&self) -> States {
        self.seen.as_ref().map_or_else(States::default, |seen| States {
            count: seen.len() as u64,
            bytes: seen.bytes(),
            forgotten: seen.forgotten(),
        })
    }

    fn exhausted(&self) -> bool {
        self.begun && self.path.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::chooser::{Chooser, Decision, State};
    use super::DepthFirst;

    /// Memory for all states.
    const MEMORY: usize = 1 << 20;

    /// Runs schedules of two decisions with two choices each; `state` gives the state after the
    /// choices so far. Returns the choices of each schedule that was not covered before its end.
    fn schedules(mut chooser: DepthFirst, state: impl Fn(&[usize]) -> u64) -> Vec<Vec<usize>> {
        let mut all = Vec::new();
        while chooser.begin() {
            let mut made = Vec::new();
            for choices in [&[0, 1][..], &[0, 1], &[]] {
                let decision = Decision {
                    state: State { hash: state(&made), current: Some(0) },
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
        assert!(chooser.exhausted());
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
        let all = schedules(DepthFirst::new(None, Some(MEMORY)), different);
        assert_eq!(all, [[0, 0], [0, 1], [1, 0], [1, 1]]);
    }

    #[test]
    fn preemptions_beyond_the_limit_are_left_out() {
        let all = schedules(DepthFirst::new(Some(1), Some(MEMORY)), different);
        assert_eq!(all, [[0, 0], [0, 1], [1, 0]]);
    }

    #[test]
    fn covered_state_is_left_out_only_with_pruning() {
        // The first choice makes no difference.
        assert_eq!(schedules(DepthFirst::new(None, Some(MEMORY)), same).len(), 2);
        assert_eq!(schedules(DepthFirst::new(None, None), same).len(), 4);
    }

    #[test]
    fn state_without_a_place_in_memory_is_covered_again() {
        assert_eq!(schedules(DepthFirst::new(None, Some(0)), same).len(), 4);
    }
}
