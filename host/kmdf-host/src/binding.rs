//! The function table and the globals of drivers that are linked into this process.

use crate::abi::{PWDF_DRIVER_GLOBALS, WDF_DRIVER_GLOBALS, WDFFUNC};
use crate::ddi::{exports, table::FUNCTION_TABLE};
use crate::pnp::DRIVER_FLAGS;

/// The function table with its 458 entries: one for all drivers and machines.
#[must_use]
pub fn function_table() -> *const WDFFUNC {
    FUNCTION_TABLE.as_ptr()
}

/// The globals that a driver passes to every DDI. All drivers of a process share one block: the
/// host finds the machine and the driver by the calling thread, not by this pointer.
#[must_use]
pub const fn driver_globals() -> PWDF_DRIVER_GLOBALS {
    (&raw const GLOBALS.0).cast_mut()
}

/// The names of the routines that an image may import from `ntoskrnl.exe`; none on a host that cannot
/// run images.
#[must_use]
pub fn kernel_exports() -> Vec<&'static str> {
    exports::kernel_names()
}

struct Globals(WDF_DRIVER_GLOBALS);

// SAFETY: nobody writes to the block, and its one pointer, `Driver`, is NULL.
unsafe impl Sync for Globals {}

static GLOBALS: Globals = Globals(WDF_DRIVER_GLOBALS {
    Driver: std::ptr::null_mut(),
    DriverFlags: DRIVER_FLAGS,
    DriverTag: u32::from_le_bytes(*b"ohce"),
    DriverName: [0; 32],
    DisplaceDriverUnload: 1,
});
