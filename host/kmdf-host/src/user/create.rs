//! `IRP_MJ_CREATE`, `IRP_MJ_CLEANUP` and `IRP_MJ_CLOSE`.

use std::sync::Arc;

use super::FileRecord;
use crate::abi::{
    NT_SUCCESS, NTSTATUS, STATUS_ACCESS_DENIED, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_UNSUCCESSFUL,
};
use crate::footprint::unrecorded;
use crate::framework::object::Body;
use crate::framework::request::RequestKind;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::memory::block::Block;
use crate::names::Argument;
use crate::trace::{EventKind, FileIrp, IoCall};
use crate::upcall;

impl State {
    /// Takes out the record of a file that is closed, once no operation on it is left.
    pub(super) fn forget_file(&mut self, file: usize) {
        // Nothing looks for such a record, so that no step depends on this one.
        unrecorded(|| {
            let is_closed = self.files.get(file).is_some_and(|record| record.closed);
            if is_closed && !self.operations.values().any(|operation| operation.file == file) {
                self.files.remove(file);
            }
        });
    }

    /// The device with an enabled interface of this name, and its node.
    fn interface(&mut self, path: &str) -> Option<(Handle, usize)> {
        let devices: Vec<(Handle, usize)> =
            self.nodes.numbered().filter_map(|(index, node)| Some((node.device?, index))).collect();
        devices.into_iter().find(|(device, _)| {
            let Some(device) = self.device(*device) else { return false };
            device.interfaces.iter().any(|i| i.enabled && i.link.eq_ignore_ascii_case(path))
        })
    }
}

impl Inner {
    /// `IRP_MJ_CREATE`: returns the file's number.
    pub(super) fn open(self: &Arc<Self>, process: u32, path: &str) -> Result<usize, NTSTATUS> {
        let found = self.with(|state| state.interface(path));
        let (device, node) = found.ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        let (config, queue, service, request_attributes) = self.with(|state| {
            let record = state.device(device).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
            let (exclusive, config) = (record.exclusive, record.file_config);
            let request_attributes = record.request_attributes;
            let in_use = state.files.iter().any(|file| file.device == device && !file.closed);
            if exclusive && in_use {
                return Err(STATUS_ACCESS_DENIED);
            }
            let queue = state.queue_for(device, RequestKind::Create);
            let service = state.objects.get(device).map_or(0, |object| object.driver);
            Ok((config, queue, service, request_attributes))
        })?;
        let object = match &config {
            Some((_, attributes)) => self.with(|state| {
                state.create(service, Some(device), attributes, Body::File(device))
            })?,
            None => Handle::NULL,
        };
        let create = config.and_then(|(config, _)| config.EvtDeviceFileCreate);
        if create.is_some() || queue.is_some() {
            let request = self.with(|state| {
                let buffer = Block::zeroed(0);
                let kind = RequestKind::Create;
                let made = state.new_request(service, &request_attributes, kind, buffer, (0, 0));
                let request = made.inspect_err(|_| state.discard(object))?;
                let operation = state.new_operation(usize::MAX, request, IoCall::Create);
                if let Some(record) = state.request(request) {
                    record.file_object = object;
                    record.operation = Some(operation);
                }
                Ok::<_, NTSTATUS>(request)
            })?;
            let status = self.complete_create(request, device, object, create, queue);
            if !NT_SUCCESS(status) {
                self.with(|state| state.discard(object));
                return Err(status);
            }
        }
        Ok(self.with(|state| {
            let (cleaned_up, closed) = (false, false);
            state.files.push(FileRecord { process, device, node, object, cleaned_up, closed })
        }))
    }

    /// Presents a create request to the driver, and waits for its completion.
    fn complete_create(
        self: &Arc<Self>,
        request: Handle,
        device: Handle,
        object: Handle,
        create: crate::abi::PFN_WDF_DEVICE_FILE_CREATE,
        queue: Option<Handle>,
    ) -> NTSTATUS {
        let operation = self.with(|state| state.request(request).and_then(|r| r.operation));
        if queue.is_some() {
            self.dispatch_request(request, queue);
        } else if let Some(create) = create {
            self.with(|state| {
                if let Some(request) = state.request(request) {
                    request.progress.owned = true;
                    request.progress.presented = true;
                }
            });
            self.upcall(
                device,
                "EvtDeviceFileCreate",
                |s| [device, request, object].map(|handle| Argument::from(s.name(handle))),
                || {
                    upcall::file_create(create, device, request, object);
                },
            );
        }
        let Some(operation) = operation else { return STATUS_UNSUCCESSFUL };
        self.wait_until(|state| state.is_over(operation));
        self.with(|state| {
            let result = state.operations.remove(operation).and_then(|record| record.result);
            result.map_or(STATUS_UNSUCCESSFUL, |result| result.status)
        })
    }

    /// `IRP_MJ_CLEANUP`, and `IRP_MJ_CLOSE` once nothing is outstanding (KMDF behaviour, "Cleanup",
    /// and KMDF behaviour, "Close").
    pub(super) fn clean_up_file(self: &Arc<Self>, index: usize) {
        let opened = self.with(|state| {
            let file = state.files.get_mut(index)?;
            let first = !std::mem::replace(&mut file.cleaned_up, true);
            first.then_some((file.device, file.object))
        });
        let Some((device, object)) = opened else { return };
        self.trace_file_irp(FileIrp::Cleanup, object);
        let config = self.with(|state| state.device(device).and_then(|d| d.file_config));
        if let Some(callback) = config.and_then(|(config, _)| config.EvtFileCleanup) {
            let owner = if object.is_null() { device } else { object };
            self.upcall(
                owner,
                "EvtFileCleanup",
                |state| state.name(object),
                || upcall::file(callback, object),
            );
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
        self.close_file(index);
    }

    /// `IRP_MJ_CLOSE` of a cleaned-up file without outstanding requests.
    pub(crate) fn close_file(self: &Arc<Self>, index: usize) {
        let closes = self.with(|state| {
            let busy = !state.outstanding_on(index).is_empty();
            let file = state.files.get_mut(index)?;
            let closes = file.cleaned_up && !file.closed && !busy;
            file.closed |= closes;
            closes.then_some((file.device, file.object, file.node))
        });
        let Some((device, object, node)) = closes else { return };
        self.trace_file_irp(FileIrp::Close, object);
        let config = self.with(|state| state.device(device).and_then(|d| d.file_config));
        if let Some(callback) = config.and_then(|(config, _)| config.EvtFileClose) {
            let owner = if object.is_null() { device } else { object };
            self.upcall(
                owner,
                "EvtFileClose",
                |state| state.name(object),
                || upcall::file(callback, object),
            );
        }
        if !object.is_null() {
            self.delete_object(object);
        }
        self.remove_if_unused(node);
        self.with(|state| state.forget_file(index));
    }

    /// Traces an IRP of a file, whose WDFFILEOBJECT may be NULL.
    fn trace_file_irp(&self, irp: FileIrp, object: Handle) {
        self.trace(|| {
            let file = self.with(|state| state.name(object).name());
            EventKind::FileIrp { irp, file }
        });
    }

    /// Lets a file close once its last operation has completed.
    pub(super) fn file_went_idle(state: &mut State, file: usize) {
        let done = state.files.get(file).is_some_and(|file| file.cleaned_up && !file.closed)
            && state.outstanding_on(file).is_empty();
        let close = Deferred::Close(file);
        if done && !state.work_items.contains(&close) {
            state.work_items.push_back(close);
        }
    }
}
