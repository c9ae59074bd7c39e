//! Requests: how far they have got, and their buffers.

use super::attributes::Attributes;
use super::memory::Memory;
use super::object::Body;
use super::sending::Sending;
use super::transfer::{Method, Rest};
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
    /// With its control code.
    DeviceControl(u32),
    /// A control code that only drivers send.
    InternalControl(u32),
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
    pub(crate) method: Method,
    pub(crate) input_length: usize,
    pub(crate) output_length: usize,
    /// Where on the device a read or a write begins, in bytes.
    pub(crate) offset: i64,
    /// The number of the application's operation.
    pub(crate) operation: Option<u64>,
    /// The device that received the request; NULL for a request that its driver made.
    pub(crate) device: Handle,
    /// The number of the application's file.
    pub(crate) file: Option<usize>,
    /// The file object, if the driver asked for file objects.
    pub(crate) file_object: Handle,
    pub(crate) progress: Part<Progress>,
    pub(crate) cancellation: Part<Cancellation>,
    pub(crate) buffers: Part<Buffers>,
    /// Set once the driver formats or sends the request.
    pub(crate) sending: Part<Option<Box<Sending>>>,
    /// The request of the driver above whose IRP this one carries.
    pub(crate) above: Option<Handle>,
    /// Whether a driver made it (`WdfRequestCreate`); it has no queue then, and no operation.
    pub(crate) made: bool,
    /// Whether a queue has set it aside; it is made, too.
    pub(crate) reserved: bool,
}

/// How far a request has got.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Progress {
    /// The queue that holds or delivered it.
    pub(crate) queue: Option<Handle>,
    /// Whether the driver owns it.
    pub(crate) owned: bool,
    /// Whether the driver has ever seen it.
    pub(crate) presented: bool,
    /// Whether it is in `EvtIoInCallerContext`.
    pub(crate) in_caller_context: bool,
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

/// The buffers of a request.
pub(crate) struct Buffers {
    /// The system buffer; with direct I/O, the locked pages of a read or a write.
    pub(crate) buffer: Block,
    pub(crate) rest: Rest,
    /// Whether the driver has got an address of them.
    pub(crate) shown: bool,
    /// The MDL of the system buffer, once the driver has asked for it.
    pub(super) mdl: Option<Block>,
    /// The MDL of the locked pages, likewise.
    pub(super) mdl_of_pages: Option<Block>,
    /// The IRP, once the driver has asked for it.
    pub(super) irp: Option<Block>,
    /// The parts of the caller's buffers that the driver has locked.
    pub(super) locked: Vec<Locked>,
    input_memory: Option<Handle>,
    output_memory: Option<Handle>,
}

/// A part of a caller's buffer that the driver has locked.
pub(crate) struct Locked {
    pub(crate) memory: Handle,
    /// The pages as the system sees them: the host keeps a copy until the request completes.
    pub(crate) bytes: Block,
    /// Where the part lies.
    pub(crate) place: (Side, usize),
    /// Whether the driver may write to it.
    pub(crate) writable: bool,
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
        let locked: Vec<Handle> = self.locked.iter().map(|locked| locked.memory).collect();
        [self.input_memory, self.output_memory].into_iter().flatten().chain(locked)
    }

    fn new(buffer: Block) -> Self {
        Self {
            buffer,
            rest: Rest::default(),
            shown: false,
            mdl: None,
            mdl_of_pages: None,
            irp: None,
            locked: Vec::new(),
            input_memory: None,
            output_memory: None,
        }
    }

    /// The buffer of one side as the driver gets it.
    fn block(&self, side: Side) -> Option<&Block> {
        match (&self.rest.pages, side) {
            (Some(pages), Side::Output) => Some(pages),
            _ => Some(&self.buffer).filter(|block| block.length() > 0),
        }
    }

    /// The buffer with what the application gets.
    pub(crate) fn output(&self) -> &Block {
        if let Some(user) = &self.rest.user {
            user.set_accessible(true);
            return &user.output;
        }
        self.rest.report.as_ref().or(self.rest.pages.as_ref()).unwrap_or(&self.buffer)
    }

    /// The address of the buffer of one side; 0 if there is none that the driver may use.
    pub(crate) fn address(&self, side: Side) -> usize {
        self.block(side).map_or(0, Block::address)
    }

    /// Whether the buffer is a packet of HID, which leads to a report.
    pub(crate) const fn is_packet(&self) -> bool {
        self.rest.report.is_some()
    }

    /// The addresses of the caller's own buffers, input and output; 0 for none.
    pub(crate) fn caller_addresses(&self) -> (usize, usize) {
        let address = |block: &Block| if block.length() > 0 { block.address() } else { 0 };
        let user = self.rest.user.as_ref();
        user.map_or((0, 0), |user| (address(&user.input), address(&user.output)))
    }

    /// The address of the MDL of the locked pages, if the driver has asked for it; else 0.
    pub(super) fn pages_mdl(&self) -> usize {
        self.mdl_of_pages.as_ref().or(self.mdl.as_ref()).map_or(0, Block::address)
    }

    /// The bytes of a memory object that locks a part of a caller's buffer.
    pub(super) fn locked(&self, memory: Handle) -> Option<&Block> {
        let locked = self.locked.iter().find(|locked| locked.memory == memory);
        locked.map(|locked| &locked.bytes)
    }

    /// All memory beside the system buffer.
    pub(super) fn others(&self) -> impl Iterator<Item = &Block> {
        let user = self.rest.user.iter().flat_map(|user| user.blocks());
        let locked = self.locked.iter().map(|locked| &locked.bytes);
        let own = [&self.rest.pages, &self.rest.report, &self.mdl, &self.mdl_of_pages, &self.irp];
        own.into_iter().flatten().chain(user).chain(locked)
    }

    /// All memory.
    pub(super) fn into_blocks(self) -> impl Iterator<Item = Block> {
        let user = self.rest.user.into_iter().flat_map(|user| [user.input, user.output]);
        let locked = self.locked.into_iter().map(|locked| locked.bytes);
        let own = [self.rest.pages, self.rest.report, self.mdl, self.mdl_of_pages, self.irp];
        [self.buffer].into_iter().chain(own.into_iter().flatten()).chain(user).chain(locked)
    }
}

