//! The differences that all recordings of the program share, beside the rows that are never traced.

use crate::difference::Difference;
use crate::why;

const ALL: &[&str] = &["*"];
const SURPRISE: &[&str] = &["*-surprise"];
const DISABLE: &[&str] = &["*-disable"];

/// The differences that all recordings of the program share.
pub const DIFFERENCES: &[Difference] = &[
    Difference::untraced(
        &["*-close"],
        &["io,close of file ptr waits for 1 pending irps"],
        why::REMARK,
    ),
    Difference {
        recordings: &["*-close"],
        recorded: &["io,IRP_MJ_CLOSE file ptr -> *"],
        happened: &["io,IRP_MJ_CLOSE file ptr"],
        why: why::LATE_CLOSE,
    },
    Difference::untraced(&["*-sleep"], &["po,>> QUERY_POWER S3"], why::NOT_FOR_THE_DRIVER),
    Difference::untraced(ALL, &["pnp,>> IRP_MN_QUERY_DEVICE_RELATIONS"], why::NOT_FOR_THE_DRIVER),
    Difference::untraced(SURPRISE, &["application,closed"], why::AT_ONCE),
    Difference::untraced(SURPRISE, &["pnp,open files now 0"], why::REMARK),
    Difference {
        recordings: SURPRISE,
        recorded: &[],
        happened: &["application,closed"],
        why: why::AT_ONCE,
    },
    Difference {
        recordings: DISABLE,
        recorded: &[
            "pnp,>> IRP_MN_QUERY_REMOVE_DEVICE",
            "pnp,<< IRP_MN_QUERY_REMOVE_DEVICE = 00000000 info 0",
            "pnp,>> IRP_MN_REMOVE_DEVICE",
        ],
        happened: &["pnp,>> IRP_MN_SURPRISE_REMOVAL"],
        why: why::BY_SURPRISE,
    },
    Difference {
        recordings: DISABLE,
        recorded: &["application,readC(after): ReadFile(64) issued: ret 0 err 1"],
        happened: &["application,readC(after): ReadFile(64) issued: ret 0 err 22"],
        why: why::BY_SURPRISE,
    },
    Difference::untraced(DISABLE, &["io,IRP_MJ_CLEANUP file ptr -> c0000010"], why::BY_SURPRISE),
    Difference::untraced(DISABLE, &["io,IRP_MJ_CLOSE file ptr -> c0000010"], why::BY_SURPRISE),
];
