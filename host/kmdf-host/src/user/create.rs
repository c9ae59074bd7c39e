//! `IRP_MJ_CREATE`.

use std::sync::Arc;

use super::{FileRecord, FileStage};
use crate::abi::{
    NT_SUCCESS, NTSTATUS, PFN_WDF_DEVICE_FILE_CREATE, STATUS_ACCESS_DENIED, STATUS_NO_SUCH_DEVICE,
    STATUS_OBJECT_NAME_NOT_FOUND, STATUS_SUCCESS, STATUS_UNSUCCESSFUL,
};
use crate::framework::object::Body;
use crate::framework::request::RequestKind;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::names::Argument;
use crate::trace::IoCall;
use crate::upcall;

/// An open that the I/O manager has begun.
struct Opening {
    file: usize,
    device: Handle,
    /// The WDFFILEOBJECT, if the driver asked for one.
    object: Handle,
    /// The request, if the driver is to see one.
    request: Option<Handle>,
    create: PFN_WDF_DEVICE_FILE_CREATE,
    queue: Option<Handle>,
}

impl State {
    /// The device with an enabled interface of this name, and its node.
    fn interface(&mut self, path: &str) -> Option<(Handle, usize)> {
        let devices: Vec<(Handle, usize)> =
            self.nodes.numbered().filter_map(|(index, node)| Some((node.device?, index))).collect();
        devices.into_iter().find(|(device, _)| {
            let Some(device) = self.device(*device) else { return false };
            device.interfaces.iter().any(|i| i.enabled && i.link.eq_ignore_ascii_case(path))
        })
    }

    /// Begins an open. From here on, the file counts as in use.
    fn begin_open(&mut self, process: u32, path: &str) -> Result<Opening, NTSTATUS> {
        let (device, node) = self.interface(path).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        if self.nodes.get(node).is_none_or(|node| node.closed_to_opens) {
            return Err(STATUS_NO_SUCH_DEVICE);
        }
        let record = self.device(device).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        let (exclusive, config) = (record.exclusive, record.file_config);
        let request_attributes = record.request_attributes;
        let open = |file: &FileRecord| file.device == device && file.stage != FileStage::Closed;
        if exclusive && self.files.iter().any(open) {
            return Err(STATUS_ACCESS_DENIED);
        }
        let queue = self.queue_for(device, RequestKind::Create);
        let service = self.objects.get(device).map_or(0, |object| object.driver);
        let object = match &config {
            Some((_, attributes)) => {
                self.create(service, Some(device), attributes, Body::File(device))?
            }
            None => Handle::NULL,
        };
        let create = config.and_then(|(config, _)| config.EvtDeviceFileCreate);
        let mut request = None;
        if create.is_some() || queue.is_some() {
            let (kind, buffer) = (RequestKind::Create, Block::zeroed(0));
            let made = self.new_request(service, &request_attributes, kind, buffer, (0, 0));
            request = Some(made.inspect_err(|_| self.discard(object))?);
        }
        let stage = FileStage::Opening;
        let file = self.files.push(FileRecord { process, device, node, object, stage });
        if let Some(request) = request {
            let operation = self.new_operation(file, request, IoCall::Create);
            if let Some(record) = self.request(request) {
                record.device = device;
                record.file_object = object;
                record.operation = Some(operation);
            }
        }
        Ok(Opening { file, device, object, request, create, queue })
    }
}

impl Inner {
    /// `IRP_MJ_CREATE`: returns the file's number.
    pub(super) fn open(self: &Arc<Self>, process: u32, path: &str) -> Result<usize, NTSTATUS> {
        let opening = self.with(|state| state.begin_open(process, path))?;
        let file = opening.file;
        let status = match opening.request {
            Some(request) => self.complete_create(&opening, request),
            None => Some(STATUS_SUCCESS),
        };
        match status {
            // The driver keeps the request: the open never ends.
            None => Err(STATUS_UNSUCCESSFUL),
            Some(status) if NT_SUCCESS(status) => {
                self.with(|state| state.set_file_stage(file, FileStage::Open));
                Ok(file)
            }
            Some(status) => {
                self.end_file(file);
                Err(status)
            }
        }
    }

    /// Presents a create request to the driver, and waits for its completion. Returns its status;
    /// `None` if nothing can ever complete the request.
    fn complete_create(self: &Arc<Self>, opening: &Opening, request: Handle) -> Option<NTSTATUS> {
        let Opening { device, object, create, queue, .. } = *opening;
        let operation = self.with(|state| state.request(request)?.operation)?;
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
        if !self.wait_until(|state| state.is_over(operation)) {
            return None;
        }
        self.with(|state| Some(state.operations.remove(operation)?.result?.status))
    }
}
