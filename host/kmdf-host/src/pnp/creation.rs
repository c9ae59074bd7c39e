//! Whether a driver creates the objects that its entry points must create: the `WDFDRIVER` and the
//! `WDFDEVICE`.

use crate::abi::{NTSTATUS, describe};
use crate::machine::Inner;
use crate::rules::Rule;
use crate::running;

impl Inner {
    /// Reports a call of the framework in `DriverEntry` before `WdfDriverCreate`.
    pub(crate) fn check_created(&self, call: &str) {
        let missing = self.with(|state| {
            let driver = state.drivers.get(running::driver())?;
            driver.object.is_none().then(|| driver.name.clone())
        });
        if let Some(driver) = missing {
            let detail = "called before WdfDriverCreate has created the driver object".into();
            self.violation(Rule::DriverNotCreated, driver, call, detail);
        }
    }

    /// Reports a `DriverEntry` that succeeded without `WdfDriverCreate`.
    pub(super) fn check_driver(&self, service: usize) {
        let missing = self.with(|state| {
            let driver = state.drivers.get(service)?;
            driver.object.is_none().then(|| driver.name.clone())
        });
        if let Some(driver) = missing {
            let detail = "returned STATUS_SUCCESS without WdfDriverCreate".into();
            self.violation(Rule::DriverNotCreated, driver, "DriverEntry", detail);
        }
    }

    /// Notes that the running driver's `WdfDeviceCreate` has failed.
    pub(crate) fn note_device_refused(&self, status: NTSTATUS) {
        self.with(|state| {
            if let Some(driver) = state.drivers.get_mut(running::driver()) {
                driver.refused_device = Some(status);
            }
        });
    }

    /// Reports an `EvtDriverDeviceAdd` that succeeded although its `WdfDeviceCreate` had failed.
    pub(super) fn check_creation(&self, service: usize, created: bool) {
        let refused = self.with(|state| {
            let refused = state.drivers.get(service)?.refused_device?;
            state.drivers.get_mut(service)?.refused_device = None;
            let driver = state.drivers.get(service)?.object?;
            Some((state.name(driver), refused))
        });
        if let Some((driver, status)) = refused.filter(|_| !created) {
            let detail = format!(
                "returned STATUS_SUCCESS after WdfDeviceCreate had returned {}, expected a failure",
                describe(status)
            );
            self.violation(Rule::DeviceCreateFailureHidden, driver, "EvtDriverDeviceAdd", detail);
        }
    }
}
