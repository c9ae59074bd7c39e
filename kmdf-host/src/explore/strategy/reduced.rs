//! Reduced: of all the orders that only differ in steps which have nothing to do with each other, one.
//!
//! Dynamic partial order reduction with source sets and sleep sets (Abdulla, Aronis, Jonsson and
//! Sagonas, "Optimal Dynamic Partial Order Reduction", 2014). Each run shows which of its steps
//! depend on each other. For two that follow upon each other and could have come the other way
//! round, a run is planned in which they do.
#![forbid(unsafe_code)]

use super::{Chooser, Decision, Step};
use crate::explore::processes::base;
use crate::footprint::Resource;

/// A set of small numbers.
#[derive(Debug, Clone, Default)]
struct Set(Vec<u64>);

impl Set {
    fn insert(&mut self, number: usize) {
        let word = number / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (number % 64);
    }

    fn contains(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}

/// What a step looked at and changed, in the order of the resources.
type Touched = Vec<(Resource, bool)>;

/// Whether two steps cannot come in either order.
fn depend(one: &[(Resource, bool)], other: &[(Resource, bool)]) -> bool {
    let (mut i, mut j) = (0, 0);
    while let (Some((a, changed)), Some((b, changed_too))) = (one.get(i), other.get(j)) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal if *changed || *changed_too => return true,
            std::cmp::Ordering::Equal => (i, j) = (i + 1, j + 1),
        }
    }
    false
}

/// A step that was taken.
struct Event {
    process: usize,
    touched: Touched,
    /// The steps that must come before it, itself included.
    after: Set,
}

/// The place before a step.
struct Node {
    /// Who could go on.
    choices: Vec<usize>,
    /// Who has gone on in this run.
    chosen: usize,
    /// Who is to go on in some run, as far as is known.
    planned: Vec<usize>,
    /// Who has gone on in earlier runs, and with what effect; or need not go on here, since all that
    /// would follow is covered.
    asleep: Vec<(usize, Touched)>,
}

impl Node {
    fn sleeps(&self, who: usize) -> bool {
        self.asleep.iter().any(|(sleeper, _)| *sleeper == who)
    }

    /// Plans that a process goes on: whether its call works and whether it fails, where it may.
    fn plan(&mut self, process: usize) -> bool {
        let mut able = false;
        for who in self.choices.iter().filter(|who| base(**who) == process) {
            able = true;
            if !self.planned.contains(who) {
                self.planned.push(*who);
            }
        }
        able
    }
}

/// The search.
#[derive(Default)]
pub(super) struct Reduced {
    nodes: Vec<Node>,
    events: Vec<Event>,
    /// How many steps of this run were taken as in the run before.
    depth: usize,
    /// Whether the rest of this run is covered.
    covered: bool,
    begun: bool,
}

impl Reduced {
    /// Who need not go on after the last step, with their next steps.
    fn asleep(&self) -> Vec<(usize, Touched)> {
        let (Some(node), Some(event)) = (self.nodes.last(), self.events.last()) else {
            return Vec::new();
        };
        let undisturbed = |(who, touched): &&(usize, Touched)| {
            base(*who) != event.process && !depend(touched, &event.touched)
        };
        node.asleep.iter().filter(undisturbed).cloned().collect()
    }

    /// Plans a run in which the last event comes before an earlier one on which it depends.
    fn plan_reversal(&mut self, earlier: usize) {
        let last = self.events.len() - 1;
        let independent: Vec<usize> = (earlier + 1..=last)
            .filter(|event| *event == last || !self.events[*event].after.contains(earlier))
            .collect();
        let first = |event: &usize| {
            let after = &self.events[*event].after;
            !independent.iter().any(|before| before < event && after.contains(*before))
        };
        let initials: Vec<usize> =
            independent.iter().filter(|e| first(e)).map(|e| self.events[*e].process).collect();
        let node = &mut self.nodes[earlier];
        if initials.iter().any(|process| node.planned.iter().any(|who| base(*who) == *process)) {
            return;
        }
        if !initials.iter().any(|process| node.plan(*process)) {
            // None of them could go on there: perhaps another one can make that so.
            for who in node.choices.clone() {
                node.plan(base(who));
            }
        }
    }

    fn push(&mut self, choices: Vec<usize>, chosen: usize, asleep: Vec<(usize, Touched)>) {
        let mut node = Node { choices, chosen, planned: Vec::new(), asleep };
        node.plan(base(chosen));
        self.nodes.push(node);
    }
}

impl Chooser for Reduced {
    fn begin(&mut self) -> bool {
        self.depth = 0;
        self.covered = false;
        !std::mem::replace(&mut self.begun, true) || !self.nodes.is_empty()
    }

    fn choose(&mut self, decision: &Decision<'_>) -> usize {
        if self.covered {
            return 0;
        }
        if let Some(node) = self.nodes.get(self.depth) {
            return decision.choices.iter().position(|who| *who == node.chosen).unwrap_or(0);
        }
        let asleep = self.asleep();
        let awake = |who: &usize| !asleep.iter().any(|(sleeper, _)| sleeper == who);
        let Some(choice) = decision.choices.iter().position(awake) else {
            self.covered = true;
            return 0;
        };
        self.push(decision.choices.to_vec(), decision.choices[choice], asleep);
        choice
    }

    fn took(&mut self, step: &Step<'_>) {
        if self.covered {
            return;
        }
        if self.depth < self.events.len() {
            self.depth += 1;
            return;
        }
        if self.depth == self.nodes.len() {
            let asleep = self.asleep();
            if asleep.iter().any(|(sleeper, _)| *sleeper == step.who) {
                self.covered = true;
                return;
            }
            self.push(vec![step.who], step.who, asleep);
        }
        let index = self.depth;
        self.depth += 1;
        let process = base(step.who);
        let mut after = Set::default();
        after.insert(index);
        let own = self.events.iter().rposition(|event| event.process == process);
        for event in own.into_iter().chain(step.enabled_by) {
            after.join(&self.events[event].after);
        }
        let mut races = Vec::new();
        for (earlier, event) in self.events.iter().enumerate().rev() {
            if after.contains(earlier) {
                continue;
            }
            if step.alone {
                after.join(&event.after);
            } else if depend(&event.touched, step.touched) {
                after.join(&event.after);
                races.push(earlier);
            }
        }
        self.events.push(Event { process, touched: step.touched.to_vec(), after });
        for earlier in races {
            self.plan_reversal(earlier);
        }
    }

    fn end(&mut self) {
        // A run that was covered has a node without its event.
        self.nodes.truncate(self.events.len());
        while let Some(mut node) = self.nodes.pop() {
            let Some(event) = self.events.pop() else { continue };
            if !node.sleeps(node.chosen) {
                node.asleep.push((node.chosen, event.touched));
            }
            let next = node.planned.iter().copied().find(|who| !node.sleeps(*who));
            if let Some(next) = next {
                node.chosen = next;
                self.nodes.push(node);
                return;
            }
        }
    }

    fn tells_states_apart(&self) -> bool {
        true
    }

    fn exhausted(&self) -> bool {
        self.begun && self.nodes.is_empty()
    }
}
