//! `IRP_MJ_CREATE`.

use std::sync::Arc;

use super::{FileRecord, FileStage};
use crate::abi::{
    NT_SUCCESS, NTSTATUS, PFN_WDF_DEVICE_FILE_CREATE, STATUS_ACCESS_DENIED, STATUS_NO_SUCH_DEVICE,
    STATUS_OBJECT_NAME_NOT_FOUND,
};
use crate::framework::file_object::FileObject;
use crate::framework::object::Body;
use crate::framework::request::RequestKind;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::names::Argument;
use crate::trace::IoCall;
use crate::upcall;

/// The symbolic link in a path such as `\\.\Name\file`, without its directory, and the rest.
fn symbolic_link(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(r"\\.\").or_else(|| path.strip_prefix(r"\\?\"))?;
    Some(rest.split_at(rest.find('\\').unwrap_or(rest.len())))
}

/// The directories of the object manager in which symbolic links are, as drivers write them.
const LINKS: [&str; 4] = [r"\DosDevices\Global\", r"\DosDevices\", r"\??\", r"\GLOBAL??\"];

/// The process of files that drivers open: the system's.
pub(super) const SYSTEM: u32 = 0;

/// A create request that a driver is to see.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Creation {
    pub(crate) request: Handle,
    device: Handle,
    create: PFN_WDF_DEVICE_FILE_CREATE,
    queue: Option<Handle>,
}

impl State {
    /// The device with an enabled interface or a symbolic link of this name, and the rest of the name:
    /// that of the file on the device, as the drivers get it.
    pub(super) fn named_device(&mut self, path: &str) -> Option<(Handle, String)> {
        let link = symbolic_link(path);
        self.devices().into_iter().find_map(|device| {
            let record = self.device(device)?;
            let of_interface =
                record.interfaces.iter().filter(|i| i.enabled).find_map(|i| i.file_name(path));
            let name = of_interface.or_else(|| {
                let (name, rest) = link?;
                let own = record.link.as_deref()?;
                own.eq_ignore_ascii_case(name).then(|| rest.to_string())
            })?;
            Some((device, name))
        })
    }

    /// [`State::named_device`] for a name as drivers write it, which may be the device's own.
    pub(super) fn device_named_by_driver(&mut self, path: &str) -> Option<(Handle, String)> {
        let link = LINKS.into_iter().find_map(|directory| {
            let start = path.get(..directory.len())?;
            start.eq_ignore_ascii_case(directory).then(|| &path[directory.len()..])
        });
        if let Some(link) = link {
            return self.named_device(&format!(r"\\?\{link}"));
        }
        self.devices().into_iter().find_map(|device| {
            let name = self.device(device)?.traits.name.clone()?;
            let (own, rest) = path.split_at_checked(name.len())?;
            let is_own = own.eq_ignore_ascii_case(&name);
            (is_own && (rest.is_empty() || rest.starts_with('\\')))
                .then(|| (device, rest.to_string()))
        })
    }

    /// The device that requests for a device reach first, and the node, if the I/O manager lets
    /// applications open the device: not while it is being removed; a control device from
    /// `WdfControlFinishInitializing` until its deletion, or until its driver is to be unloaded.
    fn top_for_open(&mut self, device: Handle) -> Option<(Handle, Option<usize>)> {
        let service = self.objects.get(device)?.driver;
        let record = self.device(device)?;
        let (node, started, deleted) = (record.node, record.started, record.is_deleted());
        if let Some(index) = node {
            let node = self.nodes.get(index).filter(|node| !node.closed_to_opens)?;
            return Some((node.top()?, Some(index)));
        }
        let open = started && !deleted && !self.is_stopping(service);
        open.then_some((device, None))
    }

    /// Begins an open. From here on, the file counts as in use. Returns its number, and the request of
    /// the first driver that is to see one.
    pub(super) fn begin_open(
        &mut self,
        process: u32,
        named: Option<(Handle, String)>,
    ) -> Result<(usize, Option<Creation>), NTSTATUS> {
        let (device, name) = named.ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
        let (top, node) = self.top_for_open(device).ok_or(STATUS_NO_SUCH_DEVICE)?;
        let exclusive = self.device(device).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?.exclusive;
        let open = |file: &FileRecord| file.device == top && file.stage != FileStage::Closed;
        if exclusive && self.files.iter().any(open) {
            return Err(STATUS_ACCESS_DENIED);
        }
        let (objects, stage) = (Vec::new(), FileStage::Opening);
        let file = self.files.push(FileRecord { process, device: top, node, name, objects, stage });
        let creation = self.receive_create(top, file).inspect_err(|_| self.take_out(file))?;
        if let Some(Creation { request, .. }) = creation {
            let operation = self.new_operation(file, request, IoCall::Create);
            if let Some(record) = self.request(request) {
                record.operation = Some(operation);
            }
        }
        Ok((file, creation))
    }

    /// Takes out a file whose open failed before a driver has seen a request.
    fn take_out(&mut self, file: usize) {
        let objects = self.files.remove(file).map_or(Vec::new(), |file| file.objects);
        for (_, object) in objects {
            self.discard(object);
        }
    }

    /// Lets a create arrive at a device. Returns the request of the first driver from there down that
    /// is to see one; `None` if the framework completes the create with success (KMDF behaviour,
    /// "Create").
    pub(crate) fn receive_create(
        &mut self,
        device: Handle,
        file: usize,
    ) -> Result<Option<Creation>, NTSTATUS> {
        let mut device = device;
        loop {
            let record = self.device(device).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
            let (config, request_attributes) = (record.file_config, record.request_attributes);
            let (below, passes_on) = (record.below, record.forwards_cleanup());
            let queue = self.queue_for(device, RequestKind::Create);
            let service = self.objects.get(device).map_or(0, |object| object.driver);
            let object = match &config {
                Some((_, attributes)) => {
                    let record = self.files.get(file).ok_or(STATUS_OBJECT_NAME_NOT_FOUND)?;
                    let of_file = FileObject::new(device, record.process, &record.name);
                    self.create(service, Some(device), attributes, Body::File(of_file))?
                }
                None => Handle::NULL,
            };
            if !object.is_null()
                && let Some(record) = self.files.get_mut(file)
            {
                record.objects.push((device, object));
            }
            let create = config.and_then(|(config, _)| config.EvtDeviceFileCreate);
            if create.is_some() || queue.is_some() {
                let (kind, buffer) = (RequestKind::Create, Block::zeroed(0));
                let made = self.new_request(service, &request_attributes, kind, buffer, (0, 0));
                let request = made?;
                if let Some(record) = self.request(request) {
                    record.device = device;
                    record.file = Some(file);
                    record.file_object = object;
                }
                return Ok(Some(Creation { request, device, create, queue }));
            }
            match below.filter(|_| passes_on) {
                Some(below) => device = below,
                None => return Ok(None),
            }
        }
    }
}

impl Inner {
    /// Ends an open with the status of its create; one that `ended` not stays as it is.
    pub(super) fn settle_open(
        self: &Arc<Self>,
        file: usize,
        status: NTSTATUS,
        ended: bool,
    ) -> Result<usize, NTSTATUS> {
        if NT_SUCCESS(status) {
            self.with(|state| state.set_file_stage(file, FileStage::Open));
            return Ok(file);
        }
        if ended {
            self.end_file(file);
        }
        Err(status)
    }

    /// Presents a create request to its driver.
    pub(crate) fn present_create(self: &Arc<Self>, creation: Creation) {
        let Creation { request, device, create, queue } = creation;
        if queue.is_some() {
            self.dispatch_request(request, queue);
        } else if let Some(create) = create {
            let object = self.with(|state| {
                let request = state.request(request)?;
                request.progress.owned = true;
                request.progress.presented = true;
                Some(request.file_object)
            });
            let object = object.unwrap_or(Handle::NULL);
            self.upcall(
                device,
                "EvtDeviceFileCreate",
                |s| [device, request, object].map(|handle| Argument::from(s.name(handle))),
                || {
                    upcall::file_create(create, device, request, object);
                },
            );
        }
    }
}
