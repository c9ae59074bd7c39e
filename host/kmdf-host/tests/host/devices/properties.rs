//! Properties of devices, against KMDF behaviour, "Device properties".

use std::ptr::null_mut;

use wdk_sys::_DEVICE_REGISTRY_PROPERTY as Property;
use wdk_sys::{
    DEVPROPKEY, NTSTATUS, STATUS_BUFFER_TOO_SMALL, STATUS_INFO_LENGTH_MISMATCH,
    STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_DEVICE_STATE, STATUS_INVALID_PARAMETER,
    STATUS_OBJECT_NAME_NOT_FOUND, ULONG, WDF_DEVICE_PROPERTY_DATA, WDFMEMORY,
};

use crate::closure_driver::{
    Bench, ControlInit, Device, INTERFACE, Rule, SUCCESS, attributes, ddi, note, notes,
};

const POOL: i32 = 512;

/// The bytes of a memory object, which is then deleted.
fn bytes_of(memory: WDFMEMORY) -> Vec<u8> {
    let mut length = 0;
    let buffer = ddi!(WdfMemoryGetBuffer, memory, &raw mut length);
    // SAFETY: the memory object owns that many bytes.
    let bytes = unsafe { std::slice::from_raw_parts(buffer.cast::<u8>(), length) }.to_vec();
    ddi!(WdfObjectDelete, memory.cast());
    bytes
}

/// The strings of a property, with a bar for each NUL.
fn text_of(memory: WDFMEMORY) -> String {
    let bytes = bytes_of(memory);
    let units: Vec<u16> = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    String::from_utf16_lossy(&units).replace('\0', "|")
}

fn property(device: Device, property: i32) -> Result<String, NTSTATUS> {
    let mut memory: WDFMEMORY = null_mut();
    let (none, made) = (null_mut(), &raw mut memory);
    let status = ddi!(WdfDeviceAllocAndQueryProperty, device.0, property, POOL, none, made);
    if status >= 0 { Ok(text_of(memory)) } else { Err(status) }
}

/// A WDF_DEVICE_PROPERTY_DATA with a key of the driver's own.
fn data(key: &DEVPROPKEY) -> WDF_DEVICE_PROPERTY_DATA {
    WDF_DEVICE_PROPERTY_DATA { Size: 24, PropertyKey: key, ..Default::default() }
}

fn key(pid: ULONG) -> DEVPROPKEY {
    DEVPROPKEY { fmtid: INTERFACE, pid }
}

#[test]
fn properties_come_from_the_inf_and_the_node() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        for number in [
            Property::DevicePropertyDeviceDescription,
            Property::DevicePropertyHardwareID,
            Property::DevicePropertyClassName,
            Property::DevicePropertyManufacturer,
            Property::DevicePropertyEnumeratorName,
            Property::DevicePropertyDriverKeyName,
        ] {
            note(property(device, number).expect("the property exists"));
        }
        let missing = property(device, Property::DevicePropertyFriendlyName);
        assert_eq!(missing, Err(STATUS_OBJECT_NAME_NOT_FOUND));
        assert!(property(device, 77).is_err(), "no such property");
    });
    let class = "{0B7B1D0C-8C8F-4E0B-9C62-0C1B3C3B7B11}";
    let expected = ["First|", r"root\HOSTTEST||", "HostTest|", "Host tests|", "ROOT|"];
    let expected = expected.map(str::to_string).into_iter();
    let expected: Vec<_> = expected.chain([format!(r"{class}\0000|")]).collect();
    assert_eq!(notes(), expected);
    bench.end_clean();
}

#[test]
fn short_buffer_gets_the_length_and_nothing_else() {
    let bench = Bench::new(|adding| {
        let (mut buffer, mut needed) = ([0xFF_u8; 16], 0);
        let (at, length) = (buffer.as_mut_ptr().cast(), &raw mut needed);
        let number = Property::DevicePropertyDeviceDescription;
        let init = adding.init();
        let status = ddi!(WdfFdoInitQueryProperty, init, number, 4, at, length);
        assert_eq!((status, needed, buffer), (STATUS_BUFFER_TOO_SMALL, 12, [0xFF; 16]));
        let status = ddi!(WdfFdoInitQueryProperty, init, number, 16, at, length);
        assert_eq!((status, needed, buffer[0]), (SUCCESS, 12, b'F'));
        let device = adding.device();
        let status = ddi!(WdfDeviceQueryProperty, device.0, number, 0, null_mut(), length);
        assert_eq!((status, needed), (STATUS_BUFFER_TOO_SMALL, 12));
    });
    bench.end_clean();
}

