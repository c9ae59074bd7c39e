//! Requests that a driver makes or sends.
#![allow(
    clippy::wildcard_imports,
    non_snake_case,
    reason = "the DDIs' names, and the names of one C interface"
)]

use std::sync::Arc;

use super::arguments::{attributes, hand_out, on_object, put, sized, status_of};
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::object::Kind;
use crate::framework::request::Request;
use crate::framework::send::SendOptions;
use crate::framework::sending::Routine;
use crate::machine::Inner;
use crate::names::{Argument, Arguments};
use crate::rules::Rule;
use crate::running::DISPATCH;
use crate::seam;

/// The flags of `WDF_REQUEST_SEND_OPTIONS`.
use crate::abi::_WDF_REQUEST_SEND_OPTIONS_FLAGS as Flags;

/// Makes a request of the driver's own; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestCreate(
    _: PWDF_DRIVER_GLOBALS,
    request_attributes: PWDF_OBJECT_ATTRIBUTES,
    target: WDFIOTARGET,
    request: *mut WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |machine| machine.name_of(target),
        |machine| {
            if !machine.required(CALL, &[("Request", request.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            if !target.is_null() {
                let Some(target) = machine.check(CALL, target, Kind::IoTarget) else {
                    return STATUS_INVALID_HANDLE;
                };
                if machine.with(|state| state.is_without_device(target)) {
                    return STATUS_INVALID_DEVICE_STATE;
                }
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(request_attributes) };
            let created =
                machine.create_object(&attributes, Allowed::PLAIN, Request::made_by_driver());
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, request) }
        },
    )
}

/// Makes a request ready to be sent again; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestReuse(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    parameters: PWDF_REQUEST_REUSE_PARAMS,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestReuse";
    let what = |m: &Arc<Inner>| {
        // SAFETY: the driver's parameters, or NULL.
        let shown = unsafe { parameters.as_ref() }.map_or(Vec::new(), |parameters| {
            vec![Argument::SendFlags(parameters.Flags), Argument::FinalStatus(parameters.Status)]
        });
        [Argument::from(m.name_of(request))].into_iter().chain(shown).collect::<Arguments>()
    };
    seam::call(CALL, DISPATCH, what, |machine| {
        if !machine.required(CALL, &[("ReuseParams", parameters.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        let Some(handle) = machine.check(CALL, request, Kind::Request) else {
            return STATUS_INVALID_HANDLE;
        };
        // SAFETY: the driver's parameters, which are not NULL.
        let Ok(parameters) = (unsafe { sized(parameters) }) else {
            return STATUS_INVALID_PARAMETER;
        };
        if parameters.Flags != 0 {
            let detail = "only WDF_REQUEST_REUSE_NO_FLAGS is there: this host has no IRPs".into();
            machine.violation(Rule::MissingDdi, machine.name_of(request), CALL, detail);
            return STATUS_INVALID_PARAMETER;
        }
        machine.check_not_sent(CALL, handle);
        machine.reuse_request(handle, parameters.Status);
        STATUS_SUCCESS
    })
}

/// Checks that a request can go to another target; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestChangeTarget(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    target: WDFIOTARGET,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestChangeTarget";
    let what = |m: &Arc<Inner>| [m.name_of(request).into(), Argument::from(m.name_of(target))];
    seam::fallible(CALL, DISPATCH, what, |machine| {
        let request = machine.check(CALL, request, Kind::Request);
        let target = machine.check(CALL, target, Kind::IoTarget);
        let (Some(request), Some(target)) = (request, target) else { return STATUS_INVALID_HANDLE };
        status_of(machine.with(|state| state.check_target(request, target)))
    })
}

/// Asks the driver below for what the request itself asks; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestFormatRequestUsingCurrentType(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) {
    const CALL: &str = "WdfRequestFormatRequestUsingCurrentType";
    on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.check_use(CALL, handle);
        if machine.with(|state| state.is_made(handle)) {
            let detail = "the driver made it, so that it has no type, expected a received request";
            machine.report(Rule::ObjectMisused, handle, CALL, detail);
            return;
        }
        machine.unformat(handle);
        machine.with(|state| state.copy_location(handle));
    });
}

/// Sets the routine for the next completion of a request that is sent; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestSetCompletionRoutine(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    callback: PFN_WDF_REQUEST_COMPLETION_ROUTINE,
    context: WDFCONTEXT,
) {
    const CALL: &str = "WdfRequestSetCompletionRoutine";
    let what = |m: &Arc<Inner>| [m.name_of(request).into(), Argument::Untraced("routine")];
    seam::call(CALL, DISPATCH, what, |machine| {
        let Some(handle) = machine.check(CALL, request, Kind::Request) else { return };
        machine.check_use(CALL, handle);
        let routine = Routine { callback, context: context.expose_provenance() };
        machine.with(|state| {
            if let Some(sending) = state.sending(handle) {
                sending.routine = Some(routine);
            }
        });
    });
}

