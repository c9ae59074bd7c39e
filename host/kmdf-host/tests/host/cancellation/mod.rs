//! Cancellation: marks in every state, where and when EvtRequestCancel runs, and the requests that
//! a closed handle or an ended process cancels.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod applications;
mod delivery;
mod marks;
mod moments;
mod unmarks;

use crate::closure_driver::{
    Bench, CANCELLED, QueueSpec, Request, Timer, attributes, keep, kept, note, sequential, timer,
};

/// The usual EvtRequestCancel: completes the request with STATUS_CANCELLED.
fn cancel(request: Request) {
    note("cancel");
    request.complete(CANCELLED);
}

/// A machine with a default queue, and an unserialized timer below the queue. Tests start the
/// timer.
fn with_timer(
    queue: impl Fn() -> QueueSpec + Send + Sync + 'static,
    serialized: bool,
    tick: impl Fn() + Send + Sync + Copy + 'static,
) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device_with(attributes());
        let queue = queue().for_everything().create(device);
        keep("queue", queue);
        let spec = timer(queue.object());
        let spec = if serialized { spec } else { spec.unserialized() };
        keep("timer", spec.create(move |_| tick()));
    })
}

/// Starts the timer of [`with_timer`], which fires after a millisecond.
fn start_timer() {
    kept::<Timer>("timer").start(-10_000);
}

/// A machine whose driver does `work` with each read.
fn reading(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::with_queue(move || sequential().read(move |_, request| work(request)))
}
