//! WMI providers and instances, against KMDF behaviour, "WMI requests".

use std::cell::Cell;
use std::ptr::null_mut;

use wdk_sys::{
    NTSTATUS, PULONG, PVOID, STATUS_BUFFER_TOO_SMALL, STATUS_INFO_LENGTH_MISMATCH,
    STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER,
    STATUS_WMI_GUID_NOT_FOUND, STATUS_WMI_INSTANCE_NOT_FOUND, STATUS_WMI_READ_ONLY, ULONG,
    WDF_WMI_INSTANCE_CONFIG, WDF_WMI_PROVIDER_CONFIG, WDFWMIINSTANCE, WDFWMIPROVIDER,
};

use crate::closure_driver::{
    Attributes, Bench, Device, INTERFACE, Rule, SMALL, SUCCESS, attributes, ddi,
};
use kmdf_host::{Fault, FaultTarget, GUID};

const CLASS: GUID = GUID { Data1: 0x1111_2222, ..INTERFACE };
const EVENTS: i32 = 1;
const COLLECTION: i32 = 2;

thread_local! {
    /// The data of the instance.
    static STORED: Cell<u32> = const { Cell::new(0) };
}

extern "C" fn query(_: WDFWMIINSTANCE, room: ULONG, buffer: PVOID, used: PULONG) -> NTSTATUS {
    // SAFETY: the framework passes a variable.
    unsafe { used.write(4) };
    if room < 4 {
        return STATUS_BUFFER_TOO_SMALL;
    }
    // SAFETY: the buffer has room for four bytes.
    unsafe { buffer.cast::<u32>().write_unaligned(STORED.get()) };
    SUCCESS
}

extern "C" fn set(_: WDFWMIINSTANCE, length: ULONG, buffer: PVOID) -> NTSTATUS {
    assert_eq!(length, 4);
    // SAFETY: the buffer has this length.
    STORED.set(unsafe { buffer.cast::<u32>().read_unaligned() });
    SUCCESS
}

extern "C" fn set_item(_: WDFWMIINSTANCE, item: ULONG, length: ULONG, buffer: PVOID) -> NTSTATUS {
    assert_eq!(length, 1);
    // SAFETY: the buffer has this length.
    let byte = unsafe { buffer.cast::<u8>().read() };
    STORED.set(STORED.get() | u32::from(byte) << (8 * item));
    SUCCESS
}

extern "C" fn execute(
    _: WDFWMIINSTANCE,
    method: ULONG,
    length: ULONG,
    room: ULONG,
    buffer: PVOID,
    used: PULONG,
) -> NTSTATUS {
    assert_eq!((length, room), (1, 2));
    // SAFETY: the buffer has two bytes.
    let bytes = unsafe { std::slice::from_raw_parts_mut(buffer.cast::<u8>(), 2) };
    bytes[1] = bytes[0] + u8::try_from(method).expect("a small number");
    // SAFETY: the framework passes a variable.
    unsafe { used.write(2) };
    SUCCESS
}

extern "C" fn control(_: WDFWMIPROVIDER, control: i32, _: u8) -> NTSTATUS {
    if control == EVENTS { SUCCESS } else { STATUS_INVALID_DEVICE_REQUEST }
}

fn class(flags: u32) -> WDF_WMI_PROVIDER_CONFIG {
    WDF_WMI_PROVIDER_CONFIG {
        Size: 40,
        Guid: CLASS,
        Flags: flags,
        MinInstanceBufferSize: 4,
        ..Default::default()
    }
}

fn provider(device: Device, mut config: WDF_WMI_PROVIDER_CONFIG) -> (NTSTATUS, WDFWMIPROVIDER) {
    let mut provider = null_mut();
    let (config, none) = (&raw mut config, null_mut());
    (ddi!(WdfWmiProviderCreate, device.0, config, none, &raw mut provider), provider)
}

/// An instance that answers everything.
fn full() -> WDF_WMI_INSTANCE_CONFIG {
    WDF_WMI_INSTANCE_CONFIG {
        Size: 64,
        Register: 1,
        EvtWmiInstanceQueryInstance: Some(query),
        EvtWmiInstanceSetInstance: Some(set),
        EvtWmiInstanceSetItem: Some(set_item),
        EvtWmiInstanceExecuteMethod: Some(execute),
        ..Default::default()
    }
}

