//! Where the recordings and the host differ, beside what all recordings of the program share.

use kmdf_host_recordings::program::Race;
use kmdf_host_recordings::{Difference, why};

const WAKE: &str =
    "the system's IRP is over before the device has woken; the host has the device's";
const NO_ROW: &str = "the recorder has no row for DriverEntry";
const TICKS: &str =
    "since the recording, the timer has a context of its own, with the way to the queue's";

/// The rows of a removal's cleanup callbacks, with those before and those for a lock.
macro_rules! cleanups {
    ($($before:literal)? lock $($lock:literal)*) => {
        &[
            $($before,)?
            "callback enter,EvtCleanupCallback(Q1)",
            "call,WdfObjectGetTypedContextWorker(Q1)",
            "call returned,WdfObjectGetTypedContextWorker = ptr",
            $($lock,)*
            "callback leave,EvtCleanupCallback",
            "callback enter,EvtCleanupCallback(V#2)",
            "call,WdfObjectGetTypedContextWorker(V#2)",
            "call returned,WdfObjectGetTypedContextWorker = ptr",
            "call,WdfObjectDereferenceActual(Q1)",
            "call returned,WdfObjectDereferenceActual",
            "call,WdfObjectDereferenceActual(T1)",
            "call returned,WdfObjectDereferenceActual",
            "callback leave,EvtCleanupCallback",
        ]
    };
}

/// The cleanup callbacks of a disable: where the recording has them, and after the close.
macro_rules! disable {
    ($recording:literal, $($lock:literal)*) => {
        [
            Difference {
                recordings: &[$recording],
                recorded: cleanups!(lock $($lock)*),
                happened: &[],
                why: why::BY_SURPRISE,
            },
            Difference {
                recordings: &[$recording],
                recorded: &[],
                happened: cleanups!("pnp,>> IRP_MN_REMOVE_DEVICE" lock $($lock)*),
                why: why::BY_SURPRISE,
            },
        ]
    };
}

/// The recordings in which a device is created.
const LOADS: &[&str] = &["*-load", "*-enable"];

/// The differences. One that no longer occurs fails the test.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        recordings: &["*"],
        recorded: &[
            "call,WdfTimerGetParentObject(T1)",
            "call returned,WdfTimerGetParentObject = ptr",
            "call,WdfObjectGetTypedContextWorker(Q1)",
        ],
        happened: &["call,WdfObjectGetTypedContextWorker(T1)"],
        why: TICKS,
    },
    Difference {
        recordings: LOADS,
        recorded: &[],
        happened: &[
            "call,WdfObjectGetTypedContextWorker(Q1)",
            "call returned,WdfObjectGetTypedContextWorker = ptr",
        ],
        why: TICKS,
    },
    Difference {
        recordings: LOADS,
        recorded: &[],
        happened: &[
            "call,WdfObjectGetTypedContextWorker(T1)",
            "call returned,WdfObjectGetTypedContextWorker = ptr",
        ],
        why: TICKS,
    },
    Difference {
        recordings: &["*"],
        recorded: &[],
        happened: &["callback enter,DriverEntry(RustEcho)"],
        why: NO_ROW,
    },
    Difference {
        recordings: &["*"],
        recorded: &[],
        happened: &["callback leave,DriverEntry = 00000000"],
        why: NO_ROW,
    },
    Difference {
        recordings: &["*-enable"],
        recorded: &[],
        happened: &["call,WdfDriverCreate()", "call returned,WdfDriverCreate = 00000000"],
        why: why::UNLOADED,
    },
    Difference {
        recordings: &["driversync-13-sleep"],
        recorded: &["application,ctl 'wake echo' -> *"],
        happened: &[],
        why: WAKE,
    },
    Difference {
        recordings: &["driversync-13-sleep"],
        recorded: &[],
        happened: &["application,ctl 'wake echo' -> *"],
        why: WAKE,
    },
];

/// The differences of a disable with an open handle, of each variant.
pub const DISABLE: [[Difference; 2]; 2] = [
    disable!("autosync-16-disable",),
    disable!(
        "driversync-16-disable",
        "call,WdfObjectDereferenceActual(L1)"
        "call returned,WdfObjectDereferenceActual"
    ),
];

/// The differences of a build with debug assertions.
pub const OF_DEBUG_BUILDS: &[Difference] = &[Difference {
    recordings: &["*"],
    recorded: &[],
    happened: &[
        "call,WdfStringCreate()",
        "call returned,WdfStringCreate = 00000000",
        "call,WdfDriverRetrieveVersionString()",
        "call returned,WdfDriverRetrieveVersionString = 00000000",
        "call,WdfStringGetUnicodeString()",
        "call returned,WdfStringGetUnicodeString",
        "call,WdfObjectDelete()",
        "call returned,WdfObjectDelete",
        "call,WdfDriverIsVersionAvailable()",
        "call returned,WdfDriverIsVersionAvailable = 1",
    ],
    why: "a release image, the one that was recorded, does not ask for the framework's version",
}];

/// The differences of images.
pub const OF_IMAGES: &[Difference] = &[Difference {
    recordings: &["*"],
    recorded: &[],
    happened: &["callback enter,DriverUnload(RustEcho)", "callback leave,DriverUnload"],
    why: why::UNLOADED,
}];

/// The recordings in which the application or the I/O manager races with the power manager or a
/// tick.
pub const RACES: &[Race] = &[
    Race { recording: "autosync-07-close", from: 43, to: 76 },
    Race { recording: "autosync-13-sleep", from: 65, to: 85 },
    Race { recording: "driversync-07-close", from: 54, to: 98 },
    Race { recording: "driversync-12-stop", from: 48, to: 73 },
    Race { recording: "driversync-13-sleep", from: 50, to: 75 },
];
