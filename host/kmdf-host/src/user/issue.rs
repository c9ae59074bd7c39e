//! Reads, writes and control codes on their way from an application to a device.

use std::sync::Arc;

use super::operation::Operation;
use super::{File, FileStage};
use crate::abi::STATUS_FILE_CLOSED;
use crate::footprint::unrecorded;
use crate::framework::request::RequestKind;
use crate::framework::transfer::{Method, Passed};
use crate::machine::Inner;
use crate::names::ObjectName;
use crate::trace::{Application, EventKind, IoCall};

impl File {
    /// Reads up to `length` bytes (`ReadFile`, overlapped).
    #[must_use]
    pub fn read(&self, length: usize) -> Operation {
        self.read_at(0, length)
    }

    /// [`File::read`] from an offset in bytes on (`OVERLAPPED`), which the driver finds in the
    /// parameters of the request.
    #[must_use]
    pub fn read_at(&self, offset: i64, length: usize) -> Operation {
        let call = IoCall::Read { length };
        self.issue(RequestKind::Read, call, Passed { offset, ..Passed::of(&[], length) })
    }

    /// Writes bytes (`WriteFile`, overlapped).
    #[must_use]
    pub fn write(&self, data: &[u8]) -> Operation {
        self.write_at(0, data)
    }

    /// [`File::write`] from an offset in bytes on, as [`File::read_at`].
    #[must_use]
    pub fn write_at(&self, offset: i64, data: &[u8]) -> Operation {
        let call = IoCall::Write { length: data.len() };
        self.issue(RequestKind::Write, call, Passed { offset, ..Passed::of(data, 0) })
    }

    /// Sends a control code with its input, for up to `output_length` bytes of output
    /// (`DeviceIoControl`, overlapped). The code's lowest two bits say how the driver gets the
    /// buffers.
    #[must_use]
    pub fn device_control(&self, code: u32, input: &[u8], output_length: usize) -> Operation {
        let passed = Passed::of(input, output_length);
        self.control(code, passed)
    }

    /// [`File::device_control`] with an output buffer that holds `output` before the call. The driver
    /// reads it if the code has `METHOD_IN_DIRECT`; with buffered I/O no driver can see it.
    #[must_use]
    pub fn device_control_over(&self, code: u32, input: &[u8], output: &[u8]) -> Operation {
        self.control(code, Passed { output, ..Passed::of(input, output.len()) })
    }

    /// Sends an internal control code, as a driver above the device does: a class driver to its
    /// minidriver. With `METHOD_NEITHER` the driver gets addresses of the system, and without an output
    /// buffer `Irp->UserBuffer` leads to the input, as the HID class passes its packets.
    #[must_use]
    pub fn internal_control(&self, code: u32, input: &[u8], output_length: usize) -> Operation {
        let passed = Passed::of(input, output_length);
        let call = IoCall::InternalControl { code };
        self.issue(RequestKind::InternalControl(code), call, passed)
    }

    /// Sends an internal control code with a packet of HID, as the HID class does to its minidriver:
    /// `Irp->UserBuffer` leads to a `HID_XFER_PACKET`, and that to the report, which the operation
    /// returns. Both lengths of the request are those of the packet.
    #[must_use]
    pub fn hid_control(&self, code: u32, report_id: u8, report: &[u8]) -> Operation {
        let room = report.len();
        let passed = Passed { output: report, report_id: Some(report_id), ..Passed::of(&[], room) };
        let call = IoCall::InternalControl { code };
        self.issue(RequestKind::InternalControl(code), call, passed)
    }

    fn control(&self, code: u32, passed: Passed<'_>) -> Operation {
        self.issue(RequestKind::DeviceControl(code), IoCall::DeviceControl { code }, passed)
    }

    /// Requests a flush (`FlushFileBuffers`). The framework fails it at once: no queue takes this
    /// major function.
    #[must_use]
    pub fn flush(&self) -> Operation {
        self.inner.as_application(self.process, || {
            let operation = self.inner.unsupported(self.index, self.process);
            self.inner.trace(|| issued(IoCall::Flush, unrecorded(|| operation.issued()), None));
            operation
        })
    }

    fn issue(&self, kind: RequestKind, call: IoCall, passed: Passed<'_>) -> Operation {
        self.inner.as_application(self.process, || {
            let file = (self.index, self.process);
            let operation = self.inner.issue(file, kind, call, passed);
            self.inner
                .trace(|| issued(call, unrecorded(|| operation.issued()), operation.request()));
            operation
        })
    }
}

/// The return of a call that sends a request.
fn issued(call: IoCall, status: i32, request: Option<ObjectName>) -> EventKind {
    EventKind::Application(Application::Issued { call, status, request })
}

impl Inner {
    /// Sends a read, a write or a control code to a file's device. Without memory for its buffers, or
    /// without room for the request's context, the operation fails with
    /// `STATUS_INSUFFICIENT_RESOURCES`.
    fn issue(
        self: &Arc<Self>,
        (index, process): (usize, u32),
        kind: RequestKind,
        call: IoCall,
        passed: Passed<'_>,
    ) -> Operation {
        let guarded = self.guards_user_memory();
        let target = self.with(|state| {
            let is_open = |file: &&super::FileRecord| file.stage == FileStage::Open;
            let file = state.files.get(index).filter(is_open).ok_or(STATUS_FILE_CLOSED)?;
            let device = file.device;
            let method = state.method_of(device, kind);
            let (buffer, rest) = state.buffers_for(method, kind, passed, process, guarded)?;
            let received = state.receive(device, Some(index), kind, buffer, passed.lengths());
            let (request, queue) = received?;
            let operation = state.new_operation(index, request, call);
            if let Some(record) = state.request(request) {
                record.operation = Some(operation);
                record.offset = passed.offset;
                if method != Method::Buffered || rest.report.is_some() {
                    record.buffers.rest = rest;
                }
            }
            Ok((request, operation, queue, method))
        });
        let (request, operation, queue, method) = match target {
            Ok(target) => target,
            Err(status) => return self.refused(index, process, call, status),
        };
        if method == Method::Neither && guarded {
            self.note_user_memory();
        }
        let issued = self.arrive(request, queue);
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
