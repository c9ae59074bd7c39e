//! A driver that uses small objects on request: collections, memory, lookaside lists, contexts,
//! strings, the registry, locks, DPCs, work items and timers.

mod driver;
mod memory;
mod objects;
mod registry;
mod times;

use kmdf_host::Rule;
use kmdf_host_recordings::{Difference, recordings};

use super::differences::{LOADED_BY_HAND, instead, untraced};
use super::replay::Recorded;
use super::report::Words;

/// The driver's recordings.
const SMALL_OBJECTS: Recorded = Recorded {
    driver: driver::driver_entry,
    words: Words::SmallObjects,
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
    instead(&["*"], &["pnp,load obj"], &["callback enter,DriverEntry(KmdfTest)"], LOADED_BY_HAND),
    instead(
        &["*"],
        &["pnp,DriverEntry obj = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        LOADED_BY_HAND,
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
        "Windows and the host unload a driver with its last device; the recorded program does so later",
    ),
    untraced(&["pnp,interface 99d3f5a1 *"], "the trace does not show the state of interfaces"),
    untraced(
        &["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"],
        "the framework handles this IRP without the driver, and the host does not send it",
    ),
    instead(&[DPC], &["application,d issued: 00000103"], &[], DPC_FIRST),
    instead(&[DPC], &[], &["application,d issued: 00000103"], DPC_FIRST),
];

const DPC: &str = "6objects-08-dpc-workitem";
const DPC_FIRST: &str = "the host runs what is queued before the application's call returns, the \
    recorded program after the call";

#[test]
fn small_objects_replayed_agree() {
    SMALL_OBJECTS.replay();
}
