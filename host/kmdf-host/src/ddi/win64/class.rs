//! The exports of `WDFLDR.SYS` for class extensions. The host has no class extension; the entry code of
//! the WDK imports the functions all the same, and calls them only for a driver that uses one.
#![allow(non_snake_case, reason = "the loader's names")]

use super::wdfldr::{BindInfo, wide_text};
use crate::abi::{
    NTSTATUS, PWDF_DRIVER_GLOBALS, STATUS_INVALID_PARAMETER, STATUS_NOT_SUPPORTED, ULONG,
};
use crate::seam;

/// The beginning of `WDF_CLASS_BIND_INFO`.
#[repr(C)]
pub(super) struct ClassBindInfo {
    size: ULONG,
    class_name: *const u16,
}

/// Refuses to bind a driver to a class extension, and names it; `PASSIVE_LEVEL`.
pub(super) unsafe extern "efiapi" fn WdfVersionBindClass(
    _info: *mut BindInfo,
    _globals: *mut PWDF_DRIVER_GLOBALS,
    class: *mut ClassBindInfo,
) -> NTSTATUS {
    const CALL: &str = "WdfVersionBindClass";
    seam::call(
        CALL,
        0,
        |_| (),
        |machine| {
            // SAFETY: the driver's structure, or NULL.
            let Some(class) = (unsafe { class.as_ref() }) else { return STATUS_INVALID_PARAMETER };
            // SAFETY: the driver's text, or NULL.
            let name = unsafe { wide_text(class.class_name) };
            machine.debug(&format!(
                "{CALL}: the driver uses the class extension '{name}', and this host has none"
            ));
            STATUS_NOT_SUPPORTED
        },
    )
}

/// Ends a binding to a class extension: there is none; `PASSIVE_LEVEL`.
pub(super) unsafe extern "efiapi" fn WdfVersionUnbindClass(
    _info: *mut BindInfo,
    _globals: PWDF_DRIVER_GLOBALS,
    _class: *mut ClassBindInfo,
) {
    seam::call("WdfVersionUnbindClass", 0, |_| (), |_| ());
}
