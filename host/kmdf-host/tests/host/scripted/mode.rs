//! The value `Mode` by which a script chooses how a driver sets its device up.

use std::ptr::null_mut;

use wdk_sys::{
    KEY_READ, NT_SUCCESS, PLUGPLAY_REGKEY_DEVICE, PWDFDEVICE_INIT, ULONG, UNICODE_STRING,
    WDF_NO_OBJECT_ATTRIBUTES, WDFKEY,
};

use crate::raw_driver::wdf;

/// The value `Mode` of the device's hardware key; 0 without one.
pub fn mode_of(init: PWDFDEVICE_INIT) -> ULONG {
    let (mut key, mut mode): (WDFKEY, ULONG) = (null_mut(), 0);
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    let kind = PLUGPLAY_REGKEY_DEVICE;
    let opened = wdf!(WdfFdoInitOpenRegistryKey, init, kind, KEY_READ, none, &raw mut key);
    if NT_SUCCESS(opened) {
        let mut text: Vec<u16> = "Mode".encode_utf16().collect();
        let name = UNICODE_STRING { Length: 8, MaximumLength: 8, Buffer: text.as_mut_ptr() };
        let _ = wdf!(WdfRegistryQueryULong, key, &raw const name, &raw mut mode);
        wdf!(WdfRegistryClose, key);
    }
    mode
}
