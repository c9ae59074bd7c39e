//! Which echo devices are present, by the configuration manager's list of device interfaces.

use std::ptr;

use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    CM_GET_DEVICE_INTERFACE_LIST_PRESENT, CM_Get_Device_Interface_List_SizeW,
    CM_Get_Device_Interface_ListW, CM_Get_Device_Interface_PropertyW, CM_LOCATE_DEVNODE_NORMAL,
    CM_Locate_DevNodeW, CM_Open_DevNode_Key, CM_REGISTRY_HARDWARE, CONFIGRET, CR_BUFFER_SMALL,
    CR_SUCCESS, MAX_DEVICE_ID_LEN, RegDisposition_OpenExisting,
};
use windows_sys::Win32::Devices::Properties::{
    DEVPKEY_Device_InstanceId, DEVPROP_TYPE_STRING, DEVPROPTYPE,
};
use windows_sys::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::System::Registry::{
    HKEY, KEY_QUERY_VALUE, RRF_RT_REG_DWORD, RegCloseKey, RegGetValueW,
};
use windows_sys::core::GUID;

use super::wide;
use crate::error::Error;
use crate::platform::DeviceInfo;

/// The class of the interface that the driver gives its devices:
/// `{CDC35B6E-0BE4-4936-BF5F-5537380A7C1A}`.
const INTERFACE_CLASS: GUID = GUID::from_u128(0xCDC35B6E_0BE4_4936_BF5F_5537380A7C1A);

/// The devices whose interface is enabled, in the configuration manager's order.
pub fn present() -> Result<Vec<DeviceInfo>, Error> {
    let list = interface_list().map_err(|code| {
        Error::System(format!("cannot list the echo devices: CONFIGRET 0x{code:02X}"))
    })?;
    let paths = list.split(|unit| *unit == 0).filter(|path| !path.is_empty());
    Ok(paths
        .map(|path| {
            let path = String::from_utf16_lossy(path);
            let variant = variant(&path).unwrap_or("unknown");
            DeviceInfo { path, variant }
        })
        .collect())
}

/// The symbolic links, each with a terminating zero, and a zero behind the last.
fn interface_list() -> Result<Vec<u16>, CONFIGRET> {
    let class = INTERFACE_CLASS;
    loop {
        let mut length = 0;
        // SAFETY: both pointers are to live variables of this function.
        check(unsafe {
            CM_Get_Device_Interface_List_SizeW(
                &raw mut length,
                &raw const class,
                ptr::null(),
                CM_GET_DEVICE_INTERFACE_LIST_PRESENT,
            )
        })?;
        let mut list = vec![0; length as usize];
        // SAFETY: `list` has room for `length` units, and `class` is a live variable.
        let result = unsafe {
            CM_Get_Device_Interface_ListW(
                &raw const class,
                ptr::null(),
                list.as_mut_ptr(),
                length,
                CM_GET_DEVICE_INTERFACE_LIST_PRESENT,
            )
        };
        // A device that arrived between the two calls makes the list longer than was said.
        if result != CR_BUFFER_SMALL {
            return check(result).map(|()| list);
        }
    }
}

/// The variant of the device behind an interface, by the same value of its hardware key from which
/// the driver takes it. `None` where it cannot be read.
fn variant(path: &str) -> Option<&'static str> {
    let key = HardwareKey::open(&instance_id(path)?)?;
    match key.synchronization_mode()? {
        0 => Some("AutoSync"),
        1 => Some("DriverSync"),
        _ => None,
    }
}

/// The instance ID of the device behind an interface, with a terminating zero.
fn instance_id(path: &str) -> Option<Vec<u16>> {
    let path = wide(path);
    let property = DEVPKEY_Device_InstanceId;
    let mut id = vec![0_u16; MAX_DEVICE_ID_LEN as usize + 1];
    let mut size = MAX_DEVICE_ID_LEN * 2;
    let mut kind: DEVPROPTYPE = 0;
    // SAFETY: `path` ends with a zero, `id` has room for `size` bytes, the rest are live variables.
    let result = unsafe {
        CM_Get_Device_Interface_PropertyW(
            path.as_ptr(),
            &raw const property,
            &raw mut kind,
            id.as_mut_ptr().cast(),
            &raw mut size,
            0,
        )
    };
    (result == CR_SUCCESS && kind == DEVPROP_TYPE_STRING).then_some(id)
}

/// An open hardware key of a device.
struct HardwareKey(HKEY);

impl HardwareKey {
    /// Opens the key of the device with this instance ID, which ends with a zero.
    fn open(instance_id: &[u16]) -> Option<Self> {
        let mut node = 0;
        // SAFETY: the ID ends with a zero, and `node` is a live variable.
        check(unsafe {
            CM_Locate_DevNodeW(&raw mut node, instance_id.as_ptr(), CM_LOCATE_DEVNODE_NORMAL)
        })
        .ok()?;
        let mut key = ptr::null_mut();
        // SAFETY: `node` was just found, and `key` is a live variable.
        check(unsafe {
            CM_Open_DevNode_Key(
                node,
                KEY_QUERY_VALUE,
                0,
                RegDisposition_OpenExisting,
                &raw mut key,
                CM_REGISTRY_HARDWARE,
            )
        })
        .ok()?;
        Some(Self(key))
    }

    /// The value `SynchronizationMode`; 0 where it is absent, as for the driver.
    fn synchronization_mode(&self) -> Option<u32> {
        let name = wide("SynchronizationMode");
        let mut mode = 0_u32;
        let mut size = 4;
        // SAFETY: the key is open, `name` ends with a zero, and `mode` has room for `size` bytes.
        let result = unsafe {
            RegGetValueW(
                self.0,
                ptr::null(),
                name.as_ptr(),
                RRF_RT_REG_DWORD,
                ptr::null_mut(),
                (&raw mut mode).cast(),
                &raw mut size,
            )
        };
        match result {
            ERROR_SUCCESS => Some(mode),
            ERROR_FILE_NOT_FOUND => Some(0),
            _ => None,
        }
    }
}

impl Drop for HardwareKey {
    fn drop(&mut self) {
        // SAFETY: the key is open and nobody else has it.
        unsafe { RegCloseKey(self.0) };
    }
}

fn check(result: CONFIGRET) -> Result<(), CONFIGRET> {
    if result == CR_SUCCESS { Ok(()) } else { Err(result) }
}
