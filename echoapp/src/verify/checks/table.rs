//! The table of checks.

use super::{Check, Need, arrival, cancellation, change, end, order, settings, sleep, transfers};
use crate::verify::load;
use crate::verify::rig::Rig;
use crate::verify::unmet::Unmet;

const fn check(
    name: &'static str,
    expectation: &'static str,
    run: fn(&Rig<'_>) -> Result<(), Unmet>,
) -> Check {
    Check { name, expectation, needs: Need::Nothing, run }
}

const fn elevated(
    name: &'static str,
    expectation: &'static str,
    run: fn(&Rig<'_>) -> Result<(), Unmet>,
) -> Check {
    Check { name, expectation, needs: Need::Elevation, run }
}

/// All checks, in the order in which they run.
pub const CHECKS: &[Check] = &[
    check(
        "interface",
        "the device has one interface of the echo driver's class",
        arrival::interface,
    ),
    check("open", "the device opens for reading and writing", arrival::open),
    check(
        "open-several",
        "several handles are open at once, also while a request waits",
        arrival::open_several,
    ),
    check("write-1", "a write of 1 byte succeeds at a tick, and reads back", |rig| {
        transfers::write(rig, 1)
    }),
    check("write-512", "a write of 512 bytes succeeds at a tick, and reads back", |rig| {
        transfers::write(rig, 512)
    }),
    check("write-30720", "a write of 30,720 bytes succeeds at a tick, and reads back", |rig| {
        transfers::write(rig, 30_720)
    }),
    check("write-40960", "a write of 40,960 bytes succeeds at a tick, and reads back", |rig| {
        transfers::write(rig, 40_960)
    }),
    check(
        "refuse-40961",
        "a write of 40,961 bytes fails at once with STATUS_BUFFER_OVERFLOW, and the stored bytes stay",
        |rig| transfers::refuse(rig, 40_961),
    ),
    check(
        "refuse-41000",
        "a write of 41,000 bytes fails at once with STATUS_BUFFER_OVERFLOW, and the stored bytes stay",
        |rig| transfers::refuse(rig, 41_000),
    ),
    check(
        "short-read",
        "a read shorter than the stored bytes returns the first ones",
        transfers::short_read,
    ),
    check(
        "long-read",
        "a read longer than the stored bytes returns all of them, each time",
        transfers::long_read,
    ),
    check(
        "shorter-write",
        "a shorter write replaces all of a longer one",
        transfers::shorter_write,
    ),
    check(
        "no-bytes",
        "a read and a write of 0 bytes succeed with 0 bytes, and the stored bytes stay",
        transfers::no_bytes,
    ),
    check(
        "no-bytes-queued",
        "a request of 0 bytes behind a waiting one waits for its turn",
        order::no_bytes,
    ),
    check(
        "device-control",
        "a device control fails with STATUS_INVALID_DEVICE_REQUEST",
        arrival::device_control,
    ),
    check(
        "device-control-queued",
        "a device control behind a waiting request waits for its turn",
        order::device_control,
    ),
    check(
        "cancel-pending",
        "a cancelled write that waits ends at once with STATUS_CANCELLED, and its bytes stay stored",
        cancellation::pending_write,
    ),
    check(
        "cancel-pending-read",
        "a cancelled read that waits ends at once with STATUS_CANCELLED",
        cancellation::pending_read,
    ),
    check(
        "cancel-queued",
        "a cancelled request in the queue ends at once, and the one before stays",
        cancellation::queued,
    ),
    check(
        "cancel-next",
        "the request behind a cancelled one completes at its own tick",
        cancellation::next,
    ),
    check(
        "cancel-all",
        "cancelling all requests of a handle ends them at once, and no other handle's",
        cancellation::all,
    ),
    check(
        "close-pending",
        "closing a handle cancels its queued requests, and the waiting one completes at the tick",
        end::close,
    ),
    Check {
        name: "process-killed",
        expectation: "the end of a process with requests pending cancels all of them",
        needs: Need::Process,
        run: end::kill,
    },
    check(
        "queue-order",
        "requests complete in the order of arrival, one per tick",
        order::one_handle,
    ),
    check("two-handles", "two handles are served in the order of arrival", order::two_handles),
    check(
        "latency",
        "a request takes one period, and requests one after the other the sum",
        order::latency,
    ),
    Check {
        name: "mixed-load",
        expectation: "under a mixed load from threads and processes, every read is one whole write",
        needs: Need::Process,
        run: load::check,
    },
    elevated(
        "fresh-read",
        "a read of a device that was just started succeeds at once with 0 bytes",
        change::fresh_read,
    ),
    elevated("first-tick", "the first tick comes one period after the start", change::first_tick),
    elevated(
        "disable-open",
        "a disable is refused while a handle is open, and the requests continue",
        change::disable_open,
    ),
    elevated(
        "disable-pending",
        "a disable waits until the tick has completed the request of a closed handle",
        change::disable_pending,
    ),
    elevated(
        "disable-enable",
        "a disabled device cannot be opened; an enabled one works, and is empty",
        change::disable_enable,
    ),
    elevated(
        "remove-add",
        "a removed device is gone; a new one works, with the settings of the INF",
        change::remove_add,
    ),
    elevated(
        "period-changed",
        "after a restart, the timer has the period of the hardware key",
        settings::period_changed,
    ),
    elevated(
        "period-limits",
        "periods of 1 ms and 60,000 ms are accepted",
        settings::period_limits,
    ),
    elevated(
        "period-refused",
        "with a period of 0 or 60,001 ms the device does not start, STATUS_INVALID_PARAMETER",
        settings::period_refused,
    ),
    elevated(
        "mode-changed",
        "after a restart, the device works as the other variant",
        settings::mode_changed,
    ),
    elevated(
        "mode-refused",
        "with a mode of 2 the device does not start, STATUS_INVALID_PARAMETER",
        settings::mode_refused,
    ),
    elevated(
        "settings-absent",
        "without settings the device works, with a period of 100 ms",
        settings::absent,
    ),
    Check {
        name: "sleep",
        expectation: "before the machine sleeps, the tick completes the waiting request; the others follow after it wakes",
        needs: Need::Sleep,
        run: sleep::sleep,
    },
];
