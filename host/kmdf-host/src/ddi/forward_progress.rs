//! The forward progress of a queue.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::sync::Arc;

use super::arguments::{on_object, sized};
use crate::abi::*;
use crate::framework::forward_progress::ForwardProgress;
use crate::framework::object::Kind;
use crate::machine::Inner;
use crate::running::DISPATCH;
use crate::seam;

/// Whether a request is one that a queue has set aside; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfRequestIsReserved(
    _: PWDF_DRIVER_GLOBALS,
    request: WDFREQUEST,
) -> BOOLEAN {
    const CALL: &str = "WdfRequestIsReserved";
    on_object(CALL, DISPATCH, request, Kind::Request, |machine, handle| {
        machine.with(|state| state.request(handle).is_some_and(|request| request.reserved))
    })
    .unwrap_or(false)
    .into()
}

/// Sets requests aside for a queue, for when memory is short; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoQueueAssignForwardProgressPolicy(
    _: PWDF_DRIVER_GLOBALS,
    queue: WDFQUEUE,
    policy: PWDF_IO_QUEUE_FORWARD_PROGRESS_POLICY,
) -> NTSTATUS {
    const CALL: &str = "WdfIoQueueAssignForwardProgressPolicy";
    let what = |machine: &Arc<Inner>| machine.name_of(queue);
    seam::fallible(CALL, 0, what, |machine| {
        let Some(handle) = machine.check(CALL, queue, Kind::Queue) else {
            return STATUS_INVALID_HANDLE;
        };
        if !machine.required(CALL, &[("ForwardProgressPolicy", policy.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's policy, which is not NULL.
        let policy = match unsafe { sized(policy) } {
            Ok(policy) => policy,
            Err(status) => return status,
        };
        // SAFETY: the union has one member, which is a pointer or NULL.
        let examine = unsafe { policy.ForwardProgressReservePolicySettings.Policy.ExaminePolicy };
        let policy = ForwardProgress {
            count: policy.TotalForwardProgressRequests,
            policy: policy.ForwardProgressReservedPolicy,
            has_examine: examine.EvtIoWdmIrpForForwardProgress.is_some(),
            for_reserved: policy.EvtIoAllocateResourcesForReservedRequest,
            for_request: policy.EvtIoAllocateRequestResources,
        };
        machine.assign_forward_progress(handle, policy)
    })
}
