//! Open files, and the operations on their handles.

use std::sync::Arc;

use super::operation::{Operation, OperationRecord};
use crate::abi::{
    NTSTATUS, STATUS_FILE_CLOSED, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST,
};
use crate::footprint::unrecorded;
use crate::framework::attributes::Attributes;
use crate::framework::request::RequestKind;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::names::ObjectName;
use crate::points;
use crate::trace::{Application, EventKind, IoCall};

/// An open file, as the I/O manager keeps it.
pub(crate) struct FileRecord {
    pub(crate) process: u32,
    pub(crate) device: Handle,
    pub(crate) node: usize,
    /// The WDFFILEOBJECT, if the driver asked for one.
    pub(crate) object: Handle,
    pub(crate) stage: FileStage,
}

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileStage {
    /// `IRP_MJ_CREATE` is under way.
    Opening,
    /// A process has a handle to the file.
    Open,
    /// The handle is being closed: `IRP_MJ_CLEANUP` is under way.
    CleaningUp,
    /// `IRP_MJ_CLOSE` waits until no request of the file is outstanding.
    CleanedUp,
    /// `IRP_MJ_CLOSE` is under way.
    Closing,
    Closed,
}

impl FileStage {
    /// Whether a process has the device open, or the driver is in a callback of the file.
    pub(crate) fn is_in_use(self) -> bool {
        !matches!(self, Self::CleanedUp | Self::Closed)
    }
}

/// A handle to an open device. Clones are the same handle; dropping one does not close it.
#[derive(Clone)]
pub struct File {
    inner: Arc<Inner>,
    index: usize,
    process: u32,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "file {} of process {}", self.index, self.process)
    }
}

impl File {
    pub(super) fn new(inner: Arc<Inner>, index: usize, process: u32) -> Self {
        Self { inner, index, process }
    }

    /// Reads up to `length` bytes (`ReadFile`, overlapped).
    #[must_use]
    pub fn read(&self, length: usize) -> Operation {
        let call = IoCall::Read { length };
        self.issue(RequestKind::Read, call, &[], (0, length))
    }

    /// Writes bytes (`WriteFile`, overlapped).
    #[must_use]
    pub fn write(&self, data: &[u8]) -> Operation {
        let call = IoCall::Write { length: data.len() };
        self.issue(RequestKind::Write, call, data, (data.len(), 0))
    }

    /// Sends a buffered control code with its input, for up to `output_length` bytes of output
    /// (`DeviceIoControl`, overlapped).
    #[must_use]
    pub fn device_control(&self, code: u32, input: &[u8], output_length: usize) -> Operation {
        let call = IoCall::DeviceControl { code };
        self.issue(RequestKind::DeviceControl(code), call, input, (input.len(), output_length))
    }

    /// Requests a flush (`FlushFileBuffers`). The framework fails it at once: no queue takes this
    /// major function.
    #[must_use]
    pub fn flush(&self) -> Operation {
        self.inner.as_application(self.process, || {
            let operation = self.inner.unsupported(self.index, self.process);
            let (call, status) = (IoCall::Flush, operation.issued());
            self.inner.trace(|| issued(call, status, None));
            operation
        })
    }

    /// Cancels all outstanding operations on this handle, newest first (`CancelIoEx` without an
    /// OVERLAPPED). `false`: there are none (`ERROR_NOT_FOUND`).
    #[must_use]
    pub fn cancel_all(&self) -> bool {
        if self.inner.is_left_by_crash() {
            return false;
        }
        self.inner.as_application(self.process, || {
            let index = self.index;
            let outstanding = self.inner.with(|state| state.outstanding_on(index));
            let found = !outstanding.is_empty();
            for request in outstanding.into_iter().rev() {
                points::point();
                self.inner.cancel_request(request);
            }
            self.inner.trace(|| EventKind::Application(Application::CancelAll { found }));
            found
        })
    }

