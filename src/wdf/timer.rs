//! A periodic timer of a queue.

use core::ptr;

use wdk_sys::{BOOLEAN, LONGLONG, ULONG, WDF_OBJECT_ATTRIBUTES, WDF_TIMER_CONFIG, WDFTIMER};

use super::{
    NtResult, NtStatus, Queue, context,
    handle::Handle,
    presentation::{QueueContext, QueueKind, Ticks, evt_timer},
    size_of_structure, wdf_call,
};

/// A periodic timer that calls `tick` of its queue's context at `DISPATCH_LEVEL`.
pub struct Timer {
    handle: Handle<WDFTIMER>,
    /// In milliseconds.
    period: ULONG,
}

/// The shortest period that the system clock serves, in milliseconds: Windows looks for expired timers
/// every 15.6 ms.
const CLOCK_MILLISECONDS: ULONG = 16;

/// The kernel's time units of 100 ns in a millisecond.
const UNITS_PER_MILLISECOND: LONGLONG = 10_000;

impl Timer {
    /// Creates a timer as a child of the queue, without starting it. `PASSIVE_LEVEL`.
    ///
    /// Automatic serialization takes the lock of the parent. A child of the device would get the
    /// device's lock, which the queue's callbacks do not hold.
    ///
    /// A period below 16 ms makes a timer of high resolution (`UseHighResolutionTimer`), which keeps
    /// the period but has the system's clock interrupt more often, and costs power, while it runs.
    ///
    /// # Errors
    /// The status of `WdfTimerCreate`; `STATUS_INVALID_DEVICE_STATE` if the queue's context is not filled
    /// yet.
    pub fn create<T: QueueContext>(queue: &Queue<T>, period: ULONG) -> NtResult<Self> {
        let mut config = WDF_TIMER_CONFIG {
            Size: size_of_structure::<WDF_TIMER_CONFIG>(),
            EvtTimerFunc: Some(evt_timer::<T>),
            Period: period,
            AutomaticSerialization: BOOLEAN::from(T::Object::TIMER_SERIALIZED),
            UseHighResolutionTimer: BOOLEAN::from(period < CLOCK_MILLISECONDS),
            ..Default::default()
        };
        let ticks = Ticks::of(queue)?;
        let mut attributes = WDF_OBJECT_ATTRIBUTES {
            ParentObject: queue.raw().cast(),
            ..context::attributes_with::<Ticks<T>>()
        };
        let mut handle: WDFTIMER = ptr::null_mut();
        // SAFETY: the parent is live, and the three pointers are valid for the call. The callback is
        // for the queue's context, with the serialization of the context's kind of queue.
        let status = unsafe {
            wdf_call!(WdfTimerCreate, &raw mut config, &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        // SAFETY: the timer is live and has this context, which is filled only here.
        unsafe { context::fill(handle.cast(), ticks) };
        // SAFETY: the framework has just created the timer.
        Ok(Self { handle: unsafe { Handle::reference(handle) }, period })
    }

    /// Starts the timer: the first tick comes one period from now. `DISPATCH_LEVEL` at most.
    pub fn start(&self) {
        // A negative due time is relative to the current time.
        let due_time = -LONGLONG::from(self.period) * UNITS_PER_MILLISECOND;
        // SAFETY: the handle keeps the timer object.
        let _was_running = unsafe { wdf_call!(WdfTimerStart, self.handle.raw(), due_time) };
    }

    /// Stops the timer, and waits until a running tick has returned. `PASSIVE_LEVEL`, and not from a
    /// callback of the queue.
    pub fn stop_and_wait(&self) {
        let wait = BOOLEAN::from(true);
        // SAFETY: the handle keeps the timer object.
        let _was_running = unsafe { wdf_call!(WdfTimerStop, self.handle.raw(), wait) };
    }
}
