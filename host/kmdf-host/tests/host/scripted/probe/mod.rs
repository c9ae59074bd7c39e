//! The probe: a driver that does on request what drivers do with queues of every kind, requests,
//! files, timers, work items and objects. Its recordings are made of many short scenes.

mod controls;
mod device;
mod driver;
mod objects;
mod power;
mod transfers;

use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{QUERY_POWER, instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The probe's recordings.
const PROBE: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Probe,
    script: include_str!("../recorded/probe.txt"),
    recordings: || {
        recordings!("../recorded":
            "probe-00-load",
            "probe-01-file",
            "probe-02-sequential",
            "probe-03-parallel-limit",
            "probe-04-ioctl",
            "probe-05-manual",
            "probe-06-manual-close",
            "probe-07-purge-manual",
            "probe-08-drain-manual",
            "probe-09-requeue",
            "probe-10-stop-queue",
            "probe-11-purge-queue",
            "probe-12-purge-not-cancelable",
            "probe-13-drain-queue",
            "probe-14-stop-and-purge",
            "probe-15-purge-parallel",
            "probe-16-stop-ack",
            "probe-17-stop-requeue",
            "probe-18-stop-complete",
            "probe-19-sleep-ack",
            "probe-20-sleep-requeue",
            "probe-21-manual-sleep",
            "probe-22-refuse",
            "probe-23-timer-workitem",
            "probe-24-objects",
            "probe-25-disable-busy",
            "probe-26-enable",
            "probe-30-surprise-stopped",
            "probe-31-cancel-before",
        )
        .into()
    },
    races: &["23-timer-workitem"],
    broken: &[],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    instead(&["*"], &["pnp,load"], &["callback enter,DriverEntry(KmdfTest)"], why::LOADED_BY_HAND),
    instead(
        &["*"],
        &["pnp,DriverEntry = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    untraced(&["pnp,unload"], why::LOADED_BY_HAND),
    instead(&[SURPRISE], &["application,surprise"], &[], why::AT_ONCE),
    instead(&[SURPRISE], &[], &["application,surprise"], why::AT_ONCE),
    instead(
        &[BUSY],
        &[
            "callback enter,EvtFileClose(file)",
            "callback leave,EvtFileClose",
            "io,IRP_MJ_CLOSE file ptr -> 00000000",
        ],
        &[],
        why::THREAD,
    ),
    instead(
        &[BUSY],
        &[],
        &[
            "io,IRP_MJ_CLOSE file ptr",
            "callback enter,EvtFileClose(file)",
            "callback leave,EvtFileClose",
        ],
        why::THREAD,
    ),
    untraced(&["io,close of file ptr waits for 2 pending irps"], why::REMARK),
    QUERY_POWER,
];

const SURPRISE: &str = "probe-30-surprise-stopped";
const BUSY: &str = "probe-25-disable-busy";

#[test]
fn probe_replayed_agrees() {
    PROBE.replay();
}
