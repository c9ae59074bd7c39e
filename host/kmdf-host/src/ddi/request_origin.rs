//! The getters of a `WDFREQUEST` that tell where the request comes from.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::on_object;
use super::file_object::process_id;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::request::RequestKind;
use crate::handle::Handle;
use crate::machine::State;
use crate::running::DISPATCH;

/// Asks for a fact about a request that the driver owns; `None` if the driver may not ask.
fn asked<R: crate::seam::Outcome>(
    call: &'static str,
    request: WDFREQUEST,
    fact: impl FnOnce(&mut State, Handle) -> R,
) -> Option<R> {
    on_object(call, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.check_use(call, handle);
        machine.with(|state| fact(state, handle))
    })
}

/// The mode of the requestor: kernel mode for an internal control code, else user mode; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetRequestorMode(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> KPROCESSOR_MODE {
    let mode = |state: &mut State, handle: Handle| {
        let kind = state.request(handle).map(|request| request.kind);
        u32::from(!matches!(kind, Some(RequestKind::InternalControl(_))))
    };
    let mode = asked("WdfRequestGetRequestorMode", request, mode).unwrap_or(1);
    KPROCESSOR_MODE::try_from(mode).unwrap_or(1)
}

/// The ID of the process that sent a request; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetRequestorProcessId(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> ULONG {
    let process = |state: &mut State, handle: Handle| {
        let file = state.request(handle)?.file?;
        Some(process_id(state.files.get(file)?.process))
    };
    asked("WdfRequestGetRequestorProcessId", request, process).flatten().unwrap_or(0)
}

/// Whether a 32-bit process sent a request: here never; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestIsFrom32BitProcess(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> BOOLEAN {
    asked("WdfRequestIsFrom32BitProcess", request, |_, _| false).unwrap_or(false).into()
}
