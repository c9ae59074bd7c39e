//! The binding of a driver image to the framework: `WdfVersionBind`, the structures that
//! `WdfDriverCreate` fills in for the image, the framework's part of `DriverUnload`, and
//! `WdfVersionUnbind`.
#![forbid(unsafe_code)]

use std::mem::offset_of;
use std::sync::Arc;

use crate::abi::{
    DRIVER_OBJECT, NTSTATUS, STATUS_INVALID_PARAMETER, STATUS_UNSUCCESSFUL, ULONG,
    WDF_DRIVER_GLOBALS, WDF_FUNCTION_COUNT,
};
use crate::footprint::{self, Resource};
use crate::handle::Handle;
use crate::machine::{Inner, State};
use crate::memory::block::Block;
use crate::memory::purpose::Purpose;
use crate::names::Argument;
use crate::rules::Rule;
use crate::running;
use crate::upcall;

/// The framework's versions that the host stands for, which have the same functions: KMDF 1.31 of
/// Windows 10 version 2004, and KMDF 1.33 of Windows 11 for a driver that needs it.
const MINORS: [ULONG; 2] = [31, 33];

/// The function counts of the released frameworks (KMDF behaviour, "Registering a driver with the
/// framework").
const RELEASED: [ULONG; 13] = [383, 386, 387, 396, 432, 438, 444, 446, 448, 451, 453, 454, 458];

/// A driver's request to bind (`WDF_BIND_INFO`).
#[derive(Debug)]
pub(crate) struct BindRequest {
    pub(crate) component: String,
    pub(crate) major: ULONG,
    /// The version that the driver was built for.
    pub(crate) minor: ULONG,
    /// The lowest version that the driver runs on; if the driver names none, the version that it
    /// was built for.
    pub(crate) minimum: ULONG,
    pub(crate) function_count: ULONG,
}

/// A driver image's binding to the framework.
pub(crate) struct Binding {
    /// The `WDF_DRIVER_GLOBALS`.
    pub(super) globals: Block,
    /// The address of the framework's own `DriverUnload`.
    framework_unload: usize,
    /// The framework's minor version that the driver got.
    minor: ULONG,
}

impl BindRequest {
    /// The lowest minor version of the framework that serves the driver.
    pub(crate) fn framework(&self) -> Option<ULONG> {
        MINORS.into_iter().find(|minor| self.minimum <= *minor)
    }

    /// The reason for a refusal, for people; `None` if the framework accepts the request.
    fn refusal(&self) -> Option<String> {
        let Self { component, major, minor, minimum, function_count } = self;
        let [oldest, newest] = MINORS;
        let host = format!("this host has KMDF 1.{oldest} and 1.{newest}");
        if component != "KmdfLibrary" {
            return Some(format!("the driver wants the component '{component}', not KmdfLibrary"));
        }
        if *major != 1 {
            return Some(format!("the driver is built for KMDF {major}.{minor}, and {host}"));
        }
        if self.framework().is_none() {
            return Some(format!(
                "the driver needs KMDF 1.{minimum}, and {host}: build it for one of these \
                 (target-kmdf-version-minor), or with one of these as the minimum"
            ));
        }
        if !RELEASED.contains(function_count) {
            return Some(format!(
                "the driver expects {function_count} functions, which no KMDF up to 1.{newest} has; \
                 1.{newest} has {WDF_FUNCTION_COUNT}"
            ));
        }
        None
    }
}

impl Inner {
    /// Binds a driver image; returns the address of its `WDF_DRIVER_GLOBALS`.
    ///
    /// Refuses a version that the host lacks with the status that Windows returns. The other
    /// refusals return the same status, because no documentation names another.
    pub(crate) fn bind(
        &self,
        service: usize,
        request: &BindRequest,
        framework_unload: usize,
    ) -> Result<usize, NTSTATUS> {
        if let Some(refusal) = request.refusal() {
            self.debug(&format!("WdfVersionBind: {refusal}"));
            return Err(STATUS_INVALID_PARAMETER);
        }
        let bound = self.with(|state| {
            let driver = state.drivers.get_mut(service)?;
            if driver.binding.is_some() {
                return None;
            }
            let globals = Block::zeroed(size_of::<WDF_DRIVER_GLOBALS>());
            let address = globals.address();
            let minor = request.framework()?;
            driver.binding = Some(Binding { globals, framework_unload, minor });
            Some(address)
        });
        bound.ok_or_else(|| {
            let detail = "the driver is bound already".into();
            self.violation(Rule::BindingMisused, self.service_name(service), BIND, detail);
            STATUS_INVALID_PARAMETER
        })
    }

    /// Ends a binding. Deletes a WDFDRIVER that a failed `DriverEntry` left, without calling
    /// `EvtDriverUnload` (KMDF behaviour, "Registering a driver with the framework").
    pub(crate) fn unbind(self: &Arc<Self>, service: usize, globals: usize) -> NTSTATUS {
        let is_bound = self.with(|state| {
            let binding = state.drivers.get(service).and_then(|driver| driver.binding.as_ref());
            binding.is_some_and(|binding| binding.globals.address() == globals)
        });
        if !is_bound {
            let detail = "the globals are not those of a binding of this driver".into();
            self.violation(Rule::BindingMisused, self.service_name(service), UNBIND, detail);
            return STATUS_UNSUCCESSFUL;
        }
        self.delete_driver_object(service);
        let misused = self.with(|state| {
            let binding = state.drivers.get_mut(service).and_then(|driver| driver.binding.take());
            binding.map_or(Vec::new(), |binding| {
                state.pool.retire(binding.globals, Purpose::Globals, running::origin())
            })
        });
        self.report_misused(misused);
        0
    }