/// The send options; an error for options that the framework refuses.
///
/// # Safety
/// `options` is NULL or points to options as long as their size member says.
pub(super) unsafe fn send_options(
    options: PWDF_REQUEST_SEND_OPTIONS,
) -> Result<SendOptions, NTSTATUS> {
    if options.is_null() {
        return Ok(SendOptions::default());
    }
    // SAFETY: guaranteed by the caller.
    let options = unsafe { sized(options) }?;
    let known = Flags::WDF_REQUEST_SEND_OPTION_TIMEOUT
        | Flags::WDF_REQUEST_SEND_OPTION_SYNCHRONOUS
        | Flags::WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE
        | Flags::WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET;
    let flags = options.Flags.cast_signed();
    let has = |flag: i32| flags & flag != 0;
    let forgets = has(Flags::WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
    if flags & !known != 0 || (forgets && flags != Flags::WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET) {
        return Err(STATUS_INVALID_PARAMETER);
    }
    let timeout = has(Flags::WDF_REQUEST_SEND_OPTION_TIMEOUT).then_some(options.Timeout);
    Ok(SendOptions {
        timeout: timeout.unwrap_or(0),
        synchronous: has(Flags::WDF_REQUEST_SEND_OPTION_SYNCHRONOUS),
        ignores_state: has(Flags::WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE),
        forgets,
        skips_routine: false,
    })
}

/// Sends a request to a target; IRQL <= `DISPATCH_LEVEL`, or `PASSIVE_LEVEL` if the call waits.
pub(super) unsafe extern "C" fn WdfRequestSend(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    target: WDFIOTARGET,
    raw_options: PWDF_REQUEST_SEND_OPTIONS,
) -> BOOLEAN {
    const CALL: &str = "WdfRequestSend";
    // SAFETY: the driver's options, or NULL.
    let options = unsafe { send_options(raw_options) };
    let waits = options.is_ok_and(|options| options.synchronous);
    let what = |m: &Arc<Inner>| {
        let names = [m.name_of(request).into(), Argument::from(m.name_of(target))];
        // SAFETY: the driver's options, or NULL.
        let shown = unsafe { raw_options.as_ref() }.map_or_else(
            || vec![Argument::Untraced("NULL")],
            |options| vec![Argument::SendFlags(options.Flags), Argument::Timeout(options.Timeout)],
        );
        names.into_iter().chain(shown).collect::<Arguments>()
    };
    let sent = seam::call(CALL, if waits { 0 } else { DISPATCH }, what, |machine| {
        let handle = machine.check(CALL, request, Kind::Request);
        let target = machine.check(CALL, target, Kind::IoTarget);
        let (Some(handle), Some(target)) = (handle, target) else { return false };
        if machine.check_owned(CALL, handle) {
            machine.check_unmarked(CALL, handle);
        }
        let Ok(options) = options else {
            let detail = "the options have a wrong Size or flags that do not go together";
            machine.report(Rule::WrongConfiguration, handle, CALL, detail);
            machine.with(|state| state.set_status_of(handle, STATUS_INVALID_PARAMETER));
            return false;
        };
        machine.send_request(handle, target, options, CALL)
    });
    u8::from(sent)
}

/// Cancels a request that is sent. Returns whether something was ready to be cancelled;
/// IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestCancelSentRequest(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> BOOLEAN {
    const CALL: &str = "WdfRequestCancelSentRequest";
    let canceled = on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.cancel_sent(handle)
    });
    u8::from(canceled == Some(true))
}

/// The parameters of a completion; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestGetCompletionParams(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
    parameters: PWDF_REQUEST_COMPLETION_PARAMS,
) {
    const CALL: &str = "WdfRequestGetCompletionParams";
    let what = |m: &Arc<Inner>| m.name_of(request);
    seam::call(CALL, DISPATCH, what, |machine| {
        if !machine.required(CALL, &[("Params", parameters.is_null())]) {
            return;
        }
        let Some(handle) = machine.check(CALL, request, Kind::Request) else { return };
        // SAFETY: the driver's structure, which is not NULL.
        if unsafe { sized(parameters) }.is_err() {
            let detail = "Size is wrong: the framework leaves the parameters as they are";
            machine.report(Rule::ParametersNotInitialized, handle, CALL, detail);
            return;
        }
        let filled = machine.with(|state| {
            let record = state.request(handle)?;
            let (status, information) = (record.progress.status, record.progress.information);
            Some(record.sending.as_ref()?.parameters(status, information))
        });
        // SAFETY: the driver's variable for the parameters.
        unsafe { put(parameters, filled.unwrap_or_default()) };
    });
}

/// Allocates the timer for a send with a timeout; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestAllocateTimer(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> NTSTATUS {
    const CALL: &str = "WdfRequestAllocateTimer";
    seam::fallible(
        CALL,
        DISPATCH,
        |m| m.name_of(request),
        |machine| match machine.check(CALL, request, Kind::Request) {
            Some(_) => STATUS_SUCCESS,
            None => STATUS_INVALID_HANDLE,
        },
    )
}
