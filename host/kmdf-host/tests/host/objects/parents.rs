//! Parents: the default parents, and the fate of children.

use wdk_sys::STATUS_DELETE_PENDING;

use super::{object, watched_below, with_side_door};
use crate::closure_driver::{
    Attributes, Bench, Object, Rule, SpinLock, WaitLock, attributes, manual, note, notes,
    sequential, timer,
};

/// The parents of all objects of a type.
fn parents_of(bench: &Bench, kind: &str) -> Vec<String> {
    let objects = bench.machine.objects();
    objects.into_iter().filter(|object| object.kind == kind).map(|object| object.parent).collect()
}

#[test]
fn objects_without_a_parent_belong_to_the_driver() {
    let (bench, file) = with_side_door();
    bench.allow(Rule::ObjectOutlivesDevice);
    bench.run(&file, || {
        Object::create(attributes()).expect("an object");
        SpinLock::create(attributes()).expect("a lock");
        WaitLock::create(attributes()).expect("a lock");
    });
    for kind in ["WDFOBJECT", "WDFSPINLOCK", "WDFWAITLOCK", "WDFDEVICE"] {
        assert_eq!(parents_of(&bench, kind), ["WDFDRIVER"], "{kind}");
    }
    bench.end_clean();
}

#[test]
fn objects_belong_to_the_parent_that_they_were_given() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let object = object(|attributes| attributes);
        SpinLock::create(attributes().parent(object)).expect("a lock");
    });
    assert_eq!(parents_of(&bench, "WDFOBJECT"), ["WDFDEVICE"]);
    assert_eq!(parents_of(&bench, "WDFSPINLOCK"), ["WDFOBJECT"]);
    bench.end_clean();
}

#[test]
fn a_timer_belongs_to_its_queue() {
    let bench = Bench::new(|adding| {
        let device = adding.device();
        let queue = manual().create(device);
        timer(queue.object()).create(|_| {});
    });
    assert_eq!(parents_of(&bench, "WDFTIMER"), ["WDFQUEUE"]);
    bench.end_clean();
}

#[test]
fn deleting_a_parent_deletes_its_children() {
    let (bench, file) = with_side_door();
    let before = bench.machine.objects();
    bench.run(&file, || {
        let parent = object(|attributes| attributes);
        for _ in 0..3 {
            watched_below(watched_below(parent));
        }
        parent.delete();
    });
    assert_eq!(bench.machine.objects(), before);
    bench.end_clean();
}

#[test]
fn deleting_a_child_leaves_its_parent_alone() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let parent = object(|attributes| attributes);
        watched_below(parent).delete();
        watched_below(parent).delete();
        parent.reference();
        parent.dereference();
    });
    assert_eq!(parents_of(&bench, "WDFOBJECT"), ["WDFDEVICE"]);
    bench.end_clean();
}

#[test]
fn nothing_can_be_put_below_a_parent_that_is_being_deleted() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let parent = object(Attributes::watched);
        parent.on_cleanup(|parent| {
            let created = Object::create(attributes().parent(parent).watched());
            assert_eq!(created, Err(STATUS_DELETE_PENDING));
            note("cleanup");
        });
        parent.delete();
    });
    assert_eq!(notes(), ["cleanup"]);
    bench.end_clean();
}

#[test]
fn a_creation_that_fails_calls_no_callbacks() {
    let (bench, file) = with_side_door();
    let callbacks = bench.callbacks_of(|| {
        bench.run(&file, || {
            let bad = attributes().watched().scope(3);
            assert!(Object::create(bad).is_err(), "a general object cannot have a scope");
        });
    });
    assert_eq!(callbacks, ["EvtIoDeviceControl"]);
    bench.end_clean();
}

#[test]
fn the_children_of_a_request_end_with_it() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            let child = watched_below(request.object());
            child.on_cleanup(|_| note("child"));
            request.complete(0);
            note("completed");
        })
    });
    let file = bench.open();
    let read = file.read(8);
    assert_eq!(crate::closure_driver::status(&read), 0);
    assert_eq!(notes(), ["child", "completed"]);
    bench.end_clean();
}
