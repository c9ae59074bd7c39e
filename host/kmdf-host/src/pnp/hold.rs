//! The queues of a device on the device's way into and out of D0.

use std::sync::Arc;

use crate::abi::_WDF_REQUEST_STOP_ACTION_FLAGS::WdfRequestStopActionSuspend;
use crate::framework::line::Power;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::Argument;
use crate::points;
use crate::upcall;

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
            self.wait_for_requests(queue, "power down", move |state| {
                let Some(record) = state.queue(queue) else { return true };
                let (owned, idle) = (record.line.owned.clone(), record.line.dispatching == 0);
                idle && owned.iter().all(|request| {
                    state
                        .request(*request)
                        .is_none_or(|r| r.progress.stop_acknowledged == Some(false))
                })
            });
        }
        self.set_power(device, Power::Off);
    }
}
