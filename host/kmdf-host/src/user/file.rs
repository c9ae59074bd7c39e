//! Open files, and the operations on their handles.

use std::sync::Arc;

use super::operation::OperationRecord;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::points;
use crate::trace::{Application, EventKind};

/// An open file, as the I/O manager keeps it.
pub(crate) struct FileRecord {
    pub(crate) process: u32,
    /// The device that the file's requests reach first.
    pub(crate) device: Handle,
    /// The index of the device's node; `None` for a control device.
    pub(crate) node: Option<usize>,
    /// The name behind that of the device.
    pub(crate) name: String,
    /// The devices of the stack whose drivers asked for WDFFILEOBJECTs, and these.
    pub(crate) objects: Vec<(Handle, Handle)>,
    pub(crate) stage: FileStage,
}

impl FileRecord {
    /// The WDFFILEOBJECT of a device; NULL if the device has none.
    pub(crate) fn object_of(&self, device: Handle) -> Handle {
        let object = self.objects.iter().find(|(owner, _)| *owner == device);
        object.map_or(Handle::NULL, |(_, object)| *object)
    }
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
    pub(super) inner: Arc<Inner>,
    pub(super) index: usize,
    pub(super) process: u32,
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
}

impl State {
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
