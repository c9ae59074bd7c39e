//! The time of the machine as the kernel tells it, and delays.
#![forbid(unsafe_code)]

use super::super::place::Place;
use super::objects::ends_with_its_driver;
use crate::abi::{NTSTATUS, STATUS_SUCCESS};
use crate::machine::{Inner, START_TIME as START};
use crate::points::Waited;
use crate::running::{self, DISPATCH};
use crate::seam;

/// The time between two ticks of the system clock, in 100 ns units.
const TICK: u32 = 156_250;

const SECOND: u64 = 10_000_000;
const DAY: u64 = 24 * 60 * 60 * SECOND;

/// The system time: since 1601, in 100 ns units.
pub(super) fn system_time(machine: &Inner) -> u64 {
    START + machine.now()
}

fn now(call: &str) -> u64 {
    seam::machine(call).now()
}

/// `KeQuerySystemTimePrecise`.
pub(super) fn query_system(time: Place<i64>) {
    time.write((START + now("KeQuerySystemTimePrecise")).cast_signed());
}

/// `KeQueryInterruptTime`, `KeQueryUnbiasedInterruptTime`: since the start of the machine.
pub(super) fn interrupt_time() -> u64 {
    now("KeQueryInterruptTime")
}

/// `KeQueryInterruptTimePrecise`, with the performance counter.
pub(super) fn precise_interrupt_time(counter: Place<u64>) -> u64 {
    let now = now("KeQueryInterruptTimePrecise");
    counter.put(now);
    now
}

/// `KeQueryTimeIncrement`.
pub(super) fn increment() -> u32 {
    TICK
}

/// `KeDelayExecutionThread`: lets the time pass, while other threads run.
pub(super) fn delay(_mode: i8, _alertable: u8, interval: Place<i64>) -> NTSTATUS {
    let call = "KeDelayExecutionThread";
    let machine = seam::machine(call);
    if running::irql() >= DISPATCH {
        // The seam has reported the IRQL; a thread cannot wait there.
        return STATUS_SUCCESS;
    }
    let (interval, start) = (interval.read(), machine.now());
    let time = if interval <= 0 {
        interval.unsigned_abs()
    } else {
        interval.cast_unsigned().saturating_sub(system_time(&machine))
    };
    let waited = machine.wait_for(time, |state| state.is_running_thread_left());
    // With its driver or the machine, a thread that a driver has made ends here.
    let ends =
        ends_with_its_driver(&machine) || waited == Waited::InVain && running::leave_thread();
    if !ends {
        machine.with(|state| *state.now = (*state.now).max(start.saturating_add(time)));
    }
    STATUS_SUCCESS
}

/// `KeStallExecutionProcessor`: the processor is busy, so that nothing else runs.
pub(super) fn stall(microseconds: u32) {
    let machine = seam::machine("KeStallExecutionProcessor");
    machine.with(|state| *state.now = state.now.saturating_add(u64::from(microseconds) * 10));
}

/// `ExSystemTimeToLocalTime`, `ExLocalTimeToSystemTime`: the machine's zone is UTC.
pub(super) fn same_time(from: Place<i64>, to: Place<i64>) {
    to.write(from.read());
}

/// `TIME_FIELDS`: year, month, day, hour, minute, second, milliseconds, and the day of the week.
pub type Fields = [i16; 8];

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

/// `RtlTimeToTimeFields`.
pub(super) fn to_fields(time: Place<i64>, fields: Place<Fields>) {
    let time = time.read().max(0).cast_unsigned();
    let (mut days, of_day) = (time / DAY, time % DAY);
    // 1601 began on a Monday.
    let weekday = (days + 1) % 7;
    let mut year = 1601;
    while days >= days_of_year(year) {
        days -= days_of_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_of_month(year, month) {
        days -= days_of_month(year, month);
        month += 1;
    }
    let seconds = of_day / SECOND;
    let parts = [
        year,
        month,
        days + 1,
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        of_day % SECOND / 10_000,
        weekday,
    ];
    fields.write(parts.map(|part| i16::try_from(part).unwrap_or(i16::MAX)));
}

/// `RtlTimeFieldsToTime`: FALSE for fields that are no time.
pub(super) fn of_fields(fields: Place<Fields>, time: Place<i64>) -> u8 {
    let parts = fields.read().map(|part| u64::try_from(part).unwrap_or(u64::MAX));
    let [year, month, day, hour, minute, second, milliseconds, _] = parts;
    let valid = (1601..=30827).contains(&year)
        && (1..=12).contains(&month)
        && day >= 1
        && day <= days_of_month(year, month)
        && hour < 24
        && minute < 60
        && second < 60
        && milliseconds < 1000;
    if !valid {
        return 0;
    }
    let days: u64 = (1601..year).map(days_of_year).sum::<u64>()
        + (1..month).map(|month| days_of_month(year, month)).sum::<u64>()
        + day
        - 1;
    let seconds = (hour * 60 + minute) * 60 + second;
    let time_of = days * DAY + seconds * SECOND + milliseconds * 10_000;
    time.write(time_of.cast_signed());
    1
}
