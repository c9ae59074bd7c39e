//! Remote I/O targets: another device, which a driver opens by a name or has the device object of.

use std::sync::Arc;

use super::attributes::{Allowed, Attributes};
use super::object::{Body, Kind};
use super::target::{IoTarget, SentIo};
use crate::abi::_WDF_IO_TARGET_STATE as Is;
use crate::abi::{
    NTSTATUS, PFN_WDF_IO_TARGET_QUERY_REMOVE, PFN_WDF_IO_TARGET_REMOVE_CANCELED,
    PFN_WDF_IO_TARGET_REMOVE_COMPLETE, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE,
    STATUS_REQUEST_NOT_ACCEPTED,
};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::points;
use crate::running;

/// What a target keeps if it is a remote one.
#[derive(Default)]
pub(crate) struct Remote {
    pub(crate) callbacks: Callbacks,
    /// The name of the last open, by which a target opens again.
    name: Option<String>,
    /// The number of the file that is open.
    file: Option<usize>,
    /// Whether a thread is opening it.
    opening: bool,
    /// The index of the node about whose removal the `PnP` manager tells.
    pub(crate) watched: Option<usize>,
    /// The `FILE_OBJECT` of the file, once the driver has asked for it.
    file_object: Option<Block>,
}

/// The driver's callbacks for the removal of the device.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Callbacks {
    pub(crate) query_remove: PFN_WDF_IO_TARGET_QUERY_REMOVE,
    pub(crate) remove_canceled: PFN_WDF_IO_TARGET_REMOVE_CANCELED,
    pub(crate) remove_complete: PFN_WDF_IO_TARGET_REMOVE_COMPLETE,
}

/// How a target is opened (`WDF_IO_TARGET_OPEN_PARAMS`).
pub(crate) enum Opening {
    ByName(String, Callbacks),
    /// A device that is there; nothing is created in it.
    Existing(Handle),
    /// The name and the callbacks of the last time.
    Again,
}

impl Remote {
    /// The memory of the `FILE_OBJECT`, if the driver has its address from here.
    pub(super) const fn block(&self) -> Option<&Block> {
        self.file_object.as_ref()
    }
}

