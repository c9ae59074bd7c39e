//! WDFOBJECT: contexts, references, creation and deletion of objects.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::ffi::CStr;

use super::arguments::{attributes, hand_out, put};
use crate::abi::*;
use crate::framework::attributes::{Allowed, Attributes, Parent};
use crate::framework::object::{Body, Kind, Life};
use crate::framework::reference::Reference;
use crate::handle::Handle;
use crate::machine::Inner;
use crate::names::{Argument, ObjectRef};
use crate::rules::Rule;
use crate::running::{self, DISPATCH};
use crate::seam;
use crate::upcall::raw;

impl Handle {
    /// The handle as the driver passed it.
    pub(super) fn as_raw(self) -> WDFOBJECT {
        raw(self)
    }
}

impl Inner {
    /// The parent of an object, and the parent's name for the trace.
    pub(super) fn parent_of(&self, object: Handle) -> (Handle, ObjectRef) {
        self.with(|state| {
            let parent = state.objects.get(object).and_then(|object| object.parent);
            let parent = parent.unwrap_or(Handle::NULL);
            (parent, state.name(parent))
        })
    }

    /// Creates an object of a type without special rules; the default parent is the driver.
    pub(super) fn create_object(
        &self,
        attributes: &Attributes,
        allowed: Allowed,
        body: Body,
    ) -> Result<Handle, NTSTATUS> {
        let attributes = attributes.check(allowed)?;
        let created = self.with(|state| {
            let driver = running::driver();
            let parent = if attributes.parent.is_null() {
                state.drivers.get(driver).and_then(|driver| driver.object)
            } else {
                Some(attributes.parent)
            };
            let created = state.create(driver, parent, &attributes, body)?;
            if attributes.parent.is_null() {
                state.note_unparented(created);
            }
            Ok::<_, NTSTATUS>(created)
        })?;
        self.check_object_limit();
        Ok(created)
    }

    /// Creates an object whose callback runs later, a timer, DPC or work item, below the parent of
    /// its attributes. `passive` is whether the callback runs at `PASSIVE_LEVEL`; `body` gets the
    /// object whose callback lock serializes the callback.
    pub(super) fn create_deferred(
        &self,
        call: &str,
        attributes: &Attributes,
        (serialized, passive): (bool, bool),
        body: impl FnOnce(Option<Handle>) -> Body,
    ) -> Result<Handle, NTSTATUS> {
        let parent = self.check_any(call, attributes.parent.as_raw());
        let parent = parent.ok_or(STATUS_INVALID_HANDLE)?;
        let created = self.with(|state| {
            if state.ancestor(parent, Kind::Device).is_none() {
                return Err(STATUS_INVALID_DEVICE_REQUEST);
            }
            let lock = if serialized { state.serializing_lock(parent, passive)? } else { None };
            let driver = state.objects.get(parent).map_or(0, |object| object.driver);
            state.create(driver, Some(parent), attributes, body(lock))
        });
        if created == Err(STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL) {
            let detail = "AutomaticSerialization is TRUE, but the parent's callback lock does not fit \
                          the execution level; not created";
            self.report(Rule::IncompatibleSerialization, parent, call, detail);
        }
        let created = created?;
        self.check_object_limit();
        Ok(created)
    }
}

/// The context of this type of an object, or NULL; any IRQL.
pub(super) unsafe extern "C" fn WdfObjectGetTypedContextWorker(
    _: PWDF_DRIVER_GLOBALS,
    object: WDFOBJECT,
    type_info: PCWDF_OBJECT_CONTEXT_TYPE_INFO,
) -> PVOID {
    const CALL: &str = "WdfObjectGetTypedContextWorker";
    let address = seam::call(
        CALL,
        u8::MAX,
        |m| m.name_of(object),
        |machine| {
            if !machine.required(CALL, &[("TypeInfo", type_info.is_null())]) {
                return None;
            }
            let handle = machine.check_any(CALL, object)?;
            machine.with(|state| Some(state.context(handle, type_info.addr())?.address()))
        },
    );
    std::ptr::with_exposed_provenance_mut(address.unwrap_or(0))
}

