//! Simulated user processes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::create::SYSTEM;
use super::{File, FileRecord, FileStage};
use crate::abi::{NTSTATUS, STATUS_SUCCESS};
use crate::machine::{Inner, State};
use crate::pnp::DeviceNode;
use crate::points;
use crate::rules::{Rule, Subject};
use crate::trace::{Application, EventKind, IoCall};

/// A simulated user process. Clones are the same process; dropping one ends nothing.
#[derive(Clone)]
pub struct Process {
    pub(super) inner: Arc<Inner>,
    pub(super) number: u32,
}

impl std::fmt::Debug for Process {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "process {}", self.number)
    }
}

impl Process {
    /// Opens a device by the symbolic link of its interface (`CreateFile`, overlapped).
    ///
    /// # Errors
    /// `STATUS_OBJECT_NAME_NOT_FOUND` if no enabled interface has the name; otherwise the status
    /// with which the driver completed the create.
    pub fn open(&self, path: &str) -> Result<File, NTSTATUS> {
        self.inner.as_application(self.number, || {
            let opened = self.inner.open(self.number, path);
            let status = opened.as_ref().err().copied().unwrap_or(STATUS_SUCCESS);
            self.inner.trace(|| {
                let call = IoCall::Create;
                EventKind::Application(Application::Issued { call, status, request: None })
            });
            Ok(File::new(Arc::clone(&self.inner), opened?, self.number))
        })
    }

    /// Opens a device without an interface, as a driver above opens the device object below: a class
    /// driver that of its minidriver.
    ///
    /// # Errors
    /// `STATUS_OBJECT_NAME_NOT_FOUND` if no driver has a device there; otherwise as [`Process::open`]'s.
    pub fn open_device(&self, node: &DeviceNode) -> Result<File, NTSTATUS> {
        self.inner.as_application(self.number, || {
            let top = |state: &mut State| {
                let top = state.nodes.get(node.index())?.top()?;
                Some((top, String::new()))
            };
            let file = self.inner.open_found(self.number, top)?;
            Ok(File::new(Arc::clone(&self.inner), file, self.number))
        })
    }

    /// Ends the process: the I/O manager cancels its outstanding requests, newest first, waits for
    /// them, then cleans up and closes its handles.
    pub fn exit(&self) {
        if self.inner.is_left_by_crash() {
            return;
        }
        self.inner.as_application(self.number, || self.inner.exit_process(self.number));
    }
}

impl State {
    /// The files of a process that are at a stage.
    fn files_at(&self, process: u32, stage: FileStage) -> Vec<usize> {
        let fits = |file: &FileRecord| file.process == process && file.stage == stage;
        self.files.numbered().filter(|(_, file)| fits(file)).map(|(index, _)| index).collect()
    }
}

impl Inner {
    /// Starts a process.
    pub(crate) fn new_process(self: &Arc<Self>) -> Process {
        let number = self.with(|state| {
            state.processes += 1;
            state.processes
        });
        Process { inner: Arc::clone(self), number }
    }

    fn exit_process(self: &Arc<Self>, process: u32) {
        self.trace(|| EventKind::Application(Application::Exit));
        let outstanding = self.with(|state| state.outstanding(|file| file.process == process));
        for request in outstanding.into_iter().rev() {
            points::point();
            self.cancel_request(request);
        }
        let none_left =
            move |state: &mut State| state.outstanding(|file| file.process == process).is_empty();
        if !self.wait_until(none_left) {
            let left = self.with(|state| {
                let left = state.outstanding(|file| file.process == process);
                left.into_iter().map(|request| state.name(request)).collect()
            });
            let detail = "the process cannot end: the request is never completed".to_string();
            let subject = Subject::Objects(left);
            self.violation(Rule::RequestNeverCompleted, subject, "process exit", detail);
        }
        // Another thread of the process may be about to return from an open that has completed.
        self.wait_until(move |state| state.files_at(process, FileStage::Opening).is_empty());
        for file in self.with(|state| state.files_at(process, FileStage::Opening)) {
            self.end_file(file);
        }
        for file in self.with(|state| state.files_at(process, FileStage::Open)) {
            self.clean_up_file(file);
        }
    }

    /// Ends every process.
    pub(crate) fn exit_all_processes(self: &Arc<Self>) {
        let busy: BTreeSet<u32> = self.with(|state| {
            // A driver closes the files that it opened.
            let left = state.files.iter().filter(|file| file.stage != FileStage::Closed);
            let left = left.filter(|file| file.process != SYSTEM);
            left.map(|file| file.process).collect()
        });
        for process in busy {
            self.as_application(process, || self.exit_process(process));
        }
    }
}
