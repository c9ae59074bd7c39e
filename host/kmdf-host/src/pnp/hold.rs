//! The queues of a device on the device's way into and out of D0.

use std::sync::Arc;

use crate::abi::_WDF_REQUEST_STOP_ACTION_FLAGS::WdfRequestStopActionSuspend;
use crate::framework::line::Power;
use crate::framework::request::Request;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::{Argument, Arguments, ObjectRef};
use crate::points;
use crate::rules::{Rule, Subject};
use crate::upcall;

/// How long a power-down may wait for the driver's requests before that counts as a delay, in 100 ns
/// units: one second, the host's reading of the "small amount of time" in which a driver that takes
/// no action in `EvtIoStop` must complete a request (`EVT_WDF_IO_QUEUE_IO_STOP`).
const SHORT: u64 = 10_000_000;

impl State {
    /// The requests of a queue for which a power-down waits: the driver owns them, and has not
    /// acknowledged that it keeps them.
    fn held_up(&mut self, queue: Handle) -> Vec<Handle> {
        let mut held = self.queue(queue).map_or(Vec::new(), |queue| queue.line.owned.clone());
        held.retain(|request| {
            let answer = |record: &Request| record.progress.stop_acknowledged;
            self.request(*request).is_some_and(|record| answer(record) != Some(false))
        });
        held
    }
}

impl Inner {
    /// The power-managed queues of a device.
    pub(super) fn managed_queues(&self, device: Handle) -> Vec<Handle> {
        self.queues_of(device, true)
    }

    /// The queues of a device that are power-managed, or those that are not.
    pub(super) fn queues_of(&self, device: Handle, managed: bool) -> Vec<Handle> {
        self.with(|state| {
            let queues = state.device(device).map_or(Vec::new(), |d| d.queues.clone());
            let fits = |queue: &Handle| {
                state.queue(*queue).is_some_and(|q| q.config.power_managed == managed)
            };
            queues.into_iter().filter(fits).collect()
        })
    }

    pub(super) fn set_power(&self, device: Handle, power: Power) {
        let queues = self.managed_queues(device);
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.in_d0 = power == Power::On;
            }
            for queue in queues {
                if let Some(queue) = state.queue(queue) {
                    queue.line.power = power;
                    let wakes = power == Power::On && !queue.line.queued.is_empty();
                    queue.line.became_ready |= wakes;
                }
            }
        });
    }

    /// Calls `EvtIoResume` for each request that the driver kept over a power-down.
    pub(super) fn resume_owned(self: &Arc<Self>, queue: Handle) {
        let (callback, owned) = self.with(|state| {
            let Some(queue) = state.queue(queue) else { return (None, Vec::new()) };
            (queue.config.io_resume, queue.line.owned.clone())
        });
        let Some(callback) = callback else { return };
        for request in owned {
            let names = |s: &State| [queue, request].map(|handle| Argument::from(s.name(handle)));
            let resume = || upcall::queue_request(callback, queue, request);
            self.held(request, || {
                self.under_lock(queue, || self.upcall(queue, "EvtIoResume", names, resume));
            });
        }
    }

    /// Holds the power-managed queues: stops delivery, and waits until the driver has completed,
    /// acknowledged or given back every request that it owns (KMDF behaviour, "Holding queues for
    /// power").
    pub(super) fn hold_queues(self: &Arc<Self>, device: Handle) {
        points::point();
        self.set_power(device, Power::Holding);
        for queue in self.managed_queues(device) {
            // `EvtIoStop` is called once the running callbacks have returned.
            self.wait_for_requests(queue, "power down", move |state| {
                state.queue(queue).is_none_or(|queue| queue.line.dispatching == 0)
            });
        }
        for queue in self.managed_queues(device) {
            self.stop_owned(queue, WdfRequestStopActionSuspend);
            let (held, began) = (self.names_of_held(queue), self.untracked_now());
            let ended = self.wait_for_requests(queue, "power down", move |state| {
                let idle = state.queue(queue).is_none_or(|queue| queue.line.dispatching == 0);
                idle && state.held_up(queue).is_empty()
            });
            if ended {
                self.check_delay(queue, held, self.untracked_now().saturating_sub(began));
            }
        }
        self.set_power(device, Power::Off);
    }

    fn names_of_held(&self, queue: Handle) -> Vec<ObjectRef> {
        self.with(|state| {
            let held = state.held_up(queue);
            held.into_iter().map(|request| state.name(request)).collect()
        })
    }

    /// Reports a power-down that took long because the driver held requests. A driver may keep a
    /// request for a short time without an answer in `EvtIoStop`.
    fn check_delay(&self, queue: Handle, requests: Vec<ObjectRef>, time: u64) {
        if requests.is_empty() || time <= SHORT {
            return;
        }
        let (queue, answers) = self.with(|state| {
            let answers = state.queue(queue).is_some_and(|queue| queue.config.io_stop.is_some());
            (state.name(queue), answers)
        });
        let names: Arguments = requests.iter().copied().map(Argument::from).collect();
        let why = if answers {
            "EvtIoStop returned without completing or acknowledging them"
        } else {
            "the queue has no EvtIoStop"
        };
        let seconds = time / 10_000_000;
        let detail = format!("waited {seconds} s for [{names}], expected at most 1 s: {why}");
        let subject = Subject::Waiting { queue, requests };
        self.violation(Rule::PowerDownDelayed, subject, "power down", detail);
    }
}
