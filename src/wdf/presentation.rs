//! The callbacks of a queue, and the way from the framework's call to the method of a context.
//!
//! A write takes this way. A read and a cancellation take the same; a tick finds the context through
//! that of the timer ([`Ticks`]).
//!
//! ```text
//! framework          calls EvtIoWrite(queue, request, length), a pointer in WDF_IO_QUEUE_CONFIG
//! evt_io_write::<T>  makes the handle a Request; T is the context: AutoSync or DriverSync
//! context::get::<T>  finds the T in the queue's context memory
//! T::Object::lend    turns the pointer into &mut T (Serialized) or &T (Concurrent)
//! T::write           runs: write(&mut self, …) of AutoSync or write(&self, …) of DriverSync
//! ```

use core::ptr::NonNull;

use wdk_sys::{
    _WDF_SYNCHRONIZATION_SCOPE, WDF_SYNCHRONIZATION_SCOPE, WDFOBJECT, WDFQUEUE, WDFREQUEST,
    WDFTIMER,
};

use super::{
    CanceledRequest, Cancellation, Context, ContextType, NtResult, NtStatus, Queue, Request,
    context, wdf_call,
};

/// The callbacks of a queue with `WdfSynchronizationScopeQueue`. The framework calls one at a time,
/// at `DISPATCH_LEVEL`, and holds the queue's lock meanwhile.
pub trait SerializedQueue: Context<Object = Serialized> {
    /// `EvtIoRead`: a read of `length` bytes arrives.
    fn read(&mut self, request: Request, length: usize);
    /// `EvtIoWrite`: a write of `length` bytes arrives.
    fn write(&mut self, request: Request, length: usize);
    /// `EvtTimerFunc` of the queue's timer: a period has passed.
    fn tick(&mut self);
    /// `EvtRequestCancel`: the request that the driver holds was cancelled. Returns the request,
    /// which is then completed with `STATUS_CANCELLED`.
    fn cancel(&mut self, cancellation: Cancellation) -> CanceledRequest;
}

/// The callbacks of a queue with `WdfSynchronizationScopeNone`. The framework calls any of them at
/// any time, at `DISPATCH_LEVEL` or below, and holds no lock.
pub trait ConcurrentQueue: Context<Object = Concurrent> + Sync {
    /// `EvtIoRead`: a read of `length` bytes arrives.
    fn read(&self, request: Request, length: usize);
    /// `EvtIoWrite`: a write of `length` bytes arrives.
    fn write(&self, request: Request, length: usize);
    /// `EvtTimerFunc` of the queue's timer: a period has passed.
    fn tick(&self);
    /// `EvtRequestCancel`: the request that the driver holds was cancelled. Returns the request,
    /// which is then completed with `STATUS_CANCELLED`.
    fn cancel(&self, cancellation: Cancellation) -> CanceledRequest;
}

/// The kind of queue whose context implements [`SerializedQueue`].
pub enum Serialized {}

/// The kind of queue whose context implements [`ConcurrentQueue`].
pub enum Concurrent {}

/// A context of a queue, of either kind. [`queue_context!`](super::queue_context) implements this trait.
pub trait QueueContext: Context<Object: QueueKind<Self>> {
    /// The type of the context of the queue's timer.
    fn ticks_type() -> &'static ContextType<Ticks<Self>>;
}

/// Makes a type a [`Context`] of a kind of queue, and gives the queue's timer its own context type:
/// `queue_context!(MyQueue of Serialized)`.
macro_rules! queue_context {
    ($context:ident of $kind:ty) => {
        $crate::wdf::context!($context of $kind);

        impl $crate::wdf::QueueContext for $context {
            fn ticks_type() -> &'static $crate::wdf::ContextType<$crate::wdf::Ticks<Self>> {
                $crate::wdf::context_type!(
                    $crate::wdf::Ticks<$context>,
                    concat!(stringify!($context), "Ticks")
                )
            }
        }
    };
}
pub(crate) use queue_context;

/// The context of a queue's timer: the queue's filled context. A tick finds it by one call to the
/// framework; the way over the timer's parent takes two.
pub struct Ticks<T>(NonNull<T>);

// SAFETY: the queue's context may be used on any thread, as the kind of queue allows.
unsafe impl<T: Send> Send for Ticks<T> {}

impl<T: QueueContext> Context for Ticks<T> {
    type Object = super::Timer;

    fn context_type() -> &'static ContextType<Self> {
        T::ticks_type()
    }
}

impl<T: QueueContext> Ticks<T> {
    /// The ticks of a queue's timer.
    ///
    /// # Errors
    /// `STATUS_INVALID_DEVICE_STATE` if the queue's context is not filled yet.
    pub(super) fn of(queue: &Queue<T>) -> NtResult<Self> {
        // SAFETY: the queue is live and was created with this context.
        let context = unsafe { context::get::<T>(queue.raw().cast()) };
        context.map(Self).ok_or(NtStatus::INVALID_DEVICE_STATE)
    }
}

