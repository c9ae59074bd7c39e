//! The recordings of the driver with a remote I/O target.

use kmdf_host::Rule;
use kmdf_host_recordings::{Difference, recordings, why};

use super::super::differences::{instead, untraced};
use super::super::replay::Recorded;
use super::super::report::Words;
use super::{function, install};

const REMOTE: Recorded = Recorded {
    install: |machine| {
        install(machine, function::entry_without_mode);
        None
    },
    words: Words::Named,
    script: include_str!("../recorded/1remote.txt"),
    recordings: || {
        recordings!("../recorded":
            "1remote-00-load",
            "1remote-01-open-by-name",
            "1remote-02-close-with-sent",
            "1remote-03-delete-with-sent",
            "1remote-04-query-remove-default",
            "1remote-05-query-remove-callbacks",
            "1remote-06-remove-cancelled",
            "1remote-07-surprise",
            "1remote-08-surprise-default",
            "1remote-09-owner-removed",
        )
        .into()
    },
    races: &[],
    // The driver deletes a request that is sent.
    broken: &[Rule::ObjectMisused],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    instead(&["*"], &["pnp,load func"], &["callback enter,DriverEntry(func)"], why::LOADED_BY_HAND),
    instead(
        &["*"],
        &["pnp,DriverEntry func = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &[
            "pnp,load rem",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "pnp,DriverEntry rem = 00000000",
        ],
        &[],
        why::LOADED_LATER,
    ),
    instead(
        &["*"],
        &[],
        &[
            "callback enter,DriverEntry(rem)",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "callback leave,DriverEntry = 00000000",
        ],
        why::LOADED_LATER,
    ),
    untraced(&["pnp,interface *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
    untraced(&["pnp,QUERY_REMOVE vetoed by 1 open handles"], why::HANDLES),
    instead(
        &["*"],
        &[],
        &["callback enter,EvtDriverUnload()", "callback leave,EvtDriverUnload"],
        why::UNLOADED,
    ),
    instead(
        &["*"],
        &[],
        &[
            "callback enter,DriverEntry(func)",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "callback leave,DriverEntry = 00000000",
        ],
        why::UNLOADED,
    ),
    untraced(
        &["pnp,unload rem", "callback enter,EvtDriverUnload(*", "callback leave,EvtDriverUnload"],
        why::UNLOADED,
    ),
    untraced(
        &["pnp,unload func", "callback enter,EvtDriverUnload(*", "callback leave,EvtDriverUnload"],
        why::UNLOADED,
    ),
    instead(
        SURPRISES,
        &[],
        &[
            "pnp,>> IRP_MN_REMOVE_DEVICE",
            "callback enter,EvtCleanupCallback()",
            "callback leave,EvtCleanupCallback",
            "callback enter,EvtDestroyCallback()",
            "callback leave,EvtDestroyCallback",
        ],
        why::AT_ONCE,
    ),
    untraced(
        &[
            "pnp,>> IRP_MN_REMOVE_DEVICE",
            "callback enter,EvtCleanupCallback(V#*",
            "callback leave,EvtCleanupCallback",
            "callback enter,EvtDestroyCallback(V#*",
            "callback leave,EvtDestroyCallback",
        ],
        why::AT_ONCE,
    ),
];

const SURPRISES: &[&str] = &["1remote-07-surprise", "1remote-08-surprise-default"];

#[test]
fn remote_target_replayed_agrees() {
    REMOTE.replay();
}
