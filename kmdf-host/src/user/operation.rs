//! Operations: what an application asked for, and what became of it.

use std::sync::Arc;
use std::time::Duration;

use crate::abi::{
    NTSTATUS, STATUS_FILE_CLOSED, STATUS_INVALID_DEVICE_REQUEST, STATUS_NO_SUCH_DEVICE,
    STATUS_PENDING,
};
use crate::error::Error;
use crate::framework::object::Handle;
use crate::framework::request::RequestKind;
use crate::framework::state::State;
use crate::machine::{Clock, Inner};
use crate::trace::{Event, Who};

/// What an application finds when an operation has completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IoResult {
    /// The status.
    pub status: NTSTATUS,
    /// The bytes transferred.
    pub information: usize,
    /// What was read, or the output of a control code.
    pub data: Vec<u8>,
    /// When it completed, in 100 ns units since the machine started.
    pub completed_at: u64,
}

/// An operation, as the I/O manager keeps it.
pub(crate) struct OperationRecord {
    pub(crate) file: usize,
    pub(crate) request: Option<Handle>,
    pub(crate) issued: NTSTATUS,
    pub(crate) result: Option<IoResult>,
    what: String,
}

/// An overlapped operation. Clones are the same one; dropping one cancels nothing.
#[derive(Clone)]
pub struct Operation {
    inner: Arc<Inner>,
    index: usize,
    process: u32,
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = self.inner.with(|state| state.operations[self.index].what.clone());
        write!(f, "{what}: {:?}", self.result())
    }
}

impl Operation {
    pub(super) fn new(inner: Arc<Inner>, index: usize, process: u32) -> Self {
        Self { inner, index, process }
    }

    /// What the dispatch routine returned: `STATUS_PENDING` (`ERROR_IO_PENDING`), also for what was
    /// completed meanwhile, or an error for what was refused at once.
    #[must_use]
    pub fn issued(&self) -> NTSTATUS {
        self.inner.with(|state| state.operations[self.index].issued)
    }

    /// The result, once it has completed.
    #[must_use]
    pub fn result(&self) -> Option<IoResult> {
        self.inner.with(|state| state.operations[self.index].result.clone())
    }

    /// Waits for the result. In virtual time this moves the clock.
    ///
    /// # Errors
    /// If nothing on the machine can ever complete it; in practice, not within ten minutes.
    pub fn wait(&self) -> Result<IoResult, Error> {
        let index = self.index;
        self.inner.as_application(self.process, || {
            self.inner.wait_until(move |state| state.operations[index].result.is_some());
        });
        self.result().ok_or_else(|| {
            let operation = self.inner.with(|state| state.operations[index].what.clone());
            Error::NeverCompletes { operation }
        })
    }

    /// Cancels it (`CancelIoEx` with its OVERLAPPED). `false`: it has completed (`ERROR_NOT_FOUND`).
    #[must_use]
    pub fn cancel(&self) -> bool {
        self.inner.as_application(self.process, || {
            let request = self.inner.with(|state| {
                let operation = &state.operations[self.index];
                operation.request.filter(|_| operation.result.is_none())
            });
            let found = request.is_some_and(|request| self.inner.cancel_request(request));
            self.inner.tell(Who::Application, format!("CancelIoEx -> {}", u8::from(found)));
            found
        })
    }
}

impl State {
    /// Records an operation; `file` is none of the files for a create.
    pub(super) fn new_operation(&mut self, file: usize, request: Handle, what: &str) -> usize {
        let (request, what) = (Some(request), what.to_string());
        let issued = STATUS_PENDING;
        self.operations.push(OperationRecord { file, request, issued, result: None, what });
        self.operations.len() - 1
    }

    /// Gives an application the result of a request that is completed (`IoCompleteRequest`).
    pub(crate) fn end_operation(&mut self, request: Handle) {
        let now = self.now;
        let name = self.name(request);
        let Some(record) = self.request(request) else { return };
        let Some(operation) = record.operation else { return };
        let status = record.status;
        // The I/O manager copies nothing for an error, and no more than there is room for.
        let copied = if status.cast_unsigned() >> 30 == 3 {
            0
        } else {
            usize::try_from(record.information).unwrap_or(usize::MAX).min(record.output_length)
        };
        let reads = matches!(record.kind, RequestKind::Read | RequestKind::DeviceControl(_));
        let data = record.buffer.bytes().get(..copied).filter(|_| reads);
        let data = data.unwrap_or_default().to_vec();
        let information = usize::try_from(record.information).unwrap_or(usize::MAX);
        self.operations[operation].result =
            Some(IoResult { status, information, data, completed_at: now });
        let file = self.operations[operation].file;
        let what = format!("{name} completed: {:08x}, {information}", status.cast_unsigned());
        self.trace.push(Event {
            time: now,
            thread: crate::running::thread_name(),
            irql: crate::running::irql(),
            who: Who::IoManager,
            what,
        });
        Inner::file_went_idle(self, file);
    }

    /// Why an operation on a file cannot even be tried.
    pub(super) fn refusal(&self, file: usize) -> NTSTATUS {
        let cleaned_up = self.files.get(file).is_none_or(|file| file.cleaned_up);
        if cleaned_up { STATUS_FILE_CLOSED } else { STATUS_NO_SUCH_DEVICE }
    }
}

impl Inner {
    /// An operation that is over before it reaches the device.
    pub(super) fn refused(
        self: &Arc<Self>,
        file: usize,
        process: u32,
        what: &str,
        status: NTSTATUS,
    ) -> Operation {
        let index = self.with(|state| {
            let result =
                IoResult { status, information: 0, data: Vec::new(), completed_at: state.now };
            let (result, what) = (Some(result), what.to_string());
            let issued = status;
            state.operations.push(OperationRecord { file, request: None, issued, result, what });
            state.operations.len() - 1
        });
        Operation::new(Arc::clone(self), index, process)
    }

    /// A major function that the framework fails for every device.
    pub(super) fn unsupported(self: &Arc<Self>, file: usize, process: u32) -> Operation {
        self.refused(file, process, "FlushFileBuffers", STATUS_INVALID_DEVICE_REQUEST)
    }

    /// Waits until one of the operations has a result.
    pub(crate) fn wait_any(
        self: &Arc<Self>,
        operations: &[Operation],
        timeout: Duration,
    ) -> Option<usize> {
        let done = || operations.iter().position(|operation| operation.result().is_some());
        let limit = u64::try_from(timeout.as_nanos() / 100).unwrap_or(u64::MAX);
        let deadline = self.now().saturating_add(limit);
        loop {
            if let Some(index) = done() {
                return Some(index);
            }
            let now = self.now();
            if now >= deadline {
                return None;
            }
            let pause = Duration::from_nanos((deadline - now).saturating_mul(100));
            let went_on = self.as_application(0, || match self.clock {
                Clock::Real(_) => {
                    self.rest(pause);
                    true
                }
                Clock::Virtual => self.run_one() || self.advance_to_next_timer(deadline),
            });
            if !went_on {
                self.with(|state| state.now = state.now.max(deadline));
            }
        }
    }
}
