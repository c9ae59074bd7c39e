//! What a driver that is linked into this process is bound to: the function table and the globals.

use crate::abi::{PWDF_DRIVER_GLOBALS, WDF_DRIVER_GLOBALS, WDFFUNC};
use crate::ddi::table::FUNCTION_TABLE;

/// The function table, of 458 entries; the same one for every driver and every machine.
#[must_use]
pub fn function_table() -> *const WDFFUNC {
    FUNCTION_TABLE.as_ptr()
}

/// The globals that a driver hands to every DDI. They are one block for all drivers of a process:
/// the host finds the machine and the driver by the thread that calls, not by this pointer.
#[must_use]
pub const fn driver_globals() -> PWDF_DRIVER_GLOBALS {
    (&raw const GLOBALS.0).cast_mut()
}

struct Globals(WDF_DRIVER_GLOBALS);

// SAFETY: nobody writes to the block, and its one pointer, `Driver`, is NULL.
unsafe impl Sync for Globals {}

static GLOBALS: Globals = Globals(WDF_DRIVER_GLOBALS {
    Driver: std::ptr::null_mut(),
    DriverFlags: 0,
    DriverTag: u32::from_le_bytes(*b"ohce"),
    DriverName: [0; 32],
    DisplaceDriverUnload: 1,
});
