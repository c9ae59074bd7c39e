//! WDFSTRING.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::{attributes, checked_text, put};
use crate::abi::*;
use crate::framework::attributes::Allowed;
use crate::framework::object::{Body, Kind};
use crate::memory::counted_string::CountedString;
use crate::seam;
use crate::upcall::raw;

/// Creates a string object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfStringCreate(
    _: PWDF_DRIVER_GLOBALS,
    unicode_string: PCUNICODE_STRING,
    string_attributes: PWDF_OBJECT_ATTRIBUTES,
    string: *mut WDFSTRING,
) -> NTSTATUS {
    const CALL: &str = "WdfStringCreate";
    seam::fallible(
        CALL,
        0,
        |_| (),
        |machine| {
            if !machine.required(CALL, &[("String", string.is_null())]) {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's string, or NULL for an empty one.
            let initial = unsafe { checked_text(machine, CALL, unicode_string) };
            if initial.is_none() && !unicode_string.is_null() {
                return STATUS_INVALID_PARAMETER;
            }
            // SAFETY: the driver's attributes, or NULL.
            let attributes = unsafe { attributes(string_attributes) };
            let body = Body::String(CountedString::of(""));
            let created = machine.create_object(&attributes, Allowed::PLAIN, body);
            match created {
                Ok(handle) => {
                    machine.with(|state| state.set_string(handle, &initial.unwrap_or_default()));
                    // SAFETY: the driver's variable for the handle.
                    unsafe { put(string, raw(handle)) };
                    STATUS_SUCCESS
                }
                Err(status) => status,
            }
        },
    )
}

/// The text of a string object, valid as long as the object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfStringGetUnicodeString(
    _: PWDF_DRIVER_GLOBALS,
    string: WDFSTRING,
    unicode_string: PUNICODE_STRING,
) {
    const CALL: &str = "WdfStringGetUnicodeString";
    seam::call(
        CALL,
        0,
        |m| m.name_of(string),
        |machine| {
            if !machine.required(CALL, &[("UnicodeString", unicode_string.is_null())]) {
                return;
            }
            let Some(handle) = machine.check(CALL, string, Kind::String) else { return };
            let refused = seam::refuses(0);
            let (address, length) =
                machine.with(|state| match state.objects.get(handle).map(|object| &object.body) {
                    Some(Body::String(text)) if !refused => (text.address(), text.length()),
                    _ => (0, 0),
                });
            let text = UNICODE_STRING {
                Length: length,
                // With room for the NUL.
                MaximumLength: length.saturating_add(2),
                Buffer: std::ptr::with_exposed_provenance_mut(address),
            };
            // SAFETY: the driver's variable for the text.
            unsafe { put(unicode_string, text) };
        },
    );
}
