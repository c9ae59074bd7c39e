//! Creation of drivers, queues and timers: rows of `DriverEntry` and `EvtDriverDeviceAdd`.

use std::ptr::null_mut;
use std::time::Duration;

use wdk_sys::{
    _WDF_EXECUTION_LEVEL::WdfExecutionLevelPassive, _WDF_IO_QUEUE_DISPATCH_TYPE as Dispatch,
    PCUNICODE_STRING, PDRIVER_OBJECT, WDF_DRIVER_CONFIG, WDF_IO_QUEUE_CONFIG,
    WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES, WDF_TIMER_CONFIG, WDFDRIVER, WDFQUEUE,
    WDFREQUEST, WDFTIMER,
};

use super::driver::{
    Handles, Probes, finish, in_device_add, in_driver_entry, irql, note, note_status,
    note_thread_of, start,
};
use super::{compare, row};
use crate::raw_driver::{attributes, attributes_under, queue_config, size_of_c, timer_config, wdf};

fn create_driver(object: PDRIVER_OBJECT, path: PCUNICODE_STRING, size: u32) {
    let mut config = WDF_DRIVER_CONFIG { Size: size, ..Default::default() };
    let mut driver: WDFDRIVER = null_mut();
    let (none, out) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut driver);
    note_status(wdf!(WdfDriverCreate, object, path, none, &raw mut config, out));
}

#[test]
fn driver_and_device_creation_gives_the_recorded_statuses() {
    compare(&[
        row(
            "WdfDriverCreate, config Size 4",
            "c0000004",
            in_driver_entry(|object, path| create_driver(object, path, 4)),
        ),
        row(
            "WdfDriverCreate, config Size 32, twice",
            "00000000 c0000183",
            in_driver_entry(|object, path| {
                create_driver(object, path, 32);
                create_driver(object, path, 32);
            }),
        ),
        row(
            "WdfDeviceCreate, success: the WDFDEVICE_INIT pointer is NULL",
            "true",
            in_device_add(|handles| note(handles.init.is_null())),
        ),
    ]);
}

extern "C" fn evt_default(_: WDFQUEUE, _: WDFREQUEST) {}

/// The configuration of a queue with a handler.
fn sequential() -> WDF_IO_QUEUE_CONFIG {
    let mut config = queue_config(Dispatch::WdfIoQueueDispatchSequential);
    config.EvtIoDefault = Some(evt_default);
    config
}

fn create_queue(handles: &Handles, mut config: WDF_IO_QUEUE_CONFIG) {
    let mut queue: WDFQUEUE = null_mut();
    let (none, out) = (WDF_NO_OBJECT_ATTRIBUTES, &raw mut queue);
    note_status(wdf!(WdfIoQueueCreate, handles.device, &raw mut config, none, out));
}

#[test]
fn queue_creation_gives_the_recorded_statuses() {
    compare(&[
        row(
            "WdfIoQueueCreate, Size 8",
            "c0000004",
            in_device_add(|handles| {
                create_queue(handles, WDF_IO_QUEUE_CONFIG { Size: 8, ..sequential() });
            }),
        ),
        row(
            "WdfIoQueueCreate, Size 0x50 of 1.7, 0x58 of 1.9, 0x60 of today",
            "00000000 00000000 00000000",
            in_device_add(|handles| {
                for size in [0x50, 0x58, 0x60] {
                    create_queue(handles, WDF_IO_QUEUE_CONFIG { Size: size, ..sequential() });
                }
            }),
        ),
        row(
            "WdfIoQueueCreate, not manual, without any EvtIo callback",
            "c020020b",
            in_device_add(|handles| {
                create_queue(handles, queue_config(Dispatch::WdfIoQueueDispatchSequential));
            }),
        ),
        row(
            "WdfIoQueueCreate, DispatchType 0",
            "c000000d",
            in_device_add(|handles| {
                let invalid = Dispatch::WdfIoQueueDispatchInvalid;
                create_queue(
                    handles,
                    WDF_IO_QUEUE_CONFIG { DispatchType: invalid, ..sequential() },
                );
            }),
        ),
        row(
            "WdfIoQueueCreate, a second default queue",
            "c0000001",
            in_device_add(|handles| {
                create_queue(handles, WDF_IO_QUEUE_CONFIG { DefaultQueue: 1, ..sequential() });
            }),
        ),
        row(
            "WdfIoQueueCreate, manual, without callbacks",
            "00000000",
            in_device_add(|handles| {
                create_queue(handles, queue_config(Dispatch::WdfIoQueueDispatchManual));
            }),
        ),
    ]);
}

