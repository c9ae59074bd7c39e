//! EvtRequestCancel in relation to other callbacks, power transitions and calls of the driver.

use super::{cancel, start_timer, with_timer};
use crate::closure_driver::{
    Bench, CANCELLED, NodeStatus, Request, SUCCESS, is_pending, keep, kept, note, notes,
    sequential, status, timer,
};

#[test]
fn cancel_on_a_stopped_queue_reaches_the_driver() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            request.mark(cancel);
            queue.stop(|_| note("stopped"));
        })
    });
    let read = bench.open().read(8);
    assert_eq!(notes(), [""; 0], "the stop waits for the request");
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(notes(), ["cancel", "stopped"]);
    bench.end_clean();
}

#[test]
fn cancel_while_the_device_sleeps_reaches_the_driver() {
    let bench = Bench::with_queue(|| {
        sequential()
            .read(|_, request| request.mark(cancel))
            .stop(|_, request, _| request.stop_acknowledge(false))
    });
    let read = bench.open().read(8);
    bench.node().suspend().expect("the driver keeps the request");
    assert_eq!(bench.node().status(), NodeStatus::Asleep);
    assert!(read.cancel());
    assert_eq!(status(&read), CANCELLED);
    bench.node().resume().expect("asleep");
    bench.end_clean();
}

#[test]
fn cancel_while_power_down_waits_for_the_request_ends_the_wait() {
    // The queue has no EvtIoStop, so only the cancel ends the wait for the read.
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        sequential().read(|_, request| request.mark(cancel)).for_everything().create(device);
        let writes = sequential().unmanaged().write(|_, request| keep("write", request));
        let writes = writes.create(device);
        assert_eq!(device.route(writes, wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeWrite), SUCCESS);
        let tick = |_| kept::<Request>("write").complete(SUCCESS);
        keep("timer", timer(writes.object()).create(tick));
    });
    bench.on_pnp("SelfManagedIoSuspend", |device| {
        start_timer();
        device.object().reference();
        device.object().dereference();
        SUCCESS
    });
    let file = bench.open();
    let (read, write) = (file.read(8), file.write(b"x"));
    let cancelled = read.clone();
    bench.before("WdfObjectReferenceActual", 1, move |_| {
        // The timer completes the write while the power-down waits for the read.
        assert_eq!(write.wait().expect("completed").status, SUCCESS);
        assert!(cancelled.cancel());
    });
    bench.node().suspend().expect("started");
    bench.check();
    assert_eq!(status(&read), CANCELLED);
    assert_eq!(bench.node().status(), NodeStatus::Asleep);
    bench.end_clean();
}

#[test]
fn cancel_during_evt_io_stop_runs_after_evt_io_stop_returns() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| request.mark(cancel)).stop(|_, request, flags| {
            assert_eq!(flags, 0x1000_0001, "the flags: suspend, and a marked request");
            request.set_information(0);
            note("stop returns");
        })
    });
    let read = bench.open().read(8);
    let application = read.clone();
    bench.before("WdfRequestSetInformation", 1, move |_| {
        assert!(application.cancel());
        assert!(is_pending(&application));
    });
    bench.node().suspend().expect("started");
    bench.check();
    assert_eq!(notes(), ["stop returns", "cancel"]);
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn cancel_before_an_unmark_in_a_dpc_of_scope_none_wins() {
    let queue = || {
        sequential().read(|_, request| {
            keep("read", request);
            // The callback leaves the completion to the timer, as drivers with their own lock do.
            // Otherwise the timer would use a stale handle.
            request.mark(|_| note("cancel"));
            start_timer();
        })
    };
    let bench = with_timer(queue, false, || {
        let request: Request = kept("read");
        assert_eq!(request.unmark(), CANCELLED);
        request.complete(CANCELLED);
    });
    let read = bench.open().read(8);
    let application = read.clone();
    bench.before("WdfRequestUnmarkCancelable", 1, move |_| assert!(application.cancel()));
    bench.advance_ms(1);
    bench.check();
    assert_eq!(notes(), ["cancel"]);
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}

#[test]
fn cancel_before_an_unmark_under_the_queue_lock_wins() {
    let bench = with_timer(
        || {
            sequential().serialized().read(|_, request| {
                keep("read", request);
                request.mark(cancel);
                start_timer();
            })
        },
        true,
        || {
            assert_eq!(kept::<Request>("read").unmark(), CANCELLED);
            note("tick returns");
        },
    );
    let read = bench.open().read(8);
    let application = read.clone();
    bench.before("WdfRequestUnmarkCancelable", 1, move |_| assert!(application.cancel()));
    bench.advance_ms(1);
    bench.check();
    assert_eq!(notes(), ["tick returns", "cancel"]);
    assert_eq!(status(&read), CANCELLED);
    bench.end_clean();
}
