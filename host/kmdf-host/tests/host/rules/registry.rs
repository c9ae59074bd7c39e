//! Rules about the registry keys that a driver opens.

use std::ptr::null_mut;

use kmdf_host::abi::STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
use wdk_sys::{
    KEY_READ, KEY_WRITE, NTSTATUS, PLUGPLAY_REGKEY_DEVICE, PLUGPLAY_REGKEY_DRIVER,
    STATUS_INVALID_PARAMETER, UNICODE_STRING, WDFKEY,
};

use super::expect_only;
use crate::closure_driver::{
    Adding, Attributes, Bench, Device, Driver, INF, Machine, Rule, SUCCESS, attributes, ddi,
    inf_with_service_values, kept,
};

/// Values for the Parameters key of the driver's service, which therefore exists.
const PARAMETERS: &str = "HKR,Parameters,Level,0x00010001,7";

/// A machine whose driver does `work` in `EvtDriverDeviceAdd`, installed by an INF.
fn from_inf(inf: &str, work: impl Fn(Adding) + Send + Sync + 'static) -> Bench {
    let bench = Bench::from_inf(Machine::new(), inf, move |adding| {
        work(adding);
        adding.device();
        SUCCESS
    });
    bench.device();
    bench
}

fn open_parameters(access: u32) -> Result<WDFKEY, NTSTATUS> {
    let mut key: WDFKEY = null_mut();
    let driver = kept::<Driver>("driver").0;
    let place = &raw mut key;
    let status = ddi!(WdfDriverOpenParametersRegistryKey, driver, access, null_mut(), place);
    if status == SUCCESS { Ok(key) } else { Err(status) }
}

fn open_device_key(
    device: Device,
    of: u32,
    mut attributes: Attributes,
) -> Result<WDFKEY, NTSTATUS> {
    let mut key: WDFKEY = null_mut();
    let (attributes, access, place) = (attributes.pointer(), KEY_READ | KEY_WRITE, &raw mut key);
    let status = ddi!(WdfDeviceOpenRegistryKey, device.0, of, access, attributes, place);
    if status == SUCCESS { Ok(key) } else { Err(status) }
}

/// The text of a value's name.
const LEVEL: [u16; 5] = [0x4C, 0x65, 0x76, 0x65, 0x6C];

fn level() -> UNICODE_STRING {
    UNICODE_STRING { Length: 10, MaximumLength: 10, Buffer: LEVEL.as_ptr().cast_mut() }
}

fn close(key: WDFKEY) {
    ddi!(WdfRegistryClose, key);
}

const OPEN_PARAMETERS: &str = "WdfDriverOpenParametersRegistryKey";

#[test]
fn opening_the_parameters_key_for_writing_is_reported() {
    for access in [KEY_WRITE, KEY_READ | 2, 0x4000_0000] {
        let bench = from_inf(&inf_with_service_values(PARAMETERS), move |_| {
            close(open_parameters(access).expect("a key"));
        });
        let (rule, function) = (Rule::KeyOutsideIsolation, "EvtDriverDeviceAdd");
        expect_only(&bench, rule, "DRV1", OPEN_PARAMETERS, function);
    }
}

#[test]
fn opening_the_parameters_key_for_reading_is_not_reported() {
    let bench = from_inf(&inf_with_service_values(PARAMETERS), |_| {
        let key = open_parameters(KEY_READ).expect("a key");
        let (name, mut value) = (level(), 0);
        let status = ddi!(WdfRegistryQueryULong, key, &raw const name, &raw mut value);
        assert_eq!((status, value), (SUCCESS, 7), "the value from the INF");
        close(key);
    });
    bench.end_clean();
}

/// `WdfRegistryOpenKey` of the key of the driver's service.
fn open_by_whole_path() -> Result<WDFKEY, NTSTATUS> {
    let path = r"\Registry\Machine\System\CurrentControlSet\Services\hosttest";
    let text: Vec<u16> = path.encode_utf16().collect();
    let length = u16::try_from(2 * text.len()).expect("a short path");
    let buffer = text.as_ptr().cast_mut();
    let path = UNICODE_STRING { Length: length, MaximumLength: length, Buffer: buffer };
    let (mut key, none): (WDFKEY, _) = (null_mut(), null_mut());
    let place = &raw mut key;
    let status = ddi!(WdfRegistryOpenKey, null_mut(), &raw const path, KEY_READ, none, place);
    if status == SUCCESS { Ok(key) } else { Err(status) }
}

#[test]
fn opening_a_key_by_its_whole_path_is_reported() {
    let bench = from_inf(INF, |_| close(open_by_whole_path().expect("the service's key")));
    let (rule, call) = (Rule::KeyOutsideIsolation, "WdfRegistryOpenKey");
    expect_only(&bench, rule, "DRV1", call, "EvtDriverDeviceAdd");
}

#[test]
fn driver_that_does_not_run_from_the_driver_store_may_open_any_key() {
    let inf = INF.replace("%13%", "%12%");
    let bench = from_inf(&inf, |_| {
        close(open_parameters(KEY_WRITE).expect("a key"));
        close(open_by_whole_path().expect("the service's key"));
    });
    bench.end_clean();
}

#[test]
fn writing_to_the_keys_of_the_device_is_not_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        for of in [PLUGPLAY_REGKEY_DEVICE, PLUGPLAY_REGKEY_DRIVER] {
            let key = open_device_key(device, of, attributes()).expect("a key");
            let name = level();
            assert_eq!(ddi!(WdfRegistryAssignULong, key, &raw const name, 3), SUCCESS);
            close(key);
        }
    });
    bench.end_clean();
}

/// Checks that the opening of a key of the device is refused with a status and reported.
fn misopens(
    of: u32,
    status: NTSTATUS,
    change: impl Fn(Attributes, Device) -> Attributes + Send + Sync + 'static,
) {
    let bench = Bench::new(move |adding| {
        let device = adding.device();
        assert_eq!(open_device_key(device, of, change(attributes(), device)), Err(status));
    });
    let call = "WdfDeviceOpenRegistryKey";
    expect_only(&bench, Rule::WrongConfiguration, "D1", call, "EvtDriverDeviceAdd");
}

#[test]
fn device_key_of_an_unknown_type_is_reported_and_refused() {
    for of in [0, 3] {
        misopens(of, STATUS_INVALID_PARAMETER, |attributes, _| attributes);
    }
}

#[test]
fn device_key_with_a_parent_is_reported_and_refused() {
    let status = STATUS_WDF_PARENT_ASSIGNMENT_NOT_ALLOWED;
    misopens(PLUGPLAY_REGKEY_DEVICE, status, |attributes, device| {
        attributes.parent(device.object())
    });
}
