//! Rules about the PnP and power callbacks of a device: their statuses, their time, their code.

use wdk_sys::{STATUS_NOT_SUPPORTED, STATUS_TIMEOUT, STATUS_UNSUCCESSFUL};

use super::expect_only;
use crate::closure_driver::{
    Bench, Device, FIRST, NTSTATUS, Rule, SUCCESS, WaitLock, attributes, keep, kept, sequential,
};

/// A machine that has no device yet, with a PnP callback by its name without `EvtDevice`.
fn with_callback(
    name: &'static str,
    work: impl Fn(Device) -> NTSTATUS + Send + Sync + 'static,
) -> Bench {
    let bench = Bench::without_device(|adding| {
        adding.all_pnp_callbacks();
        let device = adding.device();
        sequential().read(|_, request| request.complete(SUCCESS)).for_everything().create(device);
        SUCCESS
    });
    bench.on_pnp(name, work);
    bench
}

/// Creates a device, stops it and shuts down, whether or not the callbacks let that happen.
fn live(bench: &Bench) {
    let node = bench.machine.create_device(FIRST).expect("the model is installed");
    let _ = node.stop();
    let _ = node.start();
    let _ = node.disable();
    bench.check();
}

const FALLIBLE: [&str; 5] =
    ["QueryRemove", "QueryStop", "PrepareHardware", "ReleaseHardware", "D0Entry"];

#[test]
fn not_supported_from_a_pnp_callback_is_reported() {
    for name in FALLIBLE {
        let bench = with_callback(name, |_| STATUS_NOT_SUPPORTED);
        live(&bench);
        let violations = bench.machine.violations();
        let found: Vec<_> = violations.iter().map(|v| (v.rule, v.call.clone())).collect();
        let expected = (Rule::PnpStatusNotSupported, format!("EvtDevice{name}"));
        assert!(!found.is_empty() && found.iter().all(|one| *one == expected), "{violations:#?}");
    }
}

#[test]
fn other_failures_from_pnp_callbacks_are_not_reported() {
    for name in FALLIBLE {
        let bench = with_callback(name, |_| STATUS_UNSUCCESSFUL);
        live(&bench);
        bench.end_clean();
    }
}

/// A machine whose `EvtDeviceD0Entry` takes some minutes.
fn waiting(minutes: i64) -> Bench {
    let bench = with_callback("D0Entry", move |device| {
        let lock = WaitLock::create(attributes().parent(device.object())).expect("a lock");
        lock.acquire();
        for _ in 0..minutes {
            assert_eq!(lock.acquire_within(60), STATUS_TIMEOUT);
        }
        lock.release();
        lock.object().delete();
        SUCCESS
    });
    // The driver has no other way to let time pass.
    bench.allow(Rule::RecursiveLock);
    bench.device();
    bench
}

#[test]
fn power_callback_of_eleven_minutes_is_reported() {
    let rule = Rule::PowerCallbackTimedOut;
    expect_only(&waiting(11), rule, "D1", "EvtDeviceD0Entry", "-");
}

#[test]
fn power_callback_of_nine_minutes_is_not_reported() {
    waiting(9).end_clean();
}

#[test]
fn power_callback_that_waits_in_vain_is_reported() {
    let bench = with_callback("D0Entry", |device| {
        let lock = WaitLock::create(attributes().parent(device.object())).expect("a lock");
        keep("lock", lock);
        lock.acquire();
        SUCCESS
    });
    bench.on_pnp("D0Exit", |_| {
        kept::<WaitLock>("lock").acquire();
        SUCCESS
    });
    // The thread that runs `EvtDeviceD0Exit` is not the one that owns the lock.
    bench.device();
    bench.node().suspend().expect("started");
    bench.check();
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(|v| (v.rule, v.driver_function.as_str())).collect();
    assert!(found.contains(&(Rule::WaitNeverEnds, "EvtDeviceD0Exit")), "{violations:#?}");
}

#[test]
fn pageable_code_in_d0_entry_is_reported() {
    let names = [
        ("D0Entry", "EvtDeviceD0Entry"),
        ("D0EntryPostInterruptsEnabled", "EvtDeviceD0EntryPostInterruptsEnabled"),
    ];
    for (name, function) in names {
        let bench = with_callback(name, |_| {
            wdk_sys::PAGED_CODE!();
            SUCCESS
        });
        bench.device();
        expect_only(&bench, Rule::PagedCodeOnPowerUp, module_path!(), "PAGED_CODE", function);
    }
}

#[test]
fn pageable_code_in_d0_exit_is_not_reported() {
    for name in ["D0Exit", "PrepareHardware", "SelfManagedIoInit"] {
        let bench = with_callback(name, |_| {
            wdk_sys::PAGED_CODE!();
            SUCCESS
        });
        live(&bench);
        bench.end_clean();
    }
}