/// Adds a context to an object; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfObjectAllocateContext(
    _: PWDF_DRIVER_GLOBALS,
    object: WDFOBJECT,
    context_attributes: PWDF_OBJECT_ATTRIBUTES,
    context: *mut PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfObjectAllocateContext";
    seam::fallible(
        CALL,
        DISPATCH,
        |m| m.name_of(object),
        |machine| {
            if !machine.required(CALL, &[("ContextAttributes", context_attributes.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            let Some(handle) = machine.check_any(CALL, object) else {
                return STATUS_INVALID_HANDLE;
            };
            // SAFETY: the driver's attributes, which are not NULL.
            let attributes = unsafe { attributes(context_attributes) };
            let allowed = Allowed { parent: Parent::Forbidden, level: false, scope: false };
            let attributes = match attributes.check(allowed) {
                Ok(attributes) if attributes.unique_type.is_none() => {
                    return STATUS_OBJECT_NAME_INVALID;
                }
                Ok(attributes) => attributes,
                Err(status) => return status,
            };
            match machine.with(|state| state.allocate_context(handle, &attributes)) {
                Ok((address, status)) => {
                    // SAFETY: the driver's variable for the context, or NULL.
                    unsafe { put(context, std::ptr::with_exposed_provenance_mut(address)) };
                    status
                }
                Err(status) => status,
            }
        },
    )
}

/// The object to which a context belongs; any IRQL.
pub(super) unsafe extern "C" fn WdfObjectContextGetObject(
    _: PWDF_DRIVER_GLOBALS,
    context: PVOID,
) -> WDFOBJECT {
    const CALL: &str = "WdfObjectContextGetObject";
    let owner = seam::call(
        CALL,
        u8::MAX,
        |_| Argument::Untraced("context"),
        |machine| {
            let owner = machine.with(|state| state.context_owner(context.addr()));
            if owner.is_none() {
                let detail = "the pointer is not one to an object's context".into();
                machine.violation(Rule::WrongHandleType, "context".to_string(), CALL, detail);
            }
            owner
        },
    );
    raw(owner.unwrap_or(Handle::NULL))
}

/// The reference that a driver takes or drops.
///
/// # Safety
/// `file` is NULL or ends with a NUL.
unsafe fn reference(tag: PVOID, line: LONG, file: PCCH) -> Reference {
    let place = (!file.is_null()).then(|| {
        // SAFETY: guaranteed by the caller.
        let file = unsafe { CStr::from_ptr(file.cast()) };
        (file.to_string_lossy().into_owned(), line)
    });
    Reference { tag: tag.addr(), place }
}

/// Adds a reference; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfObjectReferenceActual(
    _: PWDF_DRIVER_GLOBALS,
    object: WDFOBJECT,
    tag: PVOID,
    line: LONG,
    file: PCCH,
) {
    const CALL: &str = "WdfObjectReferenceActual";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(object),
        |machine| {
            if let Some(handle) = machine.check_any(CALL, object) {
                // SAFETY: the driver's text, or NULL.
                let reference = unsafe { reference(tag, line, file) };
                machine.reference_by_driver(handle, reference);
            }
        },
    );
}

/// Drops a reference; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfObjectDereferenceActual(
    _: PWDF_DRIVER_GLOBALS,
    object: WDFOBJECT,
    tag: PVOID,
    line: LONG,
    file: PCCH,
) {
    const CALL: &str = "WdfObjectDereferenceActual";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(object),
        |machine| {
            if let Some(handle) = machine.check_any(CALL, object) {
                // SAFETY: the driver's text, or NULL.
                let reference = unsafe { reference(tag, line, file) };
                machine.dereference(handle, &reference);
            }
        },
    );
}

/// Creates an object that only carries a context; IRQL <= `DISPATCH_LEVEL`.
pub(super) unsafe extern "C" fn WdfObjectCreate(
    _: PWDF_DRIVER_GLOBALS,
    object_attributes: PWDF_OBJECT_ATTRIBUTES,
    object: *mut WDFOBJECT,
) -> NTSTATUS {
    const CALL: &str = "WdfObjectCreate";
    seam::fallible(
        CALL,
        DISPATCH,
        |_| (),
        |machine| {
            if !machine.required(CALL, &[("Object", object.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(object_attributes) };
            let allowed = Allowed { parent: Parent::Optional, level: true, scope: false };
            let created = machine.create_object(&attributes, allowed, Body::General);
            // SAFETY: the driver's variable for the handle.
            unsafe { hand_out(created, object) }
        },
    )
}

/// Deletes an object and its children; refused for the objects that the framework owns.
pub(super) unsafe extern "C" fn WdfObjectDelete(_: PWDF_DRIVER_GLOBALS, object: WDFOBJECT) {
    const CALL: &str = "WdfObjectDelete";
    seam::call(
        CALL,
        DISPATCH,
        |m| m.name_of(object),
        |machine| {
            let Some(handle) = machine.check_any(CALL, object) else { return };
            let is_control = machine.is_control_device(handle);
            let refused = machine.with(|state| {
                let object = state.objects.get(handle)?;
                if object.life != Life::Alive {
                    return Some("it is being deleted already");
                }
                let configured = |state: &mut crate::machine::State| {
                    let device = state.queue(handle).map(|queue| queue.device)?;
                    let device = state.device(device)?;
                    let routed = device.routes.iter().any(|(_, queue)| *queue == handle);
                    Some(routed || device.default_queue == Some(handle))
                };
                match object.kind() {
                    Kind::IoTarget if state.remote(handle).is_some() => None,
                    Kind::Device if is_control => {
                        state.device(handle)?.is_deleted().then_some("it is being deleted already")
                    }
                    Kind::Driver
                    | Kind::Device
                    | Kind::File
                    | Kind::IoPackage
                    | Kind::IoTarget
                    | Kind::WmiProvider
                    | Kind::DeviceInit => Some("the framework owns it (STATUS_CANNOT_DELETE)"),
                    Kind::Request if !state.is_made(handle) => {
                        Some("a request that a queue delivered is completed, not deleted")
                    }
                    Kind::Queue if configured(state) == Some(true) => {
                        Some("it is the default queue or a configured one (STATUS_CANNOT_DELETE)")
                    }
                    _ => None,
                }
            });
            if refused.is_none() {
                machine.check_not_sent(CALL, handle);
            }
            match refused {
                None if is_control => machine.delete_control_device(handle, CALL),
                None => machine.delete_object(handle),
                Some(detail) => {
                    let name = machine.name_of(object);
                    machine.violation(Rule::ObjectMisused, name, CALL, detail.into());
                }
            }
        },
    );
}
