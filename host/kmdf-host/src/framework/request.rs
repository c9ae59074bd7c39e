//! Requests: their buffers, and their completion.

use std::sync::Arc;

use super::attributes::Attributes;
use super::memory::Memory;
use super::object::Body;
use crate::abi::describe;
use crate::abi::{
    EVT_WDF_REQUEST_CANCEL, NT_SUCCESS, NTSTATUS, STATUS_BUFFER_TOO_SMALL, STATUS_CANCELLED,
    STATUS_DEVICE_BUSY, STATUS_INSUFFICIENT_RESOURCES, STATUS_INTERNAL_ERROR,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_WDF_BUSY, STATUS_WDF_INTERNAL_ERROR,
    STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS, STATUS_WDF_PAUSED,
};
use crate::footprint::Part;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::points;
use crate::rules::Rule;

/// The operation that an application requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Create,
    Read,
    Write,
    /// Buffered; with its control code.
    DeviceControl(u32),
}

/// Whether a cancellation reaches the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mark {
    /// It does not: the request is not marked cancelable.
    #[default]
    Unmarked,
    /// `EvtRequestCancel` will be called.
    Marked,
    /// The request was cancelled while marked: `EvtRequestCancel` is queued, running or done.
    Canceled,
}

/// A framework request.
pub(crate) struct Request {
    pub(crate) kind: RequestKind,
    pub(crate) input_length: usize,
    pub(crate) output_length: usize,
    /// The number of the application's operation.
    pub(crate) operation: Option<u64>,
    /// The file object, if the driver asked for file objects.
    pub(crate) file_object: Handle,
    pub(crate) progress: Part<Progress>,
    pub(crate) cancellation: Part<Cancellation>,
    pub(crate) buffers: Part<Buffers>,
}

/// How far a request has got.
#[derive(Default)]
pub(crate) struct Progress {
    /// The queue that holds or delivered it.
    pub(crate) queue: Option<Handle>,
    /// Whether the driver owns it.
    pub(crate) owned: bool,
    /// Whether the driver has ever seen it.
    pub(crate) presented: bool,
    pub(crate) completed: bool,
    /// The driver's answer to `EvtIoStop`: whether the queue takes the request back.
    pub(crate) stop_acknowledged: Option<bool>,
    pub(crate) status: NTSTATUS,
    pub(crate) information: u64,
}

/// Whether a request was cancelled, and the callback to call then.
#[derive(Default)]
pub(crate) struct Cancellation {
    /// Whether the I/O manager has cancelled it.
    pub(crate) canceled: bool,
    pub(crate) mark: Mark,
    pub(crate) callback: EVT_WDF_REQUEST_CANCEL,
}

/// The system buffer of a request with buffered I/O.
pub(crate) struct Buffers {
    pub(crate) buffer: Block,
    /// Whether the driver has got its address.
    pub(crate) shown: bool,
    input_memory: Option<Handle>,
    output_memory: Option<Handle>,
}

/// Which of a request's buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Input,
    Output,
}

impl State {
    /// Creates the request object for an application's operation.
    pub(crate) fn new_request(
        &mut self,
        driver: usize,
        attributes: &Attributes,
        kind: RequestKind,
        buffer: Block,
        (input_length, output_length): (usize, usize),
    ) -> Result<Handle, NTSTATUS> {
        let request = Request {
            kind,
            input_length,
            output_length,
            operation: None,
            file_object: Handle::NULL,
            progress: Part::default(),
            cancellation: Part::default(),
            buffers: Part::new(Buffers {
                buffer,
                shown: false,
                input_memory: None,
                output_memory: None,
            }),
        };
        self.create(driver, None, attributes, Body::Request(Box::new(request)))
    }

    /// The memory object of one of a request's buffers: the same one each time
    /// (`WdfRequestRetrieveInputMemory`, `WdfRequestRetrieveOutputMemory`).
    pub(crate) fn request_memory(
        &mut self,
        handle: Handle,
        side: Side,
    ) -> Result<Handle, NTSTATUS> {
        let length = self.request_length(handle, side)?;
        let driver = self.objects.get(handle).map_or(0, |object| object.driver);
        let request = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let read_only = request.kind == RequestKind::Write;
        let slot = match side {
            Side::Input => request.buffers.input_memory,
            Side::Output => request.buffers.output_memory,
        };
        if let Some(memory) = slot {
            return Ok(memory);
        }
        let body = Body::Memory(Memory::OfRequest { request: handle, read_only, length });
        let memory = self.create(driver, Some(handle), &Attributes::default(), body)?;
        if let Some(request) = self.request(handle) {
            match side {
                Side::Input => request.buffers.input_memory = Some(memory),
                Side::Output => request.buffers.output_memory = Some(memory),
            }
        }
        Ok(memory)
    }

    /// The length of one of a request's buffers, if its type has that buffer.
    pub(crate) fn request_length(&mut self, handle: Handle, side: Side) -> Result<usize, NTSTATUS> {
        let request = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let length = match (request.kind, side) {
            (RequestKind::Write | RequestKind::DeviceControl(_), Side::Input) => {
                request.input_length
            }
            (RequestKind::Read | RequestKind::DeviceControl(_), Side::Output) => {
                request.output_length
            }
            _ => return Err(STATUS_INVALID_DEVICE_REQUEST),
        };
        if length == 0 { Err(STATUS_BUFFER_TOO_SMALL) } else { Ok(length) }
    }
}

