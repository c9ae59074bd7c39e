//! A driver with buffers of every transfer method, which tries each call that retrieves them.

mod driver;
mod retrieval;

use kmdf_host::Rule;
use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{QUERY_POWER, instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The driver's recordings.
const BUFFERS: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Buffers,
    script: include_str!("../recorded/4buffers.txt"),
    recordings: || {
        recordings!("../recorded":
            "4buffers-00-load",
            "4buffers-01-buffered",
            "4buffers-02-in-direct",
            "4buffers-03-out-direct",
            "4buffers-04-neither",
            "4buffers-05-read-write-buffered",
            "4buffers-06-read-write-direct",
            "4buffers-07-read-write-neither",
            "4buffers-08-caller-context",
            "4buffers-09-zero-length",
            "4buffers-10-caller-context-asleep",
        )
        .into()
    },
    races: &[],
    // The driver tries every call with every buffer.
    broken: &[Rule::WrongBuffer],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    QUERY_POWER,
    instead(
        &["4buffers-00-load"],
        &["pnp,load io"],
        &["callback enter,DriverEntry(KmdfTest)"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["4buffers-00-load"],
        &["pnp,DriverEntry io = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &[],
        &[
            "callback enter,DriverEntry(KmdfTest)",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "callback leave,DriverEntry = 00000000",
        ],
        why::UNLOADED,
    ),
    instead(
        &["*"],
        &[],
        &["callback enter,EvtDriverUnload(D#1)", "callback leave,EvtDriverUnload"],
        why::UNLOADED,
    ),
    untraced(
        &["pnp,unload io", "callback enter,EvtDriverUnload(D#1)", "callback leave,EvtDriverUnload"],
        why::UNLOADED,
    ),
    instead(
        &["*"],
        &["call returned,WdfRequestGetInformation = 6"],
        &["call returned,WdfRequestGetInformation"],
        why::CALL,
    ),
    untraced(&["pnp,interface 55d2f5a1 *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
];

#[test]
fn buffers_of_every_method_replayed_agree() {
    BUFFERS.replay();
}
