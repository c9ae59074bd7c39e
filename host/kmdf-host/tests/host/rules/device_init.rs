//! The rules about handles, for `WDFDEVICE_INIT`: before and after the device exists.

use std::ptr::null_mut;

use wdk_sys::{
    _WDF_DEVICE_IO_TYPE as IoType, _WDF_FILEOBJECT_CLASS as Class, PWDFDEVICE_INIT,
    WDF_FILEOBJECT_CONFIG, WDF_PNPPOWER_EVENT_CALLBACKS, WDFDEVICE, WDFKEY,
};

use super::expect_only;
use crate::closure_driver::{Adding, Bench, FIRST, Rule, SUCCESS, attributes, ddi};
use crate::raw_driver::size_of_c;

/// A call with a `WDFDEVICE_INIT`, and its name.
type Setting = (&'static str, fn(PWDFDEVICE_INIT));

/// The calls with a `WDFDEVICE_INIT`.
const SETTINGS: [Setting; 6] = [
    ("WdfDeviceInitSetPnpPowerEventCallbacks", |init| {
        let mut callbacks = WDF_PNPPOWER_EVENT_CALLBACKS {
            Size: size_of_c::<WDF_PNPPOWER_EVENT_CALLBACKS>(),
            ..Default::default()
        };
        ddi!(WdfDeviceInitSetPnpPowerEventCallbacks, init, &raw mut callbacks);
    }),
    ("WdfDeviceInitSetFileObjectConfig", |init| {
        let mut config = WDF_FILEOBJECT_CONFIG {
            Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
            FileObjectClass: Class::WdfFileObjectWdfCannotUseFsContexts,
            ..Default::default()
        };
        ddi!(WdfDeviceInitSetFileObjectConfig, init, &raw mut config, null_mut());
    }),
    ("WdfDeviceInitSetRequestAttributes", |init| {
        ddi!(WdfDeviceInitSetRequestAttributes, init, attributes().pointer());
    }),
    ("WdfDeviceInitSetIoType", |init| {
        ddi!(WdfDeviceInitSetIoType, init, IoType::WdfDeviceIoBuffered);
    }),
    ("WdfDeviceInitSetExclusive", |init| ddi!(WdfDeviceInitSetExclusive, init, 0)),
    ("WdfFdoInitOpenRegistryKey", |init| {
        let (device_key, read) = (wdk_sys::PLUGPLAY_REGKEY_DEVICE, wdk_sys::KEY_READ);
        let mut key: WDFKEY = null_mut();
        let (none, at) = (null_mut(), &raw mut key);
        let status = ddi!(WdfFdoInitOpenRegistryKey, init, device_key, read, none, at);
        if status >= 0 {
            ddi!(WdfRegistryClose, key);
        }
    }),
];

/// Adds a device, and checks that one call is reported.
fn reports(
    add: impl Fn(Adding) + Send + Sync + 'static,
    (rule, subject, call): (Rule, &str, &str),
) {
    let bench = Bench::without_device(move |adding| {
        add(adding);
        SUCCESS
    });
    bench.machine.create_device(FIRST).expect("a node in any case");
    expect_only(&bench, rule, subject, call, "EvtDriverDeviceAdd");
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn settings_after_the_device_exists_are_reported() {
    for (call, set) in SETTINGS {
        let add = move |adding: Adding| {
            adding.device();
            set(adding.init());
        };
        reports(add, (Rule::StaleHandle, "INIT1", call));
    }
}

#[test]
fn settings_of_a_null_init_are_reported() {
    for (call, set) in SETTINGS {
        let add = move |adding: Adding| {
            adding.device();
            set(null_mut());
        };
        reports(add, (Rule::WrongHandleType, "NULL", call));
    }
}

#[test]
fn device_created_from_a_null_init_is_reported() {
    let add = |adding: Adding| {
        adding.device();
        let mut none: PWDFDEVICE_INIT = null_mut();
        let mut device: WDFDEVICE = null_mut();
        let status = ddi!(WdfDeviceCreate, &raw mut none, null_mut(), &raw mut device);
        assert_eq!(status, wdk_sys::STATUS_INVALID_DEVICE_STATE);
    };
    reports(add, (Rule::WrongHandleType, "NULL", "WdfDeviceCreate"));
}

#[test]
fn settings_before_the_device_exists_are_not_reported() {
    let bench = Bench::new(|adding| {
        for (_, set) in SETTINGS {
            set(adding.init());
        }
        adding.device();
    });
    bench.end_clean();
}

#[test]
fn io_type_that_does_not_exist_is_reported() {
    for io_type in [IoType::WdfDeviceIoUndefined, IoType::WdfDeviceIoMaximum, -1] {
        let add = move |adding: Adding| {
            ddi!(WdfDeviceInitSetIoType, adding.init(), io_type);
            adding.device();
        };
        reports(add, (Rule::WrongConfiguration, "INIT1", "WdfDeviceInitSetIoType"));
    }
}