/// The status that an application sees when the driver completes with `status` (KMDF behaviour,
/// "Statuses translated at completion").
fn translate(status: NTSTATUS) -> NTSTATUS {
    match status {
        STATUS_WDF_PAUSED | STATUS_WDF_BUSY => STATUS_DEVICE_BUSY,
        STATUS_WDF_INTERNAL_ERROR => STATUS_INTERNAL_ERROR,
        STATUS_WDF_NOT_ENOUGH_MAP_REGISTERS => STATUS_INSUFFICIENT_RESOURCES,
        // The facility of the other framework statuses.
        other if other.cast_unsigned() >> 16 == 0xC020 => STATUS_INVALID_DEVICE_REQUEST,
        other => other,
    }
}

impl Inner {
    /// Completes a request for the driver; with `information: None`, the value set before stays.
    pub(crate) fn complete_request(
        self: &Arc<Self>,
        handle: Handle,
        status: NTSTATUS,
        information: Option<u64>,
        call: &str,
    ) {
        self.observe_completion();
        let breach = self.with(|state| {
            let request = state.request(handle)?;
            if request.progress.completed {
                return Some((Rule::DoubleCompletion, "it is completed already", false));
            }
            if request.cancellation.mark == Mark::Canceled
                && request.cancellation.callback.is_some()
            {
                let why = "it was cancelled: EvtRequestCancel owns it and is still to be called";
                return Some((Rule::DoubleCompletion, why, false));
            }
            if !request.progress.owned && request.progress.queue.is_some() {
                return Some((Rule::ObjectMisused, "the driver does not own it", false));
            }
            (request.cancellation.mark == Mark::Marked).then(|| {
                request.cancellation.mark = Mark::Unmarked;
                request.cancellation.callback = None;
                (Rule::CompletionWhileMarked, "it is marked cancelable: unmark it first", true)
            })
        });
        if let Some((rule, detail, continues)) = breach {
            let name = self.with(|state| state.name(handle));
            self.violation(rule, name, call, detail.into());
            if !continues {
                return;
            }
        }
        self.check_information(handle, status, information, call);
        self.finish(handle, translate(status), information);
    }

    fn check_information(
        &self,
        handle: Handle,
        status: NTSTATUS,
        information: Option<u64>,
        call: &str,
    ) {
        let Some((name, information, limit)) = self.with(|state| {
            let name = state.name(handle);
            let request = state.request(handle)?;
            let limit = request.output_length.max(if request.kind == RequestKind::Write {
                request.input_length
            } else {
                0
            });
            // A device control without an output buffer may return any number (KMDF behaviour,
            // "Information").
            let checked = match request.kind {
                RequestKind::Read | RequestKind::Write => true,
                RequestKind::DeviceControl(_) => request.output_length > 0,
                RequestKind::Create => false,
            };
            checked
                .then(|| (name, information.unwrap_or(request.progress.information), limit as u64))
        }) else {
            return;
        };
        if NT_SUCCESS(status) && information > limit {
            let detail = format!(
                "information {information} is larger than the buffer's {limit} bytes, status {}",
                describe(status)
            );
            self.violation(Rule::InformationTooLarge, name, call, detail);
        }
    }

    /// Completes a request that the driver has never seen or does not own.
    pub(crate) fn finish_undelivered(self: &Arc<Self>, handle: Handle, status: NTSTATUS) {
        self.with(|state| {
            if let Some(object) = state.objects.get_mut(handle) {
                let unseen =
                    matches!(&object.body, Body::Request(request) if !request.progress.presented);
                if unseen {
                    // A request that was never presented gets neither a cleanup nor a destroy
                    // callback.
                    object.contexts.clear();
                }
            }
        });
        self.finish(handle, status, Some(0));
    }

    /// Completes a request that was cancelled in its queue.
    pub(crate) fn finish_canceled(self: &Arc<Self>, handle: Handle) {
        self.finish_undelivered(handle, STATUS_CANCELLED);
    }

    /// Gives an application its result and takes the request from the driver. Then runs the queue's
    /// dispatcher on the calling thread, unless a thread is in it already.
    fn finish(self: &Arc<Self>, handle: Handle, status: NTSTATUS, information: Option<u64>) {
        let queue = self.with(|state| {
            let request = state.request(handle)?;
            request.progress.completed = true;
            request.progress.status = status;
            request.progress.information = information.unwrap_or(request.progress.information);
            request.progress.queue
        });
        self.dispose(handle);
        if let Some(result) = self.with(|state| state.end_operation(handle)) {
            self.trace(|| result);
        }
        // The application may get the result before the queue continues.
        points::point();
        if let Some(queue) = queue {
            self.with(|state| {
                if let Some(queue) = state.queue(queue) {
                    queue.line.owned.retain(|owned| *owned != handle);
                    queue.line.canceled.retain(|canceled| *canceled != handle);
                }
            });
            self.dispatch_internal(queue);
        }
        self.destroy(handle);
    }
}
