//! The toaster: a driver with one parallel queue, which completes each request at once. It makes
//! the calls of the simple function driver among Microsoft's samples.

mod driver;

use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{QUERY_POWER, instead, untraced};
use super::replay::{Recorded, installed};
use super::report::Words;

/// The toaster's recordings.
const TOASTER: Recorded = Recorded {
    install: |machine| installed(machine, driver::driver_entry),
    words: Words::Toaster,
    script: include_str!("../recorded/toaster.txt"),
    recordings: || {
        recordings!("../recorded":
            "toaster-00-load",
            "toaster-01-io",
            "toaster-02-many",
            "toaster-03-stop",
            "toaster-04-sleep",
            "toaster-05-surprise",
            "toaster-06-again",
            "toaster-99-unload",
        )
        .into()
    },
    races: &[],
    broken: &[],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    instead(
        &["*"],
        &["pnp,>> load"],
        &["callback enter,DriverEntry(KmdfTest)"],
        why::LOADED_BY_HAND,
    ),
    instead(
        &["*"],
        &["pnp,<< load, DriverEntry = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    untraced(&["pnp,>> unload"], why::LOADED_BY_HAND),
    instead(
        &["toaster-06-again"],
        &[],
        &[
            "callback enter,DriverEntry(KmdfTest)",
            "call,WdfDriverCreate()",
            "call returned,WdfDriverCreate = 00000000",
            "callback leave,DriverEntry = 00000000",
        ],
        why::UNLOADED,
    ),
    QUERY_POWER,
];

#[test]
fn toaster_replayed_agrees() {
    TOASTER.replay();
}
