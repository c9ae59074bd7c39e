//! I/O queues: their configuration, and their creation.

use super::attributes::Attributes;
use super::forward_progress::ForwardProgress;
use super::line::{Line, Power};
use super::lock::{Lock, LockKind};
use super::object::{Body, Kind};
use super::request::RequestKind;
use crate::abi::{
    _WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch, _WDF_IO_QUEUE_STATE as Bits,
    _WDF_TRI_STATE as TriState,
};
use crate::abi::{
    NTSTATUS, PFN_WDF_IO_QUEUE_IO_CANCELED_ON_QUEUE, PFN_WDF_IO_QUEUE_IO_DEFAULT,
    PFN_WDF_IO_QUEUE_IO_DEVICE_CONTROL, PFN_WDF_IO_QUEUE_IO_INTERNAL_DEVICE_CONTROL,
    PFN_WDF_IO_QUEUE_IO_READ, PFN_WDF_IO_QUEUE_IO_RESUME, PFN_WDF_IO_QUEUE_IO_STOP,
    PFN_WDF_IO_QUEUE_IO_WRITE, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_INVALID_PARAMETER, STATUS_UNSUCCESSFUL, STATUS_WDF_NO_CALLBACK, WDF_IO_QUEUE_CONFIG,
};
use crate::footprint::Part;
use crate::handle::Handle;
use crate::machine::State;

/// `WdfSynchronizationScope…` as the attributes give them.
pub(crate) const SCOPE_INHERIT: i32 = 1;
pub(crate) const SCOPE_DEVICE: i32 = 2;
pub(crate) const SCOPE_QUEUE: i32 = 3;
/// `WdfExecutionLevel…` as the attributes give them.
pub(crate) const LEVEL_INHERIT: i32 = 1;
pub(crate) const LEVEL_PASSIVE: i32 = 2;

/// A framework queue.
pub(crate) struct Queue {
    pub(crate) device: Handle,
    pub(crate) config: Config,
    /// The object whose callback lock the framework holds around callbacks, if any.
    pub(crate) presentation_lock: Option<Handle>,
    /// The lock that every queue owns; used around callbacks only in scope Queue.
    pub(crate) lock: Part<Lock>,
    pub(crate) line: Part<Line>,
    /// What the driver wants to be done when memory is short.
    pub(crate) forward_progress: Option<Box<ForwardProgress>>,
}

/// A queue's configuration, as the driver set it.
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

    /// Whether the queue takes requests of a kind. A manual queue takes all.
    pub(crate) fn takes(&self, kind: RequestKind) -> bool {
        self.is_manual() || self.io_default.is_some() || self.handles(kind)
    }

    /// Whether the queue has the handler of a kind of request.
    pub(super) fn handles(&self, kind: RequestKind) -> bool {
        match kind {
            RequestKind::Read => self.io_read.is_some(),
            RequestKind::Write => self.io_write.is_some(),
            RequestKind::DeviceControl(_) => self.io_device_control.is_some(),
            RequestKind::InternalControl(_) => self.io_internal_control.is_some(),
            RequestKind::Create => false,
        }
    }

    fn has_handler(&self) -> bool {
        self.io_default.is_some()
            || self.io_read.is_some()
            || self.io_write.is_some()
            || self.io_device_control.is_some()
            || self.io_internal_control.is_some()
    }
}

impl Queue {
    /// Whether a request that the driver retrieves could be the one that the dispatcher is about to
    /// deliver.
    pub(crate) fn races_retrieval(&self) -> bool {
        let sequential = self.config.dispatch_type == Dispatch::WdfIoQueueDispatchSequential;
        sequential && self.line.owned.is_empty()
    }
}

/// The result of `WdfIoQueueGetState`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct QueueState {
    /// The `WDF_IO_QUEUE_STATE`.
    pub(crate) bits: i32,
    /// The number of requests in the queue.
    pub(crate) queued: u32,
    /// The number of requests that the driver owns.
    pub(crate) owned: u32,
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
        let driver = self.objects.get(device_handle).map_or(0, |object| object.driver);
        let default = raw.DefaultQueue != 0;
        let Some(device) = self.device(device_handle) else {
            return Err(STATUS_INVALID_DEVICE_STATE);
        };
        if default && device.started {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        let (has_default, io_package) = (device.default_queue.is_some(), device.io_package);
        let (device_scope, device_passive) = (device.scope, device.passive);
        let (in_d0, is_filter) = (device.in_d0, device.is_filter);
        let has_power = device.node.is_some();
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
        // No queue of a control device is managed.
        let power_managed = has_power
            && match raw.PowerManaged {
                TriState::WdfFalse => false,
                TriState::WdfUseDefault => !is_filter,
                _ => true,
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
            lock: Part::new(Lock::new(if passive { LockKind::Mutex } else { LockKind::Spin })),
            presentation_lock: None,
            line: Part::new(Line::new(if power_managed && !in_d0 {
                Power::Off
            } else {
                Power::On
            })),
            forward_progress: None,
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

    /// `WdfIoQueueGetState`.
    pub(crate) fn queue_state(&mut self, handle: Handle) -> QueueState {
        let Some(queue) = self.queue(handle) else { return QueueState::default() };
        let bit = |set: bool, bit: i32| if set { bit } else { 0 };
        let bits = bit(queue.line.accept, Bits::WdfIoQueueAcceptRequests)
            | bit(queue.line.dispatch, Bits::WdfIoQueueDispatchRequests)
            | bit(queue.line.queued.is_empty(), Bits::WdfIoQueueNoRequests)
            | bit(queue.line.owned.is_empty(), Bits::WdfIoQueueDriverNoRequests)
            | bit(queue.line.power != Power::On, Bits::WdfIoQueuePnpHeld);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (queued, owned) = (count(queue.line.queued.len()), count(queue.line.owned.len()));
        QueueState { bits, queued, owned }
    }
}
