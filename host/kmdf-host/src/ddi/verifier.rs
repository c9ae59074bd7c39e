//! Breakpoints and bug checks that a driver asks the framework for.
#![allow(non_snake_case, reason = "the DDIs' names")]

use crate::abi::{PWDF_DRIVER_GLOBALS, ULONG, ULONG_PTR};
use crate::crash::{self, BugCheck, Cause};
use crate::seam;

/// Stops in the debugger, if one is there and the driver's value `DbgBreakOnError` asks for stops; any
/// IRQL. The host has no debugger: the debug output says where the driver would have stopped.
pub(super) unsafe extern "C" fn WdfVerifierDbgBreakPoint(_: PWDF_DRIVER_GLOBALS) {
    const CALL: &str = "WdfVerifierDbgBreakPoint";
    seam::call(CALL, u8::MAX, |_| (), |machine| machine.debug(CALL));
}

/// Ends the machine with a bug check of the driver's; any IRQL.
pub(super) unsafe extern "C" fn WdfVerifierKeBugCheck(
    _: PWDF_DRIVER_GLOBALS,
    code: ULONG,
    first: ULONG_PTR,
    second: ULONG_PTR,
    third: ULONG_PTR,
    fourth: ULONG_PTR,
) {
    let parameters =
        [first, second, third, fourth].map(|p| usize::try_from(p).unwrap_or(usize::MAX));
    seam::call(
        "WdfVerifierKeBugCheck",
        u8::MAX,
        |_| (),
        |_| -> () {
            crash::crash(Cause::BugCheck { code: BugCheck(code), parameters, note: None });
        },
    );
    crash::leave()
}
