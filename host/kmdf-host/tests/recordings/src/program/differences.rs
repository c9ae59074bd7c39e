//! The differences that all recordings of the program share, beside the rows that are never traced.

use crate::difference::Difference;

/// The framework answers these messages or passes them down without the driver.
const NOT_FOR_THE_DRIVER: &str = "the framework handles the message; no part of the host sends it";
const LAST_CLOSE: &str = "the host removes the device in the last close, the recorder after it";

const ALL: &[&str] = &["*"];
const SURPRISE: &[&str] = &["*-surprise"];
const DISABLE: &[&str] = &["*-disable"];

/// The differences that all recordings of the program share.
pub const DIFFERENCES: &[Difference] = &[
    Difference::untraced(
        &["*-close"],
        &["io,close of file ptr waits for 1 pending irps"],
        "a remark",
    ),
    Difference {
        recordings: &["*-close"],
        recorded: &["io,IRP_MJ_CLOSE file ptr -> *"],
        happened: &["io,IRP_MJ_CLOSE file ptr"],
        why: "the recorder shows a close that had to wait at its end only",
    },
    Difference::untraced(&["*-sleep"], &["po,>> QUERY_POWER S3"], NOT_FOR_THE_DRIVER),
    Difference::untraced(ALL, &["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS"], NOT_FOR_THE_DRIVER),
    Difference::untraced(SURPRISE, &["application,closed"], LAST_CLOSE),
    Difference::untraced(SURPRISE, &["pnp,open files now 0"], "a remark"),
    Difference {
        recordings: SURPRISE,
        recorded: &[],
        happened: &["application,closed"],
        why: LAST_CLOSE,
    },
    Difference {
        recordings: DISABLE,
        recorded: &[
            "pnp,>> IRP_MN_QUERY_REMOVE_DEVICE",
            "pnp,<< IRP_MN_QUERY_REMOVE_DEVICE = 00000000 info 0",
            "pnp,>> IRP_MN_REMOVE_DEVICE",
        ],
        happened: &["pnp,>> IRP_MN_SURPRISE_REMOVAL"],
        why: BY_SURPRISE,
    },
    Difference {
        recordings: DISABLE,
        recorded: &["application,readC(after): ReadFile(64) issued: ret 0 err 1"],
        happened: &["application,readC(after): ReadFile(64) issued: ret 0 err 22"],
        why: BY_SURPRISE,
    },
    Difference::untraced(DISABLE, &["io,IRP_MJ_CLEANUP file ptr -> c0000010"], BY_SURPRISE),
    Difference::untraced(DISABLE, &["io,IRP_MJ_CLOSE file ptr -> c0000010"], BY_SURPRISE),
];

/// Why a disable with an open handle is another removal in a replay.
pub const BY_SURPRISE: &str = "Windows refuses the removal in good order while a handle is open, so \
    the replay removes the device by surprise: the REMOVE waits for the close";
