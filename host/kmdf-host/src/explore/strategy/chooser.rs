//! What a way to choose is asked, and what it answers.
#![forbid(unsafe_code)]

/// What a run has done so far.
#[derive(Debug, Clone, Copy)]
pub(in crate::explore) struct State {
    /// The same number for orders that make no difference.
    pub(in crate::explore) hash: u64,
    /// The hash of the last step of the one that has run, if it can go on: choice 0 then.
    pub(in crate::explore) current: Option<u64>,
}

/// A place in a run where more than one thing could happen next.
pub(in crate::explore) struct Decision<'a> {
    pub(in crate::explore) state: State,
    /// Who each choice lets go on, by a number that is the same in all runs.
    pub(in crate::explore) choices: &'a [usize],
    /// Where a choice leads, if that is known.
    pub(in crate::explore) leads_to: &'a dyn Fn(usize) -> Option<State>,
    /// Whether a choice preempts the one that has run.
    pub(in crate::explore) preempts: &'a dyn Fn(usize) -> bool,
    /// What a choice is called.
    pub(in crate::explore) name: &'a dyn Fn(usize) -> String,
}

/// A way to choose. Choice 0 lets the one that has run go on, if it can.
pub(in crate::explore) trait Chooser {
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
