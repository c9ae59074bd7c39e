//! Starting and stopping a device, and its way into and out of D0.
//!
//! Sources of the orders: KMDF behaviour, "First start", KMDF behaviour, "Failed starts",
//! KMDF behaviour, "Leaving D0", and KMDF behaviour, "Entering D0 again".

use std::sync::Arc;

use super::status::{NodeStatus, Problem, SelfManagedIo};
use crate::abi::_WDF_POWER_DEVICE_STATE::{WdfPowerDeviceD3, WdfPowerDeviceD3Final};
use crate::abi::{NT_SUCCESS, NTSTATUS, STATUS_DEVICE_POWER_FAILURE, WDF_PNPPOWER_EVENT_CALLBACKS};
use crate::error::Error;
use crate::framework::line::Power;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::points;
use crate::trace::PnpMessage;
use crate::upcall;

impl Inner {
    /// The framework device of a node, and its callbacks.
    pub(super) fn device_of(&self, node: usize) -> Option<(Handle, WDF_PNPPOWER_EVENT_CALLBACKS)> {
        self.with(|state| {
            let device = state.nodes[node].device?;
            Some((device, state.device(device)?.callbacks))
        })
    }

    /// `IRP_MN_START_DEVICE`: the first one, or the one after a stop.
    pub(super) fn start_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::Start, node);
        let Some((device, callbacks)) = self.device_of(node) else { return };
        if let Some(prepare) = callbacks.EvtDevicePrepareHardware {
            let status = self.status_callback(
                device,
                "EvtDevicePrepareHardware",
                |state| state.name(device),
                || upcall::prepare_hardware(prepare, device, Handle::NULL, Handle::NULL),
            );
            if !NT_SUCCESS(status) {
                self.release_hardware(node);
                self.fail_start(node, Problem::FailedStart, status);
                return;
            }
        }
        if self.enter_d0(node, WdfPowerDeviceD3Final) {
            self.with(|state| {
                if let Some(device) = state.device(device) {
                    device.interfaces.iter_mut().for_each(|interface| interface.enabled = true);
                }
            });
            self.set_status(node, NodeStatus::Started);
        } else {
            self.release_hardware(node);
            self.fail_start(node, Problem::FailedStart, STATUS_DEVICE_POWER_FAILURE);
        }
    }

    /// Brings a device to D0: `false` if a callback failed.
    fn enter_d0(self: &Arc<Self>, node: usize, from: i32) -> bool {
        let Some((device, callbacks)) = self.device_of(node) else { return false };
        let entry = callbacks.EvtDeviceD0Entry;
        let status = self.power_callback(device, "EvtDeviceD0Entry", entry, from);
        if !NT_SUCCESS(status) {
            return false;
        }
        let status = self.power_callback(
            device,
            "EvtDeviceD0EntryPostInterruptsEnabled",
            callbacks.EvtDeviceD0EntryPostInterruptsEnabled,
            from,
        );
        if !NT_SUCCESS(status) {
            let exit = callbacks.EvtDeviceD0Exit;
            self.power_callback(device, "EvtDeviceD0Exit", exit, WdfPowerDeviceD3Final);
            return false;
        }
        points::point();
        self.set_power(device, Power::On);
        for queue in self.managed_queues(device) {
            self.resume_owned(queue);
            self.dispatch(queue);
        }
        let machine = self.with(|state| state.nodes[node].self_managed_io);
        let (name, callback) = if machine == SelfManagedIo::Created {
            ("EvtDeviceSelfManagedIoInit", callbacks.EvtDeviceSelfManagedIoInit)
        } else {
            ("EvtDeviceSelfManagedIoRestart", callbacks.EvtDeviceSelfManagedIoRestart)
        };
        let status = self.device_callback(device, name, callback);
        let works = NT_SUCCESS(status);
        let next = if works { SelfManagedIo::Started } else { SelfManagedIo::Failed };
        self.with(|state| state.nodes[node].self_managed_io = next);
        if !works {
            self.power_down(device, &callbacks, WdfPowerDeviceD3Final);
        }
        works
    }

    /// Holds the queues, and takes the hardware out of D0. Returns `false` if `D0Exit` failed.
    fn power_down(
        self: &Arc<Self>,
        device: Handle,
        callbacks: &WDF_PNPPOWER_EVENT_CALLBACKS,
        to: i32,
    ) -> bool {
        self.hold_queues(device);
        self.power_callback(
            device,
            "EvtDeviceD0ExitPreInterruptsDisabled",
            callbacks.EvtDeviceD0ExitPreInterruptsDisabled,
            to,
        );
        let exit = callbacks.EvtDeviceD0Exit;
        NT_SUCCESS(self.power_callback(device, "EvtDeviceD0Exit", exit, to))
    }

    /// Takes a device out of D0. Returns `false` if the driver's `SelfManagedIoSuspend` or `D0Exit`
    /// failed; the device leaves D0 all the same.
    pub(super) fn leave_d0(self: &Arc<Self>, node: usize, to: i32) -> bool {
        let Some((device, callbacks)) = self.device_of(node) else { return true };
        let mut works = true;
        if self.with(|state| state.nodes[node].self_managed_io) == SelfManagedIo::Started {
            let name = "EvtDeviceSelfManagedIoSuspend";
            let status =
                self.device_callback(device, name, callbacks.EvtDeviceSelfManagedIoSuspend);
            works = NT_SUCCESS(status);
            self.observe_suspend(device);
            self.with(|state| state.nodes[node].self_managed_io = SelfManagedIo::Suspended);
        }
        self.power_down(device, &callbacks, to) && works
    }

    pub(super) fn suspend_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::PowerDown, node);
        if self.leave_d0(node, WdfPowerDeviceD3) {
            self.set_status(node, NodeStatus::Asleep);
        } else {
            self.release_hardware(node);
            self.fail_started(node);
        }
    }

    pub(super) fn resume_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::PowerUp, node);
        if self.enter_d0(node, WdfPowerDeviceD3) {
            self.set_status(node, NodeStatus::Started);
        } else {
            self.release_hardware(node);
            self.fail_started(node);
        }
    }

    pub(super) fn stop_device(self: &Arc<Self>, node: usize) -> Result<(), Error> {
        self.trace_message(PnpMessage::QueryStop, node);
        let Some((device, callbacks)) = self.device_of(node) else { return Ok(()) };
        let name = "EvtDeviceQueryStop";
        let status = self.device_callback(device, name, callbacks.EvtDeviceQueryStop);
        if !NT_SUCCESS(status) {
            self.trace_message(PnpMessage::CancelStop, node);
            let device = self.instance_id(node);
            return Err(Error::Refused { device, request: "stop", callback: name, status });
        }
        self.trace_message(PnpMessage::Stop, node);
        let works = self.leave_d0(node, WdfPowerDeviceD3Final);
        if self.release_hardware(node) && works {
            self.set_status(node, NodeStatus::Stopped);
        } else {
            self.fail_started(node);
        }
        Ok(())
    }

    /// Returns `false` if the driver's `ReleaseHardware` failed; only a stop asks.
    pub(super) fn release_hardware(self: &Arc<Self>, node: usize) -> bool {
        let Some((device, callbacks)) = self.device_of(node) else { return true };
        let Some(release) = callbacks.EvtDeviceReleaseHardware else { return true };
        NT_SUCCESS(self.status_callback(
            device,
            "EvtDeviceReleaseHardware",
            |state| state.name(device),
            || upcall::release_hardware(release, device, Handle::NULL),
        ))
    }

    /// Cleans up after a failed start: the device then waits for its removal.
    fn fail_start(self: &Arc<Self>, node: usize, problem: Problem, status: NTSTATUS) {
        self.clean_up_for_remove(node);
        self.set_status(node, NodeStatus::Failed { problem, status });
    }

    /// Fails a device that had started.
    fn fail_started(self: &Arc<Self>, node: usize) {
        self.fail_start(node, Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE);
    }
}
