//! The devices of this Windows installation, through `SetupAPI`, the configuration manager and `newdev`.

use std::ptr;
use std::time::Duration;

use echo_interface::Variant;
use windows_sys::Win32::Devices::DeviceAndDriverInstallation::{
    CM_DISABLE_UI_NOT_OK, CM_Disable_DevNode, CM_Enable_DevNode, CR_NEED_RESTART, CR_REMOVE_VETOED,
    DIF_REGISTERDEVICE, INSTALLFLAG_NONINTERACTIVE, MAX_CLASS_NAME_LEN, SetupDiGetINFClassW,
    UpdateDriverForPlugAndPlayDevicesW,
};
use windows_sys::Win32::Devices::Properties::{
    DEVPKEY_Device_DriverInfPath, DEVPKEY_Device_DriverProvider, DEVPKEY_Device_DriverVersion,
    DEVPKEY_Device_ProblemStatus, DEVPROP_TYPE_NTSTATUS, DEVPROP_TYPE_STRING,
};
use windows_sys::Win32::Foundation::ERROR_NO_MORE_ITEMS;
use windows_sys::Win32::System::Registry::{KEY_QUERY_VALUE, KEY_SET_VALUE};
use windows_sys::core::GUID;

use super::device_set::DeviceSet;
use super::hardware_key::{DeviceNode, HardwareKey};
use super::set_member::Device;
use super::{check, check_configuration, power, token, wide};
use crate::manage::failure::{Code, Failure};
use crate::manage::node::{Node, State};
use crate::manage::package::Inf;
use crate::manage::{Change, PlugAndPlay, Restart};

/// Plug and Play of this Windows installation.
pub struct InstalledDevices;

impl PlugAndPlay for InstalledDevices {
    fn is_elevated(&self) -> Result<bool, Failure> {
        token::is_elevated()
    }

    fn nodes(&self) -> Result<Vec<Node>, Failure> {
        let set = DeviceSet::of_all()?;
        let mut nodes = Vec::new();
        for device in set.devices() {
            let device = device?;
            if let Some(variant) = variant_of(&device) {
                nodes.push(node(&device, variant)?);
            }
        }
        Ok(nodes)
    }

    fn create(&self, hardware_id: &str, inf: &Inf) -> Result<String, Failure> {
        let (class, name) = class_of(inf)?;
        let set = DeviceSet::empty(Some(&class))?;
        let mut device = set.create(&name, &class)?;
        device.set_hardware_id(hardware_id)?;
        let instance_id = device.instance_id()?;
        device.install("SetupDiCallClassInstaller(DIF_REGISTERDEVICE)", DIF_REGISTERDEVICE)?;
        Ok(instance_id)
    }

    fn install(&self, hardware_id: &str, inf: &Inf) -> Result<Restart, Failure> {
        let (hardware_id, inf) = (wide(hardware_id), wide(inf.path()));
        let mut restart = 0;
        // Without INSTALLFLAG_FORCE, devices that already have this driver stay as they are. With
        // INSTALLFLAG_NONINTERACTIVE, no window asks whether to trust a publisher: the call fails.
        // SAFETY: both strings end with a zero; they and `restart` outlive the call.
        let installed = unsafe {
            UpdateDriverForPlugAndPlayDevicesW(
                ptr::null_mut(),
                hardware_id.as_ptr(),
                inf.as_ptr(),
                INSTALLFLAG_NONINTERACTIVE,
                &raw mut restart,
            )
        };
        match check("UpdateDriverForPlugAndPlayDevicesW", installed) {
            // Windows itself has just installed an equal or better driver on the device.
            Err(Failure { code: Code::Win32(ERROR_NO_MORE_ITEMS), .. }) => Ok(Restart::NotNeeded),
            Err(failure) => Err(failure),
            Ok(()) if restart != 0 => Ok(Restart::Needed),
            Ok(()) => Ok(Restart::NotNeeded),
        }
    }

