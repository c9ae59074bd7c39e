//! I/O queues: their configuration and their states.

use std::collections::VecDeque;
use std::sync::Arc;

use super::attributes::Attributes;
use super::lock::{Lock, LockKind};
use super::object::{Body, Handle, Kind};
use super::state::State;
use crate::abi::{_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch, _WDF_IO_QUEUE_STATE as Bits};
use crate::abi::{
    EVT_WDF_IO_QUEUE_STATE, NTSTATUS, PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE,
    PFN_WDF_IO_QUEUE_IO_DEFAULT, PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL,
    PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL, PFN_WDF_IO_QUEUE_IO_READ,
    PFN_WDF_IO_QUEUE_IO_RESUME, PFN_WDF_IO_QUEUE_IO_STOP, PFN_WDF_IO_QUEUE_IO_WRITE,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER,
    STATUS_NO_MORE_ENTRIES, STATUS_UNSUCCESSFUL, STATUS_WDF_BUSY, STATUS_WDF_NO_CALLBACK,
    STATUS_WDF_PAUSED, WDF_IO_QUEUE_CONFIG, WDFCONTEXT,
};
use crate::machine::Inner;
use crate::rules::Rule;
use crate::running;

/// `WdfSynchronizationScope…` as the attributes give them.
pub(crate) const SCOPE_INHERIT: i32 = 1;
pub(crate) const SCOPE_DEVICE: i32 = 2;
pub(crate) const SCOPE_QUEUE: i32 = 3;
/// `WdfExecutionLevel…` as the attributes give them.
pub(crate) const LEVEL_INHERIT: i32 = 1;
pub(crate) const LEVEL_PASSIVE: i32 = 2;

/// What device power lets a power-managed queue do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// Not power-managed, or the device is in D0.
    On,
    /// The device leaves D0: nothing new is dispatched.
    Holding,
    /// The device is not in D0, or was not started yet.
    Off,
}

/// A callback of the driver for when a state is reached, with its context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StateCallback {
    pub(crate) callback: EVT_WDF_IO_QUEUE_STATE,
    pub(crate) context: usize,
}

/// A framework queue.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Queue {
    pub(crate) device: Handle,
    pub(crate) config: Config,
    /// The lock that every queue owns; used around callbacks only in scope Queue.
    pub(crate) lock: Lock,
    /// The object whose callback lock is held around callbacks, if any is.
    pub(crate) presentation_lock: Option<Handle>,
    /// Requests that the driver has not seen, or has given back.
    pub(crate) queued: VecDeque<Handle>,
    /// Requests that the driver owns.
    pub(crate) owned: Vec<Handle>,
    /// Owned requests that were cancelled and whose `EvtRequestCancel` is still to come.
    pub(crate) canceled: VecDeque<Handle>,
    /// Requests cancelled in the queue whose `EvtIoCanceledOnQueue` is still to come.
    pub(crate) canceled_in_line: VecDeque<Handle>,
    /// Threads in the dispatcher.
    pub(crate) dispatching: u32,
    pub(crate) accept: bool,
    pub(crate) dispatch: bool,
    pub(crate) power: Power,
    /// Set by purge: marks that come later find the request cancelled.
    pub(crate) cancel_dispatched: bool,
    /// Set when the device is removed: nothing re-opens the queue.
    pub(crate) shut_down: bool,
    /// Set while `EvtIoStop` is being called: cancel callbacks wait.
    pub(crate) notifying: bool,
    pub(crate) stop_complete: Option<StateCallback>,
    pub(crate) empty_complete: Option<StateCallback>,
}

/// A queue's configuration, as the driver gave it.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Config {
    pub(crate) dispatch_type: i32,
    pub(crate) zero_length: bool,
    pub(crate) io_default: PFN_WDF_IO_QUEUE_IO_DEFAULT,
    pub(crate) io_read: PFN_WDF_IO_QUEUE_IO_READ,
    pub(crate) io_write: PFN_WDF_IO_QUEUE_IO_WRITE,
    pub(crate) io_device_control: PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL,
    pub(crate) io_internal_control: PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL,
    pub(crate) io_stop: PFN_WDF_IO_QUEUE_IO_STOP,
    pub(crate) io_resume: PFN_WDF_IO_QUEUE_IO_RESUME,
    pub(crate) io_canceled_on_queue: PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE,
    /// `NumberOfPresentedRequests` of a parallel queue.
    pub(crate) parallel_limit: u32,
    pub(crate) passive: bool,
    pub(crate) power_managed: bool,
    pub(crate) default: bool,
}

