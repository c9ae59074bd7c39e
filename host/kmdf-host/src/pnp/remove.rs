//! Removing a device: in good order, by surprise, and at shutdown.

use std::sync::Arc;

use super::node::{NodeStatus, SelfManagedIo};
use crate::abi::_WDF_POWER_DEVICE_STATE::WdfPowerDeviceD3Final;
use crate::abi::NT_SUCCESS;
use crate::error::Error;
use crate::machine::Inner;
use crate::points;
use crate::trace::PnpMessage;
use crate::upcall;

impl Inner {
    /// `QUERY_REMOVE` and REMOVE.
    pub(super) fn remove_in_good_order(
        self: &Arc<Self>,
        node: usize,
        end: NodeStatus,
    ) -> Result<(), Error> {
        self.trace_message(PnpMessage::QueryRemove, node);
        if let Some((device, callbacks)) = self.device_of(node) {
            let name = "EvtDeviceQueryRemove";
            let status = self.device_callback(device, name, callbacks.EvtDeviceQueryRemove);
            if !NT_SUCCESS(status) {
                return Err(Error::Refused { request: "the removal", status });
            }
        }
        self.trace_message(PnpMessage::Remove, node);
        self.power_off_for_remove(node);
        self.clean_up_for_remove(node);
        self.finish_removal(node, end);
        Ok(())
    }

    /// `SURPRISE_REMOVAL`, and the REMOVE if no handle is open.
    pub(super) fn surprise_remove_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::SurpriseRemoval, node);
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
        self.remove_if_unused(node);
    }

    /// The REMOVE of a surprise-removed device, once its last handle is closed.
    pub(crate) fn remove_if_unused(self: &Arc<Self>, node: usize) {
        let unused = self.with(|state| {
            let gone = state.nodes[node].status == NodeStatus::SurpriseRemoved;
            gone && !state.files.iter().any(|file| file.node == node && !file.closed)
        });
        if unused {
            self.trace_message(PnpMessage::Remove, node);
            self.finish_removal(node, NodeStatus::Removed);
        }
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
        if let Some(service) = self.with(|state| state.nodes[node].driver) {
            self.unload_driver_if_idle(service);
        }
    }

    /// Refuses new requests, and waits until no thread is delivering one: an open file keeps its
    /// device object, and so the driver, until then (`IoDeleteDevice`). Only in an exploration can
    /// a thread be delivering a request here.
    fn wait_for_dispatch(self: &Arc<Self>, node: usize) {
        self.with(|state| state.nodes[node].closed_to_requests = true);
        if !points::is_explored() {
            return;
        }
        self.wait_until(|state| {
            let on_device = |file: &crate::user::FileRecord| file.node == node;
            let requests = state.dispatched(on_device);
            requests.into_iter().all(|request| state.objects.get(request).is_none())
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
            self.exit_all_processes();
            for node in self.device_nodes() {
                if node.status() == NodeStatus::SurpriseRemoved {
                    self.remove_if_unused(node.index);
                } else {
                    self.power_off_for_remove(node.index);
                    self.clean_up_for_remove(node.index);
                    self.finish_removal(node.index, NodeStatus::Removed);
                }
            }
        });
    }
}