    /// Closes the handle. Requests that the driver owns continue; requests that are still queued
    /// are cancelled.
    pub fn close(&self) {
        if self.inner.is_left_by_crash() {
            return;
        }
        self.inner.as_application(self.process, || {
            self.inner.trace(|| EventKind::Application(Application::Close));
            self.inner.clean_up_file(self.index);
        });
    }

    fn issue(
        &self,
        kind: RequestKind,
        call: IoCall,
        input: &[u8],
        lengths: (usize, usize),
    ) -> Operation {
        self.inner.as_application(self.process, || {
            let file = (self.index, self.process);
            let operation = self.inner.issue(file, kind, call, input, lengths);
            let status = operation.issued();
            self.inner.trace(|| issued(call, status, operation.request()));
            operation
        })
    }
}

/// The return of a call that sends a request.
fn issued(call: IoCall, status: NTSTATUS, request: Option<ObjectName>) -> EventKind {
    EventKind::Application(Application::Issued { call, status, request })
}

impl State {
    /// The I/O manager's copy of `input`, with room for `length` bytes; `None` for a length that no
    /// machine has.
    fn system_buffer(&self, input: &[u8], length: usize) -> Option<Block> {
        let mut buffer = self.new_block(length)?;
        buffer.fill_from(input);
        Some(buffer)
    }

    /// The outstanding requests on the files that `fits` selects, oldest first.
    pub(crate) fn outstanding(&self, fits: impl Fn(&FileRecord) -> bool) -> Vec<Handle> {
        self.requests(|operation| {
            operation.result.is_none() && self.files.get(operation.file).is_some_and(&fits)
        })
    }

    /// The outstanding requests on a file, oldest first.
    pub(crate) fn outstanding_on(&self, file: usize) -> Vec<Handle> {
        self.requests(|operation| operation.result.is_none() && operation.file == file)
    }

    fn requests(&self, fits: impl Fn(&OperationRecord) -> bool) -> Vec<Handle> {
        let fitting = self.operations.values().filter(|operation| fits(operation));
        fitting.filter_map(|operation| operation.request).collect()
    }
}

impl Inner {
    /// Sends a read, a write or a control code to a file's device. Without memory for its buffer, or without room
    /// for the request's context, the operation fails with `STATUS_INSUFFICIENT_RESOURCES`.
    fn issue(
        self: &Arc<Self>,
        (index, process): (usize, u32),
        kind: RequestKind,
        call: IoCall,
        input: &[u8],
        lengths: (usize, usize),
    ) -> Operation {
        let target = self.with(|state| {
            let is_open = |file: &&FileRecord| file.stage == FileStage::Open;
            let file = state.files.get(index).filter(is_open).ok_or(STATUS_FILE_CLOSED)?;
            let (device, object) = (file.device, file.object);
            // The device exists while a file of it is open.
            let record = state.device(device).ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
            let attributes: Attributes = record.request_attributes;
            let service = state.objects.get(device).map_or(0, |object| object.driver);
            let queue = state.queue_for(device, kind);
            let buffer = state.system_buffer(input, lengths.0.max(lengths.1));
            let buffer = buffer.ok_or(STATUS_INSUFFICIENT_RESOURCES)?;
            let request = state.new_request(service, &attributes, kind, buffer, lengths)?;
            let operation = state.new_operation(index, request, call);
            if let Some(record) = state.request(request) {
                record.operation = Some(operation);
                record.device = device;
                record.file_object = object;
            }
            Ok((request, operation, queue))
        });
        let (request, operation, queue) = match target {
            Ok(target) => target,
            Err(status) => return self.refused(index, process, call, status),
        };
        let issued = self.dispatch_request(request, queue);
        // No driver can see this field.
        unrecorded(|| {
            self.with(|state| {
                if let Some(record) = state.operations.get_mut(operation) {
                    record.issued = issued;
                }
            });
        });
        Operation::new(Arc::clone(self), operation, process)
    }
}
