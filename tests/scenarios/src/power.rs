//! Suspend and resume, stop and start, with and without requests.

use kmdf_host::{DeviceNode, Error, NodeStatus, RegistryValue};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use echo_support::{MS, PERIOD, pattern};

type Change = fn(&DeviceNode) -> Result<(), Error>;

/// Asks a device for a change of state, which must succeed.
#[track_caller]
pub(crate) fn ask(node: &DeviceNode, change: Change, reached: NodeStatus) {
    let done = change(node);
    assert!(done.is_ok(), "{done:?}");
    assert_eq!(node.status(), reached);
}

/// Suspends a device.
#[track_caller]
pub(crate) fn suspend(echo: &Echo) {
    ask(&echo.node, DeviceNode::suspend, NodeStatus::Asleep);
}

/// Resumes a device.
#[track_caller]
pub(crate) fn resume(echo: &Echo) {
    ask(&echo.node, DeviceNode::resume, NodeStatus::Started);
    echo.restarted();
}

pub(crate) fn suspend_while_idle_returns_at_once_and_stops_the_timer(bench: &Bench) {
    let echo = bench.device();
    bench.pass_ms(230);
    let now = bench.machine.now();
    suspend(&echo);
    assert_eq!(bench.machine.now(), now, "an idle device suspends without waiting");
    assert_eq!(bench.story().count("EvtTimerFunc"), 2);
    bench.pass_ms(10_000);
    assert_eq!(bench.story().count("EvtTimerFunc"), 2, "ticks, with none while the device sleeps");
}

pub(crate) fn suspend_completes_the_pending_request_and_keeps_the_queued(bench: &Bench) {
    power_down_with_requests(bench, DeviceNode::suspend, NodeStatus::Asleep);
}

/// The driver has no `EvtIoStop`, so the wait of a suspend must have a bound.
pub(crate) fn suspend_with_the_longest_period_waits_60_seconds_at_most(bench: &Bench) {
    let echo = bench.device_with(&[("TimerPeriod", RegistryValue::Dword(60_000))]);
    let started = bench.machine.now();
    let pending = echo.open().write(&pattern(100, 1));
    ask(&echo.node, DeviceNode::suspend, NodeStatus::Asleep);
    pending.succeeded(100, started + 60_000 * MS);
}

pub(crate) fn stop_completes_the_pending_request_and_keeps_the_queued(bench: &Bench) {
    power_down_with_requests(bench, DeviceNode::stop, NodeStatus::Stopped);
}

fn power_down_with_requests(bench: &Bench, down: Change, reached: NodeStatus) {
    let echo = bench.device();
    let file = echo.open();
    let pending = file.write(&pattern(100, 1));
    let queued = file.read(100);
    bench.pass_ms(30);
    let (tick, before) = (echo.next_tick(), bench.story());
    ask(&echo.node, down, reached);
    assert_eq!(bench.machine.now(), tick, "the device waits for the next tick");
    pending.succeeded(100, tick);
    queued.pends();
    let story = bench.story().since(&before);
    assert_eq!((story.count("EvtTimerFunc"), story.presented()), (1, 0));
    // The request first, then the timer: in the other order the driver would wait for ever.
    let order = story.order_of(&["WdfIoQueueStopSynchronously", "EvtTimerFunc", "WdfTimerStop"]);
    let drained = ["> WdfIoQueueStopSynchronously", "> EvtTimerFunc", "< EvtTimerFunc"];
    let stopped = ["< WdfIoQueueStopSynchronously", "> WdfTimerStop", "< WdfTimerStop"];
    assert_eq!(order, [drained, stopped].concat());
    bench.pass_ms(10_000);
    queued.pends();
    assert_eq!(bench.story().since(&before).count("EvtTimerFunc"), 1);
}

pub(crate) fn resume_presents_queued_requests_and_starts_a_new_period(bench: &Bench) {
    power_up_with_requests(bench, [DeviceNode::suspend, DeviceNode::resume], NodeStatus::Asleep);
}

