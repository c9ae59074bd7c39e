//! The values of the hardware key: the timer's period and the variant, valid and invalid.

use kmdf_host::abi::{
    NTSTATUS, STATUS_ACCESS_DENIED, STATUS_INVALID_PARAMETER, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_OBJECT_TYPE_MISMATCH,
};
use kmdf_host::{Fault, FaultTarget, NodeStatus, Problem, RegistryValue, describe};

use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use echo_support::{MS, pattern};

const PERIOD: &str = "TimerPeriod";
const MODE: &str = "SynchronizationMode";

pub(crate) fn stamped_inf_installs_the_variant_with_its_settings(bench: &Bench) {
    bench.afresh_stamped(|bench| {
        let echo = bench.device();
        let mode = u32::from(!bench.is_serialized());
        let key = echo.node.hardware_key();
        for (name, number) in [("SynchronizationMode", mode), ("TimerPeriod", 100)] {
            let value = (name.to_string(), RegistryValue::Dword(number));
            assert!(key.contains(&value), "{value:?} in {key:?}");
        }
        echo.works();
    });
}

pub(crate) fn first_tick_comes_one_period_after_the_start(bench: &Bench) {
    bench.pass_ms(12_345);
    let echo = bench.device();
    let start = bench.machine.now();
    let write = echo.open().write(&pattern(10, 1));
    bench.pass_ms(99);
    write.pends();
    assert_eq!(bench.story().count("EvtTimerFunc"), 0);
    bench.pass_ms(1);
    write.succeeded(10, start + 100 * MS);
    bench.pass_ms(250);
    assert_eq!(tick_times(bench), [100, 200, 300].map(|ms| start + ms * MS));
}

pub(crate) fn period_of_the_inf_is_100_ms(bench: &Bench) {
    let echo = bench.device();
    let key = echo.node.hardware_key();
    assert!(key.contains(&(PERIOD.into(), RegistryValue::Dword(100))), "{key:?}");
    has_period(bench, &echo, 100);
}

pub(crate) fn period_from_1_to_60_000_ms_is_used(bench: &Bench) {
    for period in [1, 2, 15, 100, 1_000, 59_999, 60_000] {
        bench.afresh(|bench| {
            let echo = bench.device_with(&[(PERIOD, RegistryValue::Dword(period))]);
            has_period(bench, &echo, period.into());
        });
    }
}

pub(crate) fn period_below_the_system_clock_uses_high_resolution(bench: &Bench) {
    for (period, timers) in [(1, 1), (15, 1), (16, 0), (100, 0), (60_000, 0)] {
        bench.afresh(|bench| {
            bench.device_with(&[(PERIOD, RegistryValue::Dword(period))]);
            let found = bench.machine.observed().high_resolution_timers;
            assert_eq!(found, timers, "timers of high resolution with a period of {period} ms");
        });
    }
}

pub(crate) fn period_absent_is_100_ms(bench: &Bench) {
    bench.afresh_without("\"TimerPeriod\"", |bench| {
        let echo = bench.device();
        let key = echo.node.hardware_key();
        assert!(key.iter().all(|(name, _)| name != PERIOD), "{key:?}");
        has_period(bench, &echo, 100);
        has_scope(bench, bench.is_serialized());
    });
}

pub(crate) fn mode_absent_is_auto_sync(bench: &Bench) {
    bench.afresh_without("\"SynchronizationMode\"", |bench| {
        let echo = bench.device();
        let key = echo.node.hardware_key();
        assert!(key.iter().all(|(name, _)| name != MODE), "{key:?}");
        echo.works();
        has_scope(bench, true);
    });
}

pub(crate) fn hardware_key_absent_gives_the_defaults(bench: &Bench) {
    fail_next(bench, "WdfFdoInitOpenRegistryKey", STATUS_OBJECT_NAME_NOT_FOUND);
    let echo = bench.device_with(&[(PERIOD, RegistryValue::Dword(7))]);
    has_period(bench, &echo, 100);
    has_scope(bench, true);
}

