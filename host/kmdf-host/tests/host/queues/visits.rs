//! Visits to the dispatcher: which calls run it although another callback is active.

use super::{complete, holding, queue};
use crate::closure_driver::{
    Bench, SUCCESS, count, is_pending, keep, kept, note, notes, sequential, status,
};

#[test]
fn start_inside_a_callback_delivers_the_next_request_at_once() {
    let bench = Bench::with_queue(|| {
        sequential().read(|queue, request| {
            note("read");
            if count("reads") == 1 {
                queue.stop(|_| {});
                complete(request);
                queue.start();
                note("first returns");
            } else {
                complete(request);
            }
        })
    });
    let file = bench.open();
    bench.before("WdfRequestComplete", 1, {
        let file = file.clone();
        move |_| _ = file.read(2)
    });
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["read", "read", "first returns"]);
    bench.end_clean();
}

#[test]
fn stop_and_purge_ends_although_new_requests_are_queued() {
    let bench = holding();
    let file = bench.open();
    let owned = file.read(1);
    bench.run(&file, || queue().stop_and_purge(|_| note("done")));
    let later = file.read(2);
    assert_eq!(notes(), [""; 0]);
    bench.run(&file, || complete(kept("read")));
    assert_eq!((status(&owned), is_pending(&later)), (SUCCESS, true));
    assert_eq!(notes(), ["done"]);
    bench.run(&file, || queue().start());
    bench.run(&file, || complete(kept("read")));
    bench.end_clean();
}

#[test]
fn io_stop_comes_after_the_running_callback_has_returned() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| {
            keep("read", request);
            request.set_information(0);
            note("read returns");
        });
        queue.stop(|_, request, _| {
            note("stop");
            complete(request);
        })
    });
    let (node, file) = (bench.node(), bench.open());
    bench.before("WdfRequestSetInformation", 1, move |_| node.suspend().expect("suspended"));
    assert_eq!(status(&file.read(1)), SUCCESS);
    assert_eq!(notes(), ["read returns", "stop"]);
    bench.end_clean();
}
