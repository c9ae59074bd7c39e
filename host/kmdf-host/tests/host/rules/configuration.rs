//! Rules about the settings of a device: routes, file objects, structures of `WDFDEVICE_INIT`.

use wdk_sys::{
    _WDF_FILEOBJECT_CLASS as Class, _WDF_REQUEST_TYPE as Type, _WDF_SYNCHRONIZATION_SCOPE as Scope,
    NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, WDF_FILEOBJECT_CONFIG, WDF_OBJECT_ATTRIBUTES,
    WDF_PNPPOWER_EVENT_CALLBACKS, WDFDEVICE,
};

use super::expect_only;
use crate::closure_driver::{
    Adding, Bench, Device, FIRST, NodeStatus, Problem, Queue, Rule, SUCCESS, attributes, ddi,
    sequential, status,
};
use crate::raw_driver::size_of_c;

/// Checks that the set-up of a device breaks the rule about configurations in a call.
fn misconfigures(subject: &str, call: &str, add: impl Fn(Adding) + Send + Sync + 'static) {
    let bench = Bench::without_device(move |adding| {
        add(adding);
        SUCCESS
    });
    bench.machine.create_device(FIRST).expect("a node in any case");
    expect_only(&bench, Rule::WrongConfiguration, subject, call, "EvtDriverDeviceAdd");
}

/// Creates a queue that handles reads.
fn reads(device: Device) -> Queue {
    sequential().read(|_, request| request.complete(SUCCESS)).create(device)
}

const ROUTE: &str = "WdfDeviceConfigureRequestDispatching";

#[test]
fn route_to_the_default_queue_is_reported() {
    misconfigures("Q1", ROUTE, |adding| {
        let device = adding.device();
        let queue = sequential().read(|_, request| request.complete(SUCCESS)).for_everything();
        let status = device.route(queue.create(device), Type::WdfRequestTypeRead);
        assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST);
    });
}

#[test]
fn route_to_a_queue_without_handler_is_reported() {
    misconfigures("Q1", ROUTE, |adding| {
        let device = adding.device();
        let status = device.route(reads(device), Type::WdfRequestTypeWrite);
        assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST);
    });
}

#[test]
fn second_route_of_a_type_is_reported() {
    misconfigures("Q2", ROUTE, |adding| {
        let device = adding.device();
        assert_eq!(device.route(reads(device), Type::WdfRequestTypeRead), SUCCESS);
        device.route(reads(device), Type::WdfRequestTypeRead);
    });
}

