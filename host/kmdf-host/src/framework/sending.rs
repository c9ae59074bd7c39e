//! What a request keeps while its driver formats it, sends it to an I/O target and gets it back.

use std::sync::Arc;

use super::attributes::size_of_c;
use super::request::{Cancellation, RequestKind};
use crate::abi::{
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1 as Parameters,
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_1 as Transfer,
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_2 as Received,
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3 as Control,
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3__bindgen_ty_1 as Input,
    _WDF_REQUEST_COMPLETION_PARAMS__bindgen_ty_1__bindgen_ty_3__bindgen_ty_2 as Output,
    _WDF_REQUEST_TYPE as Type, NTSTATUS, PFN_WDF_REQUEST_COMPLETION_ROUTINE,
    WDF_REQUEST_COMPLETION_PARAMS,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::upcall::raw;

/// The part of a driver's memory that a format call names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// The memory object; NULL for a buffer without one.
    pub(crate) memory: Handle,
    pub(crate) offset: usize,
    /// Where the part begins.
    pub(crate) address: usize,
    pub(crate) length: usize,
}

/// The buffers of a request that a format call has prepared. The framework copies the input when it
/// formats, and the output when the request comes back (KMDF behaviour, "Formatting").
pub(crate) struct Format {
    /// The copy of the input, with room for the output.
    pub(crate) buffer: Block,
    pub(crate) input: Option<Piece>,
    pub(crate) output: Option<Piece>,
}

/// The next stack location: what the driver below is asked for.
pub(crate) struct Next {
    pub(crate) kind: RequestKind,
    pub(crate) lengths: (usize, usize),
    /// Where on the device a read or a write begins, in bytes.
    pub(crate) offset: i64,
    /// The buffers of a format call; `None` if the current location was copied.
    pub(crate) format: Option<Format>,
}

/// A completion routine and its context.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Routine {
    pub(crate) callback: PFN_WDF_REQUEST_COMPLETION_ROUTINE,
    pub(crate) context: usize,
}

/// What a format call asked for, as the completion parameters tell it.
#[derive(Debug, Clone, Copy)]
struct Asked {
    kind: RequestKind,
    input: Option<Piece>,
    output: Option<Piece>,
}

/// The result of a request that has come back: the status, the information, and the buffer.
pub(super) type Kept = (NTSTATUS, u64, Option<Block>);

/// How far the sending of a request has got.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, as the framework keeps them")]
pub(crate) struct Sending {
    pub(crate) next: Option<Next>,
    pub(crate) routine: Option<Routine>,
    /// The target to which the request is sent or in which it waits.
    pub(crate) target: Option<Handle>,
    /// Whether it waits in a stopped target.
    pub(crate) waits: bool,
    /// The request of the driver below, while that driver has the IRP.
    pub(crate) below: Option<Handle>,
    /// Whether the driver has cancelled the request, and not reused it since.
    pub(crate) canceled: bool,
    pub(crate) timed_out: bool,
    /// Whether a send was tried, or a reuse has set the status.
    pub(crate) has_status: bool,
    /// How often the request has come back.
    pub(crate) returns: u32,
    /// The cancellations by the framework above that are under way: the request comes back after them.
    pub(super) cancels: u32,
    /// With what the request has come back during a cancellation.
    pub(super) kept: Option<Kept>,
    asked: Option<Asked>,
    /// The memory objects that the formatting references.
    held: Vec<Handle>,
}

impl Sending {
    /// The completion parameters, for a request that came back with a status and a number of bytes.
    pub(crate) fn parameters(
        &self,
        status: NTSTATUS,
        information: u64,
    ) -> WDF_REQUEST_COMPLETION_PARAMS {
        let mut parameters = WDF_REQUEST_COMPLETION_PARAMS {
            Size: size_of_c::<WDF_REQUEST_COMPLETION_PARAMS>(),
            Type: Type::WdfRequestTypeNoFormat,
            ..Default::default()
        };
        parameters.IoStatus.__bindgen_anon_1.Status = status;
        parameters.IoStatus.Information = information;
        let Some(asked) = self.asked else { return parameters };
        let memory = |piece: Option<Piece>| piece.map_or(Handle::NULL, |piece| piece.memory);
        let offset = |piece: Option<Piece>| piece.map_or(0, |piece| piece.offset);
        let length = usize::try_from(information).unwrap_or(usize::MAX);
        let (kind, contents) = match asked.kind {
            RequestKind::Write => {
                let contents = Transfer {
                    Buffer: raw(memory(asked.input)),
                    Length: length,
                    Offset: offset(asked.input),
                };
                (Type::WdfRequestTypeWrite, Parameters { Write: contents })
            }
            RequestKind::DeviceControl(code) | RequestKind::InternalControl(code) => {
                let contents = Control {
                    IoControlCode: code,
                    Input: Input { Buffer: raw(memory(asked.input)), Offset: offset(asked.input) },
                    Output: Output {
                        Buffer: raw(memory(asked.output)),
                        Offset: offset(asked.output),
                        Length: length,
                    },
                };
                let kind = match asked.kind {
                    RequestKind::DeviceControl(_) => Type::WdfRequestTypeDeviceControl,
                    _ => Type::WdfRequestTypeDeviceControlInternal,
                };
                (kind, Parameters { Ioctl: contents })
            }
            RequestKind::Read | RequestKind::Create => {
                let contents = Received {
                    Buffer: raw(memory(asked.output)),
                    Length: length,
                    Offset: offset(asked.output),
                };
                (Type::WdfRequestTypeRead, Parameters { Read: contents })
            }
        };
        parameters.Type = kind;
        parameters.Parameters = contents;
        parameters
    }
}

