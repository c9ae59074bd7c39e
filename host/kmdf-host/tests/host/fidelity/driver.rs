//! A driver that makes the calls of the recorded C driver, in both variants.
//!
//! With `AUTO` the driver is `AutoSync`: the framework's queue lock serializes the callbacks.
//! Without `AUTO` it is `DriverSync`: the driver's spin lock guards the current request, and a
//! counter in the request decides who completes it.

use std::cell::RefCell;
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_SYNCHRONIZATION_SCOPE, NT_SUCCESS, NTSTATUS,
    PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_SUCCESS, UNICODE_STRING,
    WDF_DRIVER_CONFIG, WDF_DRIVER_VERSION_AVAILABLE_PARAMS, WDF_NO_OBJECT_ATTRIBUTES, WDFDEVICE,
    WDFDRIVER, WDFQUEUE, WDFSTRING,
};

use super::transfer::{QUEUE, Queue, REQUEST, evt_queue_destroy, evt_read, evt_timer, evt_write};
use crate::raw_driver::{
    INTERFACE, attributes, attributes_under, pnp_power_callbacks, queue_config, size_of_c,
    timer_config, wdf,
};

/// The timer's first due time after a start, in 100 ns units, and its period in milliseconds.
const FIRST_TICK: i64 = -100 * 10_000;
const PERIOD_MS: u32 = 500;

thread_local! {
    /// The results of `DriverEntry`: the framework's version string, and whether version 1.0 is
    /// available.
    pub static FRAMEWORK: RefCell<(String, bool)> = const { RefCell::new((String::new(), false)) };
}

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry<const AUTO: bool>(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: Some(evt_device_add::<AUTO>),
        ..Default::default()
    };
    let (none, mut driver) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    let status =
        wdf!(WdfDriverCreate, object, registry_path, none, &raw mut config, &raw mut driver);
    if !NT_SUCCESS(status) {
        return status;
    }
    look_at_the_framework(driver)
}

fn look_at_the_framework(driver: WDFDRIVER) -> NTSTATUS {
    let mut string: WDFSTRING = null_mut();
    let status = wdf!(WdfStringCreate, null_mut(), WDF_NO_OBJECT_ATTRIBUTES, &raw mut string);
    if !NT_SUCCESS(status) {
        return status;
    }
    let status = wdf!(WdfDriverRetrieveVersionString, driver, string);
    if !NT_SUCCESS(status) {
        return status;
    }
    let mut text = UNICODE_STRING::default();
    wdf!(WdfStringGetUnicodeString, string, &raw mut text);
    // SAFETY: the framework's text has the given length, and lives as long as the string object.
    let units = unsafe { std::slice::from_raw_parts(text.Buffer, usize::from(text.Length) / 2) };
    let version = String::from_utf16_lossy(units);
    wdf!(WdfObjectDelete, string.cast());
    let mut asked = WDF_DRIVER_VERSION_AVAILABLE_PARAMS {
        Size: size_of_c::<WDF_DRIVER_VERSION_AVAILABLE_PARAMS>(),
        MajorVersion: 1,
        MinorVersion: 0,
    };
    let available = wdf!(WdfDriverIsVersionAvailable, driver, &raw mut asked) != 0;
    FRAMEWORK.set((version, available));
    STATUS_SUCCESS
}

extern "C" fn evt_device_add<const AUTO: bool>(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    let mut init = init;
    let mut callbacks = pnp_power_callbacks();
    callbacks.EvtDeviceSelfManagedIoInit = Some(evt_start);
    callbacks.EvtDeviceSelfManagedIoSuspend = Some(evt_suspend);
    callbacks.EvtDeviceSelfManagedIoRestart = Some(evt_start);
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    if !AUTO {
        let mut with_count = attributes();
        REQUEST.give_to(&mut with_count);
        wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut with_count);
    }
    let (none, mut device) = (WDF_NO_OBJECT_ATTRIBUTES, null_mut());
    let status = wdf!(WdfDeviceCreate, &raw mut init, none, &raw mut device);
    if !NT_SUCCESS(status) {
        return status;
    }
    let class = &raw const INTERFACE;
    let status = wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut());
    if !NT_SUCCESS(status) {
        return status;
    }
    create_queue::<AUTO>(device)
}

fn create_queue<const AUTO: bool>(device: WDFDEVICE) -> NTSTATUS {
    let mut config = queue_config(_WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_read::<AUTO>);
    config.EvtIoWrite = Some(evt_write::<AUTO>);
    let mut with_context = attributes();
    QUEUE.give_to(&mut with_context);
    with_context.EvtDestroyCallback = Some(evt_queue_destroy);
    if AUTO {
        with_context.SynchronizationScope =
            _WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeQueue;
    }
    let mut queue: WDFQUEUE = null_mut();
    let (config, out) = (&raw mut config, &raw mut queue);
    let status = wdf!(WdfIoQueueCreate, device, config, &raw mut with_context, out);
    let Some(context) = QUEUE.of(queue).filter(|_| NT_SUCCESS(status)) else { return status };
    let mut under_queue = attributes_under(queue);
    if !AUTO {
        let mut lock = null_mut();
        let status = wdf!(WdfSpinLockCreate, &raw mut under_queue, &raw mut lock);
        if !NT_SUCCESS(status) {
            return status;
        }
        context.lock.set(lock);
    }
    let mut config = timer_config(Some(evt_timer::<AUTO>), PERIOD_MS);
    let mut timer = null_mut();
    let status = wdf!(WdfTimerCreate, &raw mut config, &raw mut under_queue, &raw mut timer);
    context.timer.set(timer);
    status
}

/// The device's default queue and its context.
fn queue_of(device: WDFDEVICE) -> (WDFQUEUE, &'static Queue) {
    let queue = wdf!(WdfDeviceGetDefaultQueue, device);
    (queue, QUEUE.of(queue).expect("EvtDriverDeviceAdd made the queue with its context"))
}

extern "C" fn evt_start(device: WDFDEVICE) -> NTSTATUS {
    let (queue, context) = queue_of(device);
    wdf!(WdfIoQueueStart, queue);
    let _was_queued = wdf!(WdfTimerStart, context.timer.get(), FIRST_TICK);
    STATUS_SUCCESS
}

extern "C" fn evt_suspend(device: WDFDEVICE) -> NTSTATUS {
    let (queue, context) = queue_of(device);
    wdf!(WdfIoQueueStopSynchronously, queue);
    let _was_queued = wdf!(WdfTimerStop, context.timer.get(), 1);
    STATUS_SUCCESS
}
