//! WDFFILEOBJECT.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use super::arguments::on_object;
use crate::abi::*;
use crate::framework::file_object::FILE_NAME;
use crate::framework::object::Kind;
use crate::handle::Handle;
use crate::seam;
use crate::upcall::raw;

/// The device of a file object; any IRQL.
pub(super) unsafe extern "C" fn WdfFileObjectGetDevice(
    _: PWDF_DRIVER_GLOBALS,
    file: WDFFILEOBJECT,
) -> WDFDEVICE {
    const CALL: &str = "WdfFileObjectGetDevice";
    let device = on_object(CALL, u8::MAX, file, Kind::File, |machine, handle| {
        machine.with(|state| Some(state.file_object(handle)?.device))
    })
    .flatten();
    raw(device.unwrap_or(Handle::NULL))
}

/// The name of the file on its device, with a backslash before it; empty for the device itself. Valid
/// as long as the file object; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfFileObjectGetFileName(
    _: PWDF_DRIVER_GLOBALS,
    file: WDFFILEOBJECT,
) -> PUNICODE_STRING {
    let name = wdm("WdfFileObjectGetFileName", 0, file).map(|address| address + FILE_NAME);
    std::ptr::with_exposed_provenance_mut(name.unwrap_or(0))
}

/// The `Flags` of the `FILE_OBJECT`: none, because every file is opened overlapped; any IRQL.
pub(super) unsafe extern "C" fn WdfFileObjectGetFlags(
    _: PWDF_DRIVER_GLOBALS,
    file: WDFFILEOBJECT,
) -> ULONG {
    on_object("WdfFileObjectGetFlags", u8::MAX, file, Kind::File, |_, _| 0_u32).unwrap_or(0)
}

/// The `FILE_OBJECT` of a file object; any IRQL.
pub(super) unsafe extern "C" fn WdfFileObjectWdmGetFileObject(
    _: PWDF_DRIVER_GLOBALS,
    file: WDFFILEOBJECT,
) -> PFILE_OBJECT {
    let object = wdm("WdfFileObjectWdmGetFileObject", u8::MAX, file);
    std::ptr::with_exposed_provenance_mut(object.unwrap_or(0))
}

/// The address of the `FILE_OBJECT` of a file object, for a call.
fn wdm(call: &'static str, limit: u8, file: WDFFILEOBJECT) -> Option<usize> {
    on_object(call, limit, file, Kind::File, |machine, handle| {
        machine.with(|state| state.wdm_file_object(handle))
    })
    .flatten()
}

/// The ID of the process that opened a file; any IRQL.
pub(super) unsafe extern "C" fn WdfFileObjectGetInitiatorProcessId(
    _: PWDF_DRIVER_GLOBALS,
    file: WDFFILEOBJECT,
) -> ULONG {
    const CALL: &str = "WdfFileObjectGetInitiatorProcessId";
    on_object(CALL, u8::MAX, file, Kind::File, |machine, handle| {
        machine.with(|state| state.file_object(handle).map(|file| process_id(file.process)))
    })
    .flatten()
    .unwrap_or(0)
}

/// The ID of a simulated process, by its number: a multiple of 4 behind the ID of the system.
pub(super) const fn process_id(number: u32) -> u32 {
    number * 4 + 4
}

/// The file object of a device with this `FILE_OBJECT`; NULL if there is none; any IRQL.
pub(super) unsafe extern "C" fn WdfDeviceGetFileObject(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    object: PFILE_OBJECT,
) -> WDFFILEOBJECT {
    const CALL: &str = "WdfDeviceGetFileObject";
    let file = seam::call(
        CALL,
        u8::MAX,
        |m| m.name_of(device),
        |machine| {
            let device = machine.check(CALL, device, Kind::Device)?;
            machine.with(|state| state.file_object_at(device, object.addr()))
        },
    );
    raw(file.unwrap_or(Handle::NULL))
}
