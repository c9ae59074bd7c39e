//! Requests: how far they have got, and their buffers.

use super::attributes::Attributes;
use super::memory::Memory;
use super::object::Body;
use crate::abi::{
    EVT_WDF_REQUEST_CANCEL, NTSTATUS, STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_DEVICE_REQUEST,
};
use crate::footprint::Part;
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

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
    /// The device to which the application sent the request.
    pub(crate) device: Handle,
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
    /// When the I/O manager cancelled it, in 100 ns units since the machine started.
    pub(crate) canceled_at: u64,
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

impl Buffers {
    /// The memory objects that the driver has retrieved.
    pub(super) fn memories(&self) -> impl Iterator<Item = Handle> + use<> {
        [self.input_memory, self.output_memory].into_iter().flatten()
    }
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
            device: Handle::NULL,
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
