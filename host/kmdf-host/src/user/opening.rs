//! Opens that are under way: threads of processes inside `CreateFile`.

use std::sync::Arc;

use super::create::SYSTEM;
use super::{File, Process};
use crate::abi::{NTSTATUS, STATUS_SUCCESS, STATUS_UNSUCCESSFUL};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::trace::{Application, EventKind, IoCall};

/// An open that may still be under way: [`Process::begin_open`] returns one. Dropping it does not end
/// the open.
#[must_use = "the result of the open is lost"]
pub struct Opening {
    inner: Arc<Inner>,
    process: u32,
    begun: Result<Begun, NTSTATUS>,
}

/// An open that has reached a device.
#[derive(Debug, Clone, Copy)]
struct Begun {
    file: usize,
    /// The number of the operation, if a driver has got a request.
    operation: Option<u64>,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = if self.is_pending() { "under way" } else { "over" };
        write!(f, "open by process {}: {state}", self.process)
    }
}

impl Process {
    /// Begins to open a device, on a thread of the process that waits in `CreateFile` for as long as
    /// the driver keeps the request.
    pub fn begin_open(&self, path: &str) -> Opening {
        let (inner, process) = (Arc::clone(&self.inner), self.number);
        let begun = inner.as_application(process, || {
            inner.begin_open(process, |state| state.named_device(path))
        });
        Opening { inner, process, begun }
    }
}

impl Opening {
    fn operation(&self) -> Option<u64> {
        self.begun.ok()?.operation
    }

    /// Whether the open waits for the driver.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        let is_pending = |id| self.inner.with(|state| !state.is_over(id));
        self.operation().is_some_and(is_pending)
    }

    /// Cancels the open (`CancelSynchronousIo`). `false`: it does not wait (`ERROR_NOT_FOUND`).
    #[must_use]
    pub fn cancel(&self) -> bool {
        self.inner.as_application(self.process, || {
            let request = self.operation().and_then(|id| {
                let request = |state: &mut State| {
                    let record = state.operations.get(id)?;
                    record.request.filter(|_| record.result.is_none())
                };
                self.inner.with(request)
            });
            let found = request.is_some_and(|request| self.inner.cancel_request(request));
            self.inner.trace(|| EventKind::Application(Application::Cancel { found }));
            found
        })
    }

    /// Waits for the end of the open. In virtual time this moves the clock.
    ///
    /// # Errors
    /// As [`Process::open`]'s; `STATUS_UNSUCCESSFUL` if nothing on the machine can ever complete the
    /// request.
    pub fn wait(self) -> Result<File, NTSTATUS> {
        let Self { inner, process, begun } = self;
        inner.as_application(process, || {
            let opened = begun.and_then(|begun| inner.end_open(begun));
            let status = opened.err().unwrap_or(STATUS_SUCCESS);
            inner.trace(|| {
                let call = IoCall::Create;
                EventKind::Application(Application::Issued { call, status, request: None })
            });
            Ok(File::new(Arc::clone(&inner), opened?, process))
        })
    }
}

impl Inner {
    /// `IRP_MJ_CREATE` as far as the driver's dispatch routine.
    fn begin_open(
        self: &Arc<Self>,
        process: u32,
        named: impl FnOnce(&mut State) -> Option<(Handle, String)>,
    ) -> Result<Begun, NTSTATUS> {
        let (file, creation) = self.with(|state| {
            let named = named(state);
            state.begin_open(process, named)
        })?;
        let operation = creation.and_then(|creation| {
            let operation = self.with(|state| state.request(creation.request)?.operation);
            self.present_create(creation);
            operation
        });
        Ok(Begun { file, operation })
    }

    /// The end of `IRP_MJ_CREATE`: returns the file's number.
    fn end_open(self: &Arc<Self>, begun: Begun) -> Result<usize, NTSTATUS> {
        let Begun { file, operation } = begun;
        let status = match operation {
            None => Some(STATUS_SUCCESS),
            Some(id) if self.wait_until(move |state| state.is_over(id)) => {
                self.with(|state| Some(state.operations.remove(id)?.result?.status))
            }
            // The driver keeps the request: the open never ends.
            Some(_) => None,
        };
        self.settle_open(file, status.unwrap_or(STATUS_UNSUCCESSFUL), status.is_some())
    }

    /// `IRP_MJ_CREATE`: returns the file's number.
    pub(super) fn open(self: &Arc<Self>, process: u32, path: &str) -> Result<usize, NTSTATUS> {
        self.open_found(process, |state| state.named_device(path))
    }

    /// `IRP_MJ_CREATE` of a device that is found in another way: returns the file's number.
    pub(super) fn open_found(
        self: &Arc<Self>,
        process: u32,
        find: impl FnOnce(&mut State) -> Option<(Handle, String)>,
    ) -> Result<usize, NTSTATUS> {
        let begun = self.begin_open(process, find)?;
        self.end_open(begun)
    }

    /// `IRP_MJ_CREATE` of a driver, which has another form of names: returns the file's number.
    pub(crate) fn open_for_driver(self: &Arc<Self>, path: &str) -> Result<usize, NTSTATUS> {
        let begun = self.begin_open(SYSTEM, |state| state.device_named_by_driver(path))?;
        self.end_open(begun)
    }
}
