//! Rules about handles and objects.

use std::ptr::{null_mut, without_provenance_mut};

use super::{completing, expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, Object, Queue, Request, Rule, SUCCESS, SpinLock, attributes, below_device, ddi, kept,
    sequential, status,
};

/// Does `work` with a read, and checks that only this violation was reported.
fn reports(
    work: impl Fn(Request) + Send + Sync + Copy + 'static,
    rule: Rule,
    object: &str,
    call: &str,
) {
    let bench = completing(work);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, object, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

/// Does `work` with a read, and checks that nothing was reported.
fn is_legal(work: impl Fn(Request) + Send + Sync + Copy + 'static) {
    let bench = completing(work);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn using_a_deleted_object_is_reported() {
    reports(
        |_| {
            let lock = SpinLock::create(attributes()).expect("a lock");
            lock.object().delete();
            lock.acquire();
        },
        Rule::StaleHandle,
        "L1",
        "WdfSpinLockAcquire",
    );
}

#[test]
fn using_a_completed_request_is_reported() {
    let bench = Bench::with_queue(|| {
        let queue = sequential().read(|_, request| {
            request.complete(SUCCESS);
            request.set_information(4);
        });
        queue.write(|_, request| request.complete(SUCCESS))
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::StaleHandle, "R1", "WdfRequestSetInformation", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn using_an_object_until_it_is_deleted_is_not_reported() {
    is_legal(|_| {
        let lock = SpinLock::create(attributes()).expect("a lock");
        lock.acquire();
        lock.release();
        lock.object().delete();
    });
}

#[test]
fn using_a_handle_of_another_type_is_reported() {
    reports(
        |request| Queue(request.0.cast()).start(),
        Rule::WrongHandleType,
        "R1",
        "WdfIoQueueStart",
    );
}

#[test]
fn using_null_for_a_handle_is_reported() {
    reports(|_| Queue(null_mut()).start(), Rule::WrongHandleType, "NULL", "WdfIoQueueStart");
}

#[test]
fn using_a_value_that_never_was_a_handle_is_reported() {
    let never = |_| Object(without_provenance_mut(0x7fff_fff0)).reference();
    reports(never, Rule::WrongHandleType, "unknown", "WdfObjectReferenceActual");
}

#[test]
fn a_deleted_handle_of_another_type_is_reported_as_wrong_type() {
    reports(
        |_| {
            let lock = SpinLock::create(attributes()).expect("a lock");
            lock.object().delete();
            Queue(lock.0.cast()).start();
        },
        Rule::WrongHandleType,
        "L1",
        "WdfIoQueueStart",
    );
}

#[test]
fn passing_any_type_for_any_object_is_not_reported() {
    is_legal(|request| {
        for object in [request.object(), kept::<Queue>("queue").object()] {
            object.reference();
            object.dereference();
        }
    });
}

#[test]
fn passing_null_for_a_mandatory_pointer_is_reported() {
    let null = |_| {
        let status = ddi!(WdfSpinLockCreate, null_mut(), null_mut());
        assert!(status < 0, "the call fails");
    };
    reports(null, Rule::RequiredParameterIsNull, "-", "WdfSpinLockCreate");
}

#[test]
fn passing_null_for_an_optional_pointer_is_not_reported() {
    is_legal(|request| {
        let mut buffer = null_mut();
        let request = request.0;
        let status = ddi!(WdfRequestRetrieveOutputBuffer, request, 1, &raw mut buffer, null_mut());
        assert_eq!(status, SUCCESS);
        let queue: Queue = kept("queue");
        let _ = ddi!(WdfIoQueueGetState, queue.0, null_mut(), null_mut());
    });
}

#[test]
fn deleting_the_default_queue_is_reported() {
    let delete = |_| kept::<Queue>("queue").object().delete();
    reports(delete, Rule::ObjectMisused, "Q1", "WdfObjectDelete");
}

#[test]
fn dereferencing_more_often_than_referencing_is_reported() {
    reports(
        |_| {
            let lock = SpinLock::create(below_device()).expect("a lock");
            lock.object().dereference();
        },
        Rule::ObjectMisused,
        "L1",
        "WdfObjectDereferenceActual",
    );
}

#[test]
fn deleting_an_object_that_the_driver_created_is_not_reported() {
    is_legal(|_| {
        let object = Object::create(attributes()).expect("an object");
        object.reference();
        object.delete();
        object.dereference();
    });
}

#[test]
fn calling_a_ddi_that_the_host_lacks_is_reported() {
    let missing = |_| {
        // The framework's first function, which the host lacks.
        let index = 0;
        // SAFETY: the table has an entry for each index.
        let entry = unsafe { kmdf_host::binding::function_table().add(index) };
        // SAFETY: the entry is in the table, which is never changed.
        let entry = unsafe { entry.read() };
        let entry = entry.expect("every entry is filled");
        // SAFETY: missing entries accept any arguments and return a status.
        let entry: unsafe extern "C" fn() -> i32 = unsafe { std::mem::transmute(entry) };
        // SAFETY: a missing entry accepts any arguments.
        let status = unsafe { entry() };
        assert_eq!(status, wdk_sys::STATUS_NOT_SUPPORTED);
    };
    let bench = completing(missing);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::MissingDdi, "-", "WdfChildListCreate", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

/// Calls a function that the host does not have; returns the whole return register.
fn call_missing(name: &str) -> usize {
    let index = kmdf_host::abi::DDI_NAMES.iter().position(|ddi| *ddi == name);
    let index = index.unwrap_or_else(|| panic!("{name} is in the function table"));
    // SAFETY: the table has an entry for each index.
    let entry = unsafe { kmdf_host::binding::function_table().add(index) };
    // SAFETY: the entry is in the table, which is never changed.
    let entry = unsafe { entry.read() }.expect("every entry is filled");
    // SAFETY: missing entries take any arguments and return one register.
    let entry: unsafe extern "C" fn() -> usize = unsafe { std::mem::transmute(entry) };
    // SAFETY: a missing entry takes any arguments.
    unsafe { entry() }
}

#[test]
fn missing_ddi_returns_a_failure_of_its_type() {
    let bench = completing(|_| {
        for pointer in ["WdfChildListGetDevice", "WdfPdoGetParent", "WdfDmaEnablerGetMaximumLength"]
        {
            assert_eq!(call_missing(pointer), 0, "{pointer} returns no pointer");
        }
        for number in [
            "WdfIoResourceListGetCount",
            "WdfUsbTargetPipeIsInEndpoint",
            "WdfUsbInterfaceGetNumEndpoints",
        ] {
            assert_eq!(call_missing(number), 0, "{number} returns no count and no TRUE");
        }
        for status in ["WdfChildListCreate", "WdfUsbTargetDeviceCreate", "WdfInterruptCreate"] {
            assert_eq!(call_missing(status), 0xC000_00BB, "{status} returns a status");
        }
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let rules = bench.machine.shut_down();
    assert_eq!(rules.len(), 9);
    assert!(rules.iter().all(|violation| violation.rule == Rule::MissingDdi));
}