extern "C" fn evt_timer(_: WDFTIMER) {
    note(format_args!("EvtTimerFunc at {}", irql()));
}

fn create_timer(mut config: WDF_TIMER_CONFIG, attributes: *mut WDF_OBJECT_ATTRIBUTES) -> WDFTIMER {
    let mut timer: WDFTIMER = null_mut();
    note_status(wdf!(WdfTimerCreate, &raw mut config, attributes, &raw mut timer));
    timer
}

/// A timer below the device that fires once, or with a period in milliseconds.
fn config(period: u32, serialized: bool) -> WDF_TIMER_CONFIG {
    let automatic = u8::from(serialized);
    WDF_TIMER_CONFIG { AutomaticSerialization: automatic, ..timer_config(Some(evt_timer), period) }
}

/// A passive timer, created, started and fired.
fn fired_passive() -> String {
    let create_and_start = |handles: &Handles| {
        let mut passive = attributes_under(handles.device);
        passive.ExecutionLevel = WdfExecutionLevelPassive;
        let timer = create_timer(config(0, false), &raw mut passive);
        note(wdf!(WdfTimerStart, timer, -10 * 10_000));
    };
    let machine = start(Probes { device_add: Some(create_and_start), ..Probes::default() });
    machine.advance(Duration::from_millis(10));
    note_thread_of(&machine, "EvtTimerFunc");
    finish(&machine)
}

#[test]
fn timer_creation_gives_the_recorded_statuses() {
    compare(&[
        row(
            "WdfTimerCreate without attributes, without ParentObject",
            "c0200212 c0200212",
            in_device_add(|_| {
                create_timer(config(0, true), WDF_NO_OBJECT_ATTRIBUTES);
                create_timer(config(0, true), &mut attributes());
            }),
        ),
        row(
            "WdfTimerCreate below the driver, serialized or not",
            "c0000010 c0000010",
            in_device_add(|handles| {
                for serialized in [true, false] {
                    let mut under_driver = attributes_under(handles.driver);
                    create_timer(config(0, serialized), &raw mut under_driver);
                }
            }),
        ),
        row(
            "WdfTimerCreate, passive, one shot, not serialized; where it fires",
            "00000000 0 EvtTimerFunc at 0 in worker",
            fired_passive(),
        ),
        row(
            "WdfTimerCreate, passive, periodic",
            "c00000bb",
            in_device_add(|handles| {
                let mut passive = attributes_under(handles.device);
                passive.ExecutionLevel = WdfExecutionLevelPassive;
                create_timer(config(10, false), &raw mut passive);
            }),
        ),
        row(
            "WdfTimerCreate, Size 4; the right one is 40",
            "c0000004 40",
            in_device_add(|handles| {
                let mut under_device = attributes_under(handles.device);
                let wrong = WDF_TIMER_CONFIG { Size: 4, ..config(0, true) };
                create_timer(wrong, &raw mut under_device);
                note(size_of_c::<WDF_TIMER_CONFIG>());
            }),
        ),
        row(
            "WdfTimerCreate without a callback",
            "00000000",
            in_device_add(|handles| {
                let mut under_device = attributes_under(handles.device);
                create_timer(timer_config(None, 0), &raw mut under_device);
            }),
        ),
        row(
            "WdfTimerStop before any start; WdfTimerStart, again while queued; WdfTimerStop, again",
            "00000000 0 0 1 1 0",
            in_device_add(|handles| {
                let mut under_device = attributes_under(handles.device);
                let timer = create_timer(config(0, true), &raw mut under_device);
                note(wdf!(WdfTimerStop, timer, 0));
                note(wdf!(WdfTimerStart, timer, -100 * 10_000));
                note(wdf!(WdfTimerStart, timer, -100 * 10_000));
                note(wdf!(WdfTimerStop, timer, 0));
                note(wdf!(WdfTimerStop, timer, 0));
            }),
        ),
    ]);
}