impl State {
    /// `WdfIoTargetCreate`: the parent is the device, or an object below the device.
    pub(crate) fn create_remote_target(
        &mut self,
        device: Handle,
        attributes: &Attributes,
    ) -> Result<Handle, NTSTATUS> {
        let attributes = attributes.check(Allowed::PLAIN)?;
        let parent = if attributes.parent.is_null() { device } else { attributes.parent };
        if self.ancestor(parent, Kind::Device) != Some(device) {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        let target = IoTarget::new(device, None, Some(Remote::default()));
        self.create(running::driver(), Some(parent), &attributes, Body::IoTarget(Box::new(target)))
    }

    /// What a target keeps as a remote one.
    pub(crate) fn remote(&mut self, target: Handle) -> Option<&mut Remote> {
        self.io_target(target)?.remote.as_mut()
    }

    /// Whether a target has no device: a remote one that is not open.
    pub(crate) fn is_without_device(&mut self, target: Handle) -> bool {
        self.io_target(target).is_none_or(|t| t.remote.is_some() && t.below.is_none())
    }

    /// The index of the node of the device to which a target sends.
    pub(crate) fn node_of_target(&mut self, target: Handle) -> Option<usize> {
        let record = self.io_target(target)?;
        let device = if record.remote.is_some() { record.below? } else { record.device };
        self.device(device)?.node
    }

    /// The stack locations that an IRP for a device has.
    fn stack_size(&mut self, device: Handle) -> usize {
        let mut size = 0;
        let mut next = Some(device);
        while let Some(record) = next.and_then(|device| self.device(device)) {
            // Below the lowest device of a node is that of the bus.
            size += if record.below.is_none() && record.node.is_some() { 2 } else { 1 };
            next = record.below;
        }
        size
    }

    /// Checks that a request can be formatted for a target: a received one has the stack locations of
    /// its own stack, and the framework gives a made one as many as the target needs (KMDF behaviour,
    /// "Creating and reusing requests").
    pub(crate) fn check_target(&mut self, request: Handle, target: Handle) -> Result<(), NTSTATUS> {
        if self.is_without_device(target) {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        let is_own = self.io_target(target).is_some_and(|target| target.own.is_some());
        if is_own || self.is_made(request) {
            return Ok(());
        }
        let below = self.io_target(target).and_then(|target| target.below);
        let needed = below.map_or(1, |device| self.stack_size(device));
        let device = self.request(request).map_or(Handle::NULL, |request| request.device);
        let left = self.stack_size(device).saturating_sub(1);
        if needed > left { Err(STATUS_REQUEST_NOT_ACCEPTED) } else { Ok(()) }
    }

    /// The file of a request that is sent to a target.
    pub(super) fn file_for(&mut self, request: Handle, target: Handle) -> Option<usize> {
        match self.remote(target) {
            Some(remote) => remote.file,
            None => self.request(request)?.file,
        }
    }

    /// The `FILE_OBJECT` of a target's file.
    pub(crate) fn target_file_object(&mut self, target: Handle) -> Option<usize> {
        let file = self.remote(target)?.file?;
        let record = self.files.get(file)?;
        let (object, name) = (record.object_of(record.device), record.name.clone());
        if !object.is_null() {
            return self.wdm_file_object(object);
        }
        if let Some(made) = &self.remote(target)?.file_object {
            return Some(made.address());
        }
        let made = self.new_file_block(name.encode_utf16())?;
        let address = made.address();
        self.remote(target)?.file_object = Some(made);
        Some(address)
    }

    /// The handle of a target's file: a value that is never NULL.
    pub(crate) fn target_file_handle(&mut self, target: Handle) -> Option<usize> {
        // Handles of the kernel have the upper half of the numbers, in steps of four.
        Some(0x8000_0000 + 4 * (self.remote(target)?.file? + 1))
    }

    /// Begins an open. Returns the name, or the device that is there.
    fn begin_target_open(&mut self, target: Handle, opening: Opening) -> Result<Opening, NTSTATUS> {
        let record = self.io_target(target).ok_or(STATUS_INVALID_DEVICE_STATE)?;
        let is_open = record.below.is_some() || record.state == Is::WdfIoTargetDeleted;
        let remote = record.remote.as_mut().ok_or(STATUS_INVALID_DEVICE_REQUEST)?;
        if matches!(opening, Opening::Again) && remote.name.is_none() {
            return Err(STATUS_INVALID_DEVICE_REQUEST);
        }
        if is_open || remote.opening {
            return Err(STATUS_INVALID_DEVICE_STATE);
        }
        remote.opening = true;
        match opening {
            Opening::ByName(name, callbacks) => {
                (remote.name, remote.callbacks) = (Some(name.clone()), callbacks);
                Ok(Opening::ByName(name, callbacks))
            }
            Opening::Existing(device) => {
                (remote.name, remote.callbacks) = (None, Callbacks::default());
                Ok(Opening::Existing(device))
            }
            Opening::Again => {
                let name = remote.name.clone().unwrap_or_default();
                Ok(Opening::ByName(name, remote.callbacks))
            }
        }
    }

    /// Ends an open: with the device and the file, or as a failure.
    fn end_target_open(&mut self, target: Handle, opened: Option<(Handle, Option<usize>)>) {
        let file = opened.and_then(|(_, file)| file);
        let node = file.and_then(|file| self.files.get(file)?.node);
        let Some(record) = self.io_target(target) else { return };
        record.below = opened.map(|(device, _)| device);
        if opened.is_none() {
            record.state = Is::WdfIoTargetClosed;
        }
        let Some(remote) = record.remote.as_mut() else { return };
        (remote.opening, remote.file) = (false, file);
        if opened.is_some() && remote.watched != node {
            let before = std::mem::replace(&mut remote.watched, node);
            self.unwatch(target, before);
            if let Some(node) = node.and_then(|node| self.nodes.get_mut(node)) {
                node.watchers.push(target);
            }
        }
    }

    fn unwatch(&mut self, target: Handle, node: Option<usize>) {
        if let Some(node) = node.and_then(|node| self.nodes.get_mut(node)) {
            node.watchers.retain(|watcher| *watcher != target);
        }
    }

    /// Takes the device and the file from a target that is being closed. `for_good`: nobody tells the
    /// target about the device any more.
    fn take_device(&mut self, target: Handle, for_good: bool) -> Option<usize> {
        let record = self.io_target(target)?;
        record.below = record.below.filter(|_| record.remote.is_none());
        let remote = record.remote.as_mut()?;
        remote.file_object = None;
        let (file, watched) = (remote.file.take(), remote.watched.take_if(|_| for_good));
        self.unwatch(target, watched);
        file
    }
}

impl Inner {
    /// `WdfIoTargetOpen`, after the parameters were checked (KMDF behaviour,
    /// "Opening a remote target").
    pub(crate) fn open_target(
        self: &Arc<Self>,
        target: Handle,
        opening: Opening,
    ) -> Result<(), NTSTATUS> {
        let opened = match self.with(|state| state.begin_target_open(target, opening))? {
            Opening::ByName(name, _) => {
                points::point();
                self.open_for_driver(&name).map(|file| {
                    let device = self.with(|state| state.files.get(file).map(|file| file.device));
                    (device.unwrap_or(Handle::NULL), Some(file))
                })
            }
            Opening::Existing(device) => Ok((device, None)),
            Opening::Again => Err(STATUS_INVALID_DEVICE_REQUEST),
        };
        self.with(|state| state.end_target_open(target, opened.ok()));
        opened?;
        self.start_target(target)
    }

    /// Closes a target for good, or until the removal of its device is cancelled. Waits for the requests
    /// that are sent.
    pub(crate) fn close_target(self: &Arc<Self>, target: Handle, for_good: bool, call: &str) {
        let is_opening =
            |state: &mut State| state.remote(target).is_some_and(|remote| remote.opening);
        self.wait_until(|state| !is_opening(state));
        self.with(|state| {
            let Some(record) = state.io_target(target) else { return };
            record.state = match for_good {
                _ if record.state == Is::WdfIoTargetDeleted => Is::WdfIoTargetDeleted,
                true => Is::WdfIoTargetClosed,
                false => Is::WdfIoTargetClosedForQueryRemove,
            };
        });
        self.end_target(target, SentIo::CancelAndWait, call);
        self.close_device(target, for_good);
    }

    /// Closes the file of a target to which nothing is sent any more.
    pub(super) fn close_device(self: &Arc<Self>, target: Handle, for_good: bool) {
        if let Some(file) = self.with(|state| state.take_device(target, for_good)) {
            self.clean_up_file(file);
        }
    }
}
