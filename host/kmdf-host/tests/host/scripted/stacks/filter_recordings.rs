//! The recordings of the filter.

use kmdf_host::Rule;
use kmdf_host_recordings::{Difference, recordings, why};

use super::super::differences::{QUERY_POWER, instead, untraced};
use super::super::replay::Recorded;
use super::super::report::Words;
use super::{function, install};

const FILTER: Recorded = Recorded {
    install: |machine| {
        install(machine, function::driver_entry);
        None
    },
    words: Words::Named,
    script: include_str!("../recorded/1filter.txt"),
    recordings: || {
        recordings!("../recorded":
            "1filter-00-load",
            "1filter-01-no-handler",
            "1filter-02-format-current-type",
            "1filter-03-send-and-forget",
            "1filter-04-synchronous",
            "1filter-05-made-request",
            "1filter-06-timeout",
            "1filter-07-app-cancels-below",
            "1filter-08-cancel-sent",
            "1filter-09-close-with-sent",
            "1filter-10-driver-requests",
            "1filter-11-part-of-memory",
            "1filter-12-target-stop-cancel",
            "1filter-13-target-stop-leave",
            "1filter-15-target-purge",
            "1filter-16-no-completion-routine",
            "1filter-17-stop-start",
            "1filter-18-sleep",
            "1filter-19-remove",
            "1filter-20-again",
            "1filter-21-surprise",
            "1filter-22-remove-with-made-request",
            "1filter-23-power-managed-filter",
            "1filter-24-power-managed-filter-surprise",
            "1filter-25-power-managed-filter-made-request",
            "1filter-26-filter-create-completion-routine",
            "1filter-27-filter-create-send-and-forget",
            "1filter-28-filter-create-completed-by-filter",
            "1filter-29-filter-create-completed-no-forward",
            "1filter-30-lower-prepare-fails",
            "1filter-31-lower-d0entry-fails",
            "1filter-32-filter-prepare-fails",
            "1filter-33-filter-d0entry-fails",
        )
        .into()
    },
    races: &[],
    // The filter sends in every way, and in some that the verifier would complain of.
    broken: &[Rule::ObjectMisused, Rule::WrongConfiguration],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    QUERY_POWER,
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
            "pnp,load filt",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "pnp,DriverEntry filt = 00000000",
        ],
        &[],
        why::LOADED_LATER,
    ),
    instead(
        &["*"],
        &[],
        &[
            "callback enter,DriverEntry(filt)",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "callback leave,DriverEntry = 00000000",
        ],
        why::LOADED_LATER,
    ),
    untraced(&["pnp,interface 11d2f5a1 *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
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
    instead(
        &["*"],
        &["call returned,WdfRequestGetInformation = *"],
        &["call returned,WdfRequestGetInformation"],
        why::CALL,
    ),
    untraced(&["application,f done: c0000010, 0"], why::FLUSH),
    instead(
        &["1filter-06-timeout"],
        &[],
        &["framework,dispatch deferred to a work item"],
        why::DECISION,
    ),
    untraced(&["io,close of file ptr waits *"], why::LATE_CLOSE),
    untraced(
        &[
            "callback enter,EvtIoRead(Q1, R6, len 3003)",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
            "*",
        ],
        why::THREAD,
    ),
    instead(
        &["1filter-09-close-with-sent"],
        &[
            "application,rel issued: 00000103",
            "callback enter,EvtFileClose(*",
            "callback leave,EvtFileClose",
        ],
        &[
            "io,IRP_MJ_CLOSE file ptr",
            "callback enter,EvtFileClose()",
            "callback leave,EvtFileClose",
            "application,rel issued: 00000103",
        ],
        why::THREAD,
    ),
    instead(
        &["1filter-15-target-purge"],
        &["driver,filter: SendIoctlSynchronously c0000184, 0 bytes, first 68"],
        &["driver,filter: SendIoctlSynchronously c0000184, 0 bytes, first 00"],
        why::STACK,
    ),
    untraced(&["pnp,IoInvalidateDeviceState"], why::FAILED),
    instead(&["1filter-3*"], &[], &["pnp,>> IRP_MN_QUERY_REMOVE_DEVICE"], why::FAILED),
    instead(
        &["*"],
        &[
            "application,down s -> 00000000",
            "pnp,unload filt",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
            "pnp,unload func",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload()",
            "callback leave,EvtDriverUnload",
            "callback enter,EvtDriverUnload()",
            "callback leave,EvtDriverUnload",
            "application,down s -> 00000000",
        ],
        why::UNLOADED,
    ),
    instead(
        &["*"],
        &[
            "application,remove s",
            "pnp,unload filt",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
            "pnp,unload func",
            "callback enter,EvtDriverUnload(*",
            "callback leave,EvtDriverUnload",
        ],
        &[
            "callback enter,EvtDriverUnload()",
            "callback leave,EvtDriverUnload",
            "callback enter,EvtDriverUnload()",
            "callback leave,EvtDriverUnload",
            "application,remove s",
        ],
        why::UNLOADED,
    ),
];

#[test]
fn filter_replayed_agrees() {
    FILTER.replay();
}
