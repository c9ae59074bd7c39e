//! `DriverEntry` and `EvtDriverDeviceAdd` of the probe.

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    _WDF_EXECUTION_LEVEL, _WDF_IO_QUEUE_DISPATCH_TYPE, _WDF_REQUEST_TYPE, _WDF_TRI_STATE,
    NT_SUCCESS, NTSTATUS, PCUNICODE_STRING, PDRIVER_OBJECT, PWDFDEVICE_INIT, STATUS_SUCCESS,
    WDF_DRIVER_CONFIG, WDF_IO_QUEUE_CONFIG, WDF_NO_HANDLE, WDF_NO_OBJECT_ATTRIBUTES,
    WDF_REQUEST_TYPE, WDFDEVICE, WDFDRIVER, WDFQUEUE, WDFTIMER, WDFWORKITEM,
};

use super::controls::evt_io_device_control;
use super::device::{DEVICE, Device, REQUEST, current, set_current};
use super::objects::{traced, traced_under};
use super::power::{file_config, pnp_power};
use super::transfers::{evt_io_canceled_on_queue, evt_io_resume, evt_io_stop, evt_io_transfer};
use crate::raw_driver::{INTERFACE, queue_config, size_of_c, timer_config, wdf, work_item_config};

/// The driver's `DriverEntry`.
pub extern "system" fn driver_entry(
    object: PDRIVER_OBJECT,
    registry_path: PCUNICODE_STRING,
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: Some(evt_device_add),
        EvtDriverUnload: Some(evt_unload),
        ..Default::default()
    };
    let mut attributes = traced();
    let (attributes, config) = (&raw mut attributes, &raw mut config);
    wdf!(WdfDriverCreate, object, registry_path, attributes, config, WDF_NO_HANDLE.cast())
}

extern "C" fn evt_unload(_: WDFDRIVER) {
    set_current(None);
}

extern "C" fn evt_device_add(_: WDFDRIVER, init: PWDFDEVICE_INIT) -> NTSTATUS {
    add_device(init).err().unwrap_or(STATUS_SUCCESS)
}

/// The status of a call as a result.
const fn check(status: NTSTATUS) -> Result<(), NTSTATUS> {
    if NT_SUCCESS(status) { Ok(()) } else { Err(status) }
}

fn add_device(init: PWDFDEVICE_INIT) -> Result<(), NTSTATUS> {
    let mut init = init;
    let mut callbacks = pnp_power();
    wdf!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    let mut files = file_config();
    wdf!(WdfDeviceInitSetFileObjectConfig, init, &raw mut files, WDF_NO_OBJECT_ATTRIBUTES);
    let mut requests = traced();
    REQUEST.give_to(&mut requests);
    wdf!(WdfDeviceInitSetRequestAttributes, init, &raw mut requests);
    let (mut attributes, mut device) = (traced(), null_mut());
    DEVICE.give_to(&mut attributes);
    check(wdf!(WdfDeviceCreate, &raw mut init, &raw mut attributes, &raw mut device))?;
    set_current(DEVICE.of(device));
    let class = &raw const INTERFACE;
    check(wdf!(WdfDeviceCreateDeviceInterface, device, class, null_mut()))?;
    create_queues(device, current())?;
    create_timers(device, current())?;
    let (mut item, mut attributes) = (work_item_config(Some(evt_work_item)), traced_under(device));
    item.AutomaticSerialization = 1;
    let mut handle: WDFWORKITEM = null_mut();
    let status = wdf!(WdfWorkItemCreate, &raw mut item, &raw mut attributes, &raw mut handle);
    current().work_item.set(handle);
    check(status)
}

fn create_queues(device: WDFDEVICE, own: &Device) -> Result<(), NTSTATUS> {
    use _WDF_IO_QUEUE_DISPATCH_TYPE::{
        WdfIoQueueDispatchManual, WdfIoQueueDispatchParallel, WdfIoQueueDispatchSequential,
    };
    let mut config = queue_config(WdfIoQueueDispatchSequential);
    config.DefaultQueue = 1;
    config.EvtIoRead = Some(evt_io_transfer);
    config.EvtIoStop = Some(evt_io_stop);
    config.EvtIoResume = Some(evt_io_resume);
    create_queue(device, config, &own.sequential)?;

    let mut config = queue_config(WdfIoQueueDispatchParallel);
    config.Settings.Parallel.NumberOfPresentedRequests = 2;
    config.EvtIoWrite = Some(evt_io_transfer);
    config.EvtIoStop = Some(evt_io_stop);
    config.EvtIoResume = Some(evt_io_resume);
    create_queue(device, config, &own.parallel)?;
    route(device, own.parallel.get(), _WDF_REQUEST_TYPE::WdfRequestTypeWrite)?;

    let mut config = queue_config(WdfIoQueueDispatchParallel);
    config.PowerManaged = _WDF_TRI_STATE::WdfFalse;
    config.EvtIoDeviceControl = Some(evt_io_device_control);
    create_queue(device, config, &own.controls)?;
    route(device, own.controls.get(), _WDF_REQUEST_TYPE::WdfRequestTypeDeviceControl)?;

    let mut config = queue_config(WdfIoQueueDispatchManual);
    config.EvtIoCanceledOnQueue = Some(evt_io_canceled_on_queue);
    create_queue(device, config, &own.manual)?;

    let mut config = queue_config(WdfIoQueueDispatchManual);
    config.PowerManaged = _WDF_TRI_STATE::WdfFalse;
    create_queue(device, config, &own.unmanaged)
}

fn create_queue(
    device: WDFDEVICE,
    config: WDF_IO_QUEUE_CONFIG,
    queue: &Cell<WDFQUEUE>,
) -> Result<(), NTSTATUS> {
    let (mut config, mut attributes, mut handle) = (config, traced(), null_mut());
    let (config, attributes) = (&raw mut config, &raw mut attributes);
    let status = wdf!(WdfIoQueueCreate, device, config, attributes, &raw mut handle);
    queue.set(handle);
    check(status)
}

fn route(device: WDFDEVICE, queue: WDFQUEUE, kind: WDF_REQUEST_TYPE) -> Result<(), NTSTATUS> {
    check(wdf!(WdfDeviceConfigureRequestDispatching, device, queue, kind))
}

fn create_timers(device: WDFDEVICE, own: &Device) -> Result<(), NTSTATUS> {
    for (timer, passive) in [(&own.timer, false), (&own.passive_timer, true)] {
        let mut config = timer_config(Some(evt_timer), 0);
        let mut attributes = traced_under(device);
        if passive {
            config.AutomaticSerialization = 0;
            attributes.ExecutionLevel = _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive;
        }
        let mut handle: WDFTIMER = null_mut();
        let status = wdf!(WdfTimerCreate, &raw mut config, &raw mut attributes, &raw mut handle);
        timer.set(handle);
        check(status)?;
    }
    Ok(())
}

extern "C" fn evt_timer(_: WDFTIMER) {
    current().ticks.set(current().ticks.get() + 1);
}

extern "C" fn evt_work_item(_: WDFWORKITEM) {
    current().ticks.set(current().ticks.get() + 100);
}
