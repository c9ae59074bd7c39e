//! Interfaces that drivers offer to each other, and query.
#![allow(clippy::wildcard_imports, non_snake_case, reason = "the DDIs' names")]

use std::mem::offset_of;
use std::sync::Arc;

use super::arguments::sized;
use crate::abi::*;
use crate::framework::object::Kind;
use crate::framework::query_interface::{Asker, Offered, Query};
use crate::handle::Handle;
use crate::machine::Inner;
use crate::running;
use crate::seam;

/// The references of an interface whose driver counts none.
unsafe extern "C" fn count_nothing(_: PVOID) {}

/// [`count_nothing`] for an image.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
unsafe extern "efiapi" fn count_nothing_of_image(_: PVOID) {}

/// The address of a routine for references that the running driver can call.
fn no_references() -> usize {
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    if running::in_image() {
        return count_nothing_of_image as *const () as usize;
    }
    count_nothing as *const () as usize
}

/// The checks of `WdfDeviceAddQueryInterface`, in the framework's order.
///
/// # Safety
/// The pointers of the configuration are the driver's.
unsafe fn offer(config: &WDF_QUERY_INTERFACE_CONFIG) -> Result<Offered, NTSTATUS> {
    let imports = config.ImportInterface != 0;
    let process = config.EvtDeviceProcessQueryInterfaceRequest;
    if config.SendQueryToParentStack != 0
        || (config.Interface.is_null() && !imports)
        || (imports && process.is_none())
    {
        return Err(STATUS_INVALID_PARAMETER);
    }
    // SAFETY: guaranteed by the caller; not NULL.
    let class = unsafe { config.InterfaceType.read() };
    // SAFETY: guaranteed by the caller; NULL only if the driver fills in the asker's structure.
    let Some(header) = (unsafe { config.Interface.as_ref() }) else {
        return Ok(Offered { class, bytes: Vec::new(), size: 0, version: 0, process });
    };
    let size = usize::from(header.Size);
    if size < size_of::<INTERFACE>() {
        return Err(STATUS_INVALID_PARAMETER);
    }
    let offered =
        |bytes| Offered { class, bytes, size: header.Size, version: header.Version, process };
    if imports {
        return Ok(offered(Vec::new()));
    }
    let mut bytes = vec![0; size];
    // SAFETY: the interface has the size that its header tells.
    unsafe { bytes.as_mut_ptr().copy_from_nonoverlapping(config.Interface.cast(), size) };
    for offset in
        [offset_of!(INTERFACE, InterfaceReference), offset_of!(INTERFACE, InterfaceDereference)]
    {
        if bytes[offset..][..8] == [0; 8] {
            bytes[offset..][..8].copy_from_slice(&no_references().to_le_bytes());
        }
    }
    Ok(offered(bytes))
}

