//! A driver whose device leaves D0 when it is idle, and which controls on request what keeps it there.

mod driver;

use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{QUERY_POWER, instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The driver's recordings. In the last two scenes a value of the registry chooses where the driver
/// assigns its idle settings.
const IDLE: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Named,
    script: include_str!("../recorded/6idle.txt"),
    recordings: || {
        recordings!("../recorded":
            "6idle-00-load",
            "6idle-01-idle-out-and-in",
            "6idle-02-held-request",
            "6idle-03-manual-queue",
            "6idle-04-stop-idle",
            "6idle-05-sleep-while-idle",
            "6idle-06-sleep-with-request-waiting",
            "6idle-07-settings-changed",
            "6idle-08-cancel-while-waking",
            "6idle-09-remove-while-idle",
            "6idle-10-surprise-while-idle",
            "6idle-11-stop-while-idle",
            "6idle-12-stop-idle-in-add",
            "6idle-13-wake",
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
        &["pnp,load idle"],
        &["callback enter,DriverEntry(KmdfTest)"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &["pnp,DriverEntry idle = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    untraced(&["pnp,interface 88d2f5a1 *"], why::INTERFACE),
    untraced(&["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS BusRelations"], why::NOT_FOR_THE_DRIVER),
    instead(
        &["6idle-09-remove-while-idle", "6idle-11-stop-while-idle", "6idle-12-stop-idle-in-add"],
        &[],
        &["callback enter,EvtDriverUnload(D#1)", "callback leave,EvtDriverUnload"],
        why::UNLOADED,
    ),
    instead(
        LATER,
        &[],
        &[
            "callback enter,DriverEntry(KmdfTest)",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "callback leave,DriverEntry = 00000000",
        ],
        why::UNLOADED,
    ),
    instead(&["6idle-10-surprise-while-idle"], &["application,surprise s"], &[], why::UNLOADED),
    instead(
        &["6idle-10-surprise-while-idle"],
        &[],
        &[
            "callback enter,EvtDriverUnload(D#1)",
            "callback leave,EvtDriverUnload",
            "application,surprise s",
        ],
        why::UNLOADED,
    ),
    instead(
        &["6idle-13-wake"],
        &["application,down s -> 00000000", "pnp,unload idle"],
        &[],
        why::UNLOADED,
    ),
    instead(&["6idle-13-wake"], &[], &["application,down s -> 00000000"], why::UNLOADED),
    instead(
        &["*"],
        &["call returned,WdfDeviceGetDevicePowerState = *"],
        &["call returned,WdfDeviceGetDevicePowerState"],
        why::CALL,
    ),
    instead(
        &["*"],
        &["call returned,WdfDeviceGetDevicePnpState = 119"],
        &["call returned,WdfDeviceGetDevicePnpState"],
        why::CALL,
    ),
    instead(
        &["*"],
        &["call,WdfDeviceConfigureRequestDispatching(*"],
        &["call,WdfDeviceConfigureRequestDispatching()"],
        why::CALL,
    ),
    instead(
        &["*"],
        &["call,WdfDeviceStopIdleActual(*"],
        &["call,WdfDeviceStopIdleActual()"],
        why::CALL,
    ),
    later(&["6idle-01-idle-out-and-in"], &["application,r issued: 00000103"])[0],
    later(&["6idle-01-idle-out-and-in"], &["application,r issued: 00000103"])[1],
    later(&["6idle-01-idle-out-and-in"], &["application,w issued: 00000103"])[0],
    later(&["6idle-01-idle-out-and-in"], &["application,w issued: 00000103"])[1],
    later(HELD, &["application,r issued: 00000103"])[0],
    later(HELD, &["application,r issued: 00000103"])[1],
    later(&["6idle-03-manual-queue"], &["application,m issued: 00000103"])[0],
    later(&["6idle-03-manual-queue"], &["application,m issued: 00000103"])[1],
    later(&["6idle-04-stop-idle"], &["application,s0 issued: 00000103"])[0],
    later(&["6idle-04-stop-idle"], &["application,s0 issued: 00000103"])[1],
    later(&["6idle-07-settings-changed"], &["application,off issued: 00000103"])[0],
    later(&["6idle-07-settings-changed"], &["application,off issued: 00000103"])[1],
];

/// The scenes that begin with a new device, for which the driver is loaded again.
const LATER: &[&str] = &[
    "6idle-10-surprise-while-idle",
    "6idle-11-stop-while-idle",
    "6idle-12-stop-idle-in-add",
    "6idle-13-wake",
];

const HELD: &[&str] = &["6idle-02-held-request", "6idle-08-cancel-while-waking"];

/// A row of the application that comes after the rows of the worker thread, where the recording has it
/// before them.
const fn later(scenes: &'static [&'static str], row: &'static [&'static str]) -> [Difference; 2] {
    [instead(scenes, row, &[], why::AT_ONCE), instead(scenes, &[], row, why::AT_ONCE)]
}

#[test]
fn idle_device_replayed_agrees() {
    IDLE.replay();
}