fn instance(
    device: Device,
    mut config: WDF_WMI_INSTANCE_CONFIG,
    mut of_instance: Attributes,
) -> (NTSTATUS, WDFWMIINSTANCE) {
    let mut made = null_mut();
    let (config, attributes) = (&raw mut config, of_instance.pointer());
    (ddi!(WdfWmiInstanceCreate, device.0, config, attributes, &raw mut made), made)
}

/// A device with one instance, of a class of its own.
fn with_instance(config: WDF_WMI_INSTANCE_CONFIG) -> impl Fn(Device) -> WDFWMIINSTANCE {
    move |device| {
        let mut class = class(0);
        let config = WDF_WMI_INSTANCE_CONFIG { ProviderConfig: &raw mut class, ..config };
        let (status, made) = instance(device, config, attributes());
        assert_eq!(status, SUCCESS);
        made
    }
}

#[test]
fn instance_answers_queries_sets_and_methods() {
    let bench = Bench::new(|adding| {
        with_instance(full())(adding.device());
    });
    let node = bench.node();
    node.wmi_set(&CLASS, 0, &7_u32.to_le_bytes()).expect("the driver sets it");
    node.wmi_set_item(&CLASS, 0, 1, &[2]).expect("the driver sets it");
    assert_eq!(node.wmi_query(&CLASS, 0, 8), Ok(vec![7, 2, 0, 0]));
    assert_eq!(node.wmi_query(&CLASS, 0, 3), Err(STATUS_BUFFER_TOO_SMALL));
    assert_eq!(node.wmi_execute(&CLASS, 0, 5, &[1], 2), Ok(vec![1, 6]));
    assert_eq!(node.wmi_set(&CLASS, 0, &[1]), Err(STATUS_BUFFER_TOO_SMALL));
    assert_eq!(node.wmi_query(&CLASS, 1, 8), Err(STATUS_WMI_INSTANCE_NOT_FOUND));
    assert_eq!(node.wmi_query(&INTERFACE, 0, 8), Err(STATUS_WMI_GUID_NOT_FOUND));
    node.surprise_remove().expect("the device is there");
    assert_eq!(node.wmi_query(&CLASS, 0, 8), Err(STATUS_WMI_GUID_NOT_FOUND));
    bench.end_clean();
}

#[test]
fn instance_without_a_callback_says_so() {
    let bench = Bench::new(|adding| {
        let none = WDF_WMI_INSTANCE_CONFIG { Size: 64, Register: 1, ..Default::default() };
        with_instance(none)(adding.device());
    });
    let node = bench.node();
    assert_eq!(node.wmi_query(&CLASS, 0, 8), Err(STATUS_INVALID_DEVICE_REQUEST));
    assert_eq!(node.wmi_set(&CLASS, 0, &[0; 4]), Err(STATUS_WMI_READ_ONLY));
    assert_eq!(node.wmi_set_item(&CLASS, 0, 0, &[0]), Err(STATUS_WMI_READ_ONLY));
    assert_eq!(node.wmi_execute(&CLASS, 0, 1, &[], 2), Err(STATUS_INVALID_DEVICE_REQUEST));
    bench.end_clean();
}

#[test]
fn context_of_an_instance_answers_queries() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let (_, of) = provider(device, class(0));
        let config = WDF_WMI_INSTANCE_CONFIG {
            Size: 64,
            Provider: of,
            UseContextForQuery: 1,
            Register: 1,
            ..Default::default()
        };
        let (status, made) = instance(device, config, attributes().context(&SMALL));
        assert_eq!(status, SUCCESS);
        let context = ddi!(WdfObjectGetTypedContextWorker, made.cast(), SMALL.info());
        // SAFETY: the context has 16 bytes.
        unsafe { context.cast::<u32>().write(9) };
    });
    assert_eq!(bench.node().wmi_query(&CLASS, 0, 8), Ok(vec![9, 0, 0, 0]));
    bench.end_clean();
}

