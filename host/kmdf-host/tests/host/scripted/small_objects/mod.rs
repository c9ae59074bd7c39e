//! A driver that uses small objects on request: collections, memory, lookaside lists, contexts,
//! strings, the registry, locks, DPCs, work items and timers.

mod driver;
mod memory;
mod objects;
mod registry;
mod times;

use kmdf_host::Rule;
use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The driver's recordings.
const SMALL_OBJECTS: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Named,
    script: include_str!("../recorded/6objects.txt"),
    recordings: || {
        recordings!("../recorded":
            "6objects-00-load",
            "6objects-01-collections",
            "6objects-02-memory",
            "6objects-03-lookaside",
            "6objects-04-contexts",
            "6objects-05-strings",
            "6objects-06-registry",
            "6objects-07-locks",
            "6objects-08-dpc-workitem",
            "6objects-09-timers",
            "6objects-10-remove-with-timer",
        )
        .into()
    },
    races: &[],
    // The driver creates memory objects of size 0, and writes to its Parameters key.
    broken: &[Rule::BadPoolCall, Rule::KeyOutsideIsolation],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    instead(
        &["*"],
        &["pnp,load obj"],
        &["callback enter,DriverEntry(KmdfTest)"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &["pnp,DriverEntry obj = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*-remove-with-timer"],
        &[
            "application,down s -> 00000000",
            "pnp,unload obj",
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
            "application,down s -> 00000000",
        ],
        why::UNLOADED,
    ),
    untraced(&["pnp,interface 99d3f5a1 *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
    instead(&[DPC], &["application,d issued: 00000103"], &[], why::AT_ONCE),
    instead(&[DPC], &[], &["application,d issued: 00000103"], why::AT_ONCE),
];

const DPC: &str = "6objects-08-dpc-workitem";

#[test]
fn small_objects_replayed_agree() {
    SMALL_OBJECTS.replay();
}
