//! Where these recordings and the host differ, beside what all recordings of the program share.

use kmdf_host_recordings::program::Race;
use kmdf_host_recordings::{Difference, why};

/// The differences. One that no longer occurs fails the test.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        recordings: &["*"],
        recorded: &[
            "io,IRP_MJ_CLEANUP file ptr",
            "io,IRP_MJ_CLEANUP file ptr -> *",
            "io,IRP_MJ_CLOSE file ptr",
            "io,IRP_MJ_CLOSE file ptr -> *",
        ],
        happened: &[],
        why: why::REMARK,
    },
    Difference {
        recordings: &["*-enable"],
        recorded: &[],
        happened: &[
            "callback enter,DriverEntry(KmdfTest)",
            "callback leave,DriverEntry = 00000000",
        ],
        why: why::UNLOADED,
    },
    Difference {
        recordings: &["*-disable"],
        recorded: &["callback enter,EvtDestroyCallback(Q1)", "callback leave,EvtDestroyCallback"],
        happened: &[],
        why: why::BY_SURPRISE,
    },
    Difference {
        recordings: &["*-disable"],
        recorded: &[],
        happened: &[
            "pnp,>> IRP_MN_REMOVE_DEVICE",
            "callback enter,EvtDestroyCallback(Q1)",
            "callback leave,EvtDestroyCallback",
        ],
        why: why::BY_SURPRISE,
    },
];

/// The recordings in which the application or the I/O manager races with the power manager or a
/// tick.
pub const RACES: &[Race] = &[
    Race { recording: "autosync-sleep", from: 43, to: 56 },
    Race { recording: "driversync-sleep", from: 41, to: 54 },
    Race { recording: "driversync-close", from: 26, to: 38 },
];
