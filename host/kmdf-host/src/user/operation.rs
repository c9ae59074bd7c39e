//! Operations: an application's calls and their results.

use std::sync::Arc;
use std::time::Duration;

use super::data::Data;
use crate::abi::{NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_PENDING};
use crate::error::Error;
use crate::footprint::{Resource, look, unrecorded};
use crate::framework::request::RequestKind;
use crate::framework::transfer::Method;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::ObjectName;
use crate::points::Waited;
use crate::trace::{Application, EventKind, IoCall};

/// The result of an operation, as the application sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IoResult {
    /// The status.
    pub status: NTSTATUS,
    /// The bytes transferred.
    pub information: usize,
    /// The bytes read, or the output of a control code.
    pub data: Data,
    /// The time of completion, in 100 ns units since the machine started.
    pub completed_at: u64,
}

/// An operation, as the I/O manager keeps it.
pub(crate) struct OperationRecord {
    pub(crate) file: usize,
    pub(crate) request: Option<Handle>,
    pub(crate) issued: NTSTATUS,
    pub(crate) result: Option<IoResult>,
    call: IoCall,
    /// Whether the last [`Operation`] is gone: nobody can read the result.
    unwatched: bool,
}

/// An overlapped operation. Clones are the same operation; dropping one cancels nothing. The result
/// is lost with the last clone, as with an OVERLAPPED.
#[derive(Clone)]
pub struct Operation {
    shared: Arc<Shared>,
}

/// What the clones of an operation share.
struct Shared {
    inner: Arc<Inner>,
    id: u64,
    process: u32,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.inner.with(|state| {
            let Some(record) = state.operations.get_mut(self.id) else { return };
            record.unwatched = true;
            let file = record.file;
            if record.result.is_some() {
                state.operations.remove(self.id);
                state.forget_file(file);
            }
        });
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(call) = self.look(|record| record.call) {
            write!(f, "{call}")?;
        }
        write!(f, ": {:?}", self.result())
    }
}

impl Operation {
    pub(super) fn new(inner: Arc<Inner>, id: u64, process: u32) -> Self {
        Self { shared: Arc::new(Shared { inner, id, process }) }
    }

    fn look<R>(&self, at: impl FnOnce(&OperationRecord) -> R) -> Option<R> {
        self.shared.inner.with(|state| state.operations.get(self.shared.id).map(at))
    }

    /// The status that the dispatch routine returned: `STATUS_PENDING` (`ERROR_IO_PENDING`), even
    /// for an operation that has completed meanwhile, or the error of one that was refused at once.
    #[must_use]
    pub fn issued(&self) -> NTSTATUS {
        self.look(|record| record.issued).unwrap_or(STATUS_PENDING)
    }

    /// The name of the operation's request, if it has one.
    pub(super) fn request(&self) -> Option<ObjectName> {
        let Shared { inner, id, .. } = &*self.shared;
        // Only the trace reads the name.
        unrecorded(|| {
            inner.with(|state| {
                let request = state.operations.get(*id)?.request?;
                state.name(request).name()
            })
        })
    }

    /// The result, once the operation has completed.
    #[must_use]
    pub fn result(&self) -> Option<IoResult> {
        self.look(|record| record.result.clone()).flatten()
    }

    /// Waits for the result. In virtual time this moves the clock.
    ///
    /// # Errors
    /// If nothing on the machine can ever complete the operation; in practice, if it does not
    /// complete within ten minutes.
    pub fn wait(&self) -> Result<IoResult, Error> {
        let Shared { inner, id, process } = &*self.shared;
        inner.as_application(*process, || inner.wait_until(|state| state.is_over(*id)));
        self.result().ok_or_else(|| {
            let call = self.look(|record| record.call);
            let operation = call.map_or(String::new(), |call| call.to_string());
            Error::NeverCompletes { operation }
        })
    }

    /// Cancels the operation (`CancelIoEx` with its OVERLAPPED). `false`: it has completed
    /// (`ERROR_NOT_FOUND`).
    #[must_use]
    pub fn cancel(&self) -> bool {
        let Shared { inner, process, .. } = &*self.shared;
        inner.as_application(*process, || {
            let outstanding =
                |record: &OperationRecord| record.request.filter(|_| record.result.is_none());
            let request = self.look(outstanding).flatten();
            let found = request.is_some_and(|request| inner.cancel_request(request));
            inner.trace(|| EventKind::Application(Application::Cancel { found }));
            found
        })
    }
}

