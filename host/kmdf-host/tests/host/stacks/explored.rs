//! Every order of a send, its completion below, its cancellation and its timeout.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use kmdf_host::explore::{Explorer, Stage, Strategy};

use super::{send_on, target};
use crate::closure_driver::{
    Adding, Bench, CANCELLED, Options, Request, SUCCESS, SpinLock, attributes, count,
    inf_with_filter, keep, kept, parallel, timer,
};

const IO_TIMEOUT: i32 = 0xC000_00B5_u32.cast_signed();

/// A function driver that keeps a read until its timer ticks or the read is cancelled.
fn function(adding: Adding) {
    let device = adding.device();
    let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
    // Whether the driver still holds the request; the lock guards this flag.
    let held = Arc::new(AtomicBool::new(true));
    let in_cancel = Arc::clone(&held);
    let queue = parallel(u32::MAX).read(move |_, request| {
        keep("request", request);
        let held = Arc::clone(&in_cancel);
        let marked = request.mark_ex(move |request| {
            lock.acquire();
            held.store(false, Relaxed);
            lock.release();
            request.complete(CANCELLED);
        });
        if marked != SUCCESS {
            in_cancel.store(false, Relaxed);
            request.complete(CANCELLED);
        }
    });
    queue.for_everything().create(device);
    let ticks = timer(device.object()).unserialized().create(move |_| {
        lock.acquire();
        let unmarked = held.load(Relaxed).then(|| kept::<Request>("request").unmark());
        let taken = unmarked == Some(SUCCESS);
        held.fetch_and(!taken, Relaxed);
        lock.release();
        if taken {
            kept::<Request>("request").complete(SUCCESS);
        }
    });
    ticks.start(-10_000);
}

/// Explores a read that a filter handles by `send`, and that the application cancels if `cancels`.
/// Returns the statuses that the application gets.
fn statuses(
    send: impl Fn(Request) + Clone + Send + Sync + 'static,
    cancels: bool,
) -> BTreeSet<i32> {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let found = Rc::clone(&seen);
    let situation = move |stage: &mut Stage| {
        let send = send.clone();
        let inf = inf_with_filter("UpperFilters");
        let bench = Bench::from_inf(stage.machine(), &inf, move |adding| {
            if count("add") == 1 {
                function(adding);
                return SUCCESS;
            }
            adding.filter();
            let device = adding.try_device(attributes()).expect("WdfDeviceCreate succeeds");
            keep("target", device.target());
            let send = send.clone();
            let queue = parallel(u32::MAX).read(move |_, request| send(request));
            queue.for_everything().create(device);
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        let read = file.read(8);
        if cancels {
            let cancelled = read.clone();
            stage.thread("cancel", move |_| _ = cancelled.cancel());
        }
        stage.allow_ticks(2);
        let found = Rc::clone(&found);
        stage.at_end(move |_| {
            let result = read.wait().map_err(|error| error.to_string())?;
            bench.check();
            found.borrow_mut().insert(result.status);
            Ok(())
        });
    };
    let report = Explorer::new(Strategy::exhaustive()).schedules(50_000).run(&situation);
    assert!(report.is_exhausted(), "{report}");
    seen.take()
}

#[test]
fn read_sent_on_ends_by_the_completion_or_the_cancellation() {
    assert_eq!(statuses(send_on, true), BTreeSet::from([CANCELLED, SUCCESS]));
}

#[test]
fn read_with_a_timeout_ends_by_the_completion_or_the_timeout() {
    let send = |request: Request| {
        let sent = request.format_current().on_return(|returned| {
            returned.request.complete_with(returned.status, returned.information);
        });
        assert!(sent.send_with(target(), Options::default().timeout_ms(1)));
    };
    assert_eq!(statuses(send, false), BTreeSet::from([IO_TIMEOUT, SUCCESS]));
}

#[test]
fn forgotten_read_ends_by_the_completion_or_the_cancellation() {
    let send = |request: Request| assert!(request.send_with(target(), Options::forget()));
    assert_eq!(statuses(send, true), BTreeSet::from([CANCELLED, SUCCESS]));
}
