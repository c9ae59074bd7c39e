//! The echo devices present, from the configuration manager's list of device interfaces.

use std::ptr;

use echo_interface::{INTERFACE_CLASS, MODE_VALUE, Variant};
use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    CM_GET_DEVICE_INTERFACE_LIST_PRESENT, CM_Get_Device_Interface_List_SizeW,
    CM_Get_Device_Interface_ListW, CM_Get_Device_Interface_PropertyW, CONFIGRET, CR_BUFFER_SMALL,
    CR_SUCCESS, MAX_DEVICE_ID_LEN,
};
use windows_sys::Win32::Devices::Properties::{
    DEVPKEY_Device_InstanceId, DEVPROP_TYPE_STRING, DEVPROPTYPE,
};
use windows_sys::Win32::System::Registry::KEY_QUERY_VALUE;
use windows_sys::core::GUID;

use super::hardware_key::{DeviceNode, HardwareKey};
use super::{check_configuration as check, narrow, wide};
use crate::manage::failure::Failure;
use crate::platform::DeviceInfo;

/// The devices with an enabled interface, in the order of the configuration manager.
pub fn present() -> Result<Vec<DeviceInfo>, Failure> {
    let list = whole(length, fill)?;
    Ok(paths(&list)
        .map(|path| {
            let variant = variant(&path).map_or("unknown", Variant::name);
            DeviceInfo { path, variant }
        })
        .collect())
}

/// The list that `fill` fills, as long as `length` says. If a device arrives between the two calls,
/// the list is too short, and both are called again.
fn whole(
    length: impl Fn() -> Result<u32, Failure>,
    fill: impl Fn(&mut [u16]) -> CONFIGRET,
) -> Result<Vec<u16>, Failure> {
    loop {
        let mut list = vec![0; length()? as usize];
        let result = fill(&mut list);
        if result != CR_BUFFER_SMALL {
            return check("CM_Get_Device_Interface_ListW", result).map(|()| list);
        }
    }
}

/// The zero-terminated strings in a list.
fn paths(list: &[u16]) -> impl Iterator<Item = String> {
    list.split(|unit| *unit == 0).filter(|path| !path.is_empty()).map(narrow)
}

/// The length of the list of symbolic links, in units and with the final zero.
fn length() -> Result<u32, Failure> {
    let class = GUID::from_u128(INTERFACE_CLASS.to_u128());
    let mut length = 0;
    // SAFETY: both pointers are to variables that outlive the call; null means every device.
    let result = unsafe {
        CM_Get_Device_Interface_List_SizeW(
            &raw mut length,
            &raw const class,
            ptr::null(),
            CM_GET_DEVICE_INTERFACE_LIST_PRESENT,
        )
    };
    check("CM_Get_Device_Interface_List_SizeW", result).map(|()| length)
}

/// Fills the list of symbolic links.
fn fill(list: &mut [u16]) -> CONFIGRET {
    let class = GUID::from_u128(INTERFACE_CLASS.to_u128());
    let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
    // SAFETY: `list` has room for at least `length` units; `list` and `class` outlive the call; null
    // means every device.
    unsafe {
        CM_Get_Device_Interface_ListW(
            &raw const class,
            ptr::null(),
            list.as_mut_ptr(),
            length,
            CM_GET_DEVICE_INTERFACE_LIST_PRESENT,
        )
    }
}

/// The variant of the device behind an interface, from the value in the hardware key that the driver
/// reads, too. `None` if the value cannot be read.
fn variant(path: &str) -> Option<Variant> {
    let node = DeviceNode::locate(&instance_id(path)?).ok()?;
    let key = HardwareKey::open(node, KEY_QUERY_VALUE).ok()?;
    // As in the driver.
    Variant::of_mode(key.number(MODE_VALUE).ok()?.unwrap_or(0))
}

/// The instance ID of the device behind an interface.
pub fn instance_id(path: &str) -> Option<String> {
    let path = wide(path);
    let property = DEVPKEY_Device_InstanceId;
    let mut id = vec![0_u16; MAX_DEVICE_ID_LEN as usize + 1];
    let mut size = MAX_DEVICE_ID_LEN * 2;
    let mut kind: DEVPROPTYPE = 0;
    // SAFETY: `path` ends with a zero, `id` has room for `size` bytes, and all pointers are to variables
    // that outlive the call.
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
    (result == CR_SUCCESS && kind == DEVPROP_TYPE_STRING).then(|| narrow(&id))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use windows_sys::Win32::Devices::DeviceAndDriverInstallation::CR_FAILURE;

    use super::*;

    #[test]
    fn list_that_grows_between_the_calls_is_read_again() {
        let arrivals = Cell::new(3);
        let fill = |list: &mut [u16]| {
            if arrivals.get() > 0 {
                arrivals.set(arrivals.get() - 1);
                return CR_BUFFER_SMALL;
            }
            list[0] = 7;
            CR_SUCCESS
        };
        assert_eq!(whole(|| Ok(5 - arrivals.get()), fill), Ok(vec![7, 0, 0, 0, 0]));
    }

    #[test]
    fn list_that_fails_names_the_call() {
        let failed = |call: &'static str| Failure::of_configuration(call, CR_FAILURE);
        let of_length = failed("CM_Get_Device_Interface_List_SizeW");
        assert_eq!(whole(|| Err(of_length.clone()), |_| CR_SUCCESS), Err(of_length.clone()));
        let of_list = failed("CM_Get_Device_Interface_ListW");
        assert_eq!(whole(|| Ok(1), |_| CR_FAILURE), Err(of_list));
    }

    #[test]
    fn paths_of_a_list_are_all_of_its_strings() {
        let list: Vec<u16> = "one\0two\0\0".encode_utf16().collect();
        assert_eq!(paths(&list).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(paths(&[0]).count(), 0);
        assert_eq!(paths(&[]).count(), 0);
    }
}
