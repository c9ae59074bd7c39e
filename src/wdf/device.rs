//! A device object.

use core::{marker::PhantomData, ptr};

use wdk_sys::{
    GUID, KEY_READ, NTSTATUS, PLUGPLAY_REGKEY_DEVICE, PWDFDEVICE_INIT, WDF_NO_OBJECT_ATTRIBUTES,
    WDF_PNPPOWER_EVENT_CALLBACKS, WDFDEVICE, WDFDEVICE_INIT, WDFKEY,
};

use super::{Context, NtResult, NtStatus, RegistryKey, context, size_of_structure, wdf_call};

/// The framework's preparations for a device (`WDFDEVICE_INIT`).
///
/// `WdfDeviceCreate` frees the structure and writes null through the pointer to the pointer. This
/// type therefore wraps the pointer, no reference to the structure exists, and [`Device::create`]
/// consumes the value.
pub struct DeviceInit<'a> {
    pub(super) init: PWDFDEVICE_INIT,
    device_add: PhantomData<&'a mut WDFDEVICE_INIT>,
}

impl DeviceInit<'_> {
    /// # Safety
    /// The framework has passed `init` to `EvtDriverDeviceAdd`, which returns after the lifetime ends.
    pub(super) const unsafe fn new(init: PWDFDEVICE_INIT) -> Self {
        Self { init, device_add: PhantomData }
    }

    /// Opens the device's hardware key for reading. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// The status of `WdfFdoInitOpenRegistryKey`.
    pub fn open_hardware_key(&self) -> NtResult<RegistryKey> {
        let mut key: WDFKEY = ptr::null_mut();
        // SAFETY: `init` is valid until the device is created, and the pointer for the call.
        let status = unsafe {
            wdf_call!(
                WdfFdoInitOpenRegistryKey,
                self.init,
                PLUGPLAY_REGKEY_DEVICE,
                KEY_READ,
                WDF_NO_OBJECT_ATTRIBUTES,
                &raw mut key
            )
        };
        NtStatus::check(status)?;
        // SAFETY: the framework has just opened the key.
        Ok(unsafe { RegistryKey::new(key) })
    }

    /// Makes the driver a filter: the framework passes on the requests that the driver has no handler
    /// for. `PASSIVE_LEVEL`.
    #[must_use]
    pub fn filter(self) -> Self {
        // SAFETY: `init` is valid until the device is created.
        unsafe { wdf_call!(WdfFdoInitSetFilter, self.init) };
        self
    }
}

/// Device objects, as a kind of object that has a context.
pub enum DeviceObject {}

/// The self-managed I/O of a device: work that the driver starts and stops with the device's power.
/// The framework calls one callback at a time, at `PASSIVE_LEVEL`. A callback that is left out does
/// nothing.
pub trait SelfManagedIo: Context<Object = DeviceObject> + Sync {
    /// `EvtDeviceSelfManagedIoInit` and `EvtDeviceSelfManagedIoRestart`: the device has entered its
    /// working state.
    fn start(&self) -> NtResult {
        Ok(())
    }
    /// `EvtDeviceSelfManagedIoSuspend`: the device is about to leave its working state.
    fn suspend(&self) -> NtResult {
        Ok(())
    }
}

/// A device object, for the duration of the call that passed it.
pub struct Device<'a> {
    pub(super) handle: WDFDEVICE,
    pub(super) call: PhantomData<&'a ()>,
}

impl Device<'_> {
    /// Creates a device object with a context. `PASSIVE_LEVEL`, in `EvtDriverDeviceAdd`.
    ///
    /// `make_context` gets the new device, to be the parent of the objects in the context. If
    /// `make_context` fails, `EvtDriverDeviceAdd` must fail, too: the framework then deletes the
    /// device.
    ///
    /// # Errors
    /// The status of `WdfDeviceCreate` or of `make_context`.
    pub fn create<T: SelfManagedIo>(
        DeviceInit { mut init, .. }: DeviceInit<'_>,
        make_context: impl FnOnce(&Device<'_>) -> NtResult<T>,
    ) -> NtResult {
        let mut callbacks = WDF_PNPPOWER_EVENT_CALLBACKS {
            Size: size_of_structure::<WDF_PNPPOWER_EVENT_CALLBACKS>(),
            EvtDeviceSelfManagedIoInit: Some(evt_device_self_managed_io_start::<T>),
            EvtDeviceSelfManagedIoRestart: Some(evt_device_self_managed_io_start::<T>),
            EvtDeviceSelfManagedIoSuspend: Some(evt_device_self_managed_io_suspend::<T>),
            ..Default::default()
        };
        // SAFETY: `init` is valid and unused, and the framework copies the callbacks.
        unsafe {
            wdf_call!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
        }
        let mut attributes = context::attributes_with::<T>();
        let mut handle: WDFDEVICE = ptr::null_mut();
        // SAFETY: `init` is valid and unused, and the three pointers are valid for the call.
        let status = unsafe {
            wdf_call!(WdfDeviceCreate, &raw mut init, &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        let value = make_context(&Device { handle, call: PhantomData })?;
        // SAFETY: the device is live and has this context, which is filled only here.
        unsafe { context::fill(handle.cast(), value) };
        Ok(())
    }

    /// Creates a device interface, by which applications find the device. The framework enables the
    /// interface when the device has started. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// The status of `WdfDeviceCreateDeviceInterface`.
    pub fn create_interface(&self, class: &GUID) -> NtResult {
        let class: *const GUID = class;
        let no_reference_string = ptr::null();
        // SAFETY: the device is live, and the class is valid for the call.
        let status = unsafe {
            wdf_call!(WdfDeviceCreateDeviceInterface, self.handle, class, no_reference_string)
        };
        NtStatus::check(status)
    }

    /// The handle, valid as long as `self`.
    pub(super) const fn raw(&self) -> WDFDEVICE {
        self.handle
    }
}

/// `EvtDeviceSelfManagedIoInit`, `EvtDeviceSelfManagedIoRestart`
unsafe extern "C" fn evt_device_self_managed_io_start<T: SelfManagedIo>(
    device: WDFDEVICE,
) -> NTSTATUS {
    // SAFETY: the framework passes a live device, which `Device::create` gave this context.
    unsafe { with_context(device, T::start) }
}

/// `EvtDeviceSelfManagedIoSuspend`
unsafe extern "C" fn evt_device_self_managed_io_suspend<T: SelfManagedIo>(
    device: WDFDEVICE,
) -> NTSTATUS {
    // SAFETY: the framework passes a live device, which `Device::create` gave this context.
    unsafe { with_context(device, T::suspend) }
}

/// # Safety
/// `device` is live and was created with this context.
unsafe fn with_context<T: SelfManagedIo>(
    device: WDFDEVICE,
    callback: fn(&T) -> NtResult,
) -> NTSTATUS {
    // SAFETY: the caller's device is live and has this context.
    let Some(context) = (unsafe { context::get::<T>(device.cast()) }) else {
        return NtStatus::INVALID_DEVICE_STATE.into();
    };
    // SAFETY: the context is filled and only shared, and the device outlives its callbacks.
    let context = unsafe { context.as_ref() };
    NtStatus::from(callback(context)).into()
}