impl State {
    /// What a request keeps for its sending.
    pub(crate) fn sending(&mut self, request: Handle) -> Option<&mut Sending> {
        let sending = &mut self.request(request)?.sending;
        Some(sending.get_or_insert_default())
    }

    /// The target that has a request at present.
    pub(crate) fn target_of(&mut self, request: Handle) -> Option<Handle> {
        self.request(request)?.sending.as_ref()?.target
    }

    /// The request of the lowest driver that an IRP has reached, from the request of a driver above.
    pub(crate) fn lowest(&mut self, request: Handle) -> Handle {
        let mut lowest = request;
        while let Some(below) = self.request_below(lowest) {
            lowest = below;
        }
        lowest
    }

    /// The request that has the buffer of an IRP: the lowest one that asks for the same as the
    /// requests above.
    pub(crate) fn buffer_holder(&mut self, request: Handle) -> Handle {
        let mut holder = request;
        while let Some(below) = self.request_below(holder) {
            let sending = self.request(holder).and_then(|record| record.sending.as_ref());
            let next = sending.and_then(|sending| sending.next.as_ref());
            if next.is_some_and(|next| next.format.is_some()) {
                break;
            }
            holder = below;
        }
        holder
    }

    fn request_below(&mut self, request: Handle) -> Option<Handle> {
        self.request(request)?.sending.as_ref()?.below
    }

    /// Whether a driver made the request (`WdfRequestCreate`).
    pub(crate) fn is_made(&mut self, request: Handle) -> bool {
        self.request(request).is_some_and(|request| request.made)
    }
}

impl Inner {
    /// Drops the formatting of a request, with its references to memory objects.
    pub(crate) fn unformat(self: &Arc<Self>, request: Handle) {
        let held = self.with(|state| {
            let record = state.request(request)?;
            // Most requests are never formatted.
            record.sending.as_ref()?;
            let sending = record.sending.as_mut()?;
            sending.next = None;
            sending.asked = None;
            Some(std::mem::take(&mut sending.held))
        });
        for memory in held.unwrap_or_default() {
            self.release(memory);
        }
    }

    /// Formats a request for the driver below. `format` has the buffers of a format call.
    pub(crate) fn format(
        self: &Arc<Self>,
        request: Handle,
        kind: RequestKind,
        lengths: (usize, usize),
        offset: i64,
        format: Option<Format>,
    ) {
        self.unformat(request);
        let pieces = format.as_ref().map(|format| (format.input, format.output));
        let (input, output) = pieces.unwrap_or_default();
        let named = [input, output].into_iter().flatten().map(|piece| piece.memory);
        let held: Vec<Handle> = named.filter(|memory| !memory.is_null()).collect();
        for memory in &held {
            self.reference(*memory);
        }
        self.with(|state| {
            let Some(sending) = state.sending(request) else { return };
            sending.asked = pieces.map(|_| Asked { kind, input, output });
            sending.held = held;
            sending.next = Some(Next { kind, lengths, offset, format });
        });
    }

    /// `WdfRequestReuse`.
    pub(crate) fn reuse_request(self: &Arc<Self>, request: Handle, status: NTSTATUS) {
        self.unformat(request);
        self.with(|state| {
            if let Some(sending) = state.sending(request) {
                sending.routine = None;
                sending.canceled = false;
                sending.has_status = true;
            }
            let Some(record) = state.request(request) else { return };
            record.progress.status = status;
            record.progress.information = 0;
            if record.made {
                *record.cancellation = Cancellation::default();
            }
        });
    }
}
