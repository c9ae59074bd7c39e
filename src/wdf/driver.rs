//! The driver object.

use core::{marker::PhantomData, ptr};

use wdk_sys::{
    NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, ULONG, WDF_DRIVER_CONFIG,
    WDF_DRIVER_VERSION_AVAILABLE_PARAMS, WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES,
    WDFDRIVER, WDFSTRING,
};

use super::{
    DeviceInit, NtResult, NtStatus, context, size_of_structure, string::FrameworkString, wdf_call,
};

/// The two arguments that the system passes to `DriverEntry`.
pub struct LoadedImage<'a> {
    pub(super) driver_object: PDRIVER_OBJECT,
    pub(super) registry_path: PCUNICODE_STRING,
    driver_entry: PhantomData<&'a ()>,
}

impl LoadedImage<'_> {
    /// # Safety
    /// The system has passed both arguments to `DriverEntry`, which returns after the lifetime ends,
    /// and this function is called once.
    pub const unsafe fn new(
        driver_object: PDRIVER_OBJECT,
        registry_path: PCUNICODE_STRING,
    ) -> Self {
        Self { driver_object, registry_path, driver_entry: PhantomData }
    }
}

/// The callbacks of a driver.
pub trait DriverCallbacks {
    /// `EvtDriverDeviceAdd`: the system has found a device. `PASSIVE_LEVEL`.
    fn device_add(init: DeviceInit<'_>) -> NtResult;
}

/// The driver object. The framework deletes it when the image is unloaded: code of the image can
/// always use it.
pub struct Driver(pub(super) WDFDRIVER);

impl Driver {
    /// Creates the driver object. `PASSIVE_LEVEL`, in `DriverEntry`.
    ///
    /// # Errors
    /// The status of `WdfDriverCreate`.
    pub fn create<C: DriverCallbacks>(image: LoadedImage<'_>) -> NtResult<Self> {
        let config = WDF_DRIVER_CONFIG {
            Size: size_of_structure::<WDF_DRIVER_CONFIG>(),
            EvtDriverDeviceAdd: Some(evt_driver_device_add::<C>),
            ..Default::default()
        };
        Self::create_with(image, config)
    }

    /// Creates the driver object of a configuration.
    pub(super) fn create_with(
        LoadedImage { driver_object, registry_path, .. }: LoadedImage<'_>,
        mut config: WDF_DRIVER_CONFIG,
    ) -> NtResult<Self> {
        let mut driver: WDFDRIVER = ptr::null_mut();
        // SAFETY: the system's two arguments are valid in `DriverEntry`, the pointers for the call.
        let status = unsafe {
            wdf_call!(
                WdfDriverCreate,
                driver_object,
                registry_path,
                WDF_NO_OBJECT_ATTRIBUTES,
                &raw mut config,
                &raw mut driver
            )
        };
        NtStatus::check(status)?;
        Ok(Self(driver))
    }

    /// The framework's version as text. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// The status of `WdfStringCreate` or `WdfDriverRetrieveVersionString`.
    pub fn version_string(&self) -> NtResult<FrameworkString> {
        let mut attributes =
            WDF_OBJECT_ATTRIBUTES { ParentObject: self.0.cast(), ..context::attributes() };
        let mut handle: WDFSTRING = ptr::null_mut();
        // SAFETY: the parent is live, both pointers are valid for the call, and null means no text.
        let status = unsafe {
            wdf_call!(WdfStringCreate, ptr::null(), &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        // SAFETY: the framework has just created the string.
        let string = unsafe { FrameworkString::new(handle) };
        // SAFETY: the driver and the string are live.
        let status = unsafe { wdf_call!(WdfDriverRetrieveVersionString, self.0, handle) };
        NtStatus::check(status)?;
        Ok(string)
    }

    /// Whether the running framework has at least this version. `PASSIVE_LEVEL`.
    pub fn is_version_available(&self, major: ULONG, minor: ULONG) -> bool {
        let mut parameters = WDF_DRIVER_VERSION_AVAILABLE_PARAMS {
            Size: size_of_structure::<WDF_DRIVER_VERSION_AVAILABLE_PARAMS>(),
            MajorVersion: major,
            MinorVersion: minor,
        };
        // SAFETY: the driver is live, and the pointer is valid for the call.
        let available =
            unsafe { wdf_call!(WdfDriverIsVersionAvailable, self.0, &raw mut parameters) };
        available != 0
    }
}

/// `EvtDriverDeviceAdd`
unsafe extern "C" fn evt_driver_device_add<C: DriverCallbacks>(
    _driver: WDFDRIVER,
    init: PWDFDEVICE_INIT,
) -> NTSTATUS {
    // SAFETY: the framework passes `init` to this callback, for the duration of the call.
    let init = unsafe { DeviceInit::new(init) };
    NtStatus::from(C::device_add(init)).into()
}