    fn remove(&self, instance_id: &str) -> Result<Restart, Failure> {
        DeviceSet::empty(None)?.open(instance_id)?.remove()
    }

    fn disable(&self, instance_id: &str) -> Result<Change, Failure> {
        let node = DeviceNode::locate(instance_id)?;
        // Polite, and not persistent: Windows asks the drivers first, and enables the device at its next
        // start.
        // SAFETY: the call takes numbers only.
        let result = unsafe { CM_Disable_DevNode(node.number(), CM_DISABLE_UI_NOT_OK) };
        if result == CR_REMOVE_VETOED || result == CR_NEED_RESTART {
            let refusal = Failure::of_configuration("CM_Disable_DevNode", result);
            return Ok(Change::Refused(refusal.to_string()));
        }
        check_configuration("CM_Disable_DevNode", result)?;
        Ok(Change::Done)
    }

    fn enable(&self, instance_id: &str) -> Result<(), Failure> {
        let node = DeviceNode::locate(instance_id)?;
        // SAFETY: the call takes numbers only.
        let result = unsafe { CM_Enable_DevNode(node.number(), 0) };
        check_configuration("CM_Enable_DevNode", result)
    }

    fn value(&self, instance_id: &str, name: &str) -> Result<Option<u32>, Failure> {
        HardwareKey::open(DeviceNode::locate(instance_id)?, KEY_QUERY_VALUE)?.number(name)
    }

    fn set_value(&self, instance_id: &str, name: &str, value: Option<u32>) -> Result<(), Failure> {
        let key = HardwareKey::open(DeviceNode::locate(instance_id)?, KEY_SET_VALUE)?;
        match value {
            Some(value) => key.set_number(name, value),
            None => key.delete(name),
        }
    }

    fn sleep(&self, time: Duration) -> Result<(), String> {
        power::sleep(time)
    }
}

/// The variant that belongs to a device's hardware IDs; `None` for a device of another driver.
fn variant_of(device: &Device<'_>) -> Option<Variant> {
    let ids = device.hardware_ids();
    let is_in =
        |variant: &Variant| ids.iter().any(|id| id.eq_ignore_ascii_case(variant.hardware_id()));
    Variant::ALL.into_iter().find(is_in)
}

fn node(device: &Device<'_>, variant: Variant) -> Result<Node, Failure> {
    let text = |key| device.text(key, DEVPROP_TYPE_STRING).filter(|text| !text.is_empty());
    let mut state = device.state()?;
    if let State::Problem { status, .. } = &mut state {
        let known = device.number(&DEVPKEY_Device_ProblemStatus, DEVPROP_TYPE_NTSTATUS);
        *status = known.filter(|known| *known != 0);
    }
    Ok(Node {
        instance_id: device.instance_id()?,
        variant,
        service: device.service(),
        version: text(&DEVPKEY_Device_DriverVersion),
        provider: text(&DEVPKEY_Device_DriverProvider),
        inf: text(&DEVPKEY_Device_DriverInfPath),
        state,
    })
}

/// The setup class in an INF: its GUID, and its name with a terminating zero.
fn class_of(inf: &Inf) -> Result<(GUID, Vec<u16>), Failure> {
    let inf = wide(inf.path());
    let mut class = GUID::from_u128(0);
    // One unit more than the call fills, for the terminating zero.
    let mut name = vec![0; MAX_CLASS_NAME_LEN as usize + 1];
    let mut needed = 0;
    // SAFETY: `inf` ends with a zero, `name` has room for that many units, and all pointers are to
    // variables that outlive the call.
    let found = unsafe {
        SetupDiGetINFClassW(
            inf.as_ptr(),
            &raw mut class,
            name.as_mut_ptr(),
            MAX_CLASS_NAME_LEN,
            &raw mut needed,
        )
    };
    check("SetupDiGetINFClassW", found)?;
    Ok((class, name))
}
