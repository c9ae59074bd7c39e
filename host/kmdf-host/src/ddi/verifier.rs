//! Breakpoints that a driver sets for the framework's verifier.
#![allow(non_snake_case, reason = "the DDIs' names")]

use crate::abi::PWDF_DRIVER_GLOBALS;
use crate::seam;

/// Stops in the debugger, if one is there and the driver's value `DbgBreakOnError` asks for stops; any
/// IRQL. The host has no debugger: the debug output says where the driver would have stopped.
pub(super) unsafe extern "C" fn WdfVerifierDbgBreakPoint(_: PWDF_DRIVER_GLOBALS) {
    const CALL: &str = "WdfVerifierDbgBreakPoint";
    seam::call(CALL, u8::MAX, |_| (), |machine| machine.debug(CALL));
}
