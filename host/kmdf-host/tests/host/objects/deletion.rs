//! Deletion: the order of the callbacks, references, and refused deletions.

use super::{device, object, watched_below, with_side_door};
use crate::closure_driver::{
    Attributes, Bench, Device, Driver, Object, ObjectKind, ObjectName, Queue, Rule, SMALL, SUCCESS,
    SpinLock, Timer, attributes, keep, kept, manual, note, notes, sequential, status, timer,
};

/// Notes the end of an object under a name.
fn tell(object: Object, name: &'static str) {
    object.on_cleanup(move |_| note(format!("cleanup {name}")));
    object.on_destroy(move |_| note(format!("destroy {name}")));
}

#[test]
fn a_tree_is_cleaned_up_then_destroyed_children_first() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let root = object(Attributes::watched);
        let (older, younger) = (watched_below(root), watched_below(root));
        let grandchild = watched_below(older);
        tell(root, "root");
        tell(older, "older");
        tell(younger, "younger");
        tell(grandchild, "grandchild");
        root.delete();
        note("deleted");
    });
    let expected = [
        "cleanup grandchild",
        "cleanup older",
        "cleanup younger",
        "cleanup root",
        "destroy grandchild",
        "destroy older",
        "destroy younger",
        "destroy root",
        "deleted",
    ];
    assert_eq!(notes(), expected);
    bench.end_clean();
}

#[test]
fn a_reference_delays_the_destroy_of_its_object_only() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let root = object(Attributes::watched);
        let child = watched_below(root);
        tell(root, "root");
        tell(child, "child");
        child.reference();
        root.delete();
        note("deleted");
        child.dereference();
        note("dereferenced");
    });
    let expected = [
        "cleanup child",
        "cleanup root",
        "destroy root",
        "deleted",
        "destroy child",
        "dereferenced",
    ];
    assert_eq!(notes(), expected);
    bench.end_clean();
}

#[test]
fn references_are_counted() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(Attributes::watched);
        tell(object, "it");
        object.reference();
        object.reference();
        object.delete();
        object.dereference();
        note("one left");
        object.dereference();
    });
    assert_eq!(notes(), ["cleanup it", "one left", "destroy it"]);
    bench.end_clean();
}

#[test]
fn a_handle_is_not_used_again() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let mut seen = Vec::new();
        for _ in 0..100 {
            let object = object(|attributes| attributes);
            assert!(!seen.contains(&object.0));
            seen.push(object.0);
            object.delete();
        }
    });
    bench.end_clean();
}

/// Checks that a deletion is refused, and that the object still exists.
fn is_refused(kind: ObjectKind, number: u32, find: fn() -> Object) {
    let bench = Bench::new(|adding| {
        adding.file_callbacks(attributes());
        let device = adding.device();
        device.side_door();
        keep("default", manual().for_everything().create(device));
        let routed = manual().create(device);
        keep("routed", routed);
        assert_eq!(device.route(routed, wdk_sys::_WDF_REQUEST_TYPE::WdfRequestTypeWrite), SUCCESS);
    });
    bench.on_create(|request, file| {
        keep("file", file);
        request.complete(SUCCESS);
    });
    let file = bench.open();
    let before = bench.machine.objects();
    bench.run(&file, move || find().delete());
    assert_eq!(bench.machine.objects(), before);
    let violations = bench.machine.violations();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    let found = (violations[0].rule, &violations[0].subject, violations[0].call.as_str());
    let subject = ObjectName::new(kind, number).into();
    assert_eq!(found, (Rule::ObjectMisused, &subject, "WdfObjectDelete"));
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn objects_of_the_framework_cannot_be_deleted() {
    is_refused(ObjectKind::Driver, 1, || kept::<Driver>("driver").object());
    is_refused(ObjectKind::Device, 1, || kept::<Device>("device").object());
    is_refused(ObjectKind::File, 1, || kept::<crate::closure_driver::FileObject>("file").object());
    // Q1 is the queue of the side door.
    is_refused(ObjectKind::Queue, 2, || kept::<Queue>("default").object());
    is_refused(ObjectKind::Queue, 3, || kept::<Queue>("routed").object());
}

#[test]
fn a_delivered_request_cannot_be_deleted() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            request.object().delete();
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::ObjectMisused);
}

#[test]
fn objects_of_the_driver_can_be_deleted() {
    let (bench, file) = with_side_door();
    let before = bench.machine.objects();
    bench.run(&file, || {
        let device: Device = kept("device");
        let queue = manual().create(device);
        timer(device.object()).create(|_| {}).object().delete();
        timer(queue.object()).create(|_| {});
        queue.object().delete();
        SpinLock::create(attributes()).expect("a lock").object().delete();
        Object::create(attributes()).expect("an object").delete();
    });
    assert_eq!(bench.machine.objects(), before);
    bench.end_clean();
}

#[test]
fn a_second_deletion_while_the_first_runs_changes_nothing() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(Attributes::watched);
        object.on_cleanup(|object| {
            note("cleanup");
            object.delete();
        });
        object.delete();
    });
    assert_eq!(notes(), ["cleanup"]);
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::ObjectMisused);
}