pub(crate) fn restart_presents_queued_requests_and_starts_a_new_period(bench: &Bench) {
    power_up_with_requests(bench, [DeviceNode::stop, DeviceNode::start], NodeStatus::Stopped);
}

fn power_up_with_requests(bench: &Bench, [down, up]: [Change; 2], reached: NodeStatus) {
    let echo = bench.device();
    let file = echo.open();
    let pending = file.write(&pattern(100, 1));
    let queued = [file.read(100), file.read(50)];
    ask(&echo.node, down, reached);
    pending.done();
    // Not a multiple of the period: the ticks count from the start.
    bench.pass_ms(1_234);
    ask(&echo.node, up, NodeStatus::Started);
    echo.restarted();
    let start = bench.machine.now();
    assert_eq!(bench.story().count("EvtIoRead"), 1, "reads presented at the start");
    queued.iter().for_each(Outcome::pends);
    bench.pass_ms(200);
    assert_eq!(queued[0].succeeded(100, start + PERIOD), pattern(100, 1));
    assert_eq!(queued[1].succeeded(50, start + 2 * PERIOD), pattern(50, 1));
}

pub(crate) fn request_while_asleep_waits_for_the_resume(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    suspend(&echo);
    let (write, empty) = (file.write(&pattern(20, 1)), file.read(0));
    let read = echo.open().read(20);
    bench.pass_ms(1_000);
    for operation in [&write, &empty, &read] {
        operation.pends();
    }
    assert_eq!(bench.story().presented(), 0);
    resume(&echo);
    let tick = echo.pass_tick();
    write.succeeded(20, tick);
    empty.succeeded(0, tick);
    let tick = echo.pass_tick();
    assert_eq!(read.succeeded(20, tick), pattern(20, 1));
}

pub(crate) fn cancel_while_asleep_completes_a_queued_request_at_once(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    suspend(&echo);
    let (cancelled, stays) = (file.write(&pattern(20, 1)), file.write(&pattern(30, 2)));
    bench.pass_ms(1_000);
    assert!(cancelled.cancel());
    cancelled.cancelled(bench.machine.now());
    resume(&echo);
    let tick = echo.pass_tick();
    stays.succeeded(30, tick);
    assert_eq!(bench.story().presented(), 1);
}

pub(crate) fn process_exit_while_asleep_cancels_queued_requests_at_once(bench: &Bench) {
    let echo = bench.device();
    let process = bench.machine.process();
    let file = echo.open_in(&process);
    let pending = file.write(&pattern(20, 1));
    let queued = file.read(20);
    suspend(&echo);
    pending.done();
    bench.pass_ms(1_000);
    process.exit();
    queued.cancelled(bench.machine.now());
    resume(&echo);
    echo.has_stored(&pattern(20, 1));
}

pub(crate) fn stored_bytes_survive_suspend_and_stop(bench: &Bench) {
    let echo = bench.device();
    echo.store(&pattern(500, 1));
    suspend(&echo);
    resume(&echo);
    echo.has_stored(&pattern(500, 1));
    ask(&echo.node, DeviceNode::stop, NodeStatus::Stopped);
    ask(&echo.node, DeviceNode::start, NodeStatus::Started);
    echo.restarted();
    echo.has_stored(&pattern(500, 1));
}

pub(crate) fn repeated_suspends_work_each_time(bench: &Bench) {
    let echo = bench.device();
    let file = echo.open();
    for round in 0..10 {
        let (write, read) = (file.write(&pattern(60, round)), file.read(60));
        bench.pass_ms(u64::from(round) * 7);
        let tick = echo.next_tick();
        suspend(&echo);
        write.succeeded(60, tick);
        bench.pass_ms(10);
        resume(&echo);
        let tick = echo.pass_tick();
        assert_eq!(read.succeeded(60, tick), pattern(60, round));
    }
}
