//! Starting and stopping a device, and its way into and out of D0.
//!
//! Sources of the orders: KMDF behaviour, "First start", KMDF behaviour, "Failed starts",
//! KMDF behaviour, "Leaving D0", and KMDF behaviour, "Entering D0 again".

use std::sync::Arc;

use super::powering::{Entry, Powering};
use super::resources::{RAW_RESOURCES, TRANSLATED_RESOURCES};
use super::stack::Level;
use super::status::{NodeStatus, Problem, Readiness, SelfManagedIo};
use crate::abi::_POWER_ACTION::{PowerActionNone, PowerActionSleep};
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
    /// `IRP_MN_START_DEVICE`: the first one, or the one after a stop. Each driver starts its device
    /// once the driver below has; the devices below one that fails stay started.
    pub(super) fn start_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::Start, node);
        for level in self.levels(node) {
            if let Err(status) = self.start_level(level) {
                self.fail_level(level, Problem::FailedStart, status);
                return;
            }
        }
        self.set_status(node, NodeStatus::Started);
    }

    fn start_level(self: &Arc<Self>, level: Level) -> Result<(), NTSTATUS> {
        let Some((device, callbacks)) = self.device_at(level) else { return Ok(()) };
        if let Some(prepare) = callbacks.EvtDevicePrepareHardware {
            let status = self.status_callback(
                device,
                "EvtDevicePrepareHardware",
                |state| state.name(device),
                || upcall::prepare_hardware(prepare, device, RAW_RESOURCES, TRANSLATED_RESOURCES),
            );
            if !NT_SUCCESS(status) {
                self.release_hardware(level);
                return Err(status);
            }
        }
        if !self.enter_d0(level, WdfPowerDeviceD3Final) {
            self.release_hardware(level);
            return Err(STATUS_DEVICE_POWER_FAILURE);
        }
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.wmi.register();
            }
            state.switch_interfaces(device, true, |_| true);
        });
        Ok(())
    }

    /// Brings a device to D0: `false` if a callback failed.
    pub(super) fn enter_d0(self: &Arc<Self>, level: Level, from: i32) -> bool {
        let Some((device, callbacks)) = self.device_at(level) else { return false };
        self.note_power_started(device, true);
        let is_start = from == WdfPowerDeviceD3Final;
        let note = |entry| self.note_powering(device, Powering::entering(is_start, entry));
        note(Entry::Hardware);
        let entry = callbacks.EvtDeviceD0Entry;
        let status = self.power_callback(device, "EvtDeviceD0Entry", entry, from);
        if !NT_SUCCESS(status) {
            note(Entry::Failed);
            return false;
        }
        note(Entry::Interrupts);
        let status = self.power_callback(
            device,
            "EvtDeviceD0EntryPostInterruptsEnabled",
            callbacks.EvtDeviceD0EntryPostInterruptsEnabled,
            from,
        );
        if !NT_SUCCESS(status) {
            let exit = callbacks.EvtDeviceD0Exit;
            self.power_callback(device, "EvtDeviceD0Exit", exit, WdfPowerDeviceD3Final);
            note(Entry::Failed);
            return false;
        }
        points::point();
        note(Entry::Io);
        self.set_power(device, Power::On);
        // Every queue gets its kept requests back before one presents another.
        let queues = self.managed_queues(device);
        for queue in &queues {
            self.resume_owned(*queue);
        }
        for queue in queues {
            self.dispatch(queue);
        }
        let (name, callback) = if self.self_managed_io(level) == SelfManagedIo::Created {
            ("EvtDeviceSelfManagedIoInit", callbacks.EvtDeviceSelfManagedIoInit)
        } else {
            ("EvtDeviceSelfManagedIoRestart", callbacks.EvtDeviceSelfManagedIoRestart)
        };
        let status = self.device_callback(device, name, callback);
        let works = NT_SUCCESS(status);
        let next = if works { SelfManagedIo::Started } else { SelfManagedIo::Failed };
        self.set_self_managed_io(level, next);
        if works {
            self.note_powering(device, Powering::InD0);
            self.set_readiness(level, Readiness::Working);
        } else {
            self.power_down(device, &callbacks, WdfPowerDeviceD3Final);
            note(Entry::Failed);
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
        if to != WdfPowerDeviceD3Final {
            self.note_powering(device, Powering::IoStopped);
        }
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
    pub(super) fn leave_d0(self: &Arc<Self>, level: Level, to: i32) -> bool {
        let Some((device, callbacks)) = self.device_at(level) else { return true };
        let is_stop = to == WdfPowerDeviceD3Final;
        let (leaving, left) = if is_stop {
            (Powering::Stopping, Powering::Stopped)
        } else {
            (Powering::Leaving, Powering::Low)
        };
        self.note_powering(device, leaving);
        let mut works = true;
        if self.self_managed_io(level) == SelfManagedIo::Started {
            let name = "EvtDeviceSelfManagedIoSuspend";
            let status =
                self.device_callback(device, name, callbacks.EvtDeviceSelfManagedIoSuspend);
            works = NT_SUCCESS(status);
            self.observe_suspend(device);
            self.set_self_managed_io(level, SelfManagedIo::Suspended);
        }
        let works = self.power_down(device, &callbacks, to) && works;
        self.note_powering(device, left);
        if is_stop {
            self.note_power_started(device, false);
        }
        self.set_readiness(level, Readiness::Asleep);
        works
    }

    /// Puts the devices of a stack to sleep, the highest first.
    pub(super) fn suspend_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::PowerDown, node);
        self.set_power_action(node, PowerActionSleep);
        // An idle device has left D0 already.
        if self.is_idle(node) {
            self.set_status(node, NodeStatus::Asleep);
            return;
        }
        let levels = self.levels(node);
        let left =
            levels.into_iter().rev().map(|level| (level, self.leave_d0(level, WdfPowerDeviceD3)));
        self.end_change(node, left.collect(), NodeStatus::Asleep);
    }

    /// Wakes the devices of a stack, the lowest first.
    pub(super) fn resume_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::PowerUp, node);
        if self.is_idle(node) {
            self.set_power_action(node, PowerActionNone);
            self.set_status(node, NodeStatus::Started);
            self.wake_idle_if_needed(node);
            return;
        }
        let levels = self.levels(node);
        let entered =
            levels.into_iter().map(|level| (level, self.enter_d0(level, WdfPowerDeviceD3)));
        let entered = entered.collect();
        self.set_power_action(node, PowerActionNone);
        self.end_change(node, entered, NodeStatus::Started);
    }

    /// Sets the status of a node after a power change, or fails the devices whose drivers failed.
    pub(super) fn end_change(
        self: &Arc<Self>,
        node: usize,
        outcomes: Vec<(Level, bool)>,
        success: NodeStatus,
    ) {
        let failed: Vec<Level> =
            outcomes.into_iter().filter(|(_, works)| !works).map(|(level, _)| level).collect();
        if failed.is_empty() {
            self.set_status(node, success);
        }
        for level in failed {
            self.release_hardware(level);
            self.fail_started(level);
        }
    }

    /// Notes whether the power state machine of a device is started.
    fn note_power_started(&self, device: Handle, started: bool) {
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.power_started = started;
            }
        });
    }

    /// Notes the system's power action for `WdfDeviceGetSystemPowerAction`.
    fn set_power_action(&self, node: usize, action: i32) {
        self.with(|state| {
            let devices: Vec<Handle> =
                state.nodes.get(node).map_or(Vec::new(), |node| node.devices().collect());
            for device in devices {
                if let Some(device) = state.device(device) {
                    device.system_power_action = action.unsigned_abs().into();
                }
            }
        });
    }

    /// `QUERY_STOP` and STOP, which each driver handles before the driver below.
    pub(super) fn stop_device(self: &Arc<Self>, node: usize) -> Result<(), Error> {
        self.trace_message(PnpMessage::QueryStop, node);
        self.wake_idle(node);
        for level in self.levels(node).into_iter().rev() {
            let Some((device, callbacks)) = self.device_at(level) else { continue };
            let name = "EvtDeviceQueryStop";
            let status = match self.static_veto(device) {
                Some(status) => status,
                None => self.device_callback(device, name, callbacks.EvtDeviceQueryStop),
            };
            if !NT_SUCCESS(status) {
                self.trace_message(PnpMessage::CancelStop, node);
                let device = self.instance_id(node);
                return Err(Error::Refused { device, request: "stop", callback: name, status });
            }
        }
        self.trace_message(PnpMessage::Stop, node);
        let mut failed = Vec::new();
        for level in self.levels(node).into_iter().rev() {
            let works = self.leave_d0(level, WdfPowerDeviceD3Final);
            if !(self.release_hardware(level) && works) {
                failed.push(level);
            }
        }
        if failed.is_empty() {
            self.set_status(node, NodeStatus::Stopped);
        }
        for level in failed {
            self.fail_started(level);
        }
        Ok(())
    }

    /// Returns `false` if the driver's `ReleaseHardware` failed; only a stop asks.
    pub(super) fn release_hardware(self: &Arc<Self>, level: Level) -> bool {
        self.set_readiness(level, Readiness::Unprepared);
        let Some((device, callbacks)) = self.device_at(level) else { return true };
        let Some(release) = callbacks.EvtDeviceReleaseHardware else { return true };
        NT_SUCCESS(self.status_callback(
            device,
            "EvtDeviceReleaseHardware",
            |state| state.name(device),
            || upcall::release_hardware(release, device, TRANSLATED_RESOURCES),
        ))
    }

    /// Cleans up after a failure of one driver: the node then waits for its removal.
    fn fail_level(self: &Arc<Self>, level: Level, problem: Problem, status: NTSTATUS) {
        self.clean_up_for_remove(level);
        self.set_status(level.node, NodeStatus::Failed { problem, status });
    }

    /// Fails a device that had started.
    fn fail_started(self: &Arc<Self>, level: Level) {
        self.fail_level(level, Problem::FailedPostStart, STATUS_DEVICE_POWER_FAILURE);
    }
}
