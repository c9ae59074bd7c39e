//! The start of the tests with I/O pending.

use kmdf_host::{DriverEntry, File, Machine, Operation};
use wdk_sys::{NTSTATUS, STATUS_SUCCESS};

use crate::raw_driver::{load, open};

/// The bytes that the device stores.
pub const CONTENTS: [u8; 64] = [0x5A; 64];

/// A machine with a started device, which holds [`CONTENTS`], and an open handle to it.
pub fn written(driver: DriverEntry) -> (Machine, File) {
    let (machine, _device) = load(driver);
    let file = open(&machine);
    assert_eq!(outcome(&file.write(&CONTENTS)), (STATUS_SUCCESS, 64));
    (machine, file)
}

/// Waits for an operation. Returns its status and its information.
pub fn outcome(operation: &Operation) -> (NTSTATUS, usize) {
    let result = operation.wait().unwrap_or_else(|error| panic!("{error}"));
    (result.status, result.information)
}

/// Makes a test for each variant from a function. The function gets the driver, and the IRQL of the
/// callbacks that follow from a call at `PASSIVE_LEVEL`.
macro_rules! for_both {
    ($($test:ident: $auto_sync:ident, $driver_sync:ident;)*) => {
        $(
            #[test]
            fn $auto_sync() {
                $test($crate::fidelity::driver::driver_entry::<true>, 2);
            }
            #[test]
            fn $driver_sync() {
                $test($crate::fidelity::driver::driver_entry::<false>, 0);
            }
        )*
    };
}
pub(crate) use for_both;
