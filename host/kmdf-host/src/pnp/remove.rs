//! Removing a device: in good order, by surprise, and at shutdown.

use std::sync::Arc;

use super::status::{NodeStatus, SelfManagedIo};
use crate::abi::_WDF_POWER_DEVICE_STATE::WdfPowerDeviceD3Final;
use crate::error::Error;
use crate::framework::object::{Body, Object};
use crate::machine::{Deferred, Inner, State};
use crate::points;
use crate::trace::PnpMessage;
use crate::upcall;
use crate::user::{FileRecord, FileStage};

impl State {
    /// Whether a surprise-removed device waits for its REMOVE, and no file keeps it.
    fn is_unused(&self, node: usize) -> bool {
        let keeps = |file: &FileRecord| file.node == node && file.stage != FileStage::Closed;
        let node = self.nodes.get(node);
        node.is_some_and(|node| node.status == NodeStatus::SurpriseRemoved)
            && !self.files.iter().any(keeps)
    }

    /// Lets the `PnP` manager remove a surprise-removed device that nothing keeps.
    pub(crate) fn queue_remove_if_unused(&mut self, node: usize) {
        let remove = Deferred::Remove(node);
        if self.is_unused(node) && !self.work_items.contains(&remove) {
            self.work_items.push_back(remove);
        }
    }
}

impl Inner {
    /// `QUERY_REMOVE` and REMOVE. The driver may refuse; then open handles do (KMDF behaviour,
    /// "Query-remove").
    pub(super) fn remove_in_good_order(
        self: &Arc<Self>,
        node: usize,
        request: &'static str,
        end: NodeStatus,
    ) -> Result<(), Error> {
        self.trace_message(PnpMessage::QueryRemove, node);
        if let Err(error) = self.query_remove(node, request) {
            self.trace_message(PnpMessage::CancelRemove, node);
            return Err(error);
        }
        self.trace_message(PnpMessage::Remove, node);
        self.power_off_for_remove(node);
        self.clean_up_for_remove(node);
        self.finish_removal(node, end);
        Ok(())
    }