impl State {
    /// Records an operation on a file.
    pub(super) fn new_operation(&mut self, file: usize, request: Handle, call: IoCall) -> u64 {
        self.record_operation(file, Some(request), STATUS_PENDING, None, call)
    }

    fn record_operation(
        &mut self,
        file: usize,
        request: Option<Handle>,
        issued: NTSTATUS,
        result: Option<IoResult>,
        call: IoCall,
    ) -> u64 {
        self.operations_made += 1;
        let record = OperationRecord { file, request, issued, result, call, unwatched: false };
        self.operations.insert(self.operations_made, record);
        self.operations_made
    }

    /// Whether an operation has its result.
    pub(super) fn is_over(&self, id: u64) -> bool {
        self.operations.get(id).is_none_or(|record| record.result.is_some())
    }

    /// Gives an application the result of a request that is completed (`IoCompleteRequest`);
    /// returns the event to trace.
    pub(crate) fn end_operation(&mut self, request: Handle) -> Option<EventKind> {
        // The time of completion is part of the result only, which no driver sees.
        let now = unrecorded(|| *self.now);
        let name = self.objects.get(request)?.name;
        let record = self.request(request)?;
        let id = record.operation?;
        let status = record.progress.status;
        // The I/O manager copies nothing for an error, and never more than the buffer holds. What the
        // driver wrote to the application's own pages is there.
        let is_buffered = record.method == Method::Buffered;
        let copied = if is_buffered && status.cast_unsigned() >> 30 == 3 {
            0
        } else {
            usize::try_from(record.progress.information)
                .unwrap_or(usize::MAX)
                .min(if record.buffers.is_packet() { usize::MAX } else { record.output_length })
        };
        if record.buffers.shown {
            look(Resource::DRIVER_MEMORY);
        }
        let reads = matches!(
            record.kind,
            RequestKind::Read | RequestKind::DeviceControl(_) | RequestKind::InternalControl(_)
        );
        let output = record.buffers.output().bytes();
        let data = output.get(..copied.min(output.len())).filter(|_| reads);
        let data = Data::copy_of(data.unwrap_or_default());
        let information = usize::try_from(record.progress.information).unwrap_or(usize::MAX);
        let operation = self.operations.get_mut(id)?;
        operation.result = Some(IoResult { status, information, data, completed_at: now });
        let (file, unwatched) = (operation.file, operation.unwatched);
        if unwatched {
            self.operations.remove(id);
            self.forget_file(file);
        }
        Inner::file_went_idle(self, file);
        Some(EventKind::Completed { request: name, status, information })
    }
}

impl Inner {
    /// An operation that ends before it reaches the device.
    pub(super) fn refused(
        self: &Arc<Self>,
        file: usize,
        process: u32,
        call: IoCall,
        status: NTSTATUS,
    ) -> Operation {
        let id = self.with(|state| {
            let completed_at = *state.now;
            let result = IoResult { status, information: 0, data: Data::default(), completed_at };
            state.record_operation(file, None, status, Some(result), call)
        });
        Operation::new(Arc::clone(self), id, process)
    }

    /// An operation with a major function that the framework fails for every device.
    pub(super) fn unsupported(self: &Arc<Self>, file: usize, process: u32) -> Operation {
        self.refused(file, process, IoCall::Flush, STATUS_INVALID_DEVICE_REQUEST)
    }

    /// Waits until one of the operations has a result, and returns its index; `None` after the
    /// timeout.
    pub(crate) fn wait_any(
        self: &Arc<Self>,
        operations: &[Operation],
        timeout: Duration,
    ) -> Option<usize> {
        let ids: Vec<u64> = operations.iter().map(|operation| operation.shared.id).collect();
        let limit = u64::try_from(timeout.as_nanos() / 100).unwrap_or(u64::MAX);
        let deadline = self.now().saturating_add(limit);
        let waited = self.as_application(0, || {
            self.wait_for(limit, |state| ids.iter().any(|id| state.is_over(*id)))
        });
        if waited == Waited::InVain {
            // Nothing more will happen on this machine, but the time still passes.
            self.with(|state| *state.now = (*state.now).max(deadline));
        }
        operations.iter().position(|operation| operation.result().is_some())
    }
}
