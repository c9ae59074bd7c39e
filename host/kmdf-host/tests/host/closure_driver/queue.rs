//! The specification of a queue in a test.

use std::ptr::null_mut;
use std::sync::Arc;

use wdk_sys::_WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch;
use wdk_sys::{
    _WDF_EXECUTION_LEVEL as Level, _WDF_SYNCHRONIZATION_SCOPE as Scope, NTSTATUS,
    WDF_IO_QUEUE_CONFIG, WDFQUEUE,
};

use super::attributes::{Attributes, attributes, size_of_c};
use super::entry;
use super::handles::{Device, Queue, Request, created, ddi};
use super::state::{lock, state};

type QueueCall = Arc<dyn Fn(Queue, Request) + Send + Sync>;
type StopCall = Arc<dyn Fn(Queue, Request, u32) + Send + Sync>;

/// The configuration and the callbacks of a queue.
pub struct QueueSpec {
    config: WDF_IO_QUEUE_CONFIG,
    attributes: Attributes,
    pub default: Option<QueueCall>,
    pub read: Option<QueueCall>,
    pub write: Option<QueueCall>,
    pub control: Option<QueueCall>,
    pub resume: Option<QueueCall>,
    pub canceled_on_queue: Option<QueueCall>,
    pub stop: Option<StopCall>,
}

// SAFETY: the raw pointers of the configuration and the attributes are handles.
unsafe impl Send for QueueSpec {}
// SAFETY: nobody changes a configuration that threads share.
unsafe impl Sync for QueueSpec {}

fn spec(dispatch_type: i32) -> QueueSpec {
    let config = WDF_IO_QUEUE_CONFIG {
        Size: size_of_c::<WDF_IO_QUEUE_CONFIG>(),
        DispatchType: dispatch_type,
        PowerManaged: wdk_sys::_WDF_TRI_STATE::WdfUseDefault,
        ..Default::default()
    };
    QueueSpec {
        config,
        attributes: attributes().scope(Scope::WdfSynchronizationScopeNone),
        default: None,
        read: None,
        write: None,
        control: None,
        resume: None,
        canceled_on_queue: None,
        stop: None,
    }
}

/// A sequential queue of scope None.
pub fn sequential() -> QueueSpec {
    spec(Dispatch::WdfIoQueueDispatchSequential)
}

/// A parallel queue of scope None with a limit.
pub fn parallel(limit: u32) -> QueueSpec {
    let mut spec = spec(Dispatch::WdfIoQueueDispatchParallel);
    spec.config.Settings.Parallel.NumberOfPresentedRequests = limit;
    spec
}

/// A manual queue of scope None.
pub fn manual() -> QueueSpec {
    spec(Dispatch::WdfIoQueueDispatchManual)
}

macro_rules! handlers {
    ($($method:ident)*) => {
        $(
            pub fn $method(
                mut self,
                handler: impl Fn(Queue, Request) + Send + Sync + 'static,
            ) -> Self {
                self.$method = Some(Arc::new(handler));
                self
            }
        )*
    };
}

impl QueueSpec {
    handlers! { default read write control resume canceled_on_queue }

    pub fn stop(mut self, stop: impl Fn(Queue, Request, u32) + Send + Sync + 'static) -> Self {
        self.stop = Some(Arc::new(stop));
        self
    }

    pub fn for_everything(mut self) -> Self {
        self.config.DefaultQueue = 1;
        self
    }

    /// Makes the queue not power-managed.
    pub fn unmanaged(mut self) -> Self {
        self.config.PowerManaged = wdk_sys::_WDF_TRI_STATE::WdfFalse;
        self
    }

    pub fn zero_length(mut self) -> Self {
        self.config.AllowZeroLengthRequests = 1;
        self
    }

    pub fn scope(mut self, scope: i32) -> Self {
        self.attributes = self.attributes.scope(scope);
        self
    }

    /// Scope Queue.
    pub fn serialized(self) -> Self {
        self.scope(Scope::WdfSynchronizationScopeQueue)
    }

    pub fn passive(mut self) -> Self {
        self.attributes = self.attributes.level(Level::WdfExecutionLevelPassive);
        self
    }

    pub fn watched(mut self) -> Self {
        self.attributes = self.attributes.watched();
        self
    }

    /// WdfIoQueueCreate.
    pub fn try_create(mut self, device: Device) -> Result<Queue, NTSTATUS> {
        let config = &mut self.config;
        config.EvtIoDefault = self.default.as_ref().map(|_| entry::io_default as _);
        config.EvtIoRead = self.read.as_ref().map(|_| entry::io_read as _);
        config.EvtIoWrite = self.write.as_ref().map(|_| entry::io_write as _);
        config.EvtIoDeviceControl = self.control.as_ref().map(|_| entry::io_control as _);
        config.EvtIoStop = self.stop.as_ref().map(|_| entry::io_stop as _);
        config.EvtIoResume = self.resume.as_ref().map(|_| entry::io_resume as _);
        let canceled = self.canceled_on_queue.as_ref();
        config.EvtIoCanceledOnQueue = canceled.map(|_| entry::io_canceled_on_queue as _);
        let mut handle: WDFQUEUE = null_mut();
        let (config, attributes) = (&raw mut self.config, self.attributes.pointer());
        let status = ddi!(WdfIoQueueCreate, device.0, config, attributes, &raw mut handle);
        if status >= 0 {
            lock(&state().queues).insert(handle.addr(), Arc::new(self));
        }
        created(status, Queue(handle))
    }

    pub fn create(self, device: Device) -> Queue {
        self.try_create(device).expect("WdfIoQueueCreate succeeds")
    }
}
