//! What the drivers have in common.

use wdk_sys::{
    NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PFN_WDF_DRIVER_DEVICE_ADD,
    PWDF_REQUEST_COMPLETION_PARAMS, PWDFDEVICE_INIT, ULONG, UNICODE_STRING, WDF_DRIVER_CONFIG,
    WDF_NO_HANDLE, WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES, WDFCMRESLIST, WDFDEVICE,
    WDFDRIVER, WDFKEY, WDFOBJECT, WDFREQUEST,
};

use crate::raw_driver::{attributes_under, size_of_c, wdf};

/// Prints what the driver has found.
macro_rules! say {
    ($($argument:tt)*) => {
        ::kmdf_host::kernel::debug_print(format_args!($($argument)*))
    };
}
pub(super) use say;

pub extern "C" fn evt_object(_: WDFOBJECT) {}

/// Makes the trace show the end of the object of these attributes.
pub fn traced(attributes: WDF_OBJECT_ATTRIBUTES) -> WDF_OBJECT_ATTRIBUTES {
    WDF_OBJECT_ATTRIBUTES {
        EvtCleanupCallback: Some(evt_object),
        EvtDestroyCallback: Some(evt_object),
        ..attributes
    }
}

/// [`traced`] attributes with a parent.
pub fn traced_under<T>(parent: *mut T) -> WDF_OBJECT_ATTRIBUTES {
    traced(attributes_under(parent))
}

pub fn checked(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

extern "C" fn evt_unload(_: WDFDRIVER) {}

/// `WdfDriverCreate` with an `EvtDriverUnload`.
pub fn create_driver(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
    device_add: PFN_WDF_DRIVER_DEVICE_ADD,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: device_add,
        EvtDriverUnload: Some(evt_unload),
        ..Default::default()
    };
    let (none, config) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut config);
    wdf!(WdfDriverCreate, object, registry_path, none, config, WDF_NO_HANDLE.cast())
}

/// The value `Mode` of the hardware key; 0 without it.
pub fn read_mode(init: PWDFDEVICE_INIT) -> ULONG {
    let mut key: WDFKEY = std::ptr::null_mut();
    let (device, read) = (wdk_sys::PLUGPLAY_REGKEY_DEVICE, wdk_sys::KEY_READ);
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    let status = wdf!(WdfFdoInitOpenRegistryKey, init, device, read, none, &raw mut key);
    let mut mode = 0;
    if NT_SUCCESS(status) {
        let mut units: Vec<u16> = "Mode".encode_utf16().collect();
        let name = counted(&mut units);
        let _ = wdf!(WdfRegistryQueryULong, key, &raw const name, &raw mut mode);
        wdf!(WdfRegistryClose, key);
    }
    mode
}

/// A counted string of units that stay in place.
pub fn counted(units: &mut [u16]) -> UNICODE_STRING {
    let length = u16::try_from(size_of_val(units)).unwrap_or(0);
    UNICODE_STRING { Length: length, MaximumLength: length, Buffer: units.as_mut_ptr() }
}

/// The status and the number of bytes of a completion.
pub fn result_of(parameters: PWDF_REQUEST_COMPLETION_PARAMS) -> (NTSTATUS, u64) {
    // SAFETY: the framework's parameters, during the call.
    let result = unsafe { (*parameters).IoStatus };
    // SAFETY: the framework sets the status.
    (unsafe { result.__bindgen_anon_1.Status }, result.Information)
}

pub fn complete(request: WDFREQUEST, status: NTSTATUS, information: u64) {
    wdf!(WdfRequestCompleteWithInformation, request, status, information);
}

pub extern "C" fn succeeds(_: WDFDEVICE) -> NTSTATUS {
    0
}

pub extern "C" fn does_nothing(_: WDFDEVICE) {}

pub extern "C" fn releases(_: WDFDEVICE, _: WDFCMRESLIST) -> NTSTATUS {
    0
}

pub extern "C" fn power_succeeds(_: WDFDEVICE, _: i32) -> NTSTATUS {
    0
}
