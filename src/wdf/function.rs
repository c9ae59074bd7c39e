//! A function driver's device: its power, and a queue for device control requests that belongs to it.

use core::{marker::PhantomData, ptr};

use wdk_sys::{
    _DEVICE_POWER_STATE, _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES,
    _WDF_POWER_POLICY_S0_IDLE_USER_CONTROL, _WDF_SYNCHRONIZATION_SCOPE, _WDF_TRI_STATE, NTSTATUS,
    ULONG, WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS, WDF_OBJECT_ATTRIBUTES,
    WDF_PNPPOWER_EVENT_CALLBACKS, WDF_POWER_DEVICE_STATE, WDFDEVICE, WDFQUEUE, WDFREQUEST,
};

use super::{
    Context, Device, DeviceControl, DeviceInit, DeviceObject, NtResult, NtStatus, Request, context,
    control::parallel, queue, size_of_structure, wdf_call,
};

/// The callbacks of a function driver's device. The framework calls the power callbacks one at a time,
/// at `PASSIVE_LEVEL`, and [`Self::control`] at any time in between, on several processors.
pub trait FunctionDevice: Context<Object = DeviceObject> + Sync {
    /// `EvtDeviceD0Entry`: the device enters its working state, and its queue presents no request yet.
    ///
    /// # Errors
    /// A device that fails here is stopped.
    fn d0_entry(&self) -> NtResult;
    /// `EvtDeviceD0Exit`: the device leaves its working state. Its queue presents no request, and the
    /// driver owns none.
    ///
    /// # Errors
    /// A device that fails here is stopped.
    fn d0_exit(&self) -> NtResult;
    /// `EvtIoDeviceControl`: a request with a control code arrives. `DISPATCH_LEVEL` at most. The
    /// device stays in its working state until the request is completed.
    fn control(&self, request: Request, control: DeviceControl);
}

impl Device<'_> {
    /// Creates a device object with a context and a default queue for device control requests, which
    /// go to the context. `PASSIVE_LEVEL`, in `EvtDriverDeviceAdd`.
    ///
    /// The queue is parallel and power-managed: it presents each request at once, but only while the
    /// device is in its working state. The framework completes all other requests by itself.
    ///
    /// If this function or `make_context` fails, `EvtDriverDeviceAdd` must fail, too: the framework then
    /// deletes the device.
    ///
    /// # Errors
    /// The status of `WdfDeviceCreate`, of `make_context` or of `WdfIoQueueCreate`.
    pub fn create_function<T: FunctionDevice>(
        DeviceInit { mut init, .. }: DeviceInit<'_>,
        make_context: impl FnOnce(&Device<'_>) -> NtResult<T>,
    ) -> NtResult {
        let mut callbacks = WDF_PNPPOWER_EVENT_CALLBACKS {
            Size: size_of_structure::<WDF_PNPPOWER_EVENT_CALLBACKS>(),
            EvtDeviceD0Entry: Some(evt_device_d0_entry::<T>),
            EvtDeviceD0Exit: Some(evt_device_d0_exit::<T>),
            ..Default::default()
        };
        // SAFETY: `init` is valid and unused, and the framework copies the callbacks.
        unsafe { wdf_call!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks) };
        let mut attributes = context::attributes_with::<T>();
        let mut handle: WDFDEVICE = ptr::null_mut();
        // SAFETY: `init` is valid and unused, and the three pointers are valid for the call.
        let status = unsafe {
            wdf_call!(WdfDeviceCreate, &raw mut init, &raw mut attributes, &raw mut handle)
        };
        NtStatus::check(status)?;
        let device = Device { handle, call: PhantomData };
        let value = make_context(&device)?;
        // SAFETY: the device is live and has this context, which is filled only here.
        unsafe { context::fill(handle.cast(), value) };
        let attributes = WDF_OBJECT_ATTRIBUTES {
            SynchronizationScope: _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeNone,
            ..context::attributes()
        };
        // SAFETY: the callback takes its context from the queue's device, which has it.
        unsafe { queue::create(&device, parallel(evt_io_device_control::<T>), attributes) }?;
        Ok(())
    }

    /// Lets the device leave its working state for D3 when no request was there for `timeout`
    /// milliseconds; the next request brings the device back. Users can turn this off in Device Manager.
    /// `PASSIVE_LEVEL`, for a device that cannot wake by itself.
    ///
    /// # Errors
    /// The status of `WdfDeviceAssignS0IdleSettings`.
    pub fn assign_idle_settings(&self, timeout: ULONG) -> NtResult {
        let mut settings = WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS {
            Size: size_of_structure::<WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS>(),
            IdleCaps: _WDF_POWER_POLICY_S0_IDLE_CAPABILITIES::IdleCannotWakeFromS0,
            DxState: _DEVICE_POWER_STATE::PowerDeviceD3,
            IdleTimeout: timeout,
            UserControlOfIdleSettings: _WDF_POWER_POLICY_S0_IDLE_USER_CONTROL::IdleAllowUserControl,
            Enabled: _WDF_TRI_STATE::WdfUseDefault,
            PowerUpIdleDeviceOnSystemWake: _WDF_TRI_STATE::WdfUseDefault,
            ExcludeD3Cold: _WDF_TRI_STATE::WdfUseDefault,
            ..Default::default()
        };
        // SAFETY: the device is live, and the pointer is valid for the call.
        let status =
            unsafe { wdf_call!(WdfDeviceAssignS0IdleSettings, self.raw(), &raw mut settings) };
        NtStatus::check(status)
    }
}

