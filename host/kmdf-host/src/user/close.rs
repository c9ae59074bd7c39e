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
    /// and KMDF behaviour, "Close"). Each device cancels what it has queued before the IRP goes down.
    pub(crate) fn clean_up_file(self: &Arc<Self>, index: usize) {
        let Some(devices) = self.begin_file_irp(FileIrp::Cleanup, index) else { return };
        for device in devices {
            self.call_file(FileIrp::Cleanup, index, device);
            let undelivered = self.with(|state| {
                let outstanding = state.outstanding_on(index).into_iter();
                let outstanding: Vec<Handle> = outstanding.map(|r| state.lowest(r)).collect();
                let queued = |request: &Handle| {
                    let request = state.request(*request);
                    request.is_some_and(|r| !r.progress.owned && r.device == device)
                };
                outstanding.into_iter().filter(queued).collect::<Vec<_>>()
            });
            for request in undelivered {
                self.purge_request(request);
            }
        }
        self.with(|state| state.set_file_stage(index, FileStage::CleanedUp));
        self.close_file(index);
    }

    /// `IRP_MJ_CLOSE` of a cleaned-up file without outstanding requests.
    pub(crate) fn close_file(self: &Arc<Self>, index: usize) {
        let Some(devices) = self.begin_file_irp(FileIrp::Close, index) else { return };
        for (number, device) in devices.iter().enumerate() {
            self.call_file(FileIrp::Close, index, *device);
            // The last file object goes with the record.
            if number + 1 < devices.len() {
                self.delete_object_of(index, *device);
            }
        }
        self.end_file(index);
    }

    /// Deletes the file object of a file that is closed, or whose open failed. Only then is the
    /// driver done with the file: a removal that waits for the last close continues.
    pub(super) fn end_file(self: &Arc<Self>, index: usize) {
        self.delete_file_objects(index);
        let file = self.with(|state| state.files.get(index).map(|file| (file.node, file.device)));
        let Some((node, device)) = file else { return };
        self.with(|state| {
            state.set_file_stage(index, FileStage::Closed);
            if let Some(node) = node {
                state.queue_remove_if_unused(node);
            }
            state.forget_file(index);
        });
        if node.is_none() {
            self.after_close(device);
        }
    }

    /// Deletes the file object that belongs to a request, if the request is a create.
    pub(crate) fn delete_file_of_create(self: &Arc<Self>, request: Handle) {
        let file = self.with(|state| {
            let request = state.request(request)?;
            let file = request.file.filter(|_| request.kind == RequestKind::Create)?;
            Some((file, request.device))
        });
        if let Some((file, device)) = file {
            self.delete_object_of(file, device);
        }
    }

    /// Deletes the file objects of a file that are left.
    fn delete_file_objects(self: &Arc<Self>, index: usize) {
        let objects = self.with(|state| {
            let file = state.files.get_mut(index)?;
            Some(std::mem::take(&mut file.objects))
        });
        for (_, object) in objects.unwrap_or_default() {
            self.delete_object(object);
        }
    }

    /// Deletes the file object of a file that belongs to a device, if the file still has one.
    fn delete_object_of(self: &Arc<Self>, index: usize, device: Handle) {
        let object = self.with(|state| {
            let file = state.files.get_mut(index)?;
            let place = file.objects.iter().position(|(owner, _)| *owner == device)?;
            Some(file.objects.remove(place).1)
        });
        if let Some(object) = object {
            self.delete_object(object);
        }
    }

    /// Begins an IRP of a file: traces the IRP. Returns the devices that it reaches, the highest first;
    /// `None` if the file was not due for this IRP.
    fn begin_file_irp(self: &Arc<Self>, irp: FileIrp, index: usize) -> Option<Vec<Handle>> {
        let (from, to) = match irp {
            FileIrp::Cleanup => (FileStage::Open, FileStage::CleaningUp),
            FileIrp::Close => (FileStage::CleanedUp, FileStage::Closing),
        };
        let (reached, object) = self.with(|state| {
            let is_busy = irp == FileIrp::Close && !state.outstanding_on(index).is_empty();
            let is_due = |file: &&mut FileRecord| !is_busy && file.stage == from;
            let file = state.files.get_mut(index).filter(is_due)?;
            file.stage = to;
            let (top, object) = (file.device, file.objects.first().map(|(_, object)| *object));
            let mut reached = vec![top];
            while let Some(below) = reached.last().and_then(|device| {
                state.device(*device).and_then(|d| d.below.filter(|_| d.forwards_cleanup()))
            }) {
                reached.push(below);
            }
            Some((reached, object.unwrap_or(Handle::NULL)))
        })?;
        // The WDFFILEOBJECT may be NULL.
        self.trace(|| {
            let file = self.with(|state| state.name(object).name());
            EventKind::FileIrp { irp, file }
        });
        Some(reached)
    }

    /// Calls the callback of one device for an IRP of a file.
    fn call_file(&self, irp: FileIrp, index: usize, device: Handle) {
        let found = self.with(|state| {
            let config = state.device(device)?.file_config?.0;
            Some((config, state.files.get(index)?.object_of(device)))
        });
        let Some((config, object)) = found else { return };
        let callback = match irp {
            FileIrp::Cleanup => config.EvtFileCleanup.map(|call| ("EvtFileCleanup", call)),
            FileIrp::Close => config.EvtFileClose.map(|call| ("EvtFileClose", call)),
        };
        if let Some((name, callback)) = callback {
            let owner = if object.is_null() { device } else { object };
            self.upcall(owner, name, |state| state.name(object), || upcall::file(callback, object));
        }
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
