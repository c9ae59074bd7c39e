//! What `EvtRequestCancel` callbacks have done with their requests.

use std::collections::{BTreeMap, BTreeSet};

use crate::abi::EVT_WDF_REQUEST_CANCEL;
use crate::handle::Handle;
use crate::rules::Violation;

/// What a driver's `EvtRequestCancel` does with its request.
#[derive(Debug)]
enum Habit {
    /// Not known yet. The uses that break a rule if the callback completes its request.
    Unknown(Vec<Violation>),
    /// It completes the request, whatever other threads do with the request.
    Completes,
    /// It leaves the completion to another thread; until then that thread may use the request.
    Leaves,
}

/// What the machine's `EvtRequestCancel` callbacks have done since the machine started. It is history,
/// not part of the state: it decides nothing but reports.
#[derive(Debug, Default)]
pub(crate) struct CancelHistory {
    /// By the address of the callback.
    habits: BTreeMap<usize, Habit>,
    /// The addresses of the callbacks that run, by their request.
    running: BTreeMap<Handle, usize>,
    /// The requests whose unmark came too late: the thread and the callback may agree who completes
    /// the request.
    refused: BTreeSet<Handle>,
}

impl CancelHistory {
    /// How many uses are kept of a callback that has not run yet. One of each place is enough.
    const USES_KEPT: usize = 16;

    /// The address of a callback.
    pub(super) fn address(callback: EVT_WDF_REQUEST_CANCEL) -> usize {
        callback.map_or(0, |callback| (callback as *const ()).addr())
    }

    /// Notes a use that breaks a rule if `callback` completes its requests. Returns the use if the
    /// callback is known to do so.
    pub(super) fn used(&mut self, callback: usize, broken: Violation) -> Option<Violation> {
        match self.habits.entry(callback).or_insert(Habit::Unknown(Vec::new())) {
            Habit::Unknown(uses) => {
                let place = |use_: &Violation| (use_.call.clone(), use_.driver_function.clone());
                if uses.len() < Self::USES_KEPT && uses.iter().all(|u| place(u) != place(&broken)) {
                    uses.push(broken);
                }
                None
            }
            Habit::Completes => Some(broken),
            Habit::Leaves => None,
        }
    }

    /// Notes that the callback of a request is being called.
    pub(super) fn called(&mut self, request: Handle, callback: EVT_WDF_REQUEST_CANCEL) {
        self.running.insert(request, Self::address(callback));
    }

    /// Notes that an unmark found the request cancelled.
    pub(super) fn refused(&mut self, request: Handle) {
        self.refused.insert(request);
    }

    /// Notes that a callback completes its request by itself. Returns the uses of which this shows that
    /// they break a rule.
    fn completes(&mut self, callback: usize) -> Vec<Violation> {
        let habit = self.habits.entry(callback).or_insert(Habit::Completes);
        if let Habit::Unknown(uses) = habit {
            let uses = std::mem::take(uses);
            *habit = Habit::Completes;
            return uses;
        }
        Vec::new()
    }

    /// Notes a completion, `inside` an `EvtRequestCancel` or elsewhere. Returns the uses of which this
    /// shows that they break a rule.
    pub(super) fn completed(&mut self, request: Handle, inside: bool) -> Vec<Violation> {
        let refused = self.refused.remove(&request);
        match self.running.remove(&request) {
            Some(callback) if inside && !refused => self.completes(callback),
            Some(callback) if !inside => {
                self.habits.insert(callback, Habit::Leaves);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// Notes that the callback of a request has returned.
    pub(super) fn returned(&mut self, request: Handle) {
        if let Some(callback) = self.running.remove(&request) {
            self.habits.insert(callback, Habit::Leaves);
        }
    }
}
