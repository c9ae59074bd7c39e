//! Recordings of the echo driver's image on the real framework, and their replay in the host.
//!
//! `recorded/` has what KMDF 1.33, built from its open source and with its verifier on, did with the
//! image of this driver: every call of the driver with its status and its IRQL, the callbacks, and
//! what a program saw, in time order. The `PnP` manager, the I/O manager and the kernel below the
//! framework were stand-ins: their rows are no evidence about Windows, but the callbacks between
//! them are. A build of the driver takes the same steps on a machine, and all lines must agree but
//! for the listed differences.

mod differences;

use echo_support::{INTERFACE, Subject, Variant};
use kmdf_host_recordings::program::{self, Setting};
use kmdf_host_recordings::{Comparison, Recording, UNTRACED, recordings};

use self::differences::{DIFFERENCES, DISABLE, OF_DEBUG_BUILDS, OF_IMAGES, RACES};

/// The form of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The source, compiled into the test.
    Source,
    /// An image file.
    Image,
}

/// Whether the recordings show a call: they show all calls through the framework's function table.
/// An image binds to the table by imports.
fn is_recorded(ddi: &str) -> bool {
    ddi.starts_with("Wdf") && !ddi.starts_with("WdfVersion")
}

fn recorded() -> Vec<Recording> {
    Vec::from(recordings!(
        "../recorded":
        "autosync-00-load",
        "autosync-01-rbw",
        "autosync-02-basic",
        "autosync-03-zero",
        "autosync-04-big",
        "autosync-05-short",
        "autosync-06-cancel",
        "autosync-07-close",
        "autosync-08-two",
        "autosync-09-ioctl",
        "autosync-10-many",
        "autosync-11-exit",
        "autosync-12-stop",
        "autosync-13-sleep",
        "autosync-14-idle-disable",
        "autosync-15-enable",
        "autosync-16-disable",
        "autosync-17-enable",
        "autosync-18-surprise",
        "autosync-19-enable",
        "autosync-20-basic",
        "autosync-99-uninstall",
        "driversync-00-load",
        "driversync-01-rbw",
        "driversync-02-basic",
        "driversync-03-zero",
        "driversync-04-big",
        "driversync-05-short",
        "driversync-06-cancel",
        "driversync-07-close",
        "driversync-08-two",
        "driversync-09-ioctl",
        "driversync-10-many",
        "driversync-11-exit",
        "driversync-12-stop",
        "driversync-13-sleep",
        "driversync-14-idle-disable",
        "driversync-15-enable",
        "driversync-16-disable",
        "driversync-17-enable",
        "driversync-18-surprise",
        "driversync-19-enable",
        "driversync-20-basic",
        "driversync-99-uninstall",
    ))
}

fn variant_of(recording: &Recording) -> Variant {
    if recording.name.starts_with("autosync") { Variant::AutoSync } else { Variant::DriverSync }
}

/// Replays every recording with a build of the driver.
///
/// # Panics
/// If a line disagrees that is no listed difference, or a listed difference does not occur.
pub fn replay_all(form: Form, subject: impl Fn(Variant) -> Subject) {
    let mut comparison = Comparison::new(DIFFERENCES).with(program::DIFFERENCES).with(UNTRACED);
    for differences in &DISABLE {
        comparison = comparison.with(differences);
    }
    if subject(Variant::AutoSync).debug_build {
        comparison = comparison.with(OF_DEBUG_BUILDS);
    }
    if form == Form::Image {
        comparison = comparison.with(OF_IMAGES);
    }
    for recording in recorded() {
        let subject = subject(variant_of(&recording));
        let setting = |machine| {
            subject.install(&machine).expect("the driver's package can be installed");
            let hardware_id = subject.variant.hardware_id();
            Setting { machine, hardware_id, interface: INTERFACE, is_recorded }
        };
        let machine = program::compare(&recording, RACES, setting, &mut comparison);
        if let Some(machine) = machine {
            assert_eq!(machine.shut_down(), [], "{}: violations", recording.name);
        }
    }
    comparison.finish();
}
