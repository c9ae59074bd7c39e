//! The callbacks of a queue, and how the framework's calls become calls of theirs.

use core::ptr::NonNull;

use wdk_sys::{
    _WDF_SYNCHRONIZATION_SCOPE, WDF_SYNCHRONIZATION_SCOPE, WDFQUEUE, WDFREQUEST, WDFTIMER,
};

use super::{Cancellation, Context, Request, context, wdf_call};

/// The callbacks of a queue with `WdfSynchronizationScopeQueue`: one at a time, at
/// `DISPATCH_LEVEL`, under the queue's lock.
pub trait SerializedQueue: Context<Object = Serialized> {
    /// `EvtIoRead`: a read of `length` bytes.
    fn read(&mut self, request: Request, length: usize);
    /// `EvtIoWrite`: a write of `length` bytes.
    fn write(&mut self, request: Request, length: usize);
    /// `EvtTimerFunc` of the queue's timer.
    fn tick(&mut self);
    /// `EvtRequestCancel`: a request that is held was cancelled.
    fn canceled(&mut self, cancellation: Cancellation);
}

/// The callbacks of a queue with `WdfSynchronizationScopeNone`: any of them at any time, at
/// `DISPATCH_LEVEL` or below, under no lock.
pub trait ConcurrentQueue: Context<Object = Concurrent> + Sync {
    /// `EvtIoRead`: a read of `length` bytes.
    fn read(&self, request: Request, length: usize);
    /// `EvtIoWrite`: a write of `length` bytes.
    fn write(&self, request: Request, length: usize);
    /// `EvtTimerFunc` of the queue's timer.
    fn tick(&self);
    /// `EvtRequestCancel`: a request that is held was cancelled.
    fn canceled(&self, cancellation: Cancellation);
}

/// The object of a context that implements [`SerializedQueue`].
pub enum Serialized {}

/// The object of a context that implements [`ConcurrentQueue`].
pub enum Concurrent {}

/// A context of a queue, of either kind.
pub trait QueueContext: Context<Object: Presentation<Self>> {}

impl<T: Context<Object: Presentation<T>>> QueueContext for T {}

/// What a kind of queue asks of the framework, and with what right its callbacks reach their
/// context: the callbacks below are the framework's side of the traits above.
///
/// # Safety of the functions
/// `context` is the filled context of a queue, that queue has the synchronization scope `SCOPE`, and
/// the framework is calling the callback of that name, on the queue or on a timer of its that has
/// the automatic serialization `TIMER_SERIALIZED`.
pub trait Presentation<T> {
    const SCOPE: WDF_SYNCHRONIZATION_SCOPE;
    const TIMER_SERIALIZED: bool;

    unsafe fn read(context: NonNull<T>, request: Request, length: usize);
    unsafe fn write(context: NonNull<T>, request: Request, length: usize);
    unsafe fn tick(context: NonNull<T>);
    unsafe fn canceled(context: NonNull<T>, cancellation: Cancellation);
}

/// The framework holds the queue's lock, and none of its functions that a callback may call runs
/// another callback of the queue before it returns. So a callback has its context to itself.
impl<T: SerializedQueue> Presentation<T> for Serialized {
    const SCOPE: WDF_SYNCHRONIZATION_SCOPE =
        _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeQueue;
    const TIMER_SERIALIZED: bool = true;

    unsafe fn read(mut context: NonNull<T>, request: Request, length: usize) {
        // SAFETY: exclusive, see above.
        unsafe { context.as_mut() }.read(request, length);
    }

    unsafe fn write(mut context: NonNull<T>, request: Request, length: usize) {
        // SAFETY: exclusive, see above.
        unsafe { context.as_mut() }.write(request, length);
    }

    unsafe fn tick(mut context: NonNull<T>) {
        // SAFETY: exclusive, see above.
        unsafe { context.as_mut() }.tick();
    }

    unsafe fn canceled(mut context: NonNull<T>, cancellation: Cancellation) {
        // SAFETY: exclusive, see above.
        unsafe { context.as_mut() }.canceled(cancellation);
    }
}

/// Nothing is promised, and so the context is shared.
impl<T: ConcurrentQueue> Presentation<T> for Concurrent {
    const SCOPE: WDF_SYNCHRONIZATION_SCOPE =
        _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeNone;
    const TIMER_SERIALIZED: bool = false;

    unsafe fn read(context: NonNull<T>, request: Request, length: usize) {
        // SAFETY: filled, and only ever shared.
        unsafe { context.as_ref() }.read(request, length);
    }

    unsafe fn write(context: NonNull<T>, request: Request, length: usize) {
        // SAFETY: filled, and only ever shared.
        unsafe { context.as_ref() }.write(request, length);
    }

    unsafe fn tick(context: NonNull<T>) {
        // SAFETY: filled, and only ever shared.
        unsafe { context.as_ref() }.tick();
    }

    unsafe fn canceled(context: NonNull<T>, cancellation: Cancellation) {
        // SAFETY: filled, and only ever shared.
        unsafe { context.as_ref() }.canceled(cancellation);
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
    // SAFETY: the framework passes a live queue.
    if let Some(context) = unsafe { context::get::<T>(queue.cast()) } {
        // SAFETY: a queue with this context was created with the scope of its kind.
        unsafe { T::Object::read(context, request, length) };
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
    // SAFETY: the framework passes a live queue.
    if let Some(context) = unsafe { context::get::<T>(queue.cast()) } {
        // SAFETY: a queue with this context was created with the scope of its kind.
        unsafe { T::Object::write(context, request, length) };
    }
}

/// `EvtTimerFunc`
pub(super) unsafe extern "C" fn evt_timer<T: QueueContext>(timer: WDFTIMER) {
    // SAFETY: the framework passes a live timer.
    let queue = unsafe { wdf_call!(WdfTimerGetParentObject, timer) };
    // SAFETY: the framework disposes of a timer before its parent goes, so that is live.
    if let Some(context) = unsafe { context::get::<T>(queue) } {
        // SAFETY: the timer was created for a queue with this context, and with its serialization.
        unsafe { T::Object::tick(context) };
    }
}

/// `EvtRequestCancel`
pub(super) unsafe extern "C" fn evt_request_cancel<T: QueueContext>(request: WDFREQUEST) {
    // SAFETY: the framework passes a live request.
    let queue = unsafe { wdf_call!(WdfRequestGetIoQueue, request) };
    // SAFETY: a queue lives as long as a request that it has presented.
    if let Some(context) = unsafe { context::get::<T>(queue.cast()) } {
        // SAFETY: this is the request's `EvtRequestCancel`.
        let cancellation = unsafe { Cancellation::new(request) };
        // SAFETY: a queue with this context was created with the scope of its kind.
        unsafe { T::Object::canceled(context, cancellation) };
    }
}
