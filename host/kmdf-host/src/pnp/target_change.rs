//! What the `PnP` manager tells drivers that have a device open as a remote I/O target: that the device
//! is to be removed, is not to be removed after all, or is gone.
//!
//! Source of the framework's answers: KMDF behaviour, "Closing a remote target".

use std::sync::Arc;

use super::DeviceNode;
use crate::abi::{NT_SUCCESS, NTSTATUS, STATUS_SUCCESS};
use crate::error::Error;
use crate::framework::remote::{Callbacks, Opening};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::trace::PnpMessage;
use crate::upcall;

impl Inner {
    /// The targets through which drivers have a node's device open, or had until its removal was
    /// announced.
    fn watchers(&self, node: usize) -> Vec<Handle> {
        self.with(|state| state.nodes.get(node).map_or(Vec::new(), |node| node.watchers.clone()))
    }

    fn callbacks_of(&self, target: Handle) -> Callbacks {
        self.with(|state| state.remote(target).map(|remote| remote.callbacks)).unwrap_or_default()
    }

    /// Asks the targets whether a device may be removed (`GUID_TARGET_DEVICE_QUERY_REMOVE`).
    pub(super) fn query_targets(
        self: &Arc<Self>,
        node: usize,
        request: &'static str,
    ) -> Result<(), Error> {
        for target in self.watchers(node) {
            self.trace_message(PnpMessage::TargetQueryRemove, node);
            let status = self.query_target(target);
            if !NT_SUCCESS(status) {
                self.cancel_targets(node);
                let (device, callback) = (self.instance_id(node), "EvtIoTargetQueryRemove");
                return Err(Error::Refused { device, request, callback, status });
            }
        }
        Ok(())
    }

    fn query_target(self: &Arc<Self>, target: Handle) -> NTSTATUS {
        let name = "EvtIoTargetQueryRemove";
        if let Some(callback) = self.callbacks_of(target).query_remove {
            let call = || upcall::target_status(callback, target);
            return self.upcall(target, name, |state| state.name(target), call);
        }
        self.close_target(target, false, name);
        STATUS_SUCCESS
    }

    /// Tells the targets that a device stays (`GUID_TARGET_DEVICE_REMOVE_CANCELLED`).
    pub(super) fn cancel_targets(self: &Arc<Self>, node: usize) {
        for target in self.watchers(node) {
            self.trace_message(PnpMessage::TargetRemoveCancelled, node);
            if let Some(callback) = self.callbacks_of(target).remove_canceled {
                let call = || upcall::target(callback, target);
                self.upcall(target, "EvtIoTargetRemoveCanceled", |s| s.name(target), call);
            } else {
                // A target that is open still, because its driver refused, stays open.
                let _ = self.open_target(target, Opening::Again);
            }
        }
    }

    /// Tells the targets that a device is gone (`GUID_TARGET_DEVICE_REMOVE_COMPLETE`).
    pub(super) fn end_targets(self: &Arc<Self>, node: usize) {
        for target in self.watchers(node) {
            self.trace_message(PnpMessage::TargetRemoveComplete, node);
            let name = "EvtIoTargetRemoveComplete";
            if let Some(callback) = self.callbacks_of(target).remove_complete {
                let call = || upcall::target(callback, target);
                self.upcall(target, name, |state| state.name(target), call);
            } else {
                self.close_target(target, true, name);
            }
        }
    }

    /// The nodes in an order in which a shutdown removes them: a device that a driver has open comes
    /// after the devices of that driver, as far as this is possible.
    pub(super) fn next_to_shut_down(&self, left: &[DeviceNode]) -> usize {
        let is_free = |node: &DeviceNode| self.watchers(node.index).is_empty();
        left.iter().position(is_free).unwrap_or(0)
    }
}
