//! Other threads run where the framework has given up its lock.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

use kmdf_host::explore::{Explorer, Report, Stage, Strategy};
use wdk_sys::_WDF_IO_QUEUE_STATE::WdfIoQueueDispatchRequests as DISPATCH;

use super::complaints;
use crate::closure_driver::{
    Bench, CANCELLED, Queue, Request, SUCCESS, Timer, keep, kept, sequential, status, timer,
};

/// Explores every schedule; the drivers of these tests share more than the machine sees.
fn every_schedule(situation: &dyn Fn(&mut Stage)) -> Report {
    Explorer::new(Strategy::exhaustive()).without_pruning().run(situation)
}

/// What a driver saw that only a thread between two steps of the framework can see. A failed assertion
/// of the driver would end the machine, and leave its threads for ever where they are.
#[derive(Clone, Default)]
struct Sight(Arc<OnceLock<String>>);

impl Sight {
    fn note(&self, seen: impl Into<String>) {
        _ = self.0.set(seen.into());
    }

    /// Fails the schedule in which the driver saw something.
    fn check(&self) -> Result<(), String> {
        self.0.get().map_or(Ok(()), |seen| Err(seen.clone()))
    }
}

/// Two reads, which the driver completes in their callbacks, beside a look at the queue's state.
fn looking(serialized: bool) -> impl Fn(&mut Stage) {
    move |stage| {
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            let queue = sequential().read(|_, request| request.complete(SUCCESS));
            let queue = if serialized { queue.serialized() } else { queue };
            keep("queue", queue.for_everything().create(device));
            device.side_door();
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        for name in ["first", "second"] {
            let file = file.clone();
            stage.thread(name, move |_| _ = file.read(1));
        }
        let sight = Sight::default();
        let noted = sight.clone();
        bench.prepare(move || {
            let (bits, queued, owned) = kept::<Queue>("queue").state();
            if bits & DISPATCH != 0 && queued > 0 && owned == 0 {
                noted.note(format!("{queued} wait for nobody"));
            }
        });
        stage.thread("look", move |_| _ = file.device_control(0x22_2000, &[], 0));
        stage.at_end(move |_| {
            bench.check();
            sight.check()
        });
    }
}

#[test]
fn queue_is_seen_between_a_callback_and_the_next_decision() {
    for serialized in [false, true] {
        let report = Explorer::new(Strategy::exhaustive()).run(&looking(serialized));
        assert!(complaints(&report).contains("1 wait for nobody"), "{report}");
    }
}

#[test]
fn request_is_owned_before_its_callback_begins() {
    let situation = |stage: &mut Stage| {
        let begun = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&begun);
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            let begun = Arc::clone(&begun);
            let queue = sequential().read(move |_, request| {
                begun.store(true, Relaxed);
                request.complete(SUCCESS);
            });
            keep("queue", queue.for_everything().create(device));
            device.side_door();
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        let reader = file.clone();
        stage.thread("read", move |_| _ = reader.read(1));
        let sight = Sight::default();
        let noted = sight.clone();
        bench.prepare(move || {
            let owned = kept::<Queue>("queue").state().2;
            if owned > 0 && !seen.load(Relaxed) {
                noted.note("owned, and its callback has not begun");
            }
        });
        stage.thread("look", move |_| _ = file.device_control(0x22_2000, &[], 0));
        stage.at_end(move |_| {
            bench.check();
            sight.check()
        });
    };
    let report = every_schedule(&situation);
    assert!(complaints(&report).contains("its callback has not begun"), "{report}");
}

