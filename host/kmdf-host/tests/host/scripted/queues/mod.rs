//! A driver with a queue of each kind, which does on request what can be done with queues.

mod controls;
mod driver;
mod transfers;

use kmdf_host::Rule;
use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{QUERY_POWER, instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The driver's recordings.
const QUEUES: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Named,
    script: include_str!("../recorded/2queues.txt"),
    recordings: || {
        recordings!("../recorded":
            "2queues-00-load",
            "2queues-01-parallel-limit",
            "2queues-02-parallel-unlimited",
            "2queues-03-find",
            "2queues-04-ready-notify",
            "2queues-05-forward-requeue",
            "2queues-06-same-queue",
            "2queues-07-retrieve-from-others",
            "2queues-08-stop-states",
            "2queues-09-drain",
            "2queues-11-stop-ack-false",
            "2queues-12-stop-ack-true",
            "2queues-13-manual-driver-owned",
            "2queues-14-close-cancels",
            "2queues-15-other",
            "2queues-16-remove-with-queued",
        )
        .into()
    },
    races: &[],
    // The driver misuses queues on purpose.
    broken: &[Rule::ObjectMisused, Rule::WrongConfiguration],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    QUERY_POWER,
    instead(
        &["*"],
        &["pnp,load q"],
        &["callback enter,DriverEntry(KmdfTest)"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &["pnp,DriverEntry q = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &["callback enter,EvtIoQueueReady(*"],
        &["callback enter,EvtIoQueueState()"],
        why::NAME_OF_READY,
    ),
    instead(
        &["*"],
        &["callback leave,EvtIoQueueReady"],
        &["callback leave,EvtIoQueueState"],
        why::NAME_OF_READY,
    ),
    instead(
        &["*"],
        &["call,WdfDeviceConfigureRequestDispatching(*"],
        &["call,WdfDeviceConfigureRequestDispatching()"],
        why::CALL,
    ),
    instead(
        &["*"],
        &["call,WdfRequestStopAcknowledge(*"],
        &["call,WdfRequestStopAcknowledge()"],
        why::CALL,
    ),
    instead(&["2queues-15-other"], &["application,f done: c0000010, 0"], &[], why::FLUSH),
    instead(
        &["2queues-16-remove-with-queued"],
        &[
            "application,remove s",
            "application,m1 done: c0000120, 0",
            "application,m2 done: c0000120, 0",
            "application,s1 done: c0000120, 0",
            "application,s2 done: c0000120, 0",
            "application,w1 done: c0000120, 0",
            "pnp,unload q",
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
            "application,remove s",
            "application,m1 done: c0000120, 0",
            "application,m2 done: c0000120, 0",
            "application,s1 done: c0000120, 0",
            "application,s2 done: c0000120, 0",
            "application,w1 done: c0000120, 0",
        ],
        why::UNLOADED,
    ),
    instead(
        &["2queues-14-close-cancels"],
        &["application,all issued: 00000103"],
        &["io,IRP_MJ_CLOSE file ptr", "application,all issued: 00000103"],
        why::LATE_CLOSE,
    ),
    untraced(&["io,close of file ptr waits *"], why::LATE_CLOSE),
    untraced(&["pnp,interface 33d2f5a1 *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
];

#[test]
fn queues_replayed_agree() {
    QUEUES.replay();
}