#[test]
fn route_to_a_queue_with_handler_is_not_reported() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        assert_eq!(device.route(reads(device), Type::WdfRequestTypeRead), SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn file_callbacks_with_a_scope_that_they_cannot_have_are_reported() {
    let bench = Bench::without_device(|adding| {
        adding.file_callbacks(attributes().scope(Scope::WdfSynchronizationScopeQueue));
        adding.try_device(attributes()).err().unwrap_or(SUCCESS)
    });
    let node = bench.machine.create_device(FIRST).expect("a node in any case");
    let (problem, status) = (Problem::FailedAdd, STATUS_INVALID_DEVICE_REQUEST);
    assert_eq!(node.status(), NodeStatus::Failed { problem, status });
    let (rule, call) = (Rule::WrongConfiguration, "WdfDeviceCreate");
    expect_only(&bench, rule, "INIT1", call, "EvtDriverDeviceAdd");
}

/// A configuration of file objects with these values.
fn file_config(adding: Adding, forward: i32, class: i32) {
    let mut config = WDF_FILEOBJECT_CONFIG {
        Size: size_of_c::<WDF_FILEOBJECT_CONFIG>(),
        AutoForwardCleanupClose: forward,
        FileObjectClass: class,
        ..Default::default()
    };
    let (config, none) = (&raw mut config, std::ptr::null_mut());
    ddi!(WdfDeviceInitSetFileObjectConfig, adding.init(), config, none);
    adding.device();
}

#[test]
fn values_of_a_file_configuration_that_do_not_exist_are_reported() {
    let class = Class::WdfFileObjectWdfCannotUseFsContexts;
    for (forward, class) in [(3, class), (0, 0), (0, 5)] {
        misconfigures("INIT1", "WdfDeviceInitSetFileObjectConfig", move |adding| {
            file_config(adding, forward, class);
        });
    }
}

#[test]
fn structures_of_a_wrong_size_are_reported() {
    misconfigures("INIT1", "WdfDeviceInitSetFileObjectConfig", |adding| {
        let (mut config, none) = (WDF_FILEOBJECT_CONFIG::default(), std::ptr::null_mut());
        ddi!(WdfDeviceInitSetFileObjectConfig, adding.init(), &raw mut config, none);
        adding.device();
    });
    misconfigures("INIT1", "WdfDeviceInitSetPnpPowerEventCallbacks", |adding| {
        let mut callbacks = WDF_PNPPOWER_EVENT_CALLBACKS::default();
        ddi!(WdfDeviceInitSetPnpPowerEventCallbacks, adding.init(), &raw mut callbacks);
        adding.device();
    });
    misconfigures("INIT1", "WdfDeviceInitSetRequestAttributes", |adding| {
        let mut attributes = WDF_OBJECT_ATTRIBUTES::default();
        ddi!(WdfDeviceInitSetRequestAttributes, adding.init(), &raw mut attributes);
        adding.device();
    });
}

#[test]
fn values_of_a_file_configuration_that_exist_are_not_reported() {
    let optional = Class::WdfFileObjectWdfCannotUseFsContexts | Class::WdfFileObjectCanBeOptional;
    for (forward, class) in [(2, Class::WdfFileObjectNotRequired), (1, optional)] {
        Bench::new(move |adding| file_config(adding, forward, class)).end_clean();
    }
}

unsafe extern "C" fn usage(_: WDFDEVICE, _: i32, _: u8) {}

unsafe extern "C" fn usage_ex(_: WDFDEVICE, _: i32, _: u8) -> NTSTATUS {
    SUCCESS
}

/// Sets one or both callbacks for special files.
fn usage_callbacks(adding: Adding, both: bool) {
    let mut callbacks = WDF_PNPPOWER_EVENT_CALLBACKS {
        Size: size_of_c::<WDF_PNPPOWER_EVENT_CALLBACKS>(),
        EvtDeviceUsageNotification: both.then_some(usage),
        EvtDeviceUsageNotificationEx: Some(usage_ex),
        ..Default::default()
    };
    ddi!(WdfDeviceInitSetPnpPowerEventCallbacks, adding.init(), &raw mut callbacks);
    adding.device();
}

#[test]
fn both_callbacks_for_special_files_are_reported() {
    let call = "WdfDeviceInitSetPnpPowerEventCallbacks";
    misconfigures("INIT1", call, |adding| usage_callbacks(adding, true));
}

#[test]
fn one_callback_for_special_files_is_not_reported() {
    Bench::new(|adding| usage_callbacks(adding, false)).end_clean();
}

/// A machine whose driver asks for the file object of each read.
fn asking_for_files(configured: bool) -> Bench {
    let bench = Bench::new(move |adding| {
        if configured {
            adding.file_callbacks(attributes());
        }
        let queue = sequential().read(move |_, request| {
            assert_eq!(request.file_object().0.is_null(), !configured);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(adding.device());
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench
}

#[test]
fn file_object_of_a_device_without_any_is_reported() {
    let (rule, call) = (Rule::FileObjectsNotConfigured, "WdfRequestGetFileObject");
    expect_only(&asking_for_files(false), rule, "R1", call, "EvtIoRead");
}

#[test]
fn file_object_of_a_configured_device_is_not_reported() {
    asking_for_files(true).end_clean();
}