impl Config {
    pub(crate) fn is_manual(&self) -> bool {
        self.dispatch_type == Dispatch::WdfIoQueueDispatchManual
    }

    fn has_handler(&self) -> bool {
        self.io_default.is_some()
            || self.io_read.is_some()
            || self.io_write.is_some()
            || self.io_device_control.is_some()
            || self.io_internal_control.is_some()
    }
}

/// Which of a queue's two gates a call opens or closes (behaviour document, "Queue states").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueueCall {
    Stop,
    Drain,
    Purge,
    StopAndPurge,
}

impl QueueCall {
    fn name(self, synchronous: bool) -> &'static str {
        match (self, synchronous) {
            (Self::Stop, false) => "WdfIoQueueStop",
            (Self::Stop, true) => "WdfIoQueueStopSynchronously",
            (Self::Drain, false) => "WdfIoQueueDrain",
            (Self::Drain, true) => "WdfIoQueueDrainSynchronously",
            (Self::Purge, false) => "WdfIoQueuePurge",
            (Self::Purge, true) => "WdfIoQueuePurgeSynchronously",
            (Self::StopAndPurge, false) => "WdfIoQueueStopAndPurge",
            (Self::StopAndPurge, true) => "WdfIoQueueStopAndPurgeSynchronously",
        }
    }
}

