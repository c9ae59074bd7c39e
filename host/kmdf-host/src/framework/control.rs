//! Control devices: devices of a driver alone, without a device node.

use std::sync::Arc;

use super::device::Device;
use crate::abi::_WDF_DEVICE_SHUTDOWN_FLAGS::{WdfDeviceLastChanceShutdown, WdfDeviceShutdown};
use crate::abi::PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION;
use crate::handle::Handle;
use crate::machine::{Deferred, Inner, State};
use crate::rules::Rule;
use crate::running;
use crate::upcall;
use crate::user::{FileRecord, FileStage};

/// What only a control device has.
#[derive(Debug, Default)]
pub(crate) struct Control {
    /// Whether the driver has deleted the device. The device lives until its last file is closed.
    pub(crate) deleted: bool,
    /// `EvtDeviceShutdownNotification`, and the `WDF_DEVICE_SHUTDOWN_FLAGS`.
    pub(crate) shutdown: PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION,
    pub(crate) shutdown_flags: i32,
}

impl Device {
    /// Whether it is a control device that the driver has deleted.
    pub(crate) fn is_deleted(&self) -> bool {
        self.control.as_ref().is_some_and(|control| control.deleted)
    }
}

impl State {
    /// Whether a device has files that are not closed.
    pub(crate) fn has_files(&self, device: Handle) -> bool {
        let keeps = |file: &FileRecord| file.device == device && file.stage != FileStage::Closed;
        self.files.iter().any(keeps)
    }

    /// The control devices of a driver.
    pub(crate) fn control_devices_of(&self, service: usize) -> Vec<Handle> {
        let mut devices = self.control_devices.to_vec();
        devices.retain(|device| self.objects.get(*device).is_some_and(|o| o.driver == service));
        devices
    }
}

impl Inner {
    /// Whether an object is a control device, which a driver may delete.
    pub(crate) fn is_control_device(&self, handle: Handle) -> bool {
        self.with(|state| state.device(handle).is_some_and(|device| device.control.is_some()))
    }

    /// Reports a call that needs a device node, for a control device: the framework follows a NULL
    /// pointer there (KMDF behaviour, "Calls that a control device does not support"). Returns whether
    /// the device has a node.
    pub(crate) fn has_node(&self, call: &str, device: Handle) -> bool {
        let is_control = self.is_control_device(device);
        if is_control {
            let detail = "a control device has no PnP and power state; the framework would follow a \
                          NULL pointer";
            self.report(Rule::ObjectMisused, device, call, detail);
        }
        !is_control
    }

    /// `WdfObjectDelete` of a control device (KMDF behaviour, "Deleting a control device"). With open
    /// files, the last close finishes the deletion.
    pub(crate) fn delete_control_device(self: &Arc<Self>, device: Handle, call: &str) {
        let irql = running::irql();
        if irql > 0 {
            let detail = format!("a control device is deleted at IRQL {irql}, expected 0");
            self.report(Rule::WrongIrql, device, call, detail);
        }
        let unused = self.with(|state| {
            let unused = !state.has_files(device);
            if let Some(control) = state.device(device).and_then(|device| device.control.as_mut()) {
                control.deleted = true;
            }
            unused
        });
        if unused {
            self.delete_object(device);
        }
    }

    /// What a closed file of a control device has kept: the end of the deletion of the device, and the
    /// unload of the driver.
    pub(crate) fn after_close(self: &Arc<Self>, device: Handle) {
        let (service, finish) = self.with(|state| {
            let service = state.objects.get(device).map_or(0, |object| object.driver);
            let deleted = state.device(device).is_some_and(|device| device.is_deleted());
            (service, deleted && !state.has_files(device))
        });
        if finish {
            self.delete_object(device);
        }
        self.with(|state| {
            let unload = Deferred::Unload(service);
            if state.may_unload_stopped(service) && !state.work_items.contains(&unload) {
                state.work_items.push_back(unload);
            }
        });
    }

    /// Reports the control devices of a driver that nobody could ever open.
    pub(crate) fn check_finished(&self, service: usize) {
        let unfinished = self.with(|state| {
            let mut devices = state.control_devices_of(service);
            devices.retain(|device| state.device(*device).is_some_and(|device| !device.started));
            devices
        });
        for device in unfinished {
            let detail = "WdfControlFinishInitializing was never called: no application could open \
                          the control device";
            self.report(Rule::WrongConfiguration, device, "driver unload", detail);
        }
    }

    /// Reports each `WDFDEVICE_INIT` of a control device from which no device was created, and which
    /// was not freed.
    pub(crate) fn check_freed_inits(&self, driver: Handle) {
        let left = self.with(|state| {
            let children = state.objects.get(driver).map_or(Vec::new(), |o| o.children.clone());
            let mut left = children;
            left.retain(|init| state.device_init(*init).is_some_and(|init| init.control.is_some()));
            left
        });
        for init in left {
            let detail = "no device was created from it, and WdfDeviceInitFree was not called";
            self.report(Rule::LeakedObject, init, "driver unload", detail);
        }
    }

    /// Sends `IRP_MJ_SHUTDOWN` to the devices that asked for it, the newest first: those of the first
    /// notification before those of the last chance (KMDF behaviour, "Shutdown notification").
    pub(crate) fn notify_of_shutdown(self: &Arc<Self>) {
        for flag in [WdfDeviceShutdown, WdfDeviceLastChanceShutdown] {
            let devices = self.with(|state| state.control_devices.to_vec());
            for device in devices.into_iter().rev() {
                let callback = self.with(|state| {
                    let control = state.device(device)?.control.as_ref()?;
                    let asked = !control.deleted && control.shutdown_flags & flag != 0;
                    control.shutdown.filter(|_| asked)
                });
                if let Some(callback) = callback {
                    self.upcall(
                        device,
                        "EvtDeviceShutdownNotification",
                        |state| state.name(device),
                        || upcall::device(callback, device),
                    );
                }
            }
        }
    }
}
