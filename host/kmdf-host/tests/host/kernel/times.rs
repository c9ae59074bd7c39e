//! Time, delays, processes and the system.

use super::{Rule, broken_by, call, run};

const SECOND: i64 = 10_000_000;

#[test]
fn times_pass_together() {
    run(|| {
        let (mut before, mut after, mut counter) = (0, 0, 0);
        call!(KeQuerySystemTimePrecise, &raw mut before);
        let start = call!(KeQueryInterruptTime);
        let interval = -3 * SECOND;
        assert_eq!(call!(KeDelayExecutionThread, 0, 0, &raw const interval), 0);
        call!(KeStallExecutionProcessor, 5);
        call!(KeQuerySystemTimePrecise, &raw mut after);
        assert_eq!(after - before, 3 * SECOND + 50);
        let passed = call!(KeQueryInterruptTimePrecise, &raw mut counter) - start;
        assert_eq!(passed, (3 * SECOND + 50).cast_unsigned());
        assert_eq!(call!(KeQueryUnbiasedInterruptTime), counter);
        assert!(call!(KeQueryTimeIncrement) > 0);
    });
}

#[test]
fn delay_at_dispatch_level_is_reported() {
    let broken = broken_by(|| {
        let (old, interval) = (call!(KfRaiseIrql, 2), -1);
        call!(KeDelayExecutionThread, 0, 0, &raw const interval);
        call!(KeLowerIrql, old);
    });
    assert_eq!(broken, [Rule::WrongIrql]);
}

#[test]
fn times_become_dates_and_dates_become_times() {
    run(|| {
        for (time, fields) in [
            (0, [1601, 1, 1, 0, 0, 0, 0, 1]),
            (133_801_632_000_000_000, [2025, 1, 1, 0, 0, 0, 0, 3]),
            (125_962_560_001_230_000, [2000, 2, 29, 0, 0, 0, 123, 2]),
        ] {
            let (mut shown, mut read) = ([0; 8], 0);
            call!(RtlTimeToTimeFields, &raw const time, &raw mut shown);
            assert_eq!(shown, fields);
            assert_eq!(call!(RtlTimeFieldsToTime, &raw const fields, &raw mut read), 1);
            assert_eq!(read, time);
        }
        let (wrong, mut read) = ([2025, 2, 29, 0, 0, 0, 0, 0], 0);
        assert_eq!(call!(RtlTimeFieldsToTime, &raw const wrong, &raw mut read), 0);
        let (time, mut local) = (77, 0);
        call!(ExSystemTimeToLocalTime, &raw const time, &raw mut local);
        call!(ExLocalTimeToSystemTime, &raw const local, &raw mut read);
        assert_eq!((local, read), (77, 77), "the zone is UTC");
    });
}

#[test]
fn system_tells_its_version_processes_and_processors() {
    run(|| {
        let mut information = [276, 0, 0, 0, 0, 0];
        assert_eq!(call!(RtlGetVersion, information.as_mut_ptr()), 0);
        assert_eq!(information[1..5], [10, 0, 19041, 2]);
        let (mut major, mut build) = (0, 0);
        let none = std::ptr::null_mut();
        let parts = (&raw mut major, &raw mut build);
        assert_eq!(call!(PsGetVersion, parts.0, none, parts.1, std::ptr::null_mut()), 0);
        assert_eq!((major, build), (10, 19041));
        assert_eq!(call!(PsGetCurrentProcessId) % 4, 0);
        assert_ne!(call!(PsGetCurrentThreadId), 0);
        let (mut mask, mut number) = (0, 7);
        assert_eq!(call!(KeQueryActiveProcessorCount, &raw mut mask), 1);
        assert_eq!(call!(KeGetCurrentProcessorNumberEx, &raw mut number), 0);
        assert_eq!((mask, number), (1, 0));
        assert_eq!(call!(KeQueryActiveProcessorCountEx, 0xFFFF), 1);
        assert_eq!(call!(KeQueryMaximumProcessorCountEx, 0), 1);
        assert_eq!(call!(KeQueryMaximumProcessorCount), 1);
        let (mut seed, mut same) = (5, 5);
        assert_eq!(call!(RtlRandomEx, &raw mut seed), call!(RtlRandomEx, &raw mut same));
        assert_ne!(seed, 5);
        assert!(call!(MmGetSystemRoutineAddress, std::ptr::null()).is_null());
    });
}
