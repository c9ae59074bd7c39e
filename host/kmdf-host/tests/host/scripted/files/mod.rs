//! A driver with files: creates that fail, wait or are cancelled, and requests that are left at the
//! cleanup and the close.

mod driver;
mod requests;

use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{QUERY_POWER, instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The driver's recordings.
const FILES: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Named,
    script: include_str!("../recorded/3files.txt"),
    recordings: || {
        recordings!("../recorded":
            "3files-00-load",
            "3files-01-open-close",
            "3files-02-failed-create",
            "3files-03-create-later",
            "3files-04-create-work-item",
            "3files-05-create-cancelled",
            "3files-06-create-forwarded",
            "3files-07-close-with-pending",
            "3files-08-cleanup-completes",
            "3files-09-create-pending-at-sleep",
            "3files-10-remove-with-handle",
            "3files-11-surprise-with-handles",
            "3files-12-surprise-create-pending",
            "3files-13-exclusive",
            "3files-14-no-create-callback",
            "3files-15-creates-in-a-queue",
            "3files-16-creates-in-a-power-managed-queue",
            "3files-17-stopped",
        )
        .into()
    },
    races: &[],
    broken: &[],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    QUERY_POWER,
    instead(
        &["*"],
        &["pnp,load fil"],
        &["callback enter,DriverEntry(KmdfTest)"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &["pnp,DriverEntry fil = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &[
            "application,down s -> 00000000",
            "pnp,unload fil",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
            "application,down s -> 00000000",
        ],
        why::UNLOADED,
    ),
    instead(
        &["*"],
        &[
            "application,remove s",
            "pnp,unload fil",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
            "application,remove s",
        ],
        why::UNLOADED,
    ),
    instead(
        &["*"],
        &["call,WdfDeviceConfigureRequestDispatching(*"],
        &["call,WdfDeviceConfigureRequestDispatching()"],
        why::CALL,
    ),
    untraced(&["io,close of file ptr waits *"], why::LATE_CLOSE),
    instead(
        &["3files-07-close-with-pending"],
        &["application,rel2 issued: 00000103"],
        &["io,IRP_MJ_CLOSE file ptr"],
        why::AT_ONCE,
    ),
    instead(
        &["3files-07-close-with-pending"],
        &[],
        &["application,rel2 issued: 00000103"],
        why::AT_ONCE,
    ),
    instead(
        &["3files-12-surprise-create-pending"],
        &["application,open a -> c0000120"],
        &[],
        why::AT_ONCE,
    ),
    instead(
        &["3files-12-surprise-create-pending"],
        &[
            "application,remove s",
            "pnp,unload fil",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
            "application,open a -> c0000120",
            "application,remove s",
        ],
        why::AT_ONCE,
    ),
    untraced(&["pnp,QUERY_REMOVE vetoed by 1 open handles"], why::REMARK),
    untraced(&["pnp,interface 44d2f5a1 *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
];

#[test]
fn files_replayed_agree() {
    FILES.replay();
}