/// Offers an interface to drivers that query for it; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfDeviceAddQueryInterface(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    config: PWDF_QUERY_INTERFACE_CONFIG,
) -> NTSTATUS {
    const CALL: &str = "WdfDeviceAddQueryInterface";
    let what = |machine: &Arc<Inner>| machine.name_of(device);
    seam::fallible(CALL, 0, what, |machine| {
        let Some(handle) = machine.check(CALL, device, Kind::Device) else {
            return STATUS_INVALID_HANDLE;
        };
        if !machine.required(CALL, &[("InterfaceConfig", config.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        if machine.with(|state| state.device(handle).is_none_or(|device| device.node.is_none())) {
            return STATUS_INVALID_DEVICE_REQUEST;
        }
        // SAFETY: the driver's configuration, which is not NULL.
        let config = match unsafe { sized(config) } {
            Ok(config) => config,
            Err(status) => return status,
        };
        if !machine.required(CALL, &[("InterfaceType", config.InterfaceType.is_null())]) {
            return STATUS_INVALID_PARAMETER;
        }
        // SAFETY: the driver's configuration.
        match unsafe { offer(&config) } {
            Ok(offered) => {
                machine.with(|state| {
                    if let Some(device) = state.device(handle) {
                        device.offered.push(offered);
                    }
                });
                STATUS_SUCCESS
            }
            Err(status) => status,
        }
    })
}

/// Queries for an interface of a size and a version.
///
/// # Safety
/// `interface` is NULL or leads to `size` bytes.
unsafe fn query(
    machine: &Arc<Inner>,
    call: &str,
    node: Option<usize>,
    (class, interface): (LPCGUID, PINTERFACE),
    (size, version, data): (USHORT, USHORT, PVOID),
) -> NTSTATUS {
    let needed = [("InterfaceType", class.is_null()), ("Interface", interface.is_null())];
    if !machine.required(call, &needed) {
        return STATUS_INVALID_PARAMETER;
    }
    let Some(node) = node else { return STATUS_NOT_SUPPORTED };
    // SAFETY: the driver's GUID, which is not NULL.
    let class = unsafe { class.read() };
    let (address, data) = (interface.expose_provenance(), data.expose_provenance());
    let query = Query { class, interface: address, size, version, data };
    let write = |bytes: &[u8]| {
        let count = bytes.len().min(query.size.into());
        // SAFETY: guaranteed by the caller.
        unsafe { interface.cast::<u8>().copy_from(bytes.as_ptr(), count) };
    };
    let reference = || {
        if usize::from(query.size) < size_of::<INTERFACE>() {
            return (0, 0);
        }
        // SAFETY: guaranteed by the caller; the structure is larger than its header.
        let header = unsafe { interface.read() };
        (
            header.InterfaceReference.map_or(0, |routine| routine as usize),
            header.Context.expose_provenance(),
        )
    };
    machine.query_interface(node, &query, &Asker { write: &write, reference: &reference })
}

/// Queries the drivers of a device's stack, and the bus; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfFdoQueryForInterface(
    _: PWDF_DRIVER_GLOBALS,
    device: WDFDEVICE,
    class: LPCGUID,
    interface: PINTERFACE,
    size: USHORT,
    version: USHORT,
    data: PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfFdoQueryForInterface";
    let what = |machine: &Arc<Inner>| machine.name_of(device);
    seam::fallible(CALL, 0, what, |machine| {
        let Some(handle) = machine.check(CALL, device, Kind::Device) else {
            return STATUS_INVALID_HANDLE;
        };
        let node = machine.with(|state| state.device(handle)?.node);
        // SAFETY: the driver's structure has the size that the driver tells.
        unsafe { query(machine, CALL, node, (class, interface), (size, version, data)) }
    })
}

/// Queries the drivers of the stack to which a target sends, and the bus; `PASSIVE_LEVEL`.
pub(super) unsafe extern "C" fn WdfIoTargetQueryForInterface(
    _: PWDF_DRIVER_GLOBALS,
    target: WDFIOTARGET,
    class: LPCGUID,
    interface: PINTERFACE,
    size: USHORT,
    version: USHORT,
    data: PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfIoTargetQueryForInterface";
    let what = |machine: &Arc<Inner>| machine.name_of(target);
    seam::fallible(CALL, 0, what, |machine| {
        let Some(handle) = machine.check(CALL, target, Kind::IoTarget) else {
            return STATUS_INVALID_HANDLE;
        };
        let node = machine.with(|state| state.node_of_target(handle));
        // SAFETY: the driver's structure has the size that the driver tells.
        unsafe { query(machine, CALL, node, (class, interface), (size, version, data)) }
    })
}

/// Asks an object for a private interface of the framework: it has none for drivers; any IRQL.
pub(super) unsafe extern "C" fn WdfObjectQuery(
    _: PWDF_DRIVER_GLOBALS,
    object: WDFOBJECT,
    _class: LPCGUID,
    _length: ULONG,
    _buffer: PVOID,
) -> NTSTATUS {
    const CALL: &str = "WdfObjectQuery";
    let what = |machine: &Arc<Inner>| machine.name_of(object);
    seam::call(CALL, u8::MAX, what, |machine| {
        let found: Option<Handle> = machine.check_any(CALL, object);
        let known = found.is_some();
        if known { STATUS_NOT_FOUND } else { STATUS_INVALID_HANDLE }
    })
}
