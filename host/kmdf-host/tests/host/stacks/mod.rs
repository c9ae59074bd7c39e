//! Several drivers in one device's stack.

mod explored;
mod filters;
mod made;
mod offsets;
mod order;
mod own;
mod remote;
mod sends;
mod targets;

use crate::closure_driver::{
    Adding, Bench, Machine, QueueSpec, Request, SUCCESS, Target, attributes, count,
    inf_with_filter, keep, kept, parallel,
};

/// A machine with a device of two drivers: `lower` adds the device of the lower one, which is D1, and
/// `upper` that of the upper one, D2.
fn stacked(
    value: &str,
    lower: impl Fn(Adding) + Send + Sync + 'static,
    upper: impl Fn(Adding) + Send + Sync + 'static,
) -> Bench {
    let bench = Bench::from_inf(Machine::new(), &inf_with_filter(value), move |adding| {
        if count("add") == 1 {
            lower(adding);
        } else {
            upper(adding);
        }
        SUCCESS
    });
    bench.device();
    bench
}

/// A function driver below, and a filter above it.
fn filtered(
    function: impl Fn(Adding) + Send + Sync + 'static,
    filter: impl Fn(Adding) + Send + Sync + 'static,
) -> Bench {
    stacked("UpperFilters", function, move |adding| {
        adding.filter();
        filter(adding);
    })
}

/// A function driver that completes reads of up to 9 bytes with their length and `A`s, keeps longer
/// ones as `held`, until they are cancelled; those of 20 bytes and more cannot be cancelled. Writes are
/// completed with their length. A control code returns the double of the input's first byte.
fn function(adding: Adding) {
    let device = adding.device();
    let queue = parallel(u32::MAX)
        .read(|_, request| {
            let (buffer, length) = request.buffer(true, 1).expect("a buffer");
            // SAFETY: the buffer has this length.
            unsafe { buffer.write_bytes(b'A', length) };
            if length < 10 {
                return request.complete_with(SUCCESS, length as u64);
            }
            keep("held", request);
            if length < 20 {
                request.mark_ex(|request| request.complete(crate::closure_driver::CANCELLED));
            }
        })
        .write(|_, request| {
            let (_, length) = request.buffer(false, 1).expect("a buffer");
            request.complete_with(SUCCESS, length as u64);
        })
        .control(|_, request| {
            let (input, _) = request.buffer(false, 1).expect("an input");
            let (output, _) = request.buffer(true, 1).expect("an output");
            // SAFETY: the buffer has at least one byte.
            let byte = unsafe { input.read() };
            // SAFETY: the output has at least one byte, too.
            unsafe { output.write(byte * 2) };
            request.complete_with(SUCCESS, 1);
        });
    queue.for_everything().create(device);
}

/// The default target of the filter.
fn target() -> Target {
    kept("target")
}

/// A filter whose queue has the handlers of `queue`, with a side door.
fn filter(adding: Adding, queue: QueueSpec) {
    let device = adding.try_device(attributes()).expect("WdfDeviceCreate succeeds");
    keep("target", device.target());
    device.side_door();
    queue.for_everything().create(device);
}

/// A function driver below a filter that does `read` with each read.
fn reading(read: impl Fn(Request) + Clone + Send + Sync + 'static) -> Bench {
    filtered(function, move |adding| {
        let read = read.clone();
        filter(adding, parallel(u32::MAX).read(move |_, request| read(request)));
    })
}

/// Sends a request down as it is; completes the request with what comes back.
fn send_on(request: Request) {
    let sent = request.format_current().on_return(|returned| {
        returned.request.complete_with(returned.status, returned.information);
    });
    if !sent.send(target()) {
        sent.complete(sent.sent_status());
    }
}