    /// `SURPRISE_REMOVAL`, and the REMOVE if no file keeps the device.
    pub(super) fn surprise_remove_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::SurpriseRemoval, node);
        self.with(|state| state.nodes[node].closed_to_opens = true);
        if let Some((device, callbacks)) = self.device_of(node)
            && let Some(callback) = callbacks.EvtDeviceSurpriseRemoval
        {
            self.upcall(
                device,
                "EvtDeviceSurpriseRemoval",
                |state| state.name(device),
                || {
                    upcall::device(callback, device);
                },
            );
        }
        self.power_off_for_remove(node);
        self.clean_up_for_remove(node);
        self.set_status(node, NodeStatus::SurpriseRemoved);
        if self.with(|state| state.is_unused(node)) {
            self.trace_message(PnpMessage::Remove, node);
            self.finish_removal(node, NodeStatus::Removed);
        }
    }

    /// The REMOVE of a surprise-removed device, once its last file is closed.
    pub(crate) fn remove_if_unused(self: &Arc<Self>, node: usize) {
        self.change_node(node, || {
            if self.with(|state| state.is_unused(node)) {
                self.trace_message(PnpMessage::Remove, node);
                self.finish_removal(node, NodeStatus::Removed);
            }
        });
    }

    /// Takes the device out of D0 if it is there; calls `ReleaseHardware` unless a stop did.
    fn power_off_for_remove(self: &Arc<Self>, node: usize) {
        let status = self.with(|state| state.nodes[node].status);
        if status == NodeStatus::Started {
            self.leave_d0(node, WdfPowerDeviceD3Final);
        }
        if matches!(status, NodeStatus::Started | NodeStatus::Asleep) {
            self.release_hardware(node);
        }
    }

    /// The steps after the power-down of a device that is being removed: its interfaces, its
    /// power-managed queues, `SelfManagedIoFlush`.
    pub(super) fn clean_up_for_remove(self: &Arc<Self>, node: usize) {
        let Some((device, callbacks)) = self.device_of(node) else { return };
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.interfaces.iter_mut().for_each(|interface| interface.enabled = false);
            }
        });
        for queue in self.managed_queues(device) {
            self.shut_down_queue(queue, "removal");
        }
        let machine = self.with(|state| state.nodes[node].self_managed_io);
        if matches!(machine, SelfManagedIo::Created | SelfManagedIo::Flushed) {
            return;
        }
        self.with(|state| state.nodes[node].self_managed_io = SelfManagedIo::Flushed);
        if let Some(callback) = callbacks.EvtDeviceSelfManagedIoFlush {
            self.upcall(
                device,
                "EvtDeviceSelfManagedIoFlush",
                |state| state.name(device),
                || {
                    upcall::device(callback, device);
                },
            );
        }
    }

    fn had_self_managed_io(&self, node: usize) -> bool {
        self.with(|state| state.nodes[node].self_managed_io != SelfManagedIo::Created)
    }

    /// The end of a removal: the other queues, `SelfManagedIoCleanup`, the objects, the driver.
    fn finish_removal(self: &Arc<Self>, node: usize, end: NodeStatus) {
        if let Some((device, callbacks)) = self.device_of(node) {
            for queue in self.queues_of(device, false) {
                self.shut_down_queue(queue, "removal");
            }
            self.wait_for_closes(node);
            if self.had_self_managed_io(node)
                && let Some(callback) = callbacks.EvtDeviceSelfManagedIoCleanup
            {
                self.upcall(
                    device,
                    "EvtDeviceSelfManagedIoCleanup",
                    |state| state.name(device),
                    || {
                        upcall::device(callback, device);
                    },
                );
            }
        }
        self.wait_for_dispatch(node);
        self.delete_device(node);
        self.set_status(node, end);
        self.release_driver(node);
    }

    /// Waits for the closes that the removal has made possible: files whose last handle was closed
    /// before, and whose requests the driver has completed meanwhile (KMDF behaviour, "Orderly
    /// removal"). A file whose request is never completed is not waited for.
    fn wait_for_closes(self: &Arc<Self>, node: usize) {
        self.wait_until(|state| {
            let files = state.files.numbered().filter(|(_, file)| file.node == node);
            let left = files.filter(|(_, file)| file.stage != FileStage::Closed);
            let left: Vec<usize> = left.map(|(index, _)| index).collect();
            left.into_iter().all(|file| !state.outstanding_on(file).is_empty())
        });
    }

    /// Waits until no thread is delivering or completing a request: the request keeps its device
    /// object, and so the driver, until then (`IoDeleteDevice`). Only in an exploration can a thread
    /// be in the middle of a request here.
    fn wait_for_dispatch(self: &Arc<Self>, node: usize) {
        let device = self.with(|state| state.nodes[node].device);
        if !points::is_explored() || device.is_none() {
            return;
        }
        self.wait_until(|state| {
            let is_of_device = |object: &Object| match &object.body {
                Body::Request(request) => Some(request.device) == device,
                _ => false,
            };
            !state.objects.values().any(is_of_device)
        });
    }

    /// Deletes the framework device of a node.
    pub(super) fn delete_device(self: &Arc<Self>, node: usize) {
        if let Some(device) = self.with(|state| state.nodes[node].device) {
            self.delete_object(device);
            self.with(|state| state.nodes[node].device = None);
        }
    }

    /// Shuts the machine down.
    pub(crate) fn shut_down(self: &Arc<Self>) {
        self.as_pnp(|| {
            self.scheduler.abandon_peers();
            self.with(|state| state.shutting_down = true);
            self.exit_all_processes();
            for node in self.device_nodes() {
                let remove = || {
                    if node.status() != NodeStatus::SurpriseRemoved {
                        self.power_off_for_remove(node.index);
                        self.clean_up_for_remove(node.index);
                    }
                    self.finish_removal(node.index, NodeStatus::Removed);
                };
                // A change that can never end does not keep the machine from ending.
                if self.change_node(node.index, remove).is_none() {
                    remove();
                }
            }
            self.with(|state| state.shutting_down = false);
        });
    }
}
