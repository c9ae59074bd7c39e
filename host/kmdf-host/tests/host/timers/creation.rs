//! The parameters that WdfTimerCreate accepts.

use wdk_sys::_WDF_SYNCHRONIZATION_SCOPE as Scope;
use wdk_sys::{
    STATUS_INFO_LENGTH_MISMATCH, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER,
    STATUS_NOT_SUPPORTED,
};

use crate::closure_driver::device::TimerSpec;
use crate::closure_driver::{
    Bench, Device, Driver, NTSTATUS, Object, QueueSpec, Rule, SUCCESS, attributes, kept,
    sequential, timer,
};

const PARENT_NOT_SPECIFIED: NTSTATUS = 0xC020_0212_u32.cast_signed();
const SCOPE_INVALID: NTSTATUS = 0xC020_0210_u32.cast_signed();
const INCOMPATIBLE_LEVEL: NTSTATUS = 0xC020_020C_u32.cast_signed();

/// The status of WdfTimerCreate below a device.
fn below_a_device(spec: impl Fn(Device) -> TimerSpec + Send + Sync + 'static) -> NTSTATUS {
    let bench = Bench::new(move |adding| {
        let device = adding.device();
        let status = match spec(device).try_create(|_| {}) {
            Ok(_) => SUCCESS,
            Err(status) => status,
        };
        crate::closure_driver::keep("status", status.cast_unsigned() as usize);
    });
    let bits = u32::try_from(kept::<usize>("status")).expect("a status");
    let reported: Vec<_> = bench.shut_down().iter().map(|v| v.rule).collect();
    let refused = bits.cast_signed() == INCOMPATIBLE_LEVEL;
    assert_eq!(reported, [Rule::IncompatibleSerialization][..usize::from(refused)]);
    bits.cast_signed()
}

#[test]
fn a_timer_needs_a_parent_with_a_device() {
    let orphan = |_| timer(Object(std::ptr::null_mut()));
    assert_eq!(below_a_device(orphan), PARENT_NOT_SPECIFIED);
    let of_driver = |_| timer(kept::<Driver>("driver").object());
    assert_eq!(below_a_device(of_driver), STATUS_INVALID_DEVICE_REQUEST);
    let of_device = |device: Device| timer(device.object());
    assert_eq!(below_a_device(of_device), SUCCESS);
    let of_object = |device: Device| {
        timer(Object::create(attributes().parent(device.object())).expect("an object"))
    };
    assert_eq!(below_a_device(of_object), SUCCESS, "an ancestor that is a device is enough");
}

#[test]
fn a_timers_period_is_a_positive_number_of_milliseconds() {
    let period = |period| move |device: Device| timer(device.object()).period(period);
    assert_eq!(below_a_device(period(i32::MAX.cast_unsigned())), SUCCESS);
    let too_long = period(i32::MAX.cast_unsigned() + 1);
    assert_eq!(below_a_device(too_long), STATUS_INVALID_PARAMETER);
}

#[test]
fn a_passive_timer_has_no_period() {
    let passive = |device: Device| timer(device.object()).passive();
    assert_eq!(below_a_device(passive), SUCCESS);
    let periodic = |device: Device| timer(device.object()).passive().period(1);
    assert_eq!(below_a_device(periodic), STATUS_NOT_SUPPORTED);
}

#[test]
fn a_timer_has_no_scope_of_its_own() {
    let scoped = |device: Device| {
        timer(device.object()).attributes(|a| a.scope(Scope::WdfSynchronizationScopeQueue))
    };
    assert_eq!(below_a_device(scoped), SCOPE_INVALID);
}

#[test]
fn a_timer_config_of_an_unknown_size_is_refused() {
    // Older layouts are shorter. No layout has this size.
    let odd = |device: Device| {
        let mut spec = timer(device.object());
        spec.config.Size += 1;
        spec
    };
    assert_eq!(below_a_device(odd), STATUS_INFO_LENGTH_MISMATCH);
}

#[test]
fn a_high_resolution_timer_tolerates_no_delay() {
    let both = |device: Device| {
        let mut spec = timer(device.object());
        spec.config.TolerableDelay = 1;
        spec.config.UseHighResolutionTimer = 1;
        spec
    };
    assert_eq!(below_a_device(both), STATUS_INVALID_PARAMETER);
}

/// The status of WdfTimerCreate below a queue of scope Queue.
fn below_a_queue(
    queue: impl Fn(QueueSpec) -> QueueSpec + Send + Sync + 'static,
    spec: impl Fn(TimerSpec) -> TimerSpec + Send + Sync + 'static,
) -> NTSTATUS {
    below_a_device(move |device| {
        let queue = queue(sequential().serialized().read(|_, _| {})).create(device);
        spec(timer(queue.object()))
    })
}

#[test]
fn a_serialized_timer_runs_at_the_level_of_its_shared_lock() {
    assert_eq!(below_a_queue(|queue| queue, |timer| timer), SUCCESS);
    assert_eq!(below_a_queue(QueueSpec::passive, TimerSpec::passive), SUCCESS);
    assert_eq!(below_a_queue(QueueSpec::passive, |timer| timer), INCOMPATIBLE_LEVEL);
    assert_eq!(below_a_queue(|queue| queue, TimerSpec::passive), INCOMPATIBLE_LEVEL);
    let unserialized = |timer: TimerSpec| timer.passive().unserialized();
    assert_eq!(below_a_queue(|queue| queue, unserialized), SUCCESS);
}

#[test]
fn a_timer_knows_its_parent() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let timer = timer(device.object()).create(|_| {});
        assert_eq!(timer.parent(), device.object());
    });
    bench.end_clean();
}