#[test]
fn events_reach_who_has_enabled_them() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        let mut config = class(2);
        config.EvtWmiProviderFunctionControl = Some(control);
        let (status, of) = provider(device, config);
        assert_eq!(status, SUCCESS);
        let config = WDF_WMI_INSTANCE_CONFIG { Provider: of, Register: 0, ..full() };
        let (_, made) = instance(device, config, attributes());
        assert_eq!(ddi!(WdfWmiInstanceRegister, made), SUCCESS);
        assert_eq!(ddi!(WdfWmiInstanceRegister, made), STATUS_INVALID_DEVICE_REQUEST);
        assert_eq!(ddi!(WdfWmiInstanceGetProvider, made), of);
        assert_eq!(ddi!(WdfWmiInstanceGetDevice, made), device.0);
        assert_eq!(ddi!(WdfWmiProviderGetDevice, of), device.0);
        assert_eq!(ddi!(WdfWmiProviderGetTracingHandle, of), 0);
        INSTANCE.set(made);
    });
    let (node, file) = (bench.node(), bench.open());
    let enabled = || {
        let of = ddi!(WdfWmiInstanceGetProvider, INSTANCE.get());
        [EVENTS, COLLECTION].map(|what| ddi!(WdfWmiProviderIsEnabled, of, what))
    };
    bench.run(&file, move || assert_eq!(enabled(), [0, 0]));
    node.wmi_enable(&CLASS, EVENTS, true).expect("the driver agrees");
    let refused = node.wmi_enable(&CLASS, COLLECTION, true);
    assert_eq!(refused, Err(STATUS_INVALID_DEVICE_REQUEST));
    bench.run(&file, move || {
        assert_eq!(enabled(), [1, 0]);
        let mut data = [3_u8, 4];
        let (instance, bytes) = (INSTANCE.get(), data.as_mut_ptr().cast());
        assert_eq!(ddi!(WdfWmiInstanceFireEvent, instance, 2, bytes), SUCCESS);
        assert_eq!(ddi!(WdfWmiInstanceFireEvent, instance, 2, null_mut()), SUCCESS);
        ddi!(WdfWmiInstanceDeregister, instance);
    });
    assert_eq!(node.wmi_events(&CLASS), [(0, vec![3, 4]), (0, vec![])]);
    assert_eq!(node.wmi_query(&CLASS, 0, 8), Err(STATUS_WMI_INSTANCE_NOT_FOUND));
    file.close();
    bench.end_clean();
}

thread_local! {
    static INSTANCE: Cell<WDFWMIINSTANCE> = const { Cell::new(null_mut()) };
}

#[test]
fn wrong_configurations_have_their_statuses() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let wrong = |change: fn(&mut WDF_WMI_PROVIDER_CONFIG)| {
            let mut config = class(0);
            change(&mut config);
            provider(device, config).0
        };
        assert_eq!(wrong(|config| config.Size = 8), STATUS_INFO_LENGTH_MISMATCH);
        assert_eq!(wrong(|config| config.Flags = 8), STATUS_INVALID_PARAMETER);
        assert_eq!(wrong(|config| config.Flags = 5), STATUS_INVALID_PARAMETER);
        assert_eq!(wrong(|config| config.Guid = GUID::default()), STATUS_INVALID_PARAMETER);
        let useless = wrong(|config| config.EvtWmiProviderFunctionControl = Some(control));
        assert_eq!(useless, STATUS_INVALID_PARAMETER);
        let (_, events) = provider(device, class(1));
        let of = |config| instance(device, config, attributes()).0;
        assert_eq!(of(full()), STATUS_INVALID_PARAMETER);
        let silent = WDF_WMI_INSTANCE_CONFIG { Provider: events, ..full() };
        assert_eq!(of(silent), STATUS_INVALID_PARAMETER);
        let (_, other) = provider(device, class(0));
        let config = WDF_WMI_INSTANCE_CONFIG {
            Size: 64,
            Provider: other,
            UseContextForQuery: 1,
            ..Default::default()
        };
        assert_eq!(of(config), STATUS_INVALID_PARAMETER);
    });
    bench.end_clean();
}

#[test]
fn wmi_call_that_fails_leaves_nothing_behind() {
    for call in ["WdfWmiProviderCreate", "WdfWmiInstanceCreate"] {
        let bench = Bench::without_device(move |adding| {
            let device = adding.device();
            let (status, of) = provider(device, class(0));
            if status < 0 {
                return status;
            }
            instance(device, WDF_WMI_INSTANCE_CONFIG { Provider: of, ..full() }, attributes()).0
        });
        let status = STATUS_INSUFFICIENT_RESOURCES;
        bench.machine.inject(Fault { call: FaultTarget::Ddi(call), nth: 1, status });
        let node = bench.machine.create_device(crate::closure_driver::FIRST).expect("a model");
        assert_ne!(node.status(), crate::closure_driver::NodeStatus::Started, "{call}");
        bench.end_clean();
    }
}

#[test]
fn provider_is_not_deleted_by_the_driver() {
    let bench = Bench::new(|adding| {
        let (_, of) = provider(adding.device(), class(0));
        ddi!(WdfObjectDelete, of.cast());
    });
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].rule, Rule::ObjectMisused);
}
