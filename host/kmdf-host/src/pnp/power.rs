//! Starting and stopping a device, and its way into and out of D0.
//!
//! Sources of the orders: KMDF behaviour, "First start", KMDF behaviour, "Leaving D0", and
//! KMDF behaviour, "Entering D0 again".

use std::sync::Arc;

use super::node::{NodeStatus, Problem, SelfManagedIo};
use crate::abi::_WDF_POWER_DEVICE_STATE::{WdfPowerDeviceD3, WdfPowerDeviceD3Final};
use crate::abi::_WDF_REQUEST_STOP_ACTION_FLAGS::WdfRequestStopActionSuspend;
use crate::abi::{
    NT_SUCCESS, NTSTATUS, STATUS_DEVICE_POWER_FAILURE, STATUS_SUCCESS, WDF_PNPPOWER_EVENT_CALLBACKS,
};
use crate::error::Error;
use crate::framework::queue::Power;
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::names::Argument;
use crate::points;
use crate::trace::PnpMessage;
use crate::upcall;

/// A device callback that may fail, by its type.
type StatusCallback = Option<unsafe extern "C" fn(crate::abi::WDFDEVICE) -> NTSTATUS>;

impl Inner {
    /// The framework device of a node, and its callbacks.
    pub(super) fn device_of(&self, node: usize) -> Option<(Handle, WDF_PNPPOWER_EVENT_CALLBACKS)> {
        self.with(|state| {
            let device = state.nodes[node].device?;
            Some((device, state.device(device)?.callbacks))
        })
    }

    /// Calls a device callback that may fail, if there is one.
    pub(super) fn device_callback(
        self: &Arc<Self>,
        device: Handle,
        name: &'static str,
        callback: StatusCallback,
    ) -> NTSTATUS {
        let Some(callback) = callback else { return STATUS_SUCCESS };
        self.upcall(
            device,
            name,
            |state| state.name(device),
            || upcall::device_status(callback, device),
        )
    }

    fn power_callback(
        self: &Arc<Self>,
        device: Handle,
        name: &'static str,
        callback: Option<unsafe extern "C" fn(crate::abi::WDFDEVICE, i32) -> NTSTATUS>,
        power: i32,
    ) -> NTSTATUS {
        let Some(callback) = callback else { return STATUS_SUCCESS };
        let what = |state: &State| [state.name(device).into(), Argument::PowerState(power)];
        self.upcall(device, name, what, || upcall::device_power(callback, device, power))
    }

    /// `IRP_MN_START_DEVICE`: the first one, or the one after a stop.
    pub(super) fn start_device(self: &Arc<Self>, node: usize) {
        self.trace_message(PnpMessage::Start, node);
        let Some((device, callbacks)) = self.device_of(node) else { return };
        if let Some(prepare) = callbacks.EvtDevicePrepareHardware {
            let status = self.upcall(
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
            return false;
        }
        points::point();
        self.set_power(device, Power::On);
        for queue in self.managed_queues(device) {
            self.resume_owned(queue);
            self.dispatch_internal(queue);
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
            self.hold_queues(device);
            self.power_callback(
                device,
                "EvtDeviceD0ExitPreInterruptsDisabled",
                callbacks.EvtDeviceD0ExitPreInterruptsDisabled,
                WdfPowerDeviceD3Final,
            );
        }
        works
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
        self.hold_queues(device);
        self.power_callback(
            device,
            "EvtDeviceD0ExitPreInterruptsDisabled",
            callbacks.EvtDeviceD0ExitPreInterruptsDisabled,
            to,
        );
        let status = self.power_callback(device, "EvtDeviceD0Exit", callbacks.EvtDeviceD0Exit, to);
        works && NT_SUCCESS(status)
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
            return Err(Error::Refused { request: "the stop", status });
        }
        self.trace_message(PnpMessage::Stop, node);
        let works = self.leave_d0(node, WdfPowerDeviceD3Final);
        self.release_hardware(node);
        if works {
            self.set_status(node, NodeStatus::Stopped);
        } else {
            self.fail_started(node);
        }
        Ok(())
    }

    pub(super) fn release_hardware(self: &Arc<Self>, node: usize) {
        let Some((device, callbacks)) = self.device_of(node) else { return };
        if let Some(release) = callbacks.EvtDeviceReleaseHardware {
            self.upcall(
                device,
                "EvtDeviceReleaseHardware",
                |state| state.name(device),
                || upcall::release_hardware(release, device, Handle::NULL),
            );
        }
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

    /// The power-managed queues of a device.
    pub(super) fn managed_queues(&self, device: Handle) -> Vec<Handle> {
        self.queues_of(device, true)
    }

    /// The queues of a device that are power-managed, or those that are not.
    pub(super) fn queues_of(&self, device: Handle, managed: bool) -> Vec<Handle> {
        self.with(|state| {
            let queues = state.device(device).map_or(Vec::new(), |d| d.queues.clone());
            let fits = |queue: &Handle| {
                state.queue(*queue).is_some_and(|q| q.config.power_managed == managed)
            };
            queues.into_iter().filter(fits).collect()
        })
    }

    fn set_power(&self, device: Handle, power: Power) {
        let queues = self.managed_queues(device);
        self.with(|state| {
            if let Some(device) = state.device(device) {
                device.in_d0 = power == Power::On;
            }
            for queue in queues {
                if let Some(queue) = state.queue(queue) {
                    queue.line.power = power;
                }
            }
        });
    }

    /// Calls `EvtIoResume` for each request that the driver kept over a power-down.
    fn resume_owned(self: &Arc<Self>, queue: Handle) {
        let (callback, owned) = self.with(|state| {
            let Some(queue) = state.queue(queue) else { return (None, Vec::new()) };
            (queue.config.io_resume, queue.line.owned.clone())
        });
        let Some(callback) = callback else { return };
        for request in owned {
            self.under_lock(queue, || {
                self.upcall(
                    queue,
                    "EvtIoResume",
                    |s| [queue, request].map(|handle| Argument::from(s.name(handle))),
                    || {
                        upcall::queue_request(callback, queue, request);
                    },
                );
            });
        }
    }

    /// Holds the power-managed queues: stops delivery, and waits until the driver has completed,
    /// acknowledged or given back every request that it owns (KMDF behaviour, "Holding queues for
    /// power").
    fn hold_queues(self: &Arc<Self>, device: Handle) {
        points::point();
        self.set_power(device, Power::Holding);
        for queue in self.managed_queues(device) {
            self.stop_owned(queue, WdfRequestStopActionSuspend);
            self.wait_for_requests(queue, "power down", move |state| {
                let Some(record) = state.queue(queue) else { return true };
                let (owned, idle) = (record.line.owned.clone(), record.line.dispatching == 0);
                idle && owned.iter().all(|request| {
                    state
                        .request(*request)
                        .is_none_or(|r| r.progress.stop_acknowledged == Some(false))
                })
            });
        }
        self.set_power(device, Power::Off);
    }
}
