//! A device in a set of `SetupAPI`: what it is asked, and what is done to it.

use std::ptr;

use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    CM_Get_DevNode_Status, CR_NO_SUCH_DEVNODE, DI_FUNCTION, DI_NEEDREBOOT, DI_NEEDRESTART,
    DI_REMOVEDEVICE_GLOBAL, DIF_REMOVE, DN_HAS_PROBLEM, DN_STARTED, MAX_DEVICE_ID_LEN,
    SETUP_DI_REGISTRY_PROPERTY, SP_CLASSINSTALL_HEADER, SP_DEVINFO_DATA, SP_DEVINSTALL_PARAMS_W,
    SP_REMOVEDEVICE_PARAMS, SPDRP_HARDWAREID, SPDRP_SERVICE, SetupDiCallClassInstaller,
    SetupDiGetDeviceInstallParamsW, SetupDiGetDeviceInstanceIdW, SetupDiGetDevicePropertyW,
    SetupDiGetDeviceRegistryPropertyW, SetupDiSetClassInstallParamsW,
    SetupDiSetDeviceRegistryPropertyW,
};
use windows_sys::Win32::Devices::Properties::DEVPROPTYPE;
use windows_sys::Win32::Foundation::DEVPROPKEY;

use super::device_set::DeviceSet;
use super::{check, check_configuration, narrow, wide};
use crate::manage::Restart;
use crate::manage::failure::Failure;
use crate::manage::node::State;

/// A device in a set.
pub struct Device<'a> {
    set: &'a DeviceSet,
    data: SP_DEVINFO_DATA,
}

impl<'a> Device<'a> {
    /// The device of which a call on this set has filled in the data.
    pub fn new(set: &'a DeviceSet, data: SP_DEVINFO_DATA) -> Self {
        Self { set, data }
    }

    /// What the system calls the device.
    pub fn instance_id(&self) -> Result<String, Failure> {
        let mut id = [0; MAX_DEVICE_ID_LEN as usize];
        let mut needed = 0;
        // SAFETY: set and device are open, `id` has room for that many units, and all pointers are to
        // what lives until the call returns.
        let told = unsafe {
            SetupDiGetDeviceInstanceIdW(
                self.set.handle(),
                &raw const self.data,
                id.as_mut_ptr(),
                MAX_DEVICE_ID_LEN,
                &raw mut needed,
            )
        };
        check("SetupDiGetDeviceInstanceIdW", told)?;
        Ok(narrow(&id))
    }

    /// The device's hardware IDs; none if the system has none or does not say.
    pub fn hardware_ids(&self) -> Vec<String> {
        let mut ids = [0_u16; 1_024];
        // A longer list is another driver's.
        if self.registry_property(SPDRP_HARDWAREID, &mut ids).is_none() {
            return Vec::new();
        }
        ids.split(|unit| *unit == 0).take_while(|id| !id.is_empty()).map(narrow).collect()
    }

    /// The name of the service of the device's driver; `None` if no driver is installed on it.
    pub fn service(&self) -> Option<String> {
        // A service's name has at most 256 characters.
        let mut service = [0_u16; 257];
        self.registry_property(SPDRP_SERVICE, &mut service)?;
        Some(narrow(&service)).filter(|name| !name.is_empty())
    }

    /// A property that is text, in a buffer that is zero so far; `None` if the device does not have
    /// it, or the buffer is too small for it.
    fn registry_property(
        &self,
        property: SETUP_DI_REGISTRY_PROPERTY,
        text: &mut [u16],
    ) -> Option<()> {
        let (mut kind, mut needed) = (0, 0);
        // SAFETY: set and device are open. `text` is borrowed until this returns and has room for that
        // many bytes; `kind` and `needed` live until the call returns, which keeps no pointer.
        let told = unsafe {
            SetupDiGetDeviceRegistryPropertyW(
                self.set.handle(),
                &raw const self.data,
                property,
                &raw mut kind,
                text.as_mut_ptr().cast(),
                bytes_of(text),
                &raw mut needed,
            )
        };
        (told != 0).then_some(())
    }

    /// Gives the device one hardware ID.
    pub fn set_hardware_id(&mut self, hardware_id: &str) -> Result<(), Failure> {
        // A list of strings has a zero behind the last.
        let mut list = wide(hardware_id);
        list.push(0);
        // SAFETY: set and device are open, and the call reads that many bytes of `list`, which lives
        // until it returns.
        let set = unsafe {
            SetupDiSetDeviceRegistryPropertyW(
                self.set.handle(),
                &raw mut self.data,
                SPDRP_HARDWAREID,
                list.as_ptr().cast(),
                bytes_of(&list),
            )
        };
        check("SetupDiSetDeviceRegistryPropertyW", set)
    }

