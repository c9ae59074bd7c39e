//! The way of a sent request back to its driver: its buffers, its status, its completion routine.

use std::sync::Arc;

use super::sending::{Kept, Piece};
use crate::abi::{NTSTATUS, STATUS_CANCELLED, STATUS_IO_TIMEOUT, WDF_REQUEST_COMPLETION_PARAMS};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::memory::transfer;
use crate::names::Argument;
use crate::upcall;

impl Inner {
    /// Ends the IRP of a request that is completed: gives the application its result, or the request
    /// back to the driver above.
    pub(super) fn end_irp(self: &Arc<Self>, request: Handle) {
        let (above, result) = self.with(|state| {
            let above = state.request(request).and_then(|record| record.above);
            (above, if above.is_none() { state.end_operation(request) } else { None })
        });
        let Some(above) = above else {
            if let Some(result) = result {
                self.trace(|| result);
            }
            return;
        };
        let returned = self.with(|state| {
            let record = state.request(request)?;
            record.above = None;
            let buffer = std::mem::replace(&mut record.buffers.buffer, Block::zeroed(0));
            let (status, information) = (record.progress.status, record.progress.information);
            Some((status, information, state.give_back(request, above, buffer)))
        });
        if let Some((status, information, buffer)) = returned {
            self.came_back(above, status, information, Some(buffer));
        }
    }

    /// Takes a request back from its target, and calls its completion routine on this thread, under no
    /// lock (KMDF behaviour, "Completion routine").
    pub(super) fn came_back(
        self: &Arc<Self>,
        request: Handle,
        status: NTSTATUS,
        information: u64,
        buffer: Option<Block>,
    ) {
        let result = (status, information, buffer);
        let Some((status, information, buffer)) = self.with(|state| state.keep(request, result))
        else {
            return;
        };
        let Some(target) = self.with(|state| state.leave_target(request)) else { return };
        let (parameters, routine) = self.with(|state| {
            let output = state.take_back(request, buffer);
            if let Some((output, bytes)) = output {
                let count = usize::try_from(information).unwrap_or(usize::MAX);
                let count = count.min(output.length).min(bytes.length());
                transfer::write(output.address, &bytes.bytes()[..count]);
            }
            state.timeouts.retain(|(_, timed)| *timed != request);
            let timed_out = state.sending(request).is_some_and(|sending| sending.timed_out);
            let status =
                if timed_out && status == STATUS_CANCELLED { STATUS_IO_TIMEOUT } else { status };
            if let Some(record) = state.request(request) {
                record.progress.status = status;
                record.progress.information = information;
            }
            state.sending(request).map_or((WDF_REQUEST_COMPLETION_PARAMS::default(), None), |s| {
                (s.parameters(status, information), s.routine.take())
            })
        });
        if let Some((callback, context)) = routine.and_then(|r| Some((r.callback?, r.context))) {
            let status = self.with(|state| state.request(request).map(|r| r.progress.status));
            let what = |state: &State| {
                [
                    state.name(request).into(),
                    state.name(target).into(),
                    Argument::RequestType(parameters.Type),
                    Argument::FinalStatus(status.unwrap_or_default()),
                    Argument::FinalInformation(information),
                ]
            };
            self.upcall(target, "EvtRequestCompletionRoutine", what, || {
                upcall::completion(callback, (request, target), &parameters, context);
            });
        }
        self.with(|state| {
            if let Some(sending) = state.sending(request) {
                sending.returns += 1;
            }
        });
        self.release(request);
    }
}

impl State {
    /// Keeps the result of a request that the framework is cancelling, until the cancellation has
    /// returned (KMDF behaviour, "Cancelling a sent request"). Returns the result of another one.
    fn keep(&mut self, request: Handle, result: Kept) -> Option<Kept> {
        match self.sending(request) {
            Some(sending) if sending.cancels > 0 => {
                sending.kept = Some(result);
                None
            }
            _ => Some(result),
        }
    }

    /// Gives the buffers beside the system buffer back to the request above. Returns the buffer with
    /// the output.
    fn give_back(&mut self, request: Handle, above: Handle, buffer: Block) -> Block {
        let rest = self.request(request).map(|r| std::mem::take(&mut r.buffers.rest));
        let Some(rest) = rest else { return buffer };
        let sending = self.request(above).and_then(|record| record.sending.as_ref());
        let next = sending.and_then(|sending| sending.next.as_ref());
        if next.is_some_and(|next| next.format.is_some()) {
            // The driver above has no pages of its own: the output goes to its memory.
            return rest.pages.unwrap_or(buffer);
        }
        if let Some(above) = self.request(above) {
            above.buffers.rest = rest;
        }
        buffer
    }

    /// Gives a request its buffer back. Returns the output of a format call, with the bytes to copy
    /// there.
    fn take_back(&mut self, request: Handle, buffer: Option<Block>) -> Option<(Piece, Block)> {
        let next = self.sending(request).and_then(|sending| sending.next.take());
        let buffer = buffer?;
        if let Some(format) = next.and_then(|next| next.format) {
            return format.output.map(|output| (output, buffer));
        }
        if let Some(record) = self.request(request) {
            record.buffers.buffer = buffer;
        }
        None
    }
}
