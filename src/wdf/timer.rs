//! A periodic timer of a queue.

use core::ptr;

use wdk_sys::{BOOLEAN, LONGLONG, ULONG, WDF_OBJECT_ATTRIBUTES, WDF_TIMER_CONFIG, WDFTIMER};

use super::{
    NtResult, NtStatus, Queue, context,
    handle::Handle,
    presentation::{Presentation, QueueContext, evt_timer},
    size_of_structure, wdf_call,
};

/// A timer that calls the callback `tick` of its queue at `DISPATCH_LEVEL`, period after period.
pub struct Timer {
    handle: Handle<WDFTIMER>,
    /// In milliseconds.
    period: ULONG,
}

/// Milliseconds in the kernel's unit of time, which is 100 ns.
const UNITS_PER_MILLISECOND: LONGLONG = 10_000;

impl Timer {
    /// Creates a timer with the queue as its parent. It is not started. `PASSIVE_LEVEL`.
    ///
    /// The parent also decides whether the timer can be serialized with the queue: one whose parent
    /// is the device would get the device's lock, which the callbacks of the queue do not hold.
    ///
    /// # Errors
    /// The status of `WdfTimerCreate`.
    pub fn create<T: QueueContext>(queue: &Queue<T>, period: ULONG) -> NtResult<Self> {
        let mut config = WDF_TIMER_CONFIG {
            Size: size_of_structure::<WDF_TIMER_CONFIG>(),
            EvtTimerFunc: Some(evt_timer::<T>),
            Period: period,
            AutomaticSerialization: BOOLEAN::from(T::Object::TIMER_SERIALIZED),
            ..Default::default()
        };
        let mut attributes =
            WDF_OBJECT_ATTRIBUTES { ParentObject: queue.raw().cast(), ..context::attributes() };
        let mut handle: WDFTIMER = ptr::null_mut();
        // SAFETY: the parent is live and the three pointers are valid for the call. The callback is
        // that of the queue's context, serialized as the context's kind wants it.
        let status = unsafe {
            wdf_call!(WdfTimerCreate, &raw mut config, &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        // SAFETY: the framework has just created the timer.
        Ok(Self { handle: unsafe { Handle::reference(handle) }, period })
    }

    /// Starts the timer: the first tick comes one period from now. `DISPATCH_LEVEL` at most.
    pub fn start(&self) {
        // A due time below zero counts from now.
        let due_time = -LONGLONG::from(self.period) * UNITS_PER_MILLISECOND;
        // SAFETY: the handle keeps its timer.
        let _was_running = unsafe { wdf_call!(WdfTimerStart, self.handle.raw(), due_time) };
    }

    /// Stops the timer, and waits for a tick that is running. `PASSIVE_LEVEL`, and not from a
    /// callback of the queue.
    pub fn stop_and_wait(&self) {
        let wait = BOOLEAN::from(true);
        // SAFETY: the handle keeps its timer.
        let _was_running = unsafe { wdf_call!(WdfTimerStop, self.handle.raw(), wait) };
    }
}