/// A kind of queue: the synchronization that the driver asks the framework for, and the access to
/// the context `T` that this synchronization allows.
pub trait QueueKind<T: 'static> {
    /// The queue's `SynchronizationScope`.
    const SCOPE: WDF_SYNCHRONIZATION_SCOPE;
    /// The timer's `AutomaticSerialization`: whether ticks run under the queue's lock, too.
    const TIMER_SERIALIZED: bool;
    /// The context during one callback: `&mut T` or `&T`.
    type Lent<'a>;

    /// Lends the context to one callback.
    ///
    /// # Safety
    /// `context` is the filled context of a queue with the scope `SCOPE`. The framework is calling a
    /// callback of this queue, or of the queue's timer with the serialization `TIMER_SERIALIZED`,
    /// and the loan ends before the callback returns.
    unsafe fn lend<'a>(context: NonNull<T>) -> Self::Lent<'a>;

    fn read(context: Self::Lent<'_>, request: Request, length: usize);
    fn write(context: Self::Lent<'_>, request: Request, length: usize);
    fn tick(context: Self::Lent<'_>);
    fn cancel(context: Self::Lent<'_>, cancellation: Cancellation) -> CanceledRequest;
}

impl<T: SerializedQueue> QueueKind<T> for Serialized {
    const SCOPE: WDF_SYNCHRONIZATION_SCOPE =
        _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeQueue;
    const TIMER_SERIALIZED: bool = true;
    type Lent<'a> = &'a mut T;

    unsafe fn lend<'a>(mut context: NonNull<T>) -> &'a mut T {
        // SAFETY: the framework holds the queue's lock around the callback, and no function that a
        // callback may call runs another callback of the queue before it returns. The callback has
        // the context to itself.
        unsafe { context.as_mut() }
    }

    fn read(context: &mut T, request: Request, length: usize) {
        context.read(request, length);
    }

    fn write(context: &mut T, request: Request, length: usize) {
        context.write(request, length);
    }

    fn tick(context: &mut T) {
        context.tick();
    }

    fn cancel(context: &mut T, cancellation: Cancellation) -> CanceledRequest {
        context.cancel(cancellation)
    }
}

impl<T: ConcurrentQueue> QueueKind<T> for Concurrent {
    const SCOPE: WDF_SYNCHRONIZATION_SCOPE =
        _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeNone;
    const TIMER_SERIALIZED: bool = false;
    type Lent<'a> = &'a T;

    unsafe fn lend<'a>(context: NonNull<T>) -> &'a T {
        // SAFETY: the context is filled, and every callback of this kind of queue only shares it.
        unsafe { context.as_ref() }
    }

    fn read(context: &T, request: Request, length: usize) {
        context.read(request, length);
    }

    fn write(context: &T, request: Request, length: usize) {
        context.write(request, length);
    }

    fn tick(context: &T) {
        context.tick();
    }

    fn cancel(context: &T, cancellation: Cancellation) -> CanceledRequest {
        context.cancel(cancellation)
    }
}

/// `EvtIoRead`
pub(super) unsafe extern "C" fn evt_io_read<T: QueueContext>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    // SAFETY: the framework delivers the request here, once. Without a context it is dropped.
    let request = unsafe { Request::new(request) };
    // SAFETY: the framework is calling this callback of the queue.
    if let Some(context) = unsafe { lend::<T>(queue.cast()) } {
        T::Object::read(context, request, length);
    }
}

/// `EvtIoWrite`
pub(super) unsafe extern "C" fn evt_io_write<T: QueueContext>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    // SAFETY: the framework delivers the request here, once. Without a context it is dropped.
    let request = unsafe { Request::new(request) };
    // SAFETY: the framework is calling this callback of the queue.
    if let Some(context) = unsafe { lend::<T>(queue.cast()) } {
        T::Object::write(context, request, length);
    }
}

/// `EvtTimerFunc`
pub(super) unsafe extern "C" fn evt_timer<T: QueueContext>(timer: WDFTIMER) {
    // SAFETY: the framework passes a live timer, which `Timer::create` gave this context.
    let Some(ticks) = (unsafe { context::get::<Ticks<T>>(timer.cast()) }) else { return };
    // SAFETY: the timer's context is filled, and nothing changes it.
    let Ticks(context) = *unsafe { ticks.as_ref() };
    // SAFETY: the framework is calling this callback of the timer. The timer is a child of the queue,
    // so the queue and its filled context are still there.
    T::Object::tick(unsafe { T::Object::lend(context) });
}

/// `EvtRequestCancel`
pub(super) unsafe extern "C" fn evt_request_cancel<T: QueueContext>(request: WDFREQUEST) {
    // SAFETY: the framework passes a live request.
    let queue = unsafe { wdf_call!(WdfRequestGetIoQueue, request) };
    // A request without a queue is none that the driver holds.
    if queue.is_null() {
        return;
    }
    // SAFETY: the framework is calling this callback of the request, and keeps the request's queue.
    if let Some(context) = unsafe { lend::<T>(queue.cast()) } {
        // SAFETY: the framework has passed the request to its `EvtRequestCancel`.
        let cancellation = unsafe { Cancellation::new(request) };
        T::Object::cancel(context, cancellation).complete();
    }
}

/// Lends a queue's context to one callback. `None` if the queue has no context yet.
///
/// # Safety
/// `queue` is live and was created with the context `T`. The framework is calling a callback that was registered for a queue with the
/// context `T`, and the loan ends before the callback returns.
#[inline(always)]
unsafe fn lend<'a, T: QueueContext>(
    queue: WDFOBJECT,
) -> Option<<T::Object as QueueKind<T>>::Lent<'a>> {
    // SAFETY: the caller's queue is live and has this context.
    let context = unsafe { context::get::<T>(queue) }?;
    // SAFETY: `Queue` and `Timer` create every queue with the context `T`, and the queue's timer,
    // with the scope and the serialization of the kind `T::Object`.
    Some(unsafe { T::Object::lend(context) })
}
