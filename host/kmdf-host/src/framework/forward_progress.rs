//! Forward progress: requests that a queue sets aside for when memory is short (KMDF behaviour, "Forward
//! progress").
//!
//! Memory for a request is never short on this machine, so that no reserved request is presented. A request
//! for which the driver's own resources are short fails, as with the policy that fails it.

use std::sync::Arc;

use super::attributes::Attributes;
use super::request::Request;
use crate::abi::_WDF_IO_FORWARD_PROGRESS_RESERVED_POLICY as Policy;
use crate::abi::{
    NT_SUCCESS, NTSTATUS, PFN_WDF_IO_ALLOCATE_REQUEST_RESOURCES,
    PFN_WDF_IO_ALLOCATE_RESOURCES_FOR_RESERVED_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS,
    STATUS_UNSUCCESSFUL,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::Argument;
use crate::rules::Rule;
use crate::upcall;

const CALL: &str = "WdfIoQueueAssignForwardProgressPolicy";

/// A queue's policy, as the driver set it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ForwardProgress {
    /// How many requests are set aside.
    pub(crate) count: u32,
    pub(crate) policy: i32,
    pub(crate) has_examine: bool,
    pub(crate) for_reserved: PFN_WDF_IO_ALLOCATE_RESOURCES_FOR_RESERVED_REQUEST,
    pub(crate) for_request: PFN_WDF_IO_ALLOCATE_REQUEST_RESOURCES,
}

impl State {
    /// Notes the policy of a queue, with the checks in the framework's order.
    fn set_policy(&mut self, queue: Handle, policy: ForwardProgress) -> Result<(), NTSTATUS> {
        let known = Policy::WdfIoForwardProgressReservedPolicyAlwaysUseReservedRequest
            ..=Policy::WdfIoForwardProgressReservedPolicyPagingIO;
        let examines = policy.policy == Policy::WdfIoForwardProgressReservedPolicyUseExamine;
        if !known.contains(&policy.policy) || (examines && !policy.has_examine) || policy.count == 0
        {
            return Err(STATUS_INVALID_PARAMETER);
        }
        let record = self.queue(queue).ok_or(STATUS_INVALID_PARAMETER)?;
        record.forward_progress = Some(Box::new(policy));
        Ok(())
    }

    /// A request that a queue sets aside.
    fn reserve(&mut self, queue: Handle) -> Result<Handle, NTSTATUS> {
        let device = self.queue(queue).map_or(Handle::NULL, |queue| queue.device);
        let attributes = self
            .device(device)
            .map_or_else(Attributes::default, |device| device.request_attributes);
        let driver = self.objects.get(queue).map_or(0, |object| object.driver);
        self.create(driver, Some(queue), &attributes, Request::reserved_by_queue())
    }
}

/// The arguments of a callback that gets a queue and a request.
fn names(state: &State, queue: Handle, request: Handle) -> [Argument; 2] {
    [queue, request].map(|object| state.name(object).into())
}

impl Inner {
    /// `WdfIoQueueAssignForwardProgressPolicy`: sets the requests aside, and lets the driver allocate
    /// what each needs.
    pub(crate) fn assign_forward_progress(
        self: &Arc<Self>,
        queue: Handle,
        policy: ForwardProgress,
    ) -> NTSTATUS {
        let has_one =
            self.with(|state| state.queue(queue).is_some_and(|q| q.forward_progress.is_some()));
        if has_one {
            self.report(Rule::ObjectMisused, queue, CALL, "the queue has a policy already");
            return STATUS_INVALID_PARAMETER;
        }
        if let Err(status) = self.with(|state| state.set_policy(queue, policy)) {
            return status;
        }
        let mut made = Vec::new();
        for _ in 0..policy.count {
            let status = self.with(|state| state.reserve(queue)).map_or_else(
                |status| status,
                |request| {
                    made.push(request);
                    self.allocate_for_reserved(queue, request, policy)
                },
            );
            if !NT_SUCCESS(status) {
                for request in made {
                    self.delete_object(request);
                }
                self.with(|state| {
                    if let Some(record) = state.queue(queue) {
                        record.forward_progress = None;
                    }
                });
                return status;
            }
        }
        STATUS_SUCCESS
    }

    fn allocate_for_reserved(
        self: &Arc<Self>,
        queue: Handle,
        request: Handle,
        policy: ForwardProgress,
    ) -> NTSTATUS {
        let Some(callback) = policy.for_reserved else { return STATUS_SUCCESS };
        let name = "EvtIoAllocateResourcesForReservedRequest";
        self.upcall(
            queue,
            name,
            |state| names(state, queue, request),
            || upcall::queue_request_status(callback, queue, request),
        )
    }

    /// Lets the driver allocate what an arriving request needs. Returns `false` if it fails, and the
    /// request has failed.
    pub(super) fn allocate_for_request(
        self: &Arc<Self>,
        request: Handle,
        queue: Option<Handle>,
    ) -> bool {
        let callback = queue.and_then(|queue| {
            let callback =
                |state: &mut State| state.queue(queue)?.forward_progress.as_ref()?.for_request;
            Some((queue, self.with(callback)?))
        });
        let Some((queue, callback)) = callback else { return true };
        let mut status = STATUS_SUCCESS;
        self.held(request, || {
            status = self.upcall(
                queue,
                "EvtIoAllocateRequestResources",
                |state| names(state, queue, request),
                || upcall::queue_request_status(callback, queue, request),
            );
        });
        if NT_SUCCESS(status) {
            return true;
        }
        self.debug(
            "EvtIoAllocateRequestResources failed: this host uses no reserved request, and fails the \
             request",
        );
        self.finish_undelivered(request, STATUS_UNSUCCESSFUL);
        false
    }
}
