//! The way of a request to the device below: which device, and what goes down with the request.

use super::request::{Request, RequestKind};
use super::self_target::OwnQueue;
use super::transfer::{Method, Rest};
use crate::abi::{
    NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_SUCCESS,
};
use crate::handle::Handle;
use crate::machine::State;
use crate::memory::block::Block;

/// Where a request goes that is sent to a target.
#[derive(Clone, Copy, Default)]
pub(super) struct Way {
    pub(super) device: Option<Handle>,
    pub(super) file: Option<usize>,
    /// For a self target, the queue that the driver has assigned.
    pub(super) own: Option<OwnQueue>,
}

/// What becomes of a request below.
#[derive(Clone, Copy)]
pub(super) enum Received {
    /// The request of the driver below, and the queue for it.
    Queued(Handle, Option<Handle>),
    Created(crate::user::Creation),
    /// The framework below has completed the IRP.
    Done(NTSTATUS),
}

impl State {
    /// Lets the IRP of a request arrive at a device: creates the request of the driver there, and gives
    /// it the buffer. The source's own end of the IRP is set by `link`.
    pub(super) fn pass_down(
        &mut self,
        from: Handle,
        Way { device, file, own: assigned }: Way,
        link: impl FnOnce(&mut Self, Handle),
    ) -> Received {
        // The device below the lowest driver is the bus driver's, which has no handler for requests.
        let Some(device) = device else { return Received::Done(STATUS_INVALID_DEVICE_REQUEST) };
        let Some(record) = self.request(from) else {
            return Received::Done(STATUS_INVALID_DEVICE_REQUEST);
        };
        let canceled = record.cancellation.canceled;
        let canceled_at = record.cancellation.canceled_at;
        let own = (record.kind, (record.input_length, record.output_length), record.offset);
        let next = record.sending.as_ref().and_then(|sending| sending.next.as_ref());
        let (kind, lengths, offset) =
            next.map_or(own, |next| (next.kind, next.lengths, next.offset));
        let received = match (kind, file) {
            (RequestKind::Create, Some(file)) => match self.receive_create(device, file) {
                Ok(Some(creation)) => Received::Created(creation),
                Ok(None) => return Received::Done(STATUS_SUCCESS),
                Err(status) => return Received::Done(status),
            },
            _ => match self.receive(device, file, kind, Block::zeroed(0), lengths) {
                Ok((request, queue)) => {
                    let queue = assigned.map_or(queue, |own| own.or(queue));
                    if assigned.is_some() && queue.is_none() {
                        self.discard(request);
                        return Received::Done(STATUS_INVALID_DEVICE_STATE);
                    }
                    Received::Queued(request, queue)
                }
                Err(status) => return Received::Done(status),
            },
        };
        let below = match &received {
            Received::Queued(request, _) => *request,
            Received::Created(creation) => creation.request,
            Received::Done(_) => return received,
        };
        let buffer = self.take_buffer(from);
        let rest = self.take_rest(from, below);
        if let Some(record) = self.request(below) {
            record.buffers.buffer = buffer;
            record.buffers.rest = rest;
            record.offset = offset;
            record.cancellation.canceled = canceled;
            record.cancellation.canceled_at = canceled_at;
        }
        link(self, below);
        received
    }

    /// The device and the file for a request that is sent to a target.
    pub(super) fn way_to(&mut self, request: Handle, target: Handle) -> Way {
        let record = self.io_target(target);
        let (device, own) = record.map_or((None, None), |target| (target.below, target.own));
        Way { device, file: self.file_for(request, target), own }
    }

    /// The buffer that goes down with a request: the one of its formatting, or its own.
    pub(super) fn take_buffer(&mut self, request: Handle) -> Block {
        let next = |record: &mut Request| {
            let format = record.sending.as_mut()?.next.as_mut()?.format.as_mut()?;
            Some(std::mem::replace(&mut format.buffer, Block::zeroed(0)))
        };
        let Some(record) = self.request(request) else { return Block::zeroed(0) };
        next(record)
            .unwrap_or_else(|| std::mem::replace(&mut record.buffers.buffer, Block::zeroed(0)))
    }

    /// What goes down with a request beside the buffer: its own rest, or for a formatted control code
    /// with direct I/O pages for the output.
    fn take_rest(&mut self, request: Handle, below: Handle) -> Rest {
        let lower =
            self.request(below).map(|below| (below.method, below.kind, below.output_length));
        let Some(record) = self.request(request) else { return Rest::default() };
        let next = record.sending.as_ref().and_then(|sending| sending.next.as_ref());
        if next.is_none_or(|next| next.format.is_none()) {
            return std::mem::take(&mut record.buffers.rest);
        }
        let pages = match lower {
            Some((
                Method::Direct,
                RequestKind::DeviceControl(_) | RequestKind::InternalControl(_),
                length,
            )) if length > 0 => self.new_block(length),
            _ => None,
        };
        Rest { pages, ..Rest::default() }
    }
}
