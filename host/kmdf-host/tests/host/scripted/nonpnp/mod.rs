//! A driver without Plug and Play, with a control device that has buffers of every transfer method. It
//! makes the calls of the driver `nonpnp` among Microsoft's samples.

mod driver;

use kmdf_host::DriverImage;
use kmdf_host_recordings::{Difference, recordings, why};

use super::differences::{instead, untraced};
use super::replay::Recorded;
use super::report::Words;

/// The driver's recordings.
const NON_PNP: Recorded = Recorded {
    install: |machine| {
        // SAFETY: the driver uses only pointers to its own live variables.
        let image = unsafe { DriverImage::from_entry(driver::driver_entry) };
        Some(machine.create_service("NonPnp", image))
    },
    words: Words::NonPnp,
    script: include_str!("../recorded/nonpnp.txt"),
    recordings: || {
        recordings!("../recorded":
            "nonpnp-00-load",
            "nonpnp-01-file",
            "nonpnp-02-ioctl",
            "nonpnp-03-two",
            "nonpnp-99-unload",
        )
        .into()
    },
    races: &[],
    broken: &[],
    differences: DIFFERENCES,
};

const DIFFERENCES: &[Difference] = &[
    instead(&["*"], &["pnp,>> load"], &["callback enter,DriverEntry(NonPnp)"], why::LOADED_BY_HAND),
    instead(
        &["*"],
        &["pnp,<< load, DriverEntry = 00000000"],
        &["callback leave,DriverEntry = 00000000"],
        why::LOADED_BY_HAND,
    ),
    untraced(&["pnp,>> unload"], why::LOADED_BY_HAND),
];

#[test]
fn driver_without_plug_and_play_replayed_agrees() {
    NON_PNP.replay();
}
