//! The host against recordings of the real framework.
//!
//! `recorded/` has what KMDF 1.33, built from its open source, did with a driver in C: the calls of
//! the I/O and power callbacks, the callbacks and what the application saw, in time order. The
//! driver here makes the same calls, the program takes the recorded steps, and all lines must agree
//! but for [`DIFFERENCES`].

mod differences;
mod driver;
mod load;
mod transfer;

use kmdf_host::DriverEntry;
use kmdf_host_recordings::program::{self, Setting};
use kmdf_host_recordings::{Comparison, Recording, UNTRACED, recordings};

use self::differences::{DIFFERENCES, RACES};
use crate::raw_driver::{HARDWARE_ID, INTERFACE, install_on};

/// The calls that the recordings contain.
fn is_recorded(ddi: &str) -> bool {
    matches!(
        ddi,
        "WdfRequestMarkCancelable"
            | "WdfRequestMarkCancelableEx"
            | "WdfRequestUnmarkCancelable"
            | "WdfRequestComplete"
            | "WdfRequestCompleteWithInformation"
            | "WdfIoQueueStart"
            | "WdfIoQueueStopSynchronously"
            | "WdfTimerStart"
            | "WdfTimerStop"
    )
}

fn recorded() -> Vec<Recording> {
    Vec::from(recordings!(
        "recorded":
        "autosync-basic",
        "autosync-big",
        "autosync-cancel",
        "autosync-close",
        "autosync-disable",
        "autosync-enable",
        "autosync-exit",
        "autosync-idle-disable",
        "autosync-ioctl",
        "autosync-many",
        "autosync-rbw",
        "autosync-short",
        "autosync-sleep",
        "autosync-stop",
        "autosync-surprise",
        "autosync-two",
        "autosync-uninstall",
        "autosync-zero",
        "driversync-basic",
        "driversync-big",
        "driversync-cancel",
        "driversync-close",
        "driversync-disable",
        "driversync-enable",
        "driversync-exit",
        "driversync-idle-disable",
        "driversync-ioctl",
        "driversync-many",
        "driversync-rbw",
        "driversync-short",
        "driversync-sleep",
        "driversync-stop",
        "driversync-surprise",
        "driversync-two",
        "driversync-uninstall",
        "driversync-zero",
    ))
}

fn driver_of(recording: &Recording) -> DriverEntry {
    if recording.name.starts_with("autosync") {
        driver::driver_entry::<true>
    } else {
        driver::driver_entry::<false>
    }
}

#[test]
fn recordings_replayed_agree_line_by_line() {
    let mut comparison = Comparison::new(DIFFERENCES).with(program::DIFFERENCES).with(UNTRACED);
    for recording in recorded() {
        let setting = |machine| {
            install_on(&machine, driver_of(&recording));
            Setting { machine, hardware_id: HARDWARE_ID, interface: INTERFACE, is_recorded }
        };
        let machine = program::compare(&recording, RACES, setting, &mut comparison);
        let Some(machine) = machine else { continue };
        let name = recording.name;
        assert_eq!(machine.shut_down(), [], "{name}: violations");
        assert_eq!(machine.pool(), [], "{name}: blocks of pool that are left");
        assert_eq!(machine.objects(), [], "{name}: objects that are left");
    }
    comparison.finish();
}
