//! A device in a device information set of `SetupAPI`: its properties, and changes to it.

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
use super::{check, check_configuration, narrow, size_of_u32, wide};
use crate::manage::Restart;
use crate::manage::failure::Failure;
use crate::manage::node::State;

/// A device in a device information set.
pub struct Device<'a> {
    set: &'a DeviceSet,
    data: SP_DEVINFO_DATA,
}

impl<'a> Device<'a> {
    /// The device whose data a call on this set has filled in.
    pub fn new(set: &'a DeviceSet, data: SP_DEVINFO_DATA) -> Self {
        Self { set, data }
    }

    /// The device's instance ID.
    pub fn instance_id(&self) -> Result<String, Failure> {
        let mut id = [0; MAX_DEVICE_ID_LEN as usize];
        let mut needed = 0;
        // SAFETY: set and device are open, `id` has room for that many units, and all pointers are to
        // variables that outlive the call.
        let read = unsafe {
            SetupDiGetDeviceInstanceIdW(
                self.set.handle(),
                &raw const self.data,
                id.as_mut_ptr(),
                MAX_DEVICE_ID_LEN,
                &raw mut needed,
            )
        };
        check("SetupDiGetDeviceInstanceIdW", read)?;
        Ok(narrow(&id))
    }

    /// The device's hardware IDs; empty if they cannot be read.
    pub fn hardware_ids(&self) -> Vec<String> {
        let mut ids = [0_u16; 1_024];
        // A device of this driver has a shorter list.
        if self.registry_property(SPDRP_HARDWAREID, &mut ids).is_none() {
            return Vec::new();
        }
        ids.split(|unit| *unit == 0).take_while(|id| !id.is_empty()).map(narrow).collect()
    }

    /// The service of the device's driver; `None` if no driver is installed.
    pub fn service(&self) -> Option<String> {
        // The name of a service has at most 256 characters.
        let mut service = [0_u16; 257];
        self.registry_property(SPDRP_SERVICE, &mut service)?;
        Some(narrow(&service)).filter(|name| !name.is_empty())
    }

    /// Reads a text property into a zeroed buffer. `None` if the device does not have the property, or
    /// the buffer is too small.
    fn registry_property(
        &self,
        property: SETUP_DI_REGISTRY_PROPERTY,
        text: &mut [u16],
    ) -> Option<()> {
        let (mut kind, mut needed) = (0, 0);
        // SAFETY: set and device are open. `text` has room for that many bytes; `text`, `kind` and
        // `needed` outlive the call, which keeps no pointer.
        let read = unsafe {
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
        (read != 0).then_some(())
    }

    /// Sets the device's hardware IDs to this one.
    pub fn set_hardware_id(&mut self, hardware_id: &str) -> Result<(), Failure> {
        // A list of strings ends with a second zero.
        let mut list = wide(hardware_id);
        list.push(0);
        // SAFETY: set and device are open, and the call reads that many bytes of `list`, which outlives
        // the call.
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

    /// A string property; `None` if the device does not have it.
    pub fn text(&self, key: &DEVPROPKEY, kind: DEVPROPTYPE) -> Option<String> {
        let mut text = [0_u16; 512];
        self.property(key, kind, &mut text)?;
        Some(narrow(&text))
    }

    /// A 32-bit property; `None` if the device does not have it.
    pub fn number(&self, key: &DEVPROPKEY, kind: DEVPROPTYPE) -> Option<u32> {
        let mut halves = [0_u16; 2];
        self.property(key, kind, &mut halves)?;
        Some(u32::from(halves[0]) | u32::from(halves[1]) << 16)
    }

    fn property(&self, key: &DEVPROPKEY, kind: DEVPROPTYPE, value: &mut [u16]) -> Option<()> {
        let (mut found_kind, mut needed) = (0, 0);
        // SAFETY: set and device are open, `value` has room for that many bytes, and all pointers are to
        // variables that outlive the call.
        let read = unsafe {
            SetupDiGetDevicePropertyW(
                self.set.handle(),
                &raw const self.data,
                ptr::from_ref(key),
                &raw mut found_kind,
                value.as_mut_ptr().cast(),
                bytes_of(value),
                &raw mut needed,
                0,
            )
        };
        (read != 0 && found_kind == kind).then_some(())
    }

    /// The device's state, without the status behind a problem.
    pub fn state(&self) -> Result<State, Failure> {
        let (mut flags, mut code) = (0, 0);
        // SAFETY: both pointers are to variables that outlive the call; `DevInst` is a number.
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

    /// Calls the device's class installer, or the system's default where the class has none.
    pub fn install(&mut self, call: &'static str, function: DI_FUNCTION) -> Result<(), Failure> {
        let data = &raw mut self.data;
        // SAFETY: set and device are open, and `data` is exclusively borrowed and outlives the call.
        let done = unsafe { SetupDiCallClassInstaller(function, self.set.handle(), data) };
        check(call, done)
    }

    /// Removes the device from the system in all hardware profiles.
    pub fn remove(&mut self) -> Result<Restart, Failure> {
        let parameters = SP_REMOVEDEVICE_PARAMS {
            ClassInstallHeader: SP_CLASSINSTALL_HEADER {
                cbSize: size_of_u32::<SP_CLASSINSTALL_HEADER>(),
                InstallFunction: DIF_REMOVE,
            },
            Scope: DI_REMOVEDEVICE_GLOBAL,
            HwProfile: 0,
        };
        // The result is ignored: without parameters Windows removes the device from all profiles, too,
        // and Wine rejects the parameters.
        // SAFETY: set and device are open. `parameters` starts with the header that the pointer is to
        // and has the size passed; the call copies them.
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

    /// Whether the removal takes effect only after a restart. It takes effect at once if the system no
    /// longer knows the device.
    fn restart(&self) -> Restart {
        let mut parameters = SP_DEVINSTALL_PARAMS_W {
            cbSize: size_of_u32::<SP_DEVINSTALL_PARAMS_W>(),
            ..Default::default()
        };
        // SAFETY: the set is open; `data` and `parameters`, which has its size set, outlive the call.
        let read = unsafe {
            SetupDiGetDeviceInstallParamsW(
                self.set.handle(),
                &raw const self.data,
                &raw mut parameters,
            )
        };
        let needed = parameters.Flags & (DI_NEEDREBOOT | DI_NEEDRESTART) != 0;
        if read != 0 && needed { Restart::Needed } else { Restart::NotNeeded }
    }
}

/// The size of a buffer in bytes.
fn bytes_of(units: &[u16]) -> u32 {
    u32::try_from(size_of_val(units)).expect("a buffer here is small")
}
