//! A decision of a search that goes depth first, with the choices that are still to be tried.
#![forbid(unsafe_code)]

/// A decision on the path to the current place of the search.
#[derive(Clone, Copy)]
pub(super) struct Node {
    pub(super) choice: u32,
    /// How many choices there are. In a part that another worker gave away, or keeps, the others'
    /// choices are left out.
    pub(super) choices: u32,
    /// A bit for each choice that preempts, if preemptions are limited. The last bit also stands
    /// for all choices beyond it.
    pub(super) preempting: u128,
    /// A bit for each choice that leads to a covered state.
    pub(super) covered: u128,
    /// The preemptions on the path to here.
    pub(super) preemptions: u32,
}

impl Node {
    fn is_covered(&self, choice: u32) -> bool {
        choice < 128 && self.covered >> choice & 1 == 1
    }

    /// The preemptions on the path to the state after a choice.
    pub(super) fn preemptions_after(&self, choice: u32) -> u32 {
        self.preemptions + u32::from(self.preempting >> choice.min(127) & 1 == 1)
    }

    /// Whether a choice is still to be tried.
    pub(super) fn is_open(&self, choice: u32, limit: Option<u32>) -> bool {
        let allowed = limit.is_none_or(|limit| self.preemptions_after(choice) <= limit);
        allowed && !self.is_covered(choice)
    }

    /// The node at its next open choice, if there is one.
    pub(super) fn next(self, limit: Option<u32>) -> Option<Self> {
        let mut later = self.choice + 1..self.choices;
        let choice = later.find(|choice| self.is_open(*choice, limit))?;
        Some(Self { choice, ..self })
    }

    /// The node without the choices after its own.
    pub(super) fn alone(self) -> Self {
        Self { choices: self.choice + 1, ..self }
    }
}