#[test]
fn assigned_property_is_read_back_and_deleted() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let own = key(2);
        let mut data = data(&own);
        let mut value = *b"four";
        let (size, at) = (4, value.as_mut_ptr().cast());
        let about = &raw mut data;
        let assign = |size, at| ddi!(WdfDeviceAssignProperty, device.0, about, 0x1003, size, at);
        assert_eq!(assign(size, at), SUCCESS);
        let (mut memory, mut kind): (WDFMEMORY, _) = (null_mut(), 0);
        let made = &raw mut memory;
        let query = |made, kind| {
            ddi!(WdfDeviceAllocAndQueryPropertyEx, device.0, about, POOL, null_mut(), made, kind)
        };
        assert_eq!(query(made, &raw mut kind), SUCCESS);
        assert_eq!((bytes_of(memory), kind), (b"four".to_vec(), 0x1003));
        assert_eq!(assign(0, at), STATUS_INVALID_PARAMETER);
        assert_eq!(assign(0, null_mut()), SUCCESS, "without data, the property is deleted");
        assert_eq!(query(made, &raw mut kind), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!(kind, 0);
    });
    bench.end_clean();
}

#[test]
fn queries_by_key_check_size_and_buffer() {
    let bench = Bench::new(|adding| {
        let own = key(3);
        let mut data = data(&own);
        let (mut needed, mut kind, mut byte) = (7, 7, 0_u8);
        let (size, of) = (&raw mut needed, &raw mut kind);
        let init = adding.init();
        let at = (&raw mut byte).cast();
        let about = &raw mut data;
        let query = |length, at| ddi!(WdfFdoInitQueryPropertyEx, init, about, length, at, size, of);
        assert_eq!(query(1, null_mut()), STATUS_INVALID_PARAMETER);
        assert_eq!(query(0, at), STATUS_INVALID_PARAMETER);
        assert_eq!(query(1, at), STATUS_OBJECT_NAME_NOT_FOUND);
        assert_eq!((needed, kind), (0, 0));
        // DEVPKEY_Device_DeviceDesc.
        let known = DEVPROPKEY {
            fmtid: wdk_sys::GUID {
                Data1: 0xA45C_254E,
                Data2: 0xDF1C,
                Data3: 0x4EFD,
                Data4: [0x80, 0x20, 0x67, 0xD1, 0x46, 0xA8, 0x50, 0xE0],
            },
            pid: 2,
        };
        let mut device_data = WDF_DEVICE_PROPERTY_DATA { PropertyKey: &raw const known, ..data };
        let about = &raw mut device_data;
        let mut memory: WDFMEMORY = null_mut();
        let made = &raw mut memory;
        let status =
            ddi!(WdfFdoInitAllocAndQueryPropertyEx, init, about, POOL, null_mut(), made, of);
        assert_eq!((status, kind), (SUCCESS, 0x12));
        assert_eq!(bytes_of(memory).len(), 12);
        let device = adding.device();
        device_data.Size = 16;
        let about = &raw mut device_data;
        let status = ddi!(WdfDeviceQueryPropertyEx, device.0, about, 0, null_mut(), size, of);
        assert_eq!(status, STATUS_INFO_LENGTH_MISMATCH);
    });
    bench.end_clean();
}

#[test]
fn control_device_has_no_properties() {
    let (bench, service) = Bench::non_pnp(|| {
        let device = ControlInit::allocate().create(attributes()).expect("a device");
        device.finish();
        let refused = property(device, Property::DevicePropertyClassName);
        assert_eq!(refused, Err(STATUS_INVALID_DEVICE_REQUEST));
        let own = key(4);
        let mut data = data(&own);
        let status = ddi!(WdfDeviceAssignProperty, device.0, &raw mut data, 0x12, 0, null_mut());
        assert_eq!(status, STATUS_INVALID_DEVICE_STATE);
        SUCCESS
    });
    service.start().expect("DriverEntry succeeds");
    bench.end_clean();
}

#[test]
fn query_without_a_result_length_is_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let number = Property::DevicePropertyClassName;
        let none = null_mut();
        let status = ddi!(WdfDeviceQueryProperty, device.0, number, 0, none, null_mut());
        assert!(status < 0);
    });
    let rules: Vec<_> = bench.shut_down().iter().map(|violation| violation.rule).collect();
    assert_eq!(rules, [Rule::RequiredParameterIsNull]);
}