impl Request {
    fn new(
        kind: RequestKind,
        buffer: Block,
        (input_length, output_length): (usize, usize),
    ) -> Self {
        Self {
            kind,
            method: Method::Buffered,
            input_length,
            output_length,
            operation: None,
            file: None,
            device: Handle::NULL,
            file_object: Handle::NULL,
            progress: Part::default(),
            cancellation: Part::default(),
            buffers: Part::new(Buffers::new(buffer)),
            sending: Part::default(),
            offset: 0,
            above: None,
            made: false,
            reserved: false,
        }
    }

    /// The address of the input of a control code with neither buffered nor direct I/O; else 0.
    pub(crate) fn type_3_input(&self) -> usize {
        match self.kind {
            RequestKind::InternalControl(_) if self.method == Method::Neither => {
                self.buffers.address(Side::Input)
            }
            RequestKind::DeviceControl(_) if self.method == Method::Neither => {
                self.buffers.caller_addresses().0
            }
            _ => 0,
        }
    }

    /// Whether it belongs to no queue. The framework has a queue of its own for creates.
    pub(super) fn is_queueless(&self) -> bool {
        self.progress.queue.is_none() && (self.made || self.kind != RequestKind::Create)
    }

    /// A request of a driver's own. It has no type and no buffers until the driver formats it.
    pub(crate) fn made_by_driver() -> Body {
        let request = Self::new(RequestKind::Create, Block::zeroed(0), (0, 0));
        Body::Request(Box::new(Self { made: true, ..request }))
    }

    /// A request that a queue sets aside.
    pub(super) fn reserved_by_queue() -> Body {
        let request = Self::new(RequestKind::Create, Block::zeroed(0), (0, 0));
        Body::Request(Box::new(Self { made: true, reserved: true, ..request }))
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
        let request = Request::new(kind, buffer, (input_length, output_length));
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
        if request.method == Method::Neither && request.buffers.address(side) == 0 {
            self.check_neither(handle)?;
        }
        let request = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let slot = match side {
            Side::Input => request.buffers.input_memory,
            Side::Output => request.buffers.output_memory,
        };
        if let Some(memory) = slot {
            return Ok(memory);
        }
        let body = Body::Memory(Memory::OfRequest { request: handle, side, read_only, length });
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
            (
                RequestKind::Write
                | RequestKind::DeviceControl(_)
                | RequestKind::InternalControl(_),
                Side::Input,
            ) => request.input_length,
            (
                RequestKind::Read | RequestKind::DeviceControl(_) | RequestKind::InternalControl(_),
                Side::Output,
            ) => request.output_length,
            _ => return Err(STATUS_INVALID_DEVICE_REQUEST),
        };
        if length == 0 { Err(STATUS_BUFFER_TOO_SMALL) } else { Ok(length) }
    }

    /// The address and the length of one of a request's buffers.
    pub(crate) fn request_buffer(
        &mut self,
        handle: Handle,
        side: Side,
        minimum: usize,
    ) -> Result<(usize, usize), NTSTATUS> {
        let length = self.request_length(handle, side)?;
        let request = self.request(handle).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        let (address, method) = (request.buffers.address(side), request.method);
        if method == Method::Neither && address == 0 {
            self.check_neither(handle)?;
        }
        if length < minimum {
            return Err(STATUS_BUFFER_TOO_SMALL);
        }
        if let Some(request) = self.request(handle) {
            request.buffers.shown = true;
        }
        Ok((address, length))
    }

    /// Refuses the buffer of a request with neither buffered nor direct I/O. Without its verifier, the
    /// framework hands out NULL for a read or a write (KMDF behaviour, "Retrieving input and output").
    fn check_neither(&mut self, handle: Handle) -> Result<(), NTSTATUS> {
        let kind = self.request(handle).map(|request| request.kind);
        let is_transfer = matches!(kind, Some(RequestKind::Read | RequestKind::Write));
        let gets_null = is_transfer && self.verifier_off;
        if gets_null { Ok(()) } else { Err(STATUS_INVALID_DEVICE_REQUEST) }
    }
}
