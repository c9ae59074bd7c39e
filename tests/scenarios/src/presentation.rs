//! The thread, the IRQL and the order of the driver's callbacks: where the two variants differ.
//! The expected values come from recordings of the framework.

use kmdf_host::Event;
use kmdf_host::trace::ThreadName;

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::pattern;

/// The call by which the driver completes requests.
const COMPLETE: &str = "WdfRequestCompleteWithInformation";

const PASSIVE: u8 = 0;
const DISPATCH: u8 = 2;

fn is_dpc(event: &Event) -> bool {
    matches!(event.thread, ThreadName::Dpc(_))
}

/// The IRQL of a callback that the framework calls on a thread at `PASSIVE_LEVEL`.
fn irql_of_variant(bench: &Bench) -> u8 {
    if bench.is_serialized() { DISPATCH } else { PASSIVE }
}

pub(crate) fn device_callbacks_run_at_passive_level(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let pending = file.write(&pattern(10, 1));
    let suspended = echo.node.suspend();
    assert!(suspended.is_ok(), "{suspended:?}");
    pending.done();
    let resumed = echo.node.resume();
    assert!(resumed.is_ok(), "{resumed:?}");
    file.close();
    let removed = echo.node.remove();
    assert!(removed.is_ok(), "{removed:?}");
    let story = bench.story();
    for callback in [
        "DriverEntry",
        "EvtDriverDeviceAdd",
        "EvtDeviceSelfManagedIoInit",
        "EvtDeviceSelfManagedIoSuspend",
        "EvtDeviceSelfManagedIoRestart",
    ] {
        let entered = story.entered(callback);
        assert!(!entered.is_empty(), "{callback} was not called");
        assert!(entered.iter().all(|event| event.irql == PASSIVE), "{entered:?}");
    }
    let destroyed = story.entered("EvtDestroyCallback");
    assert!(destroyed.iter().all(|event| event.irql == PASSIVE), "{destroyed:?}");
}

pub(crate) fn request_to_an_idle_queue_is_presented_on_the_callers_thread(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let write = file.write(&pattern(10, 1));
    let tick = echo.pass_tick();
    write.succeeded(10, tick);
    let read = file.read(10);
    let tick = echo.pass_tick();
    read.succeeded(10, tick);
    let story = bench.story();
    for callback in ["EvtIoWrite", "EvtIoRead"] {
        let places: Vec<_> = story.entered(callback).iter().map(|e| (e.thread, e.irql)).collect();
        assert_eq!(places, [(ThreadName::Application(1), irql_of_variant(bench))], "{callback}");
    }
    for tick in story.entered("EvtTimerFunc") {
        assert_eq!((is_dpc(tick), tick.irql), (true, DISPATCH), "{tick}");
    }
}

pub(crate) fn request_behind_a_tick_is_presented_as_its_variant_requires(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let write = file.write(&pattern(10, 1));
    let read = file.read(10);
    let before = bench.story();
    let tick = echo.pass_tick();
    write.succeeded(10, tick);
    read.pends();
    let story = bench.story().since(&before);
    let order = story.order_of(&["EvtTimerFunc", COMPLETE, "EvtIoRead"]);
    let complete = [format!("> {COMPLETE}"), format!("< {COMPLETE}")];
    let complete = complete.each_ref().map(String::as_str);
    // In `AutoSync` the ticking thread holds the queue's lock, so the framework presents the next
    // request after the thread has released it. In `DriverSync` it presents the request inside
    // the completion.
    let expected = if bench.is_serialized() {
        let [call, returned] = complete;
        ["> EvtTimerFunc", call, returned, "< EvtTimerFunc", "> EvtIoRead", "< EvtIoRead"]
    } else {
        let [call, returned] = complete;
        ["> EvtTimerFunc", call, "> EvtIoRead", "< EvtIoRead", returned, "< EvtTimerFunc"]
    };
    assert_eq!(order, expected);
    for event in story.entered("EvtIoRead") {
        assert_eq!((is_dpc(event), event.irql), (true, DISPATCH), "{event}");
    }
}

pub(crate) fn request_behind_a_cancelled_one_follows_the_cancel_callback(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let write = file.write(&pattern(10, 1));
    let read = file.read(10);
    let before = bench.story();
    assert!(write.cancel());
    read.pends();
    let story = bench.story().since(&before);
    let order = story.order_of(&["EvtRequestCancel", "EvtIoRead"]);
    let expected = ["> EvtRequestCancel", "< EvtRequestCancel", "> EvtIoRead", "< EvtIoRead"];
    assert_eq!(order, expected);
    for event in story.entered("EvtIoRead") {
        let place = (event.thread, event.irql);
        assert_eq!(place, (ThreadName::Application(1), irql_of_variant(bench)), "{event}");
    }
}

pub(crate) fn request_behind_one_completed_on_arrival_follows_its_callback(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    let first = file.write(&pattern(10, 1));
    let too_long = file.write(&pattern(41_000, 2));
    let last = file.read(10);
    let tick = echo.pass_tick();
    first.succeeded(10, tick);
    too_long.done();
    last.pends();
    let story = bench.story();
    assert_eq!(story.count("EvtIoWrite"), 2);
    assert_eq!(story.most_at_once("EvtIoWrite"), 1);
    let order = story.order_of(&["EvtIoWrite", "EvtIoRead"]);
    let expected = ["> EvtIoWrite", "< EvtIoWrite"].repeat(2);
    assert_eq!(order, [expected, vec!["> EvtIoRead", "< EvtIoRead"]].concat());
}

pub(crate) fn cancel_callback_runs_on_the_thread_that_cancels(bench: &Bench) {
    let echo = bench.device();
    let process = bench.machine.process();
    let mine = echo.open();
    let write = echo.open_in(&process).write(&pattern(10, 1));
    let behind = mine.write(&pattern(10, 1));
    process.exit();
    write.cancelled(bench.machine.now());
    assert!(behind.cancel());
    behind.cancelled(bench.machine.now());
    let story = bench.story();
    let places: Vec<_> =
        story.entered("EvtRequestCancel").iter().map(|event| (event.thread, event.irql)).collect();
    let irql = irql_of_variant(bench);
    // Process 1 exits; process 2 has the other handle.
    assert_eq!(places, [(ThreadName::Application(1), irql), (ThreadName::Application(2), irql)]);
}
