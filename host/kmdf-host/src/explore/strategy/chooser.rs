//! The interface of a chooser: the decisions that it has to make.
#![forbid(unsafe_code)]

/// The state of a run.
#[derive(Debug, Clone, Copy)]
pub(in crate::explore) struct State {
    /// A hash of the run so far, the same for orders that make no difference.
    pub(in crate::explore) hash: u64,
    /// The hash of the current process's last step, if that process can continue; it is then choice
    /// 0.
    pub(in crate::explore) current: Option<u64>,
}

/// A step that a run has taken.
#[derive(Debug, Clone, Copy)]
pub(in crate::explore) struct Taken {
    /// The name of its process: the same number in all explorations of a situation.
    pub(in crate::explore) process: u64,
    /// The hash of the step.
    pub(in crate::explore) hash: u64,
}

/// What a search remembers of the states that it has seen.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::explore) struct States {
    pub(in crate::explore) count: u64,
    pub(in crate::explore) bytes: usize,
    /// How many states it forgot for want of memory.
    pub(in crate::explore) forgotten: u64,
}

/// A place in a run where more than one thing could happen next.
pub(in crate::explore) struct Decision<'a> {
    pub(in crate::explore) state: State,
    /// The steps of the run so far, for choosers that tell states apart.
    pub(in crate::explore) trail: &'a [Taken],
    /// The process that each choice lets continue, by a number that is the same in all runs.
    pub(in crate::explore) choices: &'a [usize],
    /// The state to which a choice leads, if that is known.
    pub(in crate::explore) leads_to: &'a dyn Fn(usize) -> Option<State>,
    /// Whether a choice preempts the current process.
    pub(in crate::explore) preempts: &'a dyn Fn(usize) -> bool,
    /// The name of a choice.
    pub(in crate::explore) name: &'a dyn Fn(usize) -> String,
}

/// A way to choose. Choice 0 lets the current process continue, if it can.
pub(in crate::explore) trait Chooser {
    /// Begins the next schedule; `false` if there is none. Waits while other workers may leave one.
    fn begin(&mut self) -> bool;
    /// Chooses.
    fn choose(&mut self, decision: &Decision<'_>) -> usize;
    /// How many decisions the schedule shares with the one before it, from the first on, if known.
    fn in_common(&self) -> Option<usize> {
        None
    }
    /// Whether other schedules cover the rest of this one.
    fn is_covered(&self) -> bool {
        false
    }
    /// Whether it needs to know what each step reads and changes.
    fn tells_states_apart(&self) -> bool {
        false
    }
    /// The number of the schedule, from 0, if the schedule has one whoever runs it.
    fn number(&self) -> Option<u64> {
        None
    }
    /// Ends the schedule, which did not fail.
    fn end(&mut self) {}
}