/// A tick that completes a read and then changes the driver's memory, beside a suspend. The driver
/// does `before` in a callback of the suspend, and then looks whether the tick has ended.
fn suspending(
    callback: &'static str,
    before: impl Fn() + Copy + Send + Sync + 'static,
) -> impl Fn(&mut Stage) {
    move |stage| {
        let ended = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&ended);
        let bench = Bench::on(stage.machine(), move |adding| {
            adding.all_pnp_callbacks();
            let queue = sequential().read(|_, request| keep("read", request));
            let queue = queue.for_everything().create(adding.device());
            keep("queue", queue);
            let ended = Arc::clone(&ended);
            let tick = timer(queue.object()).unserialized().create(move |_| {
                kept::<Request>("read").complete(SUCCESS);
                ended.store(true, Relaxed);
            });
            keep("timer", tick);
            tick.start(-10_000);
            SUCCESS
        });
        let sight = Sight::default();
        let noted = sight.clone();
        bench.on_pnp(callback, move |_| {
            before();
            if !seen.load(Relaxed) {
                noted.note("the tick is still in its completing call");
            }
            SUCCESS
        });
        let node = bench.device();
        let read = bench.open().read(1);
        stage.thread("suspend", move |_| _ = node.suspend());
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            bench.check();
            assert_eq!(status(&read), SUCCESS);
            sight.check()
        });
    }
}

/// A call that waits for a queue.
type Wait = fn(Queue);

#[test]
fn synchronous_wait_ends_before_the_completing_call_returns() {
    const SUSPEND: &str = "SelfManagedIoSuspend";
    let waits: [(&str, Wait); 4] = [
        ("stop", Queue::stop_synchronously),
        ("drain", Queue::drain_synchronously),
        ("purge", Queue::purge_synchronously),
        ("stop and purge", Queue::stop_and_purge_synchronously),
    ];
    for (name, wait) in waits {
        let report = every_schedule(&suspending(SUSPEND, move || wait(kept("queue"))));
        assert!(complaints(&report).contains("still in its completing call"), "{name}: {report}");
        let report = every_schedule(&suspending(SUSPEND, move || {
            wait(kept("queue"));
            kept::<Timer>("timer").stop(true);
        }));
        assert!(report.is_exhausted(), "{name}: {report}");
    }
}

#[test]
fn power_down_goes_on_before_the_completing_call_returns() {
    let report = every_schedule(&suspending("D0Exit", || ()));
    assert!(complaints(&report).contains("still in its completing call"), "{report}");
}

/// A read that its driver marks cancelable as its last act, beside a cancel. Fails the schedule in
/// which the cancel returns before `EvtRequestCancel` has been called.
fn canceling(serialized: bool) -> impl Fn(&mut Stage) {
    move |stage| {
        let called = Arc::new(AtomicBool::new(false));
        let marked = Arc::new(AtomicBool::new(false));
        let (seen_called, seen_marked) = (Arc::clone(&called), Arc::clone(&marked));
        let bench = Bench::on(stage.machine(), move |adding| {
            let device = adding.device();
            let (called, marked) = (Arc::clone(&called), Arc::clone(&marked));
            let queue = sequential().read(move |_, request| {
                let called = Arc::clone(&called);
                request.mark(move |request| {
                    called.store(true, Relaxed);
                    request.complete(CANCELLED);
                });
                marked.store(true, Relaxed);
            });
            let queue = if serialized { queue.serialized() } else { queue };
            queue.for_everything().create(device);
            SUCCESS
        });
        bench.device();
        let file = bench.open();
        let reader = file.clone();
        stage.thread("read", move |_| _ = reader.read(1));
        let sight = Sight::default();
        let noted = sight.clone();
        stage.thread("cancel", move |_| {
            let marked = seen_marked.load(Relaxed);
            if file.cancel_all() && marked && !seen_called.load(Relaxed) {
                noted.note("EvtRequestCancel is left to the reading thread");
            }
        });
        stage.at_end(move |_| {
            bench.check();
            sight.check()
        });
    }
}

#[test]
fn cancel_at_the_end_of_a_callback_runs_on_the_thread_in_the_dispatcher() {
    for serialized in [false, true] {
        let report = every_schedule(&canceling(serialized));
        assert!(complaints(&report).contains("left to the reading thread"), "{report}");
        let report = Explorer::new(Strategy::exhaustive()).run(&canceling(serialized));
        assert!(complaints(&report).contains("left to the reading thread"), "{report}");
    }
}