#[test]
fn a_timer_deleted_at_dispatch_level_is_disposed_of_at_passive() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let device: Device = kept("device");
        let spec = timer(device.object()).attributes(crate::closure_driver::Attributes::watched);
        let timer: Timer = spec.period(1).create(|_| note("tick"));
        tell(timer.object(), "timer");
        timer.start(-10_000);
        let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
        lock.acquire();
        timer.object().delete();
        note("deleted");
        lock.release();
    });
    bench.advance_ms(10);
    assert_eq!(notes(), ["deleted", "cleanup timer", "destroy timer"]);
    assert_eq!(bench.last_entry("EvtCleanupCallback").irql, 0);
    bench.end_clean();
}

#[test]
fn deferred_deletion_of_a_deleted_object_leaves_its_references() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let device: Device = kept("device");
        let root = object(Attributes::watched);
        let child = watched_below(root);
        tell(child, "child");
        timer(child).create(|_| {});
        keep("child", child);
        child.reference();
        let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
        lock.acquire();
        // The timer's disposal waits, so a work item is to delete the child.
        child.delete();
        lock.release();
        root.delete();
        note("deleted");
    });
    bench.advance_ms(1);
    bench.run(&file, || {
        note("still referenced");
        kept::<Object>("child").dereference();
    });
    assert_eq!(notes(), ["cleanup child", "deleted", "still referenced", "destroy child"]);
    bench.end_clean();
}

#[test]
fn object_in_its_deletion_outlives_the_deletion_of_its_parent() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        let queue = sequential().read(|_, request| {
            kept::<Object>("root").delete();
            request.complete(SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let (file, other) = (bench.open(), bench.open());
    bench.before("WdfObjectReferenceActual", 1, move |_| {
        assert_eq!(status(&other.read(8)), SUCCESS);
    });
    bench.run(&file, || {
        let root = object(Attributes::watched);
        let child = watched_below(root);
        let grandchild = watched_below(child);
        tell(root, "root");
        tell(child, "child");
        tell(grandchild, "grandchild");
        keep("root", root);
        grandchild.on_cleanup(|_| {
            note("cleanup grandchild");
            device().object().reference();
            device().object().dereference();
        });
        child.delete();
    });
    let expected = [
        "cleanup grandchild",
        "cleanup root",
        "destroy root",
        "cleanup child",
        "destroy grandchild",
        "destroy child",
    ];
    assert_eq!(notes(), expected);
    bench.end_clean();
}

#[test]
fn a_lock_deleted_at_dispatch_level_is_disposed_of_at_once() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let device: Device = kept("device");
        let lock = SpinLock::create(attributes().parent(device.object())).expect("a lock");
        let doomed = object(Attributes::watched);
        tell(doomed, "it");
        lock.acquire();
        doomed.delete();
        note("deleted");
        lock.release();
    });
    assert_eq!(notes(), ["cleanup it", "destroy it", "deleted"]);
    bench.end_clean();
}

#[test]
fn the_deletion_of_a_queue_cancels_its_requests() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        device.side_door();
        keep("parked", manual().create(device));
        let queue = sequential().read(|_, request| {
            assert_eq!(request.forward(kept("parked")), SUCCESS);
        });
        queue.for_everything().create(device);
    });
    let file = bench.open();
    let read = file.read(8);
    bench.run(&file, || kept::<Queue>("parked").object().delete());
    assert_eq!(status(&read), crate::closure_driver::CANCELLED);
    bench.end_clean();
}

#[test]
fn object_kept_past_its_parent_has_its_context_until_its_destroy_callback() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let root = object(Attributes::watched);
        let child = Object::create(attributes().parent(root).watched().context(&SMALL));
        let child = child.expect("an object");
        tell(root, "root");
        let context = child.context(&SMALL);
        // SAFETY: the context has 16 bytes.
        unsafe { context.write(7) };
        child.on_cleanup(|child| note(format!("cleanup {}", first_byte(child))));
        child.on_destroy(|child| note(format!("destroy {}", first_byte(child))));
        child.reference();
        root.delete();
        note(format!("kept {}", first_byte(child)));
        child.dereference();
    });
    assert_eq!(notes(), ["cleanup 7", "cleanup root", "destroy root", "kept 7", "destroy 7"]);
    bench.end_clean();
}

fn first_byte(object: Object) -> u8 {
    let context = object.context(&SMALL);
    assert!(!context.is_null(), "the context exists");
    // SAFETY: the context has 16 bytes.
    unsafe { context.read() }
}

#[test]
fn handle_used_in_its_destroy_callback_is_misuse() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(Attributes::watched);
        object.on_destroy(Object::reference);
        object.delete();
    });
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::ObjectMisused);
    assert_eq!(violations[0].call, "WdfObjectReferenceActual");
}

#[test]
fn deleted_objects_and_events_are_kept_up_to_their_limits() {
    let (bench, file) = with_side_door();
    // 1,000 objects at once: the time of a callback has a limit.
    for _ in 0..101 {
        bench.run(&file, || {
            for _ in 0..1000 {
                object(|attributes| attributes).delete();
            }
        });
    }
    let kept = bench.machine.kept();
    for what in ["deleted objects", "events"] {
        let kept = kept.iter().find(|kept| kept.what == what).expect("a number");
        assert_eq!(Some(kept.count), kept.limit, "{what}");
    }
    bench.end_clean();
}
