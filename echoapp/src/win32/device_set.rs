//! Device information sets of `SetupAPI`.

use std::ptr;

use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    DICD_GENERATE_ID, DIGCF_ALLCLASSES, HDEVINFO, SP_DEVINFO_DATA, SetupDiCreateDeviceInfoList,
    SetupDiCreateDeviceInfoW, SetupDiDestroyDeviceInfoList, SetupDiEnumDeviceInfo,
    SetupDiGetClassDevsW, SetupDiOpenDeviceInfoW,
};
use windows_sys::Win32::Foundation::ERROR_NO_MORE_ITEMS;
use windows_sys::core::GUID;

use super::set_member::Device;
use super::{check, last_error, last_failure, size_of_u32, wide};
use crate::manage::failure::Failure;

/// `INVALID_HANDLE_VALUE` as the handle of a set.
const NO_SET: HDEVINFO = -1;

/// A device information set. Dropping it destroys the set, not the devices.
pub struct DeviceSet(HDEVINFO);

impl DeviceSet {
    /// All devices of the system, present or not.
    pub fn of_all() -> Result<Self, Failure> {
        // SAFETY: the call gets only flags; null means every class and enumerator.
        let set = unsafe {
            SetupDiGetClassDevsW(ptr::null(), ptr::null(), ptr::null_mut(), DIGCF_ALLCLASSES)
        };
        Self::unless_invalid("SetupDiGetClassDevsW", set)
    }

    /// An empty set for devices of one class, or of any.
    pub fn empty(class: Option<&GUID>) -> Result<Self, Failure> {
        let class = class.map_or(ptr::null(), ptr::from_ref);
        // SAFETY: `class` is null or a reference that outlives the call.
        let set = unsafe { SetupDiCreateDeviceInfoList(class, ptr::null_mut()) };
        Self::unless_invalid("SetupDiCreateDeviceInfoList", set)
    }

    /// The handle of the set, valid as long as `self`.
    pub fn handle(&self) -> HDEVINFO {
        self.0
    }

    fn unless_invalid(call: &'static str, set: HDEVINFO) -> Result<Self, Failure> {
        if set == NO_SET { Err(last_failure(call)) } else { Ok(Self(set)) }
    }

    /// The devices in the set.
    pub fn devices(&self) -> impl Iterator<Item = Result<Device<'_>, Failure>> {
        (0..).map_while(|index| {
            let mut data = no_device();
            // SAFETY: the set is open, and `data` has its size set and outlives the call.
            let succeeded = unsafe { SetupDiEnumDeviceInfo(self.0, index, &raw mut data) };
            let call = "SetupDiEnumDeviceInfo";
            match succeeded {
                0 if last_error() == ERROR_NO_MORE_ITEMS => None,
                0 => Some(Err(last_failure(call))),
                _ => Some(Ok(Device::new(self, data))),
            }
        })
    }

    /// Adds the device with this instance ID to the set.
    pub fn open(&self, instance_id: &str) -> Result<Device<'_>, Failure> {
        let instance_id = wide(instance_id);
        let mut data = no_device();
        // SAFETY: the set is open; `instance_id` ends with a zero; `instance_id` and `data`, which has
        // its size set, outlive the call.
        let opened = unsafe {
            SetupDiOpenDeviceInfoW(self.0, instance_id.as_ptr(), ptr::null_mut(), 0, &raw mut data)
        };
        check("SetupDiOpenDeviceInfoW", opened)?;
        Ok(Device::new(self, data))
    }

    /// Creates a root-enumerated device with a new instance ID that starts with `name`. A device that
    /// is not registered disappears with the set.
    pub fn create(&self, name: &[u16], class: &GUID) -> Result<Device<'_>, Failure> {
        assert!(name.ends_with(&[0]), "SetupAPI reads the name up to a zero");
        let mut data = no_device();
        // SAFETY: the set is open; `name` ends with a zero; `name`, `class` and `data`, which has its size
        // set, outlive the call.
        let created = unsafe {
            SetupDiCreateDeviceInfoW(
                self.0,
                name.as_ptr(),
                ptr::from_ref(class),
                ptr::null(),
                ptr::null_mut(),
                DICD_GENERATE_ID,
                &raw mut data,
            )
        };
        check("SetupDiCreateDeviceInfoW", created)?;
        Ok(Device::new(self, data))
    }
}

impl Drop for DeviceSet {
    fn drop(&mut self) {
        // SAFETY: the set is open, nobody else owns it, and no `Device` outlives it.
        unsafe { SetupDiDestroyDeviceInfoList(self.0) };
    }
}

fn no_device() -> SP_DEVINFO_DATA {
    SP_DEVINFO_DATA { cbSize: size_of_u32::<SP_DEVINFO_DATA>(), ..Default::default() }
}
