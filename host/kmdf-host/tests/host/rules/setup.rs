//! Rules about the objects that a driver creates in its entry points.

use kmdf_host::{Fault, FaultTarget};
use wdk_sys::{
    _WDF_EXECUTION_LEVEL as Level, _WDF_SYNCHRONIZATION_SCOPE as Scope, NTSTATUS, PCUNICODE_STRING,
    PDRIVER_OBJECT, STATUS_INSUFFICIENT_RESOURCES, STATUS_UNSUCCESSFUL, WDF_DRIVER_CONFIG,
    WDF_NO_HANDLE, WDF_OBJECT_ATTRIBUTES, WDFSPINLOCK,
};

use super::expect_only;
use crate::closure_driver::{Bench, FIRST, Rule, SUCCESS, attributes};
use crate::raw_driver::{self, load, size_of_c, wdf};

/// The rules that a driver broke by its `DriverEntry`, with their calls.
fn broken_by(entry: kmdf_host::DriverEntry) -> Vec<(Rule, String)> {
    let violations = load(entry).0.shut_down();
    violations.into_iter().map(|violation| (violation.rule, violation.call)).collect()
}

extern "system" fn without_driver(_: PDRIVER_OBJECT, _: PCUNICODE_STRING) -> NTSTATUS {
    SUCCESS
}

#[test]
fn entry_without_driver_object_is_reported() {
    assert_eq!(broken_by(without_driver), [(Rule::DriverNotCreated, "DriverEntry".into())]);
}

extern "system" fn lock_first(driver: PDRIVER_OBJECT, path: PCUNICODE_STRING) -> NTSTATUS {
    let mut lock: WDFSPINLOCK = WDF_NO_HANDLE.cast();
    let _ = wdf!(WdfSpinLockCreate, std::ptr::null_mut(), &raw mut lock);
    wdf!(WdfObjectDelete, lock.cast());
    raw_driver::create_driver(driver, path, Some(refuse))
}

unsafe extern "C" fn refuse(_: wdk_sys::WDFDRIVER, _: wdk_sys::PWDFDEVICE_INIT) -> NTSTATUS {
    STATUS_UNSUCCESSFUL
}

#[test]
fn call_before_the_driver_object_exists_is_reported() {
    let broken = broken_by(lock_first);
    let expected = ["WdfSpinLockCreate", "WdfObjectDelete"];
    assert_eq!(broken, expected.map(|call| (Rule::DriverNotCreated, call.into())));
}

#[test]
fn entry_that_fails_with_its_driver_object_is_not_reported() {
    let bench = Bench::without_device(|_| SUCCESS);
    bench.on_entry(|| STATUS_UNSUCCESSFUL);
    bench.machine.create_device(FIRST).expect("a node in any case");
    bench.end_clean();
}

/// Creates the driver object with an execution level and a synchronization scope.
fn create_driver(
    driver: PDRIVER_OBJECT,
    path: PCUNICODE_STRING,
    (level, scope): (i32, i32),
) -> NTSTATUS {
    let mut config = WDF_DRIVER_CONFIG {
        Size: size_of_c::<WDF_DRIVER_CONFIG>(),
        EvtDriverDeviceAdd: Some(refuse),
        ..Default::default()
    };
    let mut attributes = WDF_OBJECT_ATTRIBUTES {
        Size: size_of_c::<WDF_OBJECT_ATTRIBUTES>(),
        ExecutionLevel: level,
        SynchronizationScope: scope,
        ..Default::default()
    };
    let (attributes, config) = (&raw mut attributes, &raw mut config);
    wdf!(WdfDriverCreate, driver, path, attributes, config, WDF_NO_HANDLE.cast())
}

extern "system" fn with_scope(driver: PDRIVER_OBJECT, path: PCUNICODE_STRING) -> NTSTATUS {
    let level = Level::WdfExecutionLevelInheritFromParent;
    create_driver(driver, path, (level, Scope::WdfSynchronizationScopeDevice))
}

extern "system" fn with_level(driver: PDRIVER_OBJECT, path: PCUNICODE_STRING) -> NTSTATUS {
    let scope = Scope::WdfSynchronizationScopeInheritFromParent;
    create_driver(driver, path, (Level::WdfExecutionLevelPassive, scope))
}

#[test]
fn driver_with_an_execution_level_is_reported() {
    assert_eq!(broken_by(with_level), [(Rule::WrongConfiguration, "WdfDriverCreate".into())]);
}

#[test]
fn driver_with_a_synchronization_scope_is_reported() {
    assert_eq!(broken_by(with_scope), [(Rule::WrongConfiguration, "WdfDriverCreate".into())]);
}

/// A machine whose `WdfDeviceCreate` fails, and whose driver returns that status if `tells`.
fn refused(tells: bool) -> Bench {
    let bench = Bench::without_device(move |adding| match adding.try_device(attributes()) {
        Err(status) if tells => status,
        _ => SUCCESS,
    });
    let (call, status) = (FaultTarget::Ddi("WdfDeviceCreate"), STATUS_INSUFFICIENT_RESOURCES);
    bench.machine.inject(Fault { call, nth: 1, status });
    bench.machine.create_device(FIRST).expect("a node in any case");
    bench
}

#[test]
fn hidden_failure_of_device_creation_is_reported() {
    let (rule, call) = (Rule::DeviceCreateFailureHidden, "EvtDriverDeviceAdd");
    expect_only(&refused(false), rule, "DRV1", call, "-");
}

#[test]
fn returned_failure_of_device_creation_is_not_reported() {
    refused(true).end_clean();
}
