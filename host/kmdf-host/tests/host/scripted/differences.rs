//! The form of the differences, and those that occur in the recordings of both drivers.

use kmdf_host_recordings::Difference;

type Rows = &'static [&'static str];

/// Rows without an event of the host.
pub const fn untraced(recorded: Rows, why: &'static str) -> Difference {
    Difference { recordings: &["*"], recorded, happened: &[], why }
}

/// Rows of the recordings of these names, and what happens instead.
pub const fn instead(
    recordings: Rows,
    recorded: Rows,
    happened: Rows,
    why: &'static str,
) -> Difference {
    Difference { recordings, recorded, happened, why }
}

const END_OF_IRP: &str = "the trace shows where an IRP begins, not where it ends";
pub const END_OF_PNP_IRP: Difference = untraced(&["pnp,<< *"], END_OF_IRP);
pub const END_OF_POWER_IRP: Difference = untraced(&["po,<< *"], END_OF_IRP);
pub const END_OF_CLEANUP: Difference =
    untraced(&["io,IRP_MJ_CLEANUP file ptr -> 00000000"], END_OF_IRP);
pub const END_OF_CLOSE: Difference =
    untraced(&["io,IRP_MJ_CLOSE file ptr -> 00000000"], END_OF_IRP);

pub const UNUSED_IRP: &str =
    "the framework answers this IRP without the driver, and the host does not send it";
pub const FILTER_RESOURCES: Difference =
    untraced(&["pnp,>> IRP_MN_FILTER_RESOURCE_REQUIREMENTS"], UNUSED_IRP);
pub const QUERY_STATE: Difference = untraced(&["pnp,>> IRP_MN_QUERY_PNP_DEVICE_STATE"], UNUSED_IRP);
pub const QUERY_POWER: Difference = untraced(&["po,>> QUERY_POWER S3"], UNUSED_IRP);

pub const LOADED_BY_HAND: &str =
    "the recorded program loads the driver by itself; the host calls DriverEntry as a callback";