    /// A property that is a string; `None` if the device does not have it.
    pub fn text(&self, key: &DEVPROPKEY, kind: DEVPROPTYPE) -> Option<String> {
        let mut text = [0_u16; 512];
        self.property(key, kind, &mut text)?;
        Some(narrow(&text))
    }

    /// A property of 32 bits; `None` if the device does not have it.
    pub fn number(&self, key: &DEVPROPKEY, kind: DEVPROPTYPE) -> Option<u32> {
        let mut halves = [0_u16; 2];
        self.property(key, kind, &mut halves)?;
        Some(u32::from(halves[0]) | u32::from(halves[1]) << 16)
    }

    fn property(&self, key: &DEVPROPKEY, kind: DEVPROPTYPE, value: &mut [u16]) -> Option<()> {
        let (mut its_kind, mut needed) = (0, 0);
        // SAFETY: set and device are open, `value` has room for that many bytes, and all pointers are
        // to what lives until the call returns.
        let told = unsafe {
            SetupDiGetDevicePropertyW(
                self.set.handle(),
                &raw const self.data,
                ptr::from_ref(key),
                &raw mut its_kind,
                value.as_mut_ptr().cast(),
                bytes_of(value),
                &raw mut needed,
                0,
            )
        };
        (told != 0 && its_kind == kind).then_some(())
    }

    /// Whether the device works. The status behind a problem is not filled in.
    pub fn state(&self) -> Result<State, Failure> {
        let (mut flags, mut code) = (0, 0);
        // SAFETY: both pointers are to variables that live until the call returns; the device is given
        // by a number.
        let result =
            unsafe { CM_Get_DevNode_Status(&raw mut flags, &raw mut code, self.data.DevInst, 0) };
        if result == CR_NO_SUCH_DEVNODE {
            return Ok(State::Absent);
        }
        check_configuration("CM_Get_DevNode_Status", result)?;
        Ok(if flags & DN_HAS_PROBLEM != 0 {
            State::Problem { code, status: None }
        } else if flags & DN_STARTED != 0 {
            State::Started
        } else {
            State::NotStarted
        })
    }

    /// Has the class installer, or the system where the class has none, do something to the device.
    pub fn install(&mut self, call: &'static str, function: DI_FUNCTION) -> Result<(), Failure> {
        let data = &raw mut self.data;
        // SAFETY: set and device are open, and `data` lives, to be changed too, until the call returns.
        let done = unsafe { SetupDiCallClassInstaller(function, self.set.handle(), data) };
        check(call, done)
    }

    /// Removes the device from the system, in all hardware profiles.
    pub fn remove(&mut self) -> Result<Restart, Failure> {
        let parameters = SP_REMOVEDEVICE_PARAMS {
            ClassInstallHeader: SP_CLASSINSTALL_HEADER {
                cbSize: size_of_u32::<SP_CLASSINSTALL_HEADER>(),
                InstallFunction: DIF_REMOVE,
            },
            Scope: DI_REMOVEDEVICE_GLOBAL,
            HwProfile: 0,
        };
        // All profiles are what the system takes without parameters, too, which Wine refuses.
        // SAFETY: set and device are open. `parameters` begins with the header that the pointer is to
        // and has the size that is said; the call copies them.
        let _ = unsafe {
            SetupDiSetClassInstallParamsW(
                self.set.handle(),
                &raw const self.data,
                (&raw const parameters).cast(),
                size_of_u32::<SP_REMOVEDEVICE_PARAMS>(),
            )
        };
        self.install("SetupDiCallClassInstaller(DIF_REMOVE)", DIF_REMOVE)?;
        Ok(self.restart())
    }

    /// Whether the removal of the device takes effect after a restart only. It does not if the system
    /// does not know the device any more.
    fn restart(&self) -> Restart {
        let mut parameters = SP_DEVINSTALL_PARAMS_W {
            cbSize: size_of_u32::<SP_DEVINSTALL_PARAMS_W>(),
            ..Default::default()
        };
        // SAFETY: the set is open; `data` and `parameters`, which says its size, live until the call
        // returns.
        let told = unsafe {
            SetupDiGetDeviceInstallParamsW(
                self.set.handle(),
                &raw const self.data,
                &raw mut parameters,
            )
        };
        let wish = parameters.Flags & (DI_NEEDREBOOT | DI_NEEDRESTART) != 0;
        if told != 0 && wish { Restart::Needed } else { Restart::NotNeeded }
    }
}

/// The size of a structure as the API wants it.
pub fn size_of_u32<T>() -> u32 {
    u32::try_from(size_of::<T>()).expect("a structure of the API is small")
}

/// The size of a buffer as the API wants it.
fn bytes_of(units: &[u16]) -> u32 {
    u32::try_from(size_of_val(units)).expect("a buffer here is small")
}
