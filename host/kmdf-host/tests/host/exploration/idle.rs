//! Devices that leave D0 when they are idle: the idle timer against requests and changes of the device.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use kmdf_host::DeviceNode;
use kmdf_host::explore::{Stage, Strategy};
use wdk_sys::WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS;

use super::{complaints, explore};
use crate::closure_driver::{Bench, SUCCESS, ddi, sequential, timer};

/// What a driver's callbacks see. A failed assertion of the driver would leave its stack for ever.
#[derive(Clone, Default)]
struct Seen {
    in_d0: Arc<AtomicBool>,
    /// A tick while the device was not in D0.
    late_tick: Arc<AtomicBool>,
}

/// A driver whose device leaves D0 after 10 ms without a request. It completes each read at once.
fn idle_driver(stage: &Stage, seen: &Seen, ticks: bool) -> Bench {
    let in_driver = seen.clone();
    let bench = Bench::on(stage.machine(), move |adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        let mut settings = WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
            Size: 36,
            IdleCaps: 1,
            DxState: 4,
            IdleTimeout: 10,
            UserControlOfIdleSettings: 1,
            Enabled: 1,
            PowerUpIdleDeviceOnSystemWake: 2,
            ExcludeD3Cold: 2,
            ..Default::default()
        };
        assert_eq!(ddi!(WdfDeviceAssignS0IdleSettings, device.0, &raw mut settings), SUCCESS);
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        let queue = queue.for_everything().create(device);
        if ticks {
            let seen = in_driver.clone();
            let timer = timer(queue.object()).unserialized().create(move |_| {
                seen.late_tick.fetch_or(!seen.in_d0.load(Relaxed), Relaxed);
            });
            timer.start(-15 * 10_000);
        }
        SUCCESS
    });
    for (callback, is_in_d0) in [("D0Entry", true), ("D0Exit", false)] {
        let in_d0 = Arc::clone(&seen.in_d0);
        bench.on_pnp(callback, move |_| {
            in_d0.store(is_in_d0, Relaxed);
            SUCCESS
        });
    }
    bench.device();
    bench
}

/// A read while the idle timer may expire, and a change of the device.
fn read_beside(change: fn(&DeviceNode)) -> impl Fn(&mut Stage) {
    move |stage| {
        let bench = idle_driver(stage, &Seen::default(), false);
        let (file, node) = (bench.open(), bench.node());
        stage.thread("read", move |_| {
            let result = file.read(8).wait().expect("each read ends");
            assert_eq!(result.status, SUCCESS, "a read of an idle device is late, never failed");
        });
        stage.thread("pnp", move |_| change(&node));
        stage.allow_ticks(1);
        stage.at_end(move |_| {
            bench.check();
            Ok(())
        });
    }
}

/// Explores every schedule with up to two preemptions without a failure.
#[track_caller]
fn exhaust(situation: &dyn Fn(&mut Stage)) {
    let report = explore(Strategy::preemptions(2), situation);
    assert!(report.is_exhausted(), "{report}");
}

#[test]
fn read_of_an_idle_device_succeeds_beside_a_sleep() {
    exhaust(&read_beside(|node| {
        node.suspend().expect("the device goes to sleep");
        node.resume().expect("the device wakes");
    }));
}

#[test]
fn read_of_an_idle_device_succeeds_beside_a_stop() {
    exhaust(&read_beside(|node| {
        node.stop().expect("the device stops");
        node.start().expect("the device starts");
    }));
}

#[test]
fn timer_that_uses_an_idle_device_is_found() {
    let situation = |stage: &mut Stage| {
        let seen = Seen::default();
        let bench = idle_driver(stage, &seen, true);
        stage.allow_ticks(2);
        stage.at_end(move |_| {
            bench.check();
            let late = seen.late_tick.load(Relaxed);
            if late { Err("a tick while the device is not in D0".into()) } else { Ok(()) }
        });
    };
    let report = explore(Strategy::exhaustive(), &situation);
    assert!(complaints(&report).contains("not in D0"), "{report}");
}