pub(crate) fn value_out_of_range_fails_the_device_and_is_reported(bench: &Bench) {
    let modes = [2, 3, u32::MAX].map(|number| (MODE, number));
    let periods = [0, 60_001, u32::MAX].map(|number| (PERIOD, number));
    for (name, number) in modes.into_iter().chain(periods) {
        let value = RegistryValue::Dword(number);
        refuses(bench, name, &value, STATUS_INVALID_PARAMETER, &number.to_string());
    }
}

pub(crate) fn value_of_a_wrong_type_fails_the_device_and_is_reported(bench: &Bench) {
    for name in [MODE, PERIOD] {
        for value in [
            RegistryValue::Sz("1".into()),
            RegistryValue::Binary(vec![1, 0, 0, 0]),
            RegistryValue::MultiSz(vec!["1".into()]),
        ] {
            refuses(bench, name, &value, STATUS_OBJECT_TYPE_MISMATCH, name);
        }
    }
}

pub(crate) fn hardware_key_that_cannot_be_opened_fails_the_device(bench: &Bench) {
    fail_next(bench, "WdfFdoInitOpenRegistryKey", STATUS_ACCESS_DENIED);
    let node = bench.node(&[]);
    let failed = NodeStatus::Failed { problem: Problem::FailedAdd, status: STATUS_ACCESS_DENIED };
    assert_eq!(node.status(), failed);
    bench.device().works();
}

fn fail_next(bench: &Bench, ddi: &'static str, status: NTSTATUS) {
    bench.machine.inject(Fault { call: FaultTarget::Ddi(ddi), nth: 1, status });
}

fn tick_times(bench: &Bench) -> Vec<u64> {
    bench.story().entered("EvtTimerFunc").iter().map(|event| event.time).collect()
}

/// Checks the period of a device that has just been created.
#[track_caller]
fn has_period(bench: &Bench, echo: &Echo, milliseconds: u64) {
    let start = bench.machine.now();
    let file = echo.open();
    let (write, read) = (file.write(&pattern(10, 1)), file.read(10));
    echo.pass_until(start + milliseconds * MS - 1);
    write.pends();
    echo.pass_until(start + milliseconds * MS);
    write.succeeded(10, start + milliseconds * MS);
    echo.pass_until(start + milliseconds * MS * 2);
    read.succeeded(10, start + milliseconds * MS * 2);
    assert_eq!(tick_times(bench), [1, 2].map(|tick| start + tick * milliseconds * MS));
}

/// Checks whether the framework serializes a device, by the IRQL of its callbacks. The device has
/// served a write from an idle queue.
#[track_caller]
fn has_scope(bench: &Bench, serialized: bool) {
    let irql = bench.story().entered("EvtIoWrite").first().map(|event| event.irql);
    assert_eq!(irql, Some(if serialized { 2 } else { 0 }), "the IRQL of EvtIoWrite");
}

/// Checks that a device with this value fails, and that a debug build reports the reason.
#[track_caller]
fn refuses(bench: &Bench, name: &str, value: &RegistryValue, status: NTSTATUS, shown: &str) {
    let printed = bench.machine.debug_output().len();
    let node = bench.node(&[(name, value.clone())]);
    let failed = NodeStatus::Failed { problem: Problem::FailedAdd, status };
    assert_eq!(node.status(), failed, "{name} is {value:?}, expected {}", describe(status));
    let lines = bench.machine.debug_output().split_off(printed);
    let reported = lines.iter().any(|line| line.contains(name) && line.contains(shown));
    assert!(
        reported || !bench.subject.debug_build,
        "no line of debug output names {name} and {shown}: {lines:?}"
    );
    assert_eq!((bench.machine.objects(), bench.machine.pool()), (Vec::new(), Vec::new()));
    let echo = bench.device();
    echo.works();
    let removed = echo.node.remove();
    assert!(removed.is_ok(), "{removed:?}");
}
