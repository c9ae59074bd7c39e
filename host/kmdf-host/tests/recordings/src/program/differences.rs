//! The differences that all recordings of the program share.

use crate::difference::Difference;

/// The framework answers these messages or passes them down without the driver.
const NOT_FOR_THE_DRIVER: &str = "the framework handles the message; no part of the host sends it";
const END: &str = "the trace has no event for the end of an IRP; a failed message ends the replay";
const LAST_CLOSE: &str = "the host removes the device in the last close, the recorder after it";

const ALL: &[&str] = &["*"];
const SURPRISE: &[&str] = &["*-surprise"];

const fn no_event(
    recordings: &'static [&'static str],
    recorded: &'static [&'static str],
    why: &'static str,
) -> Difference {
    Difference { recordings, recorded, happened: &[], why }
}

/// The differences that all recordings of the program share.
pub const DIFFERENCES: &[Difference] = &[
    no_event(&["*-close"], &["io,close of file ptr waits for 1 pending irps"], "a remark"),
    Difference {
        recordings: &["*-close"],
        recorded: &["io,IRP_MJ_CLOSE file ptr -> *"],
        happened: &["io,IRP_MJ_CLOSE file ptr"],
        why: "the recorder shows a close that had to wait at its end only",
    },
    no_event(ALL, &["io,IRP_MJ_CLEANUP file ptr -> *"], END),
    no_event(ALL, &["io,IRP_MJ_CLOSE file ptr -> *"], END),
    no_event(ALL, &["pnp,<< *"], END),
    no_event(ALL, &["po,<< *"], END),
    no_event(&["*-sleep"], &["po,>> QUERY_POWER S3"], NOT_FOR_THE_DRIVER),
    no_event(ALL, &["pnp,>> IRP_MN_FILTER_RESOURCE_REQUIREMENTS"], NOT_FOR_THE_DRIVER),
    no_event(ALL, &["pnp,>> IRP_MN_QUERY_PNP_DEVICE_STATE"], NOT_FOR_THE_DRIVER),
    no_event(ALL, &["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS"], NOT_FOR_THE_DRIVER),
    no_event(SURPRISE, &["application,closed"], LAST_CLOSE),
    no_event(SURPRISE, &["pnp,open files now 0"], "a remark"),
    Difference {
        recordings: SURPRISE,
        recorded: &[],
        happened: &["application,closed"],
        why: LAST_CLOSE,
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
        recorded: &["application,readC(after): ReadFile(64) issued: ret 0 err 1"],
        happened: &["application,readC(after): ReadFile(64) issued: ret 0 err 22"],
        why: BY_SURPRISE,
    },
];

/// Why a disable with an open handle is another removal in a replay.
pub const BY_SURPRISE: &str = "Windows refuses the removal in good order while a handle is open, so \
    the replay removes the device by surprise: the REMOVE waits for the close";