    /// The framework's part of an unload: calls `EvtDriverUnload`, then deletes the WDFDRIVER.
    pub(crate) fn unload_from_framework(self: &Arc<Self>, service: usize) {
        let (unload, object) = self.with(|state| {
            let driver = &state.drivers[service];
            (driver.unload, driver.object)
        });
        if let (Some(unload), Some(object)) = (unload, object) {
            self.upcall(
                object,
                "EvtDriverUnload",
                |state| state.name(object),
                || upcall::driver_unload(unload, object),
            );
        }
        self.check_outlived(service);
        self.check_finished(service);
        self.delete_driver_object(service);
    }

    /// Deletes the WDFDRIVER, if it exists.
    pub(super) fn delete_driver_object(self: &Arc<Self>, service: usize) {
        if let Some(object) = self.with(|state| state.drivers.get(service)?.object) {
            self.check_freed_inits(object);
            self.delete_object(object);
            self.with(|state| state.drivers[service].object = None);
        }
    }

    /// Calls an image's own `DriverUnload`, which calls the framework's.
    pub(super) fn call_driver_unload(self: &Arc<Self>, service: usize) {
        let (name, object, routine) = self.with(|state| {
            footprint::look(Resource::DRIVER_MEMORY);
            let driver = &state.drivers[service];
            let at = offset_of!(DRIVER_OBJECT, DriverUnload);
            let routine = driver.driver_object.bytes()[at..].first_chunk().copied();
            let routine = routine.map_or(0, usize::from_le_bytes);
            (driver.name.clone(), driver.driver_object.address(), routine)
        });
        if routine == 0 {
            let detail = "DriverObject->DriverUnload is NULL: Windows could not unload it".into();
            self.violation(Rule::BindingMisused, name, "driver unload", detail);
            return;
        }
        self.upcall_of(
            service,
            "DriverUnload",
            |_| Argument::Name(name.as_str().into()),
            || upcall::unload_routine(routine, object),
        );
    }

    /// Ends and reports a binding that the driver did not end.
    pub(super) fn check_unbound(&self, service: usize) {
        let left = self.with(|state| state.drivers.get_mut(service)?.binding.take());
        if left.is_some() {
            let detail = "WdfVersionUnbind was not called".into();
            let name = self.service_name(service);
            self.violation(Rule::BindingMisused, name, "driver unload", detail);
        }
    }

    fn service_name(&self, service: usize) -> String {
        self.with(|state| state.drivers.get(service).map_or("-".into(), |d| d.name.clone()))
    }
}

/// The `DriverFlags` of a driver with the verifier on: `WdfVerifyOn` and `WdfVerifierOn`.
pub(crate) const DRIVER_FLAGS: ULONG = 4 | 8;

const BIND: &str = "WdfVersionBind";
const UNBIND: &str = "WdfVersionUnbind";

impl State {
    /// The minor version of the framework that a driver runs on.
    pub(crate) fn framework_minor(&self, service: usize) -> ULONG {
        let driver = self.drivers.get(service);
        let binding = driver.and_then(|driver| driver.binding.as_ref());
        binding.map_or(MINORS[0], |binding| binding.minor)
    }

    /// Fills in the globals and the driver object of an image, as `WdfDriverCreate` does (KMDF
    /// behaviour, "Creating the driver object"). `tag` is 0 if the driver gave none.
    pub(crate) fn publish_driver(&mut self, service: usize, handle: Handle, tag: ULONG) {
        let flags = if self.verifier_off { 0 } else { DRIVER_FLAGS };
        let Some(driver) = self.drivers.get_mut(service) else { return };
        let Some(binding) = &mut driver.binding else { return };
        let name = &driver.name.as_bytes()[..driver.name.len().min(31)];
        let mut own_tag = [0; 4];
        for (to, from) in own_tag.iter_mut().zip(name) {
            *to = *from;
        }
        let tag = if tag == 0 { u32::from_le_bytes(own_tag) } else { tag };
        let globals = &mut binding.globals;
        globals.put(offset_of!(WDF_DRIVER_GLOBALS, Driver), &handle.0.to_le_bytes());
        globals.put(offset_of!(WDF_DRIVER_GLOBALS, DriverFlags), &flags.to_le_bytes());
        globals.put(offset_of!(WDF_DRIVER_GLOBALS, DriverTag), &tag.to_le_bytes());
        globals.put(offset_of!(WDF_DRIVER_GLOBALS, DriverName), name);
        // A driver without Plug and Play and without EvtDriverUnload cannot be unloaded.
        if driver.is_non_pnp && driver.unload.is_none() {
            return;
        }
        globals.put(offset_of!(WDF_DRIVER_GLOBALS, DisplaceDriverUnload), &[1]);
        let unload = binding.framework_unload.to_le_bytes();
        driver.driver_object.put(offset_of!(DRIVER_OBJECT, DriverUnload), &unload);
    }
}
