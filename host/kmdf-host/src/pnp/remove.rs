//! Removing a device: in good order, by surprise, and at shutdown.

use std::sync::Arc;

use super::powering::Powering;
use super::stack::Level;
use super::status::{NodeStatus, Readiness, SelfManagedIo};
use crate::abi::_WDF_POWER_DEVICE_STATE::WdfPowerDeviceD3Final;
use crate::error::Error;
use crate::framework::object::{Body, Object};
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::points;
use crate::trace::PnpMessage;
use crate::upcall;
use crate::user::{FileRecord, FileStage};

impl State {
    /// Whether a surprise-removed device waits for its REMOVE, and no file keeps it.
    fn is_unused(&self, node: usize) -> bool {
        let keeps = |file: &FileRecord| file.node == Some(node) && file.stage != FileStage::Closed;
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
        self.query_targets(node, request)?;
        self.trace_message(PnpMessage::QueryRemove, node);
        self.wake_idle(node);
        if let Err(error) = self.query_remove(node, request) {
            self.trace_message(PnpMessage::CancelRemove, node);
            self.cancel_targets(node);
            return Err(error);
        }
        self.trace_message(PnpMessage::Remove, node);
        self.remove_stack(node, end);
        self.end_targets(node);
        Ok(())
    }

    /// `SURPRISE_REMOVAL`, and the REMOVE if no file keeps the device.
    pub(super) fn surprise_remove_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::SurpriseRemoval, node);
        self.with(|state| state.nodes[node].closed_to_opens = true);
        for level in self.levels(node).into_iter().rev() {
            if let Some((device, callbacks)) = self.device_at(level)
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
            self.power_off_for_remove(level);
            self.clean_up_for_remove(level);
        }
        self.set_status(node, NodeStatus::SurpriseRemoved);
        self.end_targets(node);
        if self.with(|state| state.is_unused(node)) {
            self.trace_message(PnpMessage::Remove, node);
            self.finish_removal(node);
        }
    }

    /// The surprise removal of a started device whose driver says that it failed.
    pub(crate) fn remove_failed(self: &Arc<Self>, node: usize) {
        self.change_node(node, || {
            let status = self.with(|state| state.nodes.get(node).map(|node| node.status));
            if status == Some(NodeStatus::Started) {
                self.surprise_remove_device(node);
            }
        });
    }

    /// The REMOVE of a surprise-removed device, once its last file is closed.
    pub(crate) fn remove_if_unused(self: &Arc<Self>, node: usize) {
        self.change_node(node, || {
            if self.with(|state| state.is_unused(node)) {
                self.trace_message(PnpMessage::Remove, node);
                self.finish_removal(node);
            }
        });
    }

    /// REMOVE: each driver removes its device before the driver below does.
    fn remove_stack(self: &Arc<Self>, node: usize, end: NodeStatus) {
        let levels = self.levels(node);
        for level in levels.iter().rev() {
            self.power_off_for_remove(*level);
            self.clean_up_for_remove(*level);
            self.finish_level(*level);
        }
        self.end_removal(node, &levels, end);
    }

    /// Takes the device out of D0 if it is there; calls `ReleaseHardware` unless a stop did.
    fn power_off_for_remove(self: &Arc<Self>, level: Level) {
        let readiness = self.readiness(level);
        if readiness == Readiness::Working {
            self.leave_d0(level, WdfPowerDeviceD3Final);
        } else if let Some((device, _)) = self.device_at(level) {
            self.note_powering(device, Powering::Stopped);
        }
        if readiness != Readiness::Unprepared {
            self.release_hardware(level);
        }
    }

    /// The steps after the power-down of a device that is being removed: its interfaces, its
    /// power-managed queues, `SelfManagedIoFlush`.
    pub(super) fn clean_up_for_remove(self: &Arc<Self>, level: Level) {
        let Some((device, callbacks)) = self.device_at(level) else { return };
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.wmi.deregister();
                device.link = None;
            }
            state.switch_interfaces(device, false, |_| true);
        });
        for queue in self.managed_queues(device) {
            self.shut_down_queue(queue, "removal");
        }
        let machine = self.self_managed_io(level);
        if matches!(machine, SelfManagedIo::Created | SelfManagedIo::Flushed) {
            return;
        }
        self.set_self_managed_io(level, SelfManagedIo::Flushed);
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

    /// The end of a surprise removal, once no file keeps the device.
    fn finish_removal(self: &Arc<Self>, node: usize) {
        let levels = self.levels(node);
        for level in levels.iter().rev() {
            self.finish_level(*level);
        }
        self.end_removal(node, &levels, NodeStatus::Removed);
    }

    /// The end of the removal of one device: the other queues, `SelfManagedIoCleanup`, the deletion of its
    /// objects, and the first half of its own. Then the REMOVE goes to the driver below (KMDF behaviour,
    /// "Orderly removal").
    fn finish_level(self: &Arc<Self>, level: Level) {
        let Some((device, callbacks)) = self.device_at(level) else { return };
        for queue in self.queues_of(device, false) {
            self.shut_down_queue(queue, "removal");
        }
        self.wait_for_closes(level.node);
        if self.self_managed_io(level) != SelfManagedIo::Created
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
        self.wait_for_dispatch(device);
        self.dispose(device);
        // The objects below the device end before the REMOVE goes down; the device itself after it.
        self.destroy_children(device);
    }

    /// The end of a removal: the second half of the deletion of the devices, and the drivers.
    fn end_removal(self: &Arc<Self>, node: usize, levels: &[Level], end: NodeStatus) {
        for level in levels {
            self.delete_device(*level);
        }
        self.set_status(node, end);
        self.release_drivers(node);
    }

    /// Waits for the closes that the removal has made possible: files whose last handle was closed
    /// before, and whose requests the driver has completed meanwhile (KMDF behaviour, "Orderly
    /// removal"). A file whose request is never completed is not waited for.
    fn wait_for_closes(self: &Arc<Self>, node: usize) {
        self.wait_until(|state| {
            let files = state.files.numbered().filter(|(_, file)| file.node == Some(node));
            let left = files.filter(|(_, file)| file.stage != FileStage::Closed);
            let left: Vec<usize> = left.map(|(index, _)| index).collect();
            left.into_iter().all(|file| !state.outstanding_on(file).is_empty())
        });
    }

    /// Waits until no thread is delivering or completing a request: the request keeps its device
    /// object, and so the driver, until then (`IoDeleteDevice`). Only in an exploration can a thread
    /// be in the middle of a request here.
    fn wait_for_dispatch(self: &Arc<Self>, device: Handle) {
        if !points::is_explored() {
            return;
        }
        self.wait_until(|state| {
            let is_of_device = |object: &Object| match &object.body {
                Body::Request(request) => request.device == device,
                _ => false,
            };
            !state.objects.values().any(is_of_device)
        });
    }

    /// Deletes the framework device at a level.
    pub(super) fn delete_device(self: &Arc<Self>, level: Level) {
        if let Some((device, _)) = self.device_at(level) {
            // A removal has done the first half for all devices of the stack.
            self.dispose(device);
            self.destroy(device);
            self.with(|state| {
                if let Some(stacked) = state.stacked(level) {
                    stacked.device = None;
                }
            });
        }
    }

    /// Shuts the machine down.
    pub(crate) fn shut_down(self: &Arc<Self>) {
        self.as_pnp(|| {
            self.scheduler.abandon_peers(false);
            self.with(|state| state.shutting_down = true);
            self.exit_all_processes();
            self.notify_of_shutdown();
            let mut left = self.device_nodes();
            while !left.is_empty() {
                let node = left.remove(self.next_to_shut_down(&left));
                self.end_targets(node.index);
                let remove = || {
                    if node.status() == NodeStatus::SurpriseRemoved {
                        self.finish_removal(node.index);
                    } else {
                        self.remove_stack(node.index, NodeStatus::Removed);
                    }
                };
                // A change that can never end does not keep the machine from ending.
                if self.change_node(node.index, remove).is_none() {
                    remove();
                }
            }
            self.unload_the_rest();
            self.scheduler.abandon_peers(true);
            self.with(|state| state.shutting_down = false);
        });
    }
}