impl State {
    /// `WdfIoQueueCreate`, after the pointers were checked.
    pub(crate) fn create_queue(
        &mut self,
        device_handle: Handle,
        raw: &WDF_IO_QUEUE_CONFIG,
        parallel_limit: u32,
        attributes: &Attributes,
    ) -> Result<Handle, NTSTATUS> {
        let driver = self.objects.get(&device_handle).map_or(0, |object| object.driver);
        let default = raw.DefaultQueue != 0;
        let Some(device) = self.device(device_handle) else {
            return Err(STATUS_INVALID_DEVICE_STATE);
        };
        if default && device.started {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        let (has_default, io_package) = (device.default_queue.is_some(), device.io_package);
        let (device_scope, device_passive) = (device.scope, device.passive);
        let (in_d0, filter) = (device.in_d0, false);
        let parent = if attributes.parent.is_null() { io_package } else { attributes.parent };
        if self.ancestor(parent, Kind::Device) != Some(device_handle) {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        let passive = match attributes.level_or_inherit() {
            LEVEL_INHERIT => device_passive,
            level => level == LEVEL_PASSIVE,
        };
        let scope = match attributes.scope_or_inherit() {
            SCOPE_INHERIT => device_scope,
            scope => scope,
        };
        if scope == SCOPE_DEVICE && passive != device_passive {
            return Err(STATUS_INVALID_PARAMETER);
        }
        let power_managed = match raw.PowerManaged {
            0 => false,
            1 => true,
            _ => !filter,
        };
        let config = Config {
            dispatch_type: raw.DispatchType,
            zero_length: raw.AllowZeroLengthRequests != 0,
            io_default: raw.EvtIoDefault,
            io_read: raw.EvtIoRead,
            io_write: raw.EvtIoWrite,
            io_device_control: raw.EvtIoDeviceControl,
            io_internal_control: raw.EvtIoInternalDeviceControl,
            io_stop: raw.EvtIoStop,
            io_resume: raw.EvtIoResume,
            io_canceled_on_queue: raw.EvtIoCanceledOnQueue,
            parallel_limit,
            passive,
            power_managed,
            default,
        };
        let known = Dispatch::WdfIoQueueDispatchSequential..=Dispatch::WdfIoQueueDispatchManual;
        if !known.contains(&raw.DispatchType) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        if !config.is_manual() && !config.has_handler() {
            return Err(STATUS_WDF_NO_CALLBACK);
        }
        let parallel = raw.DispatchType == Dispatch::WdfIoQueueDispatchParallel;
        if (config.is_manual() && config.has_handler()) || (!parallel && parallel_limit != 0) {
            return Err(STATUS_INVALID_PARAMETER);
        }
        if default && has_default {
            return Err(STATUS_UNSUCCESSFUL);
        }
        let queue = Queue {
            device: device_handle,
            config,
            lock: Lock::new(if passive { LockKind::Mutex } else { LockKind::Spin }),
            presentation_lock: None,
            queued: VecDeque::new(),
            owned: Vec::new(),
            canceled: VecDeque::new(),
            canceled_in_line: VecDeque::new(),
            dispatching: 0,
            accept: true,
            dispatch: true,
            power: if power_managed && !in_d0 { Power::Off } else { Power::On },
            cancel_dispatched: false,
            shut_down: false,
            notifying: false,
            stop_complete: None,
            empty_complete: None,
        };
        let handle = self.create(driver, Some(parent), attributes, Body::Queue(Box::new(queue)))?;
        if let Some(queue) = self.queue(handle) {
            queue.presentation_lock = match scope {
                SCOPE_QUEUE => Some(handle),
                SCOPE_DEVICE => Some(device_handle),
                _ => None,
            };
        }
        if let Some(device) = self.device(device_handle) {
            device.queues.push(handle);
            if default {
                device.default_queue = Some(handle);
            }
        }
        Ok(handle)
    }

    /// `WdfIoQueueGetState`: the state bits, and how many requests are queued and owned.
    pub(crate) fn queue_state(&mut self, handle: Handle) -> (i32, u32, u32) {
        let Some(queue) = self.queue(handle) else { return (0, 0, 0) };
        let bit = |set: bool, bit: i32| if set { bit } else { 0 };
        let bits = bit(queue.accept, Bits::WdfIoQueueAcceptRequests)
            | bit(queue.dispatch, Bits::WdfIoQueueDispatchRequests)
            | bit(queue.queued.is_empty(), Bits::WdfIoQueueNoRequests)
            | bit(queue.owned.is_empty(), Bits::WdfIoQueueDriverNoRequests)
            | bit(queue.power != Power::On, Bits::WdfIoQueuePnpHeld);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        (bits, count(queue.queued.len()), count(queue.owned.len()))
    }

    /// Whether a request may join a queue, and puts it there if so.
    pub(crate) fn forward(&mut self, request: Handle, to: Handle) -> Result<(), NTSTATUS> {
        let from = self.request(request).and_then(|request| request.queue);
        if from == Some(to) {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        if !self.queue(to).is_some_and(|queue| queue.accept) {
            return Err(STATUS_WDF_BUSY);
        }
        if let Some(queue) = from.and_then(|from| self.queue(from)) {
            queue.owned.retain(|owned| *owned != request);
        }
        if let Some(record) = self.request(request) {
            record.queue = Some(to);
            record.owned = false;
        }
        if let Some(queue) = self.queue(to) {
            queue.queued.push_back(request);
        }
        Ok(())
    }

    /// `WdfIoQueueRetrieveNextRequest`.
    pub(crate) fn retrieve_next(&mut self, handle: Handle) -> Result<Handle, NTSTATUS> {
        let queue = self.queue(handle).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        if queue.config.dispatch_type == Dispatch::WdfIoQueueDispatchParallel {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        if queue.power != Power::On || !queue.dispatch {
            return Err(STATUS_WDF_PAUSED);
        }
        let request = queue.queued.pop_front().ok_or(STATUS_NO_MORE_ENTRIES)?;
        queue.owned.push(request);
        if let Some(record) = self.request(request) {
            record.owned = true;
            record.presented = true;
        }
        Ok(request)
    }
}

impl Inner {
    /// `WdfIoQueueStart`.
    pub(crate) fn start_queue(self: &Arc<Self>, handle: Handle) {
        self.with(|state| {
            if let Some(queue) = state.queue(handle) {
                queue.accept = !queue.shut_down;
                queue.dispatch = true;
                queue.cancel_dispatched = false;
            }
        });
        self.dispatch_internal(handle);
    }

    /// `WdfIoQueueStop`, Drain, Purge, `StopAndPurge`, with the callback for when it is done.
    pub(crate) fn change_queue(
        self: &Arc<Self>,
        handle: Handle,
        call: QueueCall,
        complete: EVT_WDF_IO_QUEUE_STATE,
        context: WDFCONTEXT,
    ) {
        let name = call.name(false);
        let complete =
            complete.map(|_| StateCallback { callback: complete, context: context.addr() });
        if complete.is_some() {
            let busy = self.with(|state| {
                let Some(queue) = state.queue(handle) else { return false };
                let slot = match call {
                    QueueCall::Stop => &mut queue.stop_complete,
                    _ => &mut queue.empty_complete,
                };
                let busy = slot.is_some();
                if !busy {
                    *slot = complete;
                }
                busy
            });
            if busy {
                let object = self.with(|state| state.name(handle));
                let detail = "the callback of an earlier call is still to come".into();
                self.violation(Rule::ObjectMisused, object, name, detail);
                return;
            }
        }
        self.close_gates(handle, call);
    }

    fn close_gates(self: &Arc<Self>, handle: Handle, call: QueueCall) {
        let purge = matches!(call, QueueCall::Purge | QueueCall::StopAndPurge);
        let victims = self.with(|state| {
            let Some(queue) = state.queue(handle) else { return Vec::new() };
            match call {
                QueueCall::Stop | QueueCall::StopAndPurge => {
                    queue.accept = !queue.shut_down;
                    queue.dispatch = false;
                }
                QueueCall::Drain | QueueCall::Purge => queue.accept = false,
            }
            if !purge {
                return Vec::new();
            }
            queue.cancel_dispatched = true;
            queue.queued.iter().chain(&queue.owned).copied().collect()
        });
        for request in victims {
            self.purge_request(request);
        }
        self.dispatch_internal(handle);
    }

    /// The synchronous forms: they return when the queue has come to rest.
    pub(crate) fn change_queue_synchronously(self: &Arc<Self>, handle: Handle, call: QueueCall) {
        let ddi = call.name(true);
        if running::irql() > 0 {
            let object = self.with(|state| state.name(handle));
            let detail = format!("called at IRQL {}, needs PASSIVE_LEVEL", running::irql());
            self.violation(Rule::WrongIrql, object, ddi, detail);
            return;
        }
        self.close_gates(handle, call);
        let stop = matches!(call, QueueCall::Stop | QueueCall::StopAndPurge);
        let drained = move |state: &mut State| {
            state.queue(handle).is_none_or(|queue| {
                queue.owned.is_empty()
                    && queue.dispatching == 0
                    && (stop || queue.queued.is_empty())
            })
        };
        self.wait_for_requests(handle, ddi, drained);
        if call != QueueCall::Stop {
            self.with(|state| {
                if let Some(queue) = state.queue(handle) {
                    queue.cancel_dispatched = false;
                }
            });
        }
    }

    /// Waits for requests that the driver owns; reports the driver if it can never complete them.
    pub(crate) fn wait_for_requests(
        self: &Arc<Self>,
        handle: Handle,
        call: &str,
        ready: impl Fn(&mut State) -> bool,
    ) {
        if self.wait_until(ready) {
            return;
        }
        let held: Vec<String> = self.with(|state| {
            let held = state.queue(handle).map_or(Vec::new(), |queue| {
                queue.owned.iter().chain(&queue.queued).copied().collect()
            });
            held.into_iter().map(|request| state.name(request)).collect()
        });
        let object = self.with(|state| state.name(handle));
        let detail = format!("waits for ever: the driver never completes [{}]", held.join(", "));
        self.violation(Rule::RequestNeverCompleted, object, call, detail);
    }

    /// A queue's end: purged, and at rest.
    pub(crate) fn dispose_queue(self: &Arc<Self>, handle: Handle) {
        self.shut_down_queue(handle, "queue disposal");
    }

    /// Closes a queue for good, cancels what is in it, and waits until the driver owns nothing.
    pub(crate) fn shut_down_queue(self: &Arc<Self>, handle: Handle, call: &str) {
        self.with(|state| {
            if let Some(queue) = state.queue(handle) {
                queue.shut_down = true;
            }
        });
        self.close_gates(handle, QueueCall::Purge);
        self.stop_owned(
            handle,
            crate::abi::_WDF_REQUEST_STOP_ACTION_FLAGS::WdfRequestStopActionPurge,
        );
        let empty = move |state: &mut State| {
            state.queue(handle).is_none_or(|queue| {
                queue.owned.is_empty() && queue.queued.is_empty() && queue.dispatching == 0
            })
        };
        self.wait_for_requests(handle, call, empty);
    }
}

impl Inner {
    /// `WdfRequestForwardToIoQueue`.
    pub(crate) fn forward_request(
        self: &Arc<Self>,
        request: Handle,
        to: Handle,
    ) -> Result<(), NTSTATUS> {
        let from = self.with(|state| {
            let from = state.request(request).and_then(|request| request.queue);
            state.forward(request, to).map(|()| from)
        })?;
        self.dispatch_internal(to);
        if let Some(from) = from {
            self.dispatch_internal(from);
        }
        Ok(())
    }

    /// `WdfRequestRequeue`: back to the head of the manual queue from which it was taken.
    pub(crate) fn requeue_request(self: &Arc<Self>, request: Handle) -> Result<(), NTSTATUS> {
        self.with(|state| {
            let queue = state.request(request).filter(|r| r.owned).and_then(|r| r.queue);
            let queue = queue.ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
            let record = state.queue(queue).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
            if !record.config.is_manual() {
                return Err(STATUS_INVALID_DEVICE_REQUEST);
            }
            record.owned.retain(|owned| *owned != request);
            record.queued.push_front(request);
            if let Some(record) = state.request(request) {
                record.owned = false;
            }
            Ok(())
        })
    }
}
