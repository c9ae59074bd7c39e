//! A driver without devices of the `PnP` manager, and its control device.

use core::{marker::PhantomData, ptr};

use wdk_sys::{
    _WDF_DRIVER_INIT_FLAGS, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_SYNCHRONIZATION_SCOPE,
    _WDF_TRI_STATE, BOOLEAN, PWDFDEVICE_INIT, WDF_DRIVER_CONFIG, WDF_IO_QUEUE_CONFIG,
    WDF_OBJECT_ATTRIBUTES, WDFDEVICE, WDFDRIVER, WDFQUEUE, WDFREQUEST,
};

use super::{
    Context, Device, DeviceObject, Driver, LoadedImage, Name, NtResult, NtStatus, Request, context,
    queue, size_of_structure, wdf_call,
};

/// The callbacks of a control device. The framework calls one at a time, at `DISPATCH_LEVEL` at most, and
/// holds the device's lock meanwhile.
pub trait ControlDevice: Context<Object = DeviceObject> {
    /// `EvtIoRead`: a read of `length` bytes arrives.
    fn read(&mut self, request: Request, length: usize);
    /// `EvtIoWrite`: a write of `length` bytes arrives.
    fn write(&mut self, request: Request, length: usize);
}

impl Driver {
    /// Creates the driver object of a driver without devices of the `PnP` manager. Its service can be
    /// stopped: the framework then deletes the driver object and the control devices. `PASSIVE_LEVEL`, in
    /// `DriverEntry`.
    ///
    /// # Errors
    /// The status of `WdfDriverCreate`.
    pub fn create_non_pnp(image: LoadedImage<'_>) -> NtResult<Self> {
        let config = WDF_DRIVER_CONFIG {
            Size: size_of_structure::<WDF_DRIVER_CONFIG>(),
            EvtDriverUnload: Some(evt_driver_unload),
            DriverInitFlags: _WDF_DRIVER_INIT_FLAGS::WdfDriverInitNonPnpDriver.cast_unsigned(),
            ..Default::default()
        };
        Self::create_with(image, config)
    }
}

/// The framework's preparations for a control device, freed without a device.
pub struct ControlDeviceInit<'a> {
    /// Null once the device is created.
    init: PWDFDEVICE_INIT,
    driver: PhantomData<&'a Driver>,
}

impl<'a> ControlDeviceInit<'a> {
    /// Begins a control device that those may open whom a security descriptor in SDDL names.
    /// `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// `STATUS_INSUFFICIENT_RESOURCES`
    pub fn allocate(driver: &'a Driver, security: Name) -> NtResult<Self> {
        let security = security.as_unicode_string();
        // SAFETY: the driver is live, and the string is valid for the call, which only reads it.
        let init =
            unsafe { wdf_call!(WdfControlDeviceInitAllocate, driver.0, &raw const security) };
        if init.is_null() {
            return Err(NtStatus::INSUFFICIENT_RESOURCES);
        }
        Ok(Self { init, driver: PhantomData })
    }

    /// Lets one file at a time be open. `PASSIVE_LEVEL`.
    #[must_use]
    pub fn exclusive(self) -> Self {
        // SAFETY: `init` is valid until the device is created.
        unsafe { wdf_call!(WdfDeviceInitSetExclusive, self.init, BOOLEAN::from(true)) };
        self
    }

    /// Names the device, such as `\Device\Name`. `PASSIVE_LEVEL`.
    ///
    /// # Errors
    /// The status of `WdfDeviceInitAssignName`.
    pub fn assign_name(self, name: Name) -> NtResult<Self> {
        let name = name.as_unicode_string();
        // SAFETY: `init` is valid, and the framework copies the string.
        let status = unsafe { wdf_call!(WdfDeviceInitAssignName, self.init, &raw const name) };
        NtStatus::check(status)?;
        Ok(self)
    }

