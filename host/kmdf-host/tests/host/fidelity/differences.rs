//! Where the recordings and the host differ, and why.

use kmdf_host_recordings::Difference;
use kmdf_host_recordings::program::Race;

/// The framework answers these messages or passes them down without the driver.
const NOT_FOR_THE_DRIVER: &str = "the framework handles the message; no part of the host sends it";
const END: &str = "the trace has no event for the end of an IRP; a failed message ends the replay";
const BY_SURPRISE: &str = "Windows refuses the removal in good order while a handle is open, so the replay \
    removes the device by surprise: the REMOVE waits for the close";

const ALL: &[&str] = &["*"];

/// The differences. One that no longer occurs fails the test.
pub const DIFFERENCES: &[Difference] = &[
    Difference {
        recordings: &["*-close"],
        recorded: &["io,close of file ptr waits for 1 pending irps"],
        happened: &[],
        why: "a remark of the recorder",
    },
    Difference {
        recordings: &["*-close"],
        recorded: &["io,IRP_MJ_CLOSE file ptr -> *"],
        happened: &["io,IRP_MJ_CLOSE file ptr"],
        why: "the recorder shows a close that had to wait at its end only",
    },
    Difference {
        recordings: ALL,
        recorded: &["io,IRP_MJ_CLEANUP file ptr -> *"],
        happened: &[],
        why: END,
    },
    Difference {
        recordings: ALL,
        recorded: &["io,IRP_MJ_CLOSE file ptr -> *"],
        happened: &[],
        why: END,
    },
    Difference { recordings: ALL, recorded: &["pnp,<< *"], happened: &[], why: END },
    Difference { recordings: ALL, recorded: &["po,<< *"], happened: &[], why: END },
    Difference {
        recordings: ALL,
        recorded: &[
            "io,IRP_MJ_CLEANUP file ptr",
            "io,IRP_MJ_CLEANUP file ptr -> *",
            "io,IRP_MJ_CLOSE file ptr",
            "io,IRP_MJ_CLOSE file ptr -> *",
        ],
        happened: &[],
        why: "the program's handle to the recorder",
    },
    Difference {
        recordings: &["*-sleep"],
        recorded: &["po,>> QUERY_POWER S3"],
        happened: &[],
        why: NOT_FOR_THE_DRIVER,
    },
    Difference {
        recordings: &["*-enable"],
        recorded: &["pnp,>> IRP_MN_FILTER_RESOURCE_REQUIREMENTS"],
        happened: &[],
        why: NOT_FOR_THE_DRIVER,
    },
    Difference {
        recordings: &["*-enable"],
        recorded: &["pnp,>> IRP_MN_QUERY_PNP_DEVICE_STATE"],
        happened: &[],
        why: NOT_FOR_THE_DRIVER,
    },
    Difference {
        recordings: &["*-enable"],
        recorded: &["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS"],
        happened: &[],
        why: NOT_FOR_THE_DRIVER,
    },
    Difference {
        recordings: &["*-enable"],
        recorded: &[],
        happened: &[
            "callback enter,DriverEntry(KmdfTest)",
            "callback leave,DriverEntry = 00000000",
        ],
        why: "Windows unloads the driver with its last device; the recorder kept the driver",
    },
    Difference {
        recordings: &["*-disable"],
        recorded: &[
            "pnp,>> IRP_MN_QUERY_REMOVE_DEVICE",
            "pnp,<< IRP_MN_QUERY_REMOVE_DEVICE = 00000000 info 0",
            "pnp,>> IRP_MN_REMOVE_DEVICE",
        ],
        happened: &["pnp,>> IRP_MN_SURPRISE_REMOVAL"],
        why: BY_SURPRISE,
    },
    Difference {
        recordings: &["*-disable"],
        recorded: &["callback enter,EvtDestroyCallback(Q1)", "callback leave,EvtDestroyCallback"],
        happened: &[],
        why: BY_SURPRISE,
    },
    Difference {
        recordings: &["*-disable"],
        recorded: &["application,readC(after): ReadFile(64) issued: ret 0 err 1"],
        happened: &["application,readC(after): ReadFile(64) issued: ret 0 err 22"],
        why: BY_SURPRISE,
    },
    Difference {
        recordings: &["*-disable"],
        recorded: &["application,closed"],
        happened: &[
            "pnp,>> IRP_MN_REMOVE_DEVICE",
            "callback enter,EvtDestroyCallback(Q1)",
            "callback leave,EvtDestroyCallback",
            "application,closed",
        ],
        why: BY_SURPRISE,
    },
    Difference {
        recordings: &["*-surprise"],
        recorded: &["application,closed"],
        happened: &[
            "pnp,>> IRP_MN_REMOVE_DEVICE",
            "callback enter,EvtDestroyCallback(Q1)",
            "callback leave,EvtDestroyCallback",
            "application,closed",
        ],
        why: "the host sends the REMOVE from the last close; the recorder sent it a little later",
    },
    Difference {
        recordings: &["*-surprise"],
        recorded: &[
            "pnp,open files now 0",
            "pnp,>> IRP_MN_REMOVE_DEVICE",
            "callback enter,EvtDestroyCallback(Q1)",
            "callback leave,EvtDestroyCallback",
        ],
        happened: &[],
        why: "the host sends the REMOVE from the last close; the recorder sent it a little later",
    },
];

/// The recordings in which the application or the I/O manager races with the power manager or a
/// tick.
pub const RACES: &[Race] = &[
    Race { recording: "autosync-sleep", from: 43 },
    Race { recording: "driversync-sleep", from: 41 },
    Race { recording: "driversync-close", from: 22 },
];
