//! Contexts: zeroed memory that the driver finds by its type.

use wdk_sys::{STATUS_DELETE_PENDING, STATUS_OBJECT_NAME_EXISTS, STATUS_OBJECT_NAME_INVALID};

use super::{device, object, with_side_door};
use crate::closure_driver::{
    Bench, LARGE, NTSTATUS, Object, SMALL, SUCCESS, attributes, ddi, note, notes, sequential,
    status,
};

const PARENT_NOT_ALLOWED: NTSTATUS = 0xC020_020F_u32.cast_signed();

/// The bytes of a context.
fn bytes(context: *mut u8, length: usize) -> Vec<u8> {
    assert!(!context.is_null());
    // SAFETY: contexts of the tests' types are at least this long, and live.
    unsafe { std::slice::from_raw_parts(context, length) }.to_vec()
}

fn fill(context: *mut u8, length: usize) {
    // SAFETY: contexts of the tests' types are at least this long, and live.
    unsafe { context.write_bytes(0xA5, length) }
}

#[test]
fn a_context_is_zeroed_and_found_by_its_type() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes.context(&LARGE));
        let context = object.context(&LARGE);
        assert_eq!(bytes(context, 64), [0; 64]);
        fill(context, 64);
        assert_eq!(object.context(&LARGE), context, "the same memory each time");
        assert_eq!(bytes(object.context(&LARGE), 64), [0xA5; 64]);
    });
    bench.end_clean();
}

#[test]
fn memory_of_a_deleted_context_is_zeroed_before_reuse() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        for _ in 0..20 {
            let object = object(|attributes| attributes.context(&LARGE));
            let context = object.context(&LARGE);
            assert_eq!(bytes(context, 64), [0; 64]);
            fill(context, 64);
            object.delete();
        }
    });
    bench.end_clean();
}

#[test]
fn a_context_type_that_an_object_lacks_gives_null() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let with = object(|attributes| attributes.context(&SMALL));
        assert!(with.context(&LARGE).is_null());
        let without = object(|attributes| attributes);
        assert!(without.context(&SMALL).is_null());
    });
    bench.end_clean();
}

#[test]
fn a_context_can_be_larger_than_its_type() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes.context(&SMALL).context_size(200));
        assert_eq!(bytes(object.context(&SMALL), 200), [0; 200]);
        fill(object.context(&SMALL), 200);
    });
    bench.end_clean();
}

#[test]
fn each_object_has_a_context_of_its_own() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let (a, b) = (object(|a| a.context(&SMALL)), object(|a| a.context(&SMALL)));
        fill(a.context(&SMALL), 16);
        assert_eq!(bytes(b.context(&SMALL), 16), [0; 16]);
    });
    bench.end_clean();
}

#[test]
fn a_second_context_type_can_be_added_to_an_object() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes.context(&SMALL));
        let (status, added) = object.allocate_context(attributes().context(&LARGE));
        assert_eq!(status, SUCCESS);
        assert_eq!(bytes(added, 64), [0; 64]);
        assert_eq!(object.context(&LARGE), added);
        assert_ne!(object.context(&SMALL), added);
        let (status, again) = object.allocate_context(attributes().context(&LARGE));
        assert_eq!((status, again), (STATUS_OBJECT_NAME_EXISTS, added));
        assert!(status >= 0, "a success");
    });
    bench.end_clean();
}

#[test]
fn a_context_cannot_be_added_without_a_type_or_with_a_parent() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes);
        assert_eq!(object.allocate_context(attributes()).0, STATUS_OBJECT_NAME_INVALID);
        let with_parent = attributes().context(&LARGE).parent(device().object());
        assert_eq!(object.allocate_context(with_parent).0, PARENT_NOT_ALLOWED);
    });
    bench.end_clean();
}

#[test]
fn a_context_cannot_be_added_to_an_object_that_is_being_deleted() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes.context(&SMALL).watched());
        object.on_cleanup(|object| {
            let (status, _) = object.allocate_context(attributes().context(&LARGE));
            assert_eq!(status, STATUS_DELETE_PENDING);
            note("cleanup");
        });
        object.delete();
    });
    assert_eq!(notes(), ["cleanup"]);
    bench.end_clean();
}

#[test]
fn every_context_of_an_object_has_its_own_callbacks() {
    let (bench, file) = with_side_door();
    let callbacks = bench.callbacks_of(|| {
        bench.run(&file, || {
            let object = object(|attributes| attributes.context(&SMALL).watched());
            let added = attributes().context(&LARGE).watched();
            assert_eq!(object.allocate_context(added).0, SUCCESS);
            object.delete();
        });
    });
    let expected =
        ["EvtCleanupCallback", "EvtCleanupCallback", "EvtDestroyCallback", "EvtDestroyCallback"];
    assert_eq!(callbacks[1..], expected);
    bench.end_clean();
}

#[test]
fn a_context_can_be_read_in_the_destroy_callback() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes.context(&LARGE).watched());
        fill(object.context(&LARGE), 64);
        object.on_destroy(|object| {
            assert_eq!(bytes(object.context(&LARGE), 64), [0xA5; 64]);
            note("destroy");
        });
        object.delete();
    });
    assert_eq!(notes(), ["destroy"]);
    bench.end_clean();
}

#[test]
fn a_context_leads_back_to_its_object() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes.context(&SMALL));
        let context = object.context(&SMALL).cast();
        assert_eq!(Object(ddi!(WdfObjectContextGetObject, context)), object);
    });
    bench.end_clean();
}

#[test]
fn requests_get_the_context_that_the_device_configured() {
    let bench = Bench::new(|adding| {
        adding.request_attributes(attributes().context(&LARGE).watched());
        let device = adding.device();
        let queue = sequential().read(|_, request| {
            let context = request.object().context(&LARGE);
            assert_eq!(bytes(context, 64), [0; 64]);
            fill(context, 64);
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let callbacks = bench.callbacks_of(|| {
        assert_eq!(status(&file.read(8)), SUCCESS);
    });
    assert_eq!(callbacks, ["EvtIoRead", "EvtCleanupCallback", "EvtDestroyCallback"]);
    let never_delivered = bench.callbacks_of(|| {
        assert!(status(&file.write(b"x")) < 0, "the queue has no write handler");
    });
    assert_eq!(never_delivered, [""; 0], "the driver never saw the request");
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.check();
    bench.end_clean();
}

#[test]
fn the_device_can_have_a_context() {
    let bench = Bench::new(|adding| {
        let device = adding.device_with(attributes().context(&SMALL));
        assert_eq!(bytes(device.object().context(&SMALL), 16), [0; 16]);
    });
    bench.end_clean();
}