    /// Creates the device with its context, its link, such as `\DosDevices\Name`, and its sequential
    /// queue, and lets applications open the device. `PASSIVE_LEVEL`.
    ///
    /// If this function fails, `DriverEntry` must fail, too: the framework then deletes the device.
    ///
    /// # Errors
    /// The status of `WdfDeviceCreate`, `WdfDeviceCreateSymbolicLink` or `WdfIoQueueCreate`.
    pub fn create<T: ControlDevice>(mut self, link: Name, value: T) -> NtResult {
        let mut attributes = WDF_OBJECT_ATTRIBUTES {
            SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeDevice,
            ..context::attributes_with::<T>()
        };
        let mut handle: WDFDEVICE = ptr::null_mut();
        // SAFETY: `init` is valid and unused, and the three pointers are valid for the call.
        let status = unsafe {
            wdf_call!(WdfDeviceCreate, &raw mut self.init, &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        // SAFETY: the device is live and has this context, which is filled only here.
        unsafe { context::fill(handle.cast(), value) };
        let link = link.as_unicode_string();
        // SAFETY: the device is live, and the framework copies the string.
        let status = unsafe { wdf_call!(WdfDeviceCreateSymbolicLink, handle, &raw const link) };
        NtStatus::check(status)?;
        let config = WDF_IO_QUEUE_CONFIG {
            Size: size_of_structure::<WDF_IO_QUEUE_CONFIG>(),
            DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential,
            PowerManaged: _WDF_TRI_STATE::WdfFalse,
            DefaultQueue: BOOLEAN::from(true),
            EvtIoRead: Some(evt_io_read::<T>),
            EvtIoWrite: Some(evt_io_write::<T>),
            ..Default::default()
        };
        let device = Device { handle, call: PhantomData };
        // SAFETY: the callbacks take their context from the queue's device, which has it, under the
        // lock that the queue inherits from the device.
        unsafe { queue::create(&device, config, context::attributes()) }?;
        // SAFETY: the device is live, and everything of it is made.
        unsafe { wdf_call!(WdfControlFinishInitializing, handle) };
        Ok(())
    }
}

impl Drop for ControlDeviceInit<'_> {
    fn drop(&mut self) {
        if !self.init.is_null() {
            // SAFETY: no device was created from `init`, and this is its last use.
            unsafe { wdf_call!(WdfDeviceInitFree, self.init) };
        }
    }
}

/// `EvtDriverUnload`: without this callback, the system could not unload the driver.
unsafe extern "C" fn evt_driver_unload(_driver: WDFDRIVER) {}

/// `EvtIoRead`
unsafe extern "C" fn evt_io_read<T: ControlDevice>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    let read = |context: &mut T, request| context.read(request, length);
    // SAFETY: the framework is calling this callback of the queue, with a request delivered here once.
    unsafe { with_context(queue, request, read) };
}

/// `EvtIoWrite`
unsafe extern "C" fn evt_io_write<T: ControlDevice>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    length: usize,
) {
    let write = |context: &mut T, request| context.write(request, length);
    // SAFETY: the framework is calling this callback of the queue, with a request delivered here once.
    unsafe { with_context(queue, request, write) };
}

/// Lends the context of the queue's device to a callback.
///
/// # Safety
/// The framework is delivering `request` to a callback of `queue`, which `create` made for this context.
unsafe fn with_context<T: ControlDevice>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    callback: impl FnOnce(&mut T, Request),
) {
    // SAFETY: the framework delivers the caller's request once. Without a context it is dropped.
    let request = unsafe { Request::new(request) };
    // SAFETY: the caller's queue is live.
    let device = unsafe { wdf_call!(WdfIoQueueGetDevice, queue) };
    // SAFETY: the queue's device is live, and `create` gave it this context.
    let Some(mut context) = (unsafe { context::get::<T>(device.cast()) }) else { return };
    // SAFETY: the framework holds the device's lock around the callback, and no function that a callback
    // may call runs another callback of the device before it returns: the callback has the context to
    // itself.
    callback(unsafe { context.as_mut() }, request);
}
