//! The exports of `WDFLDR.SYS`: how an image binds to the framework.
#![allow(non_snake_case, reason = "the loader's names")]

use std::mem::offset_of;

use super::super::arguments::put;
use super::table::FUNCTION_TABLE;
use crate::abi::{
    BOOLEAN, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PVOID, PWDF_DRIVER_GLOBALS,
    STATUS_INVALID_PARAMETER, STATUS_SUCCESS, STATUS_UNSUCCESSFUL, ULONG, WDFFUNC,
};
use crate::pnp::BindRequest;
use crate::running;
use crate::seam;

/// `WDF_BIND_INFO` (KMDF behaviour, "Binding structures"). Its addresses are the driver's.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(super) struct BindInfo {
    size: ULONG,
    component: *const u16,
    major: ULONG,
    minor: ULONG,
    build: ULONG,
    function_count: ULONG,
    function_table: *mut *const WDFFUNC,
    module: PVOID,
}

/// `WDF_BIND_INFO2`, of drivers with a minimum version below their target version.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
struct BindInfo2 {
    v1: BindInfo,
    minimum_minor: *const ULONG,
    client_is_newer: *mut BOOLEAN,
    function_count: *mut ULONG,
    structure_count: *mut ULONG,
    structures: PVOID,
}

const V1: ULONG = 48;
const V2: ULONG = 88;
const _: () = assert!(size_of::<BindInfo>() == V1 as usize);
const _: () = assert!(offset_of!(BindInfo, function_table) == 32);
const _: () = assert!(size_of::<BindInfo2>() == V2 as usize);

/// The largest number of functions for which the driver owns a table to copy into; with more, it
/// has a pointer to the framework's (KMDF behaviour, "Registering a driver with the framework").
const COPIED: ULONG = 438;

/// The name of a component or a class, up to 64 characters.
///
/// # Safety
/// `text` is NULL or ends with a NUL.
pub(super) unsafe fn wide_text(text: *const u16) -> String {
    let mut units = Vec::new();
    while !text.is_null() && units.len() < 64 {
        // SAFETY: guaranteed by the caller.
        match unsafe { text.wrapping_add(units.len()).read() } {
            0 => break,
            unit => units.push(unit),
        }
    }
    String::from_utf16_lossy(&units)
}

/// Reads a driver's request, in either form of the structure.
///
/// # Safety
/// `info` is as long as its size member says, and its addresses are valid.
unsafe fn read(info: *const BindInfo) -> Result<(BindInfo, Option<BindInfo2>), String> {
    // SAFETY: guaranteed by the caller; the size is the first member.
    match unsafe { info.cast::<ULONG>().read() } {
        // SAFETY: guaranteed by the caller.
        V1 => Ok((unsafe { info.read() }, None)),
        V2 => {
            // SAFETY: guaranteed by the caller.
            let whole = unsafe { info.cast::<BindInfo2>().read() };
            Ok((whole.v1, Some(whole)))
        }
        size => Err(format!("the size of the WDF_BIND_INFO is {size}, not {V1} or {V2}")),
    }
}

/// Gives the driver the function table.
///
/// # Safety
/// The addresses in `info` are valid.
unsafe fn hand_out_table(info: &BindInfo) {
    if info.function_count > COPIED {
        // SAFETY: guaranteed by the caller.
        unsafe { info.function_table.write(FUNCTION_TABLE.as_ptr()) };
    } else {
        let own = info.function_table.cast::<WDFFUNC>();
        // SAFETY: guaranteed by the caller, and no released framework has more functions than the table.
        unsafe { own.copy_from(FUNCTION_TABLE.as_ptr(), info.function_count as usize) };
    }
}

/// Tells a driver with a minimum version how the framework compares with its target version. The
/// table of structure sizes stays empty: the host's structures are the same in every version from
/// its own on.
///
/// # Safety
/// The addresses in `info` are NULL or valid.
unsafe fn hand_out_comparison(info: &BindInfo2, minor: ULONG) {
    // SAFETY: guaranteed by the caller.
    unsafe { put(info.client_is_newer, u8::from(info.v1.minor > minor)) };
    // SAFETY: guaranteed by the caller.
    unsafe { put(info.function_count, info.v1.function_count) };
    // SAFETY: guaranteed by the caller.
    unsafe { put(info.structure_count, 0) };
}

/// Binds a driver to the framework; `PASSIVE_LEVEL`, once in the image's entry point.
pub(super) unsafe extern "efiapi" fn WdfVersionBind(
    driver_object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    info: *mut BindInfo,
    globals: *mut PWDF_DRIVER_GLOBALS,
) -> NTSTATUS {
    seam::call(
        "WdfVersionBind",
        0,
        |_| (),
        |machine| {
            let refuse = |why: &str| {
                machine.debug(&format!("WdfVersionBind: {why}"));
                STATUS_INVALID_PARAMETER
            };
            let missing = driver_object.is_null() || registry_path.is_null();
            if missing || info.is_null() || globals.is_null() {
                return refuse("an argument is NULL");
            }
            // SAFETY: the driver's structure, which is not NULL.
            let (info, info2) = match unsafe { read(info) } {
                Ok(read) => read,
                Err(why) => return refuse(&why),
            };
            if info.function_table.is_null() {
                return refuse("FuncTable is NULL");
            }
            let minimum = info2.map_or(std::ptr::null(), |info| info.minimum_minor);
            let request = BindRequest {
                // SAFETY: the driver's text, or NULL.
                component: unsafe { wide_text(info.component) },
                major: info.major,
                minor: info.minor,
                minimum: if minimum.is_null() {
                    info.minor
                } else {
                    // SAFETY: the driver's number.
                    unsafe { minimum.read() }
                },
                function_count: info.function_count,
            };
            let unload = DriverUnload as *const ();
            match machine.bind(running::driver(), &request, unload.expose_provenance()) {
                Ok(address) => {
                    // SAFETY: the driver's addresses.
                    unsafe { hand_out_table(&info) };
                    if let (Some(info), Some(minor)) = (info2, request.framework()) {
                        // SAFETY: the driver's addresses, or NULL.
                        unsafe { hand_out_comparison(&info, minor) };
                    }
                    // SAFETY: the driver's variable for the globals.
                    unsafe { put(globals, std::ptr::with_exposed_provenance_mut(address)) };
                    STATUS_SUCCESS
                }
                Err(status) => status,
            }
        },
    )
}

/// Ends a binding; `PASSIVE_LEVEL`, an image's last call.
pub(super) unsafe extern "efiapi" fn WdfVersionUnbind(
    registry_path: PCUNICODE_STRING,
    info: *mut BindInfo,
    globals: PWDF_DRIVER_GLOBALS,
) -> NTSTATUS {
    seam::call(
        "WdfVersionUnbind",
        0,
        |_| (),
        |machine| {
            if registry_path.is_null() || info.is_null() || globals.is_null() {
                machine.debug("WdfVersionUnbind: an argument is NULL");
                return STATUS_UNSUCCESSFUL;
            }
            machine.unbind(running::driver(), globals.addr())
        },
    )
}

/// The framework's `DriverObject->DriverUnload`; `PASSIVE_LEVEL`. The image puts its own unload
/// routine in its place, and calls this one from there.
unsafe extern "efiapi" fn DriverUnload(_: PDRIVER_OBJECT) {
    running::in_host(|| seam::machine("DriverUnload").unload_from_framework(running::driver()));
}
