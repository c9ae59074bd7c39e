//! Device nodes of the configuration manager, and their hardware keys.

use std::ptr;

use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    CM_LOCATE_DEVNODE_NORMAL, CM_Locate_DevNodeW, CM_Open_DevNode_Key, CM_REGISTRY_HARDWARE,
    RegDisposition_OpenExisting,
};
use windows_sys::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS};
use windows_sys::Win32::System::Registry::{
    HKEY, REG_DWORD, REG_SAM_FLAGS, RRF_RT_REG_DWORD, RegCloseKey, RegDeleteValueW, RegGetValueW,
    RegSetValueExW,
};

use super::{check_configuration, failure, wide};
use crate::manage::failure::Failure;

/// A device that is present.
#[derive(Clone, Copy)]
pub struct DeviceNode(u32);

impl DeviceNode {
    /// The device with this instance ID.
    pub fn locate(instance_id: &str) -> Result<Self, Failure> {
        let instance_id = wide(instance_id);
        let mut node = 0;
        // SAFETY: `instance_id` ends with a zero; `instance_id` and `node` outlive the call.
        let result = unsafe {
            CM_Locate_DevNodeW(&raw mut node, instance_id.as_ptr(), CM_LOCATE_DEVNODE_NORMAL)
        };
        check_configuration("CM_Locate_DevNodeW", result)?;
        Ok(Self(node))
    }

    /// The configuration manager's number of the device.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// The open hardware key of a device.
pub struct HardwareKey(HKEY);

impl HardwareKey {
    /// Opens the hardware key of a device with these rights.
    pub fn open(node: DeviceNode, rights: REG_SAM_FLAGS) -> Result<Self, Failure> {
        let mut key = ptr::null_mut();
        // SAFETY: `key` outlives the call; the other arguments are numbers.
        let result = unsafe {
            CM_Open_DevNode_Key(
                node.number(),
                rights,
                0,
                RegDisposition_OpenExisting,
                &raw mut key,
                CM_REGISTRY_HARDWARE,
            )
        };
        check_configuration("CM_Open_DevNode_Key", result)?;
        Ok(Self(key))
    }

    /// A `REG_DWORD`; `None` if there is no value of this name.
    pub fn number(&self, name: &str) -> Result<Option<u32>, Failure> {
        let name = wide(name);
        let mut number = 0_u32;
        let mut size = 4;
        // SAFETY: the key is open, `name` ends with a zero, `number` has room for `size` bytes, and all
        // three outlive the call.
        let result = unsafe {
            RegGetValueW(
                self.0,
                ptr::null(),
                name.as_ptr(),
                RRF_RT_REG_DWORD,
                ptr::null_mut(),
                (&raw mut number).cast(),
                &raw mut size,
            )
        };
        match result {
            ERROR_SUCCESS => Ok(Some(number)),
            ERROR_FILE_NOT_FOUND => Ok(None),
            error => Err(failure("RegGetValueW", error)),
        }
    }

    /// Sets a `REG_DWORD`.
    pub fn set_number(&self, name: &str, number: u32) -> Result<(), Failure> {
        let name = wide(name);
        let bytes = number.to_le_bytes();
        // SAFETY: the key is open, `name` ends with a zero, and the call reads the four bytes of `bytes`;
        // both outlive the call.
        let result =
            unsafe { RegSetValueExW(self.0, name.as_ptr(), 0, REG_DWORD, bytes.as_ptr(), 4) };
        check_registry("RegSetValueExW", result)
    }

    /// Deletes a value. Does nothing if there is no value of this name.
    pub fn delete(&self, name: &str) -> Result<(), Failure> {
        let name = wide(name);
        // SAFETY: the key is open, and `name` ends with a zero and outlives the call.
        let result = unsafe { RegDeleteValueW(self.0, name.as_ptr()) };
        if result == ERROR_FILE_NOT_FOUND {
            return Ok(());
        }
        check_registry("RegDeleteValueW", result)
    }
}

impl Drop for HardwareKey {
    fn drop(&mut self) {
        // SAFETY: the key is open, and nobody else owns it.
        unsafe { RegCloseKey(self.0) };
    }
}

/// The result of a call to the registry.
fn check_registry(call: &'static str, result: u32) -> Result<(), Failure> {
    if result == ERROR_SUCCESS { Ok(()) } else { Err(failure(call, result)) }
}
