//! `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE`, and the end of a file.

use std::sync::Arc;

use super::{FileRecord, FileStage};
use crate::footprint::unrecorded;
use crate::framework::request::RequestKind;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::trace::{EventKind, FileIrp};
use crate::upcall;

impl State {
    pub(super) fn set_file_stage(&mut self, file: usize, stage: FileStage) {
        if let Some(file) = self.files.get_mut(file) {
            file.stage = stage;
        }
    }

    /// Takes out the record of a file that is closed, once no operation on it is left.
    pub(super) fn forget_file(&mut self, file: usize) {
        // Nothing looks for such a record, so that no step depends on this one.
        unrecorded(|| {
            let is_closed =
                self.files.get(file).is_some_and(|record| record.stage == FileStage::Closed);
            if is_closed && !self.operations.values().any(|operation| operation.file == file) {
                self.files.remove(file);
            }
        });
    }
}

impl Inner {
    /// `IRP_MJ_CLEANUP`, and `IRP_MJ_CLOSE` once nothing is outstanding (KMDF behaviour, "Cleanup",
    /// and KMDF behaviour, "Close").
    pub(super) fn clean_up_file(self: &Arc<Self>, index: usize) {
        if !self.begin_file_irp(FileIrp::Cleanup, index) {
            return;
        }
        let undelivered = self.with(|state| {
            let outstanding = state.outstanding_on(index);
            let queued =
                |request: &Handle| state.request(*request).is_some_and(|r| !r.progress.owned);
            outstanding.into_iter().filter(queued).collect::<Vec<_>>()
        });
        for request in undelivered {
            self.purge_request(request);
        }
        self.with(|state| state.set_file_stage(index, FileStage::CleanedUp));
        self.close_file(index);
    }

    /// `IRP_MJ_CLOSE` of a cleaned-up file without outstanding requests.
    pub(crate) fn close_file(self: &Arc<Self>, index: usize) {
        if self.begin_file_irp(FileIrp::Close, index) {
            self.end_file(index);
        }
    }

    /// Deletes the file object of a file that is closed, or whose open failed. Only then is the
    /// driver done with the file: a removal that waits for the last close continues.
    pub(super) fn end_file(self: &Arc<Self>, index: usize) {
        self.delete_file_object(index);
        let Some(node) = self.with(|state| Some(state.files.get(index)?.node)) else { return };
        self.with(|state| {
            state.set_file_stage(index, FileStage::Closed);
            state.queue_remove_if_unused(node);
            state.forget_file(index);
        });
    }

    /// Deletes the file object that belongs to a request, if the request is a create.
    pub(crate) fn delete_file_of_create(self: &Arc<Self>, request: Handle) {
        let file = self.with(|state| {
            let request = state.request(request)?;
            let operation = request.operation.filter(|_| request.kind == RequestKind::Create)?;
            Some(state.operations.get(operation)?.file)
        });
        if let Some(file) = file {
            self.delete_file_object(file);
        }
    }

    /// Deletes the file object of a file, if the file still has one.
    fn delete_file_object(self: &Arc<Self>, index: usize) {
        let object = self.with(|state| {
            let file = state.files.get_mut(index)?;
            Some(std::mem::replace(&mut file.object, Handle::NULL))
        });
        if let Some(object) = object.filter(|object| !object.is_null()) {
            self.delete_object(object);
        }
    }

    /// Begins an IRP of a file: traces the IRP, and calls the driver's callback. Returns whether the
    /// file was due for this IRP.
    fn begin_file_irp(self: &Arc<Self>, irp: FileIrp, index: usize) -> bool {
        let (from, to) = match irp {
            FileIrp::Cleanup => (FileStage::Open, FileStage::CleaningUp),
            FileIrp::Close => (FileStage::CleanedUp, FileStage::Closing),
        };
        let Some((device, object)) = self.with(|state| {
            let is_busy = irp == FileIrp::Close && !state.outstanding_on(index).is_empty();
            let is_due = |file: &&mut FileRecord| !is_busy && file.stage == from;
            let file = state.files.get_mut(index).filter(is_due)?;
            file.stage = to;
            Some((file.device, file.object))
        }) else {
            return false;
        };
        // The WDFFILEOBJECT may be NULL.
        self.trace(|| {
            let file = self.with(|state| state.name(object).name());
            EventKind::FileIrp { irp, file }
        });
        let config = self.with(|state| state.device(device).and_then(|d| d.file_config));
        let callback = config.and_then(|(config, _)| match irp {
            FileIrp::Cleanup => Some(("EvtFileCleanup", config.EvtFileCleanup?)),
            FileIrp::Close => Some(("EvtFileClose", config.EvtFileClose?)),
        });
        if let Some((name, callback)) = callback {
            let owner = if object.is_null() { device } else { object };
            self.upcall(owner, name, |state| state.name(object), || upcall::file(callback, object));
        }
        true
    }

    /// Lets a file close once its last operation has completed.
    pub(super) fn file_went_idle(state: &mut State, file: usize) {
        let done = state.files.get(file).is_some_and(|file| file.stage == FileStage::CleanedUp)
            && state.outstanding_on(file).is_empty();
        let close = Deferred::Close(file);
        if done && !state.work_items.contains(&close) {
            state.work_items.push_back(close);
        }
    }
}