/// `EvtDeviceD0Entry`
unsafe extern "C" fn evt_device_d0_entry<T: FunctionDevice>(
    device: WDFDEVICE,
    _previous: WDF_POWER_DEVICE_STATE,
) -> NTSTATUS {
    // SAFETY: the framework passes a live device, which `create_function` gave this context.
    unsafe { change_power(device, T::d0_entry) }
}

/// `EvtDeviceD0Exit`
unsafe extern "C" fn evt_device_d0_exit<T: FunctionDevice>(
    device: WDFDEVICE,
    _target: WDF_POWER_DEVICE_STATE,
) -> NTSTATUS {
    // SAFETY: the framework passes a live device, which `create_function` gave this context.
    unsafe { change_power(device, T::d0_exit) }
}

/// Calls a power callback of a device's context.
///
/// # Safety
/// `device` is live and was created with this context.
unsafe fn change_power<T: FunctionDevice>(
    device: WDFDEVICE,
    callback: fn(&T) -> NtResult,
) -> NTSTATUS {
    // SAFETY: the caller's device is live and has this context.
    let Some(context) = (unsafe { context::get::<T>(device.cast()) }) else {
        return NtStatus::INVALID_DEVICE_STATE.into();
    };
    // SAFETY: the context is filled and only shared, and the device outlives its callbacks.
    NtStatus::from(callback(unsafe { context.as_ref() })).into()
}

/// `EvtIoDeviceControl`
unsafe extern "C" fn evt_io_device_control<T: FunctionDevice>(
    queue: WDFQUEUE,
    request: WDFREQUEST,
    output_length: usize,
    input_length: usize,
    code: ULONG,
) {
    // SAFETY: the framework delivers the request here, once. Without a context it is dropped.
    let request = unsafe { Request::new(request) };
    // SAFETY: the framework passes a live queue.
    let device = unsafe { wdf_call!(WdfIoQueueGetDevice, queue) };
    // SAFETY: the queue's device is live, and `create_function` gave it this context.
    let Some(context) = (unsafe { context::get::<T>(device.cast()) }) else { return };
    // SAFETY: the context is filled and only shared, and the device outlives its queue's callbacks.
    let context = unsafe { context.as_ref() };
    context.control(request, DeviceControl { code, input_length, output_length });
}
