//! The IRP of a request.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::on_object;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::running::DISPATCH;

/// The IRP that a request stands for, to be read; IRQL <= `DISPATCH_LEVEL`. NULL for a request that the
/// driver made.
pub(super) unsafe extern "C" fn WdfRequestWdmGetIrp(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> PIRP {
    const CALL: &str = "WdfRequestWdmGetIrp";
    let address = on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.check_use(CALL, handle);
        machine.with(|state| state.irp_of(handle)).unwrap_or(0)
    });
    std::ptr::with_exposed_provenance_mut(address.unwrap_or(0))
}
