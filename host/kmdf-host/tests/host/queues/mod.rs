//! I/O queues: delivery of requests, locks and IRQLs of callbacks, and the effects of start, stop,
//! drain and purge.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod creation;
mod delivery;
mod emptying;
mod forward_progress;
mod gates;
mod handoff;
mod locking;
mod retrieval;
mod routing;
mod visits;

use crate::closure_driver::{
    Bench, CANCELLED, Device, File, Queue, Request, SUCCESS, keep, kept, note, sequential,
};

/// Completes a request with success.
fn complete(request: Request) {
    request.complete(SUCCESS);
}

/// A machine with a started device, a side door, and the objects that `add` creates on the device.
fn with_side_door(add: impl Fn(Device) + Send + Sync + 'static) -> Bench {
    Bench::new(move |adding| {
        let device = adding.device();
        device.side_door();
        add(device);
    })
}

/// Keeps a request under a name and leaves it pending.
fn hold(name: &'static str) -> impl Fn(Queue, Request) + Send + Sync + Copy + 'static {
    move |_, request| keep(name, request)
}

/// A machine whose driver holds marked reads. Tests control the queue through the side door.
fn marking() -> Bench {
    with_side_door(|device| {
        let queue = sequential().read(|_, request| {
            keep("read", request);
            request.mark(|request| {
                note("cancel");
                request.complete(CANCELLED);
            });
        });
        keep("queue", queue.for_everything().create(device));
    })
}

/// A machine whose driver holds unmarked reads.
fn holding() -> Bench {
    with_side_door(|device| {
        keep("queue", sequential().read(hold("read")).for_everything().create(device));
    })
}

fn queue() -> Queue {
    kept("queue")
}

fn expect_state(bench: &Bench, file: &File, expected: (i32, u32, u32)) {
    bench.run(file, move || assert_eq!(queue().state(), expected));
}
