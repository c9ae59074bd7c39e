//! Rules about the tags of references.

use std::ffi::CStr;
use std::ptr::without_provenance_mut;

use super::{completing, expect_only, expect_to_go_on};
use crate::closure_driver::{Bench, Object, Rule, SUCCESS, attributes, ddi, sequential, status};

/// The tag of the driver's list of objects.
const LIST: usize = u32::from_le_bytes(*b"list") as usize;
/// The tag of the driver's timer.
const TIMER: usize = u32::from_le_bytes(*b"time") as usize;
/// The source file that takes the references.
const FILE: &CStr = c"queue.c";

/// `WdfObjectReferenceWithTag`.
fn reference(object: Object, tag: usize) {
    let (tag, file) = (without_provenance_mut(tag), FILE.as_ptr().cast());
    ddi!(WdfObjectReferenceActual, object.0, tag, 12, file);
}

/// `WdfObjectDereferenceWithTag`.
fn dereference(object: Object, tag: usize) {
    let (tag, file) = (without_provenance_mut(tag), FILE.as_ptr().cast());
    ddi!(WdfObjectDereferenceActual, object.0, tag, 34, file);
}

/// A machine whose driver does `work` with a new object in each read.
fn with_object(work: impl Fn(Object) + Send + Sync + Copy + 'static) -> Bench {
    let bench = completing(move |_| work(Object::create(attributes()).expect("an object")));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench
}

#[test]
fn dereferencing_with_another_tag_is_reported() {
    let bench = with_object(|object| {
        reference(object, LIST);
        dereference(object, TIMER);
    });
    let (rule, call) = (Rule::ReferenceTagMismatch, "WdfObjectDereferenceActual");
    expect_only(&bench, rule, "O1", call, "EvtIoRead");
    let detail = bench.machine.violations()[0].detail.clone();
    let expected = "dereferenced with the tag 'time' (queue.c, line 34), \
                    referenced with the tag 'list' (queue.c, line 12)";
    assert_eq!(detail, expected);
    expect_to_go_on(&bench, 1);
}

#[test]
fn dereferencing_without_the_tag_of_the_reference_is_reported() {
    let bench = with_object(|object| {
        reference(object, LIST);
        object.dereference();
    });
    let (rule, call) = (Rule::ReferenceTagMismatch, "WdfObjectDereferenceActual");
    expect_only(&bench, rule, "O1", call, "EvtIoRead");
}

#[test]
fn dereferencing_with_the_tag_of_each_reference_is_not_reported() {
    let bench = with_object(|object| {
        reference(object, LIST);
        reference(object, TIMER);
        object.reference();
        reference(object, LIST);
        dereference(object, LIST);
        object.dereference();
        dereference(object, LIST);
        dereference(object, TIMER);
    });
    bench.end_clean();
}

#[test]
fn leaked_reference_is_reported_with_its_tag() {
    let bench = with_object(|object| {
        reference(object, LIST);
        reference(object, TIMER);
        dereference(object, LIST);
        object.delete();
    });
    let [violation] = &bench.shut_down()[..] else { panic!("one violation") };
    assert_eq!(violation.rule, Rule::LeakedObject);
    let taken = "; the driver took the tag 'time' (queue.c, line 12)";
    assert!(violation.detail.ends_with(taken), "{}", violation.detail);
}

#[test]
fn dereference_of_a_request_that_the_framework_keeps_is_reported() {
    let bench = Bench::without_device(|adding| {
        adding.request_attributes(attributes().watched());
        let queue = sequential().read(|_, request| {
            request.object().dereference();
            request.complete(SUCCESS);
        });
        let queue = queue.write(|_, request| request.complete(SUCCESS));
        queue.for_everything().create(adding.device());
        SUCCESS
    });
    bench.device();
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let (rule, call) = (Rule::ObjectMisused, "WdfObjectDereferenceActual");
    expect_only(&bench, rule, "R1", call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}
