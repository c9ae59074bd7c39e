//! Collections: their order, their references, and their end.

use std::ptr::null_mut;

use wdk_sys::STATUS_UNSUCCESSFUL;

use kmdf_host::{Fault, FaultTarget};

use super::{device, object, watched_below, with_side_door};
use crate::closure_driver::{
    Attributes, Collection, Object, SUCCESS, SpinLock, attributes, ddi, note, notes,
};

fn collection() -> Collection {
    let attributes = attributes().parent(device().object());
    Collection::create(attributes).expect("WdfCollectionCreate succeeds")
}

fn first(collection: Collection) -> Object {
    Object(ddi!(WdfCollectionGetFirstItem, collection.0))
}

fn last(collection: Collection) -> Object {
    Object(ddi!(WdfCollectionGetLastItem, collection.0))
}

#[test]
fn entries_keep_their_order_and_may_repeat() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let collection = collection();
        let [one, two, three] = [(); 3].map(|()| object(|attributes| attributes));
        for added in [one, two, three, one] {
            assert_eq!(collection.add(added), SUCCESS);
        }
        assert_eq!(collection.items(), [one, two, three, one]);
        assert_eq!((first(collection), last(collection)), (one, one));
        collection.remove(one);
        assert_eq!(collection.items(), [two, three, one], "Remove takes the first match");
        collection.remove_index(0);
        assert_eq!(collection.items(), [three, one]);
    });
    bench.end_clean();
}

#[test]
fn absent_entry_is_null() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let collection = collection();
        assert_eq!(collection.count(), 0);
        assert_eq!((first(collection), last(collection)), (Object(null_mut()), Object(null_mut())));
        assert_eq!(collection.add(object(|attributes| attributes)), SUCCESS);
        assert!(ddi!(WdfCollectionGetItem, collection.0, 1).is_null());
    });
    bench.end_clean();
}

#[test]
fn deleted_member_stays_until_the_collection_is_destroyed() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let collection = collection();
        let member = object(Attributes::watched);
        member.on_cleanup(|_| note("cleanup"));
        member.on_destroy(|_| note("destroy"));
        assert_eq!(collection.add(member), SUCCESS);
        member.delete();
        note("deleted");
        assert_eq!(collection.items(), [member]);
        collection.object().delete();
        note("collection deleted");
    });
    assert_eq!(notes(), ["cleanup", "deleted", "destroy", "collection deleted"]);
    bench.end_clean();
}

#[test]
fn removed_member_that_was_deleted_is_destroyed() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let collection = collection();
        let member = watched_below(device().object());
        member.on_destroy(|_| note("destroy"));
        assert_eq!(collection.add(member), SUCCESS);
        member.delete();
        collection.remove(member);
        note("removed");
    });
    assert_eq!(notes(), ["destroy", "removed"]);
    bench.end_clean();
}

#[test]
fn add_without_memory_is_unsuccessful_and_adds_nothing() {
    let (bench, file) = with_side_door();
    let status = wdk_sys::STATUS_INSUFFICIENT_RESOURCES;
    bench.machine.inject(Fault { call: FaultTarget::Ddi("WdfCollectionAdd"), nth: 1, status });
    bench.run(&file, || {
        let collection = collection();
        assert_eq!(collection.add(device().object()), STATUS_UNSUCCESSFUL);
        assert_eq!(collection.count(), 0);
    });
    bench.end_clean();
}

#[test]
fn collection_works_at_dispatch_level() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let lock = SpinLock::create(attributes().parent(device().object())).expect("a lock");
        lock.acquire();
        let collection = collection();
        assert_eq!(collection.add(device().object()), SUCCESS);
        collection.remove_index(0);
        lock.release();
    });
    bench.end_clean();
}
