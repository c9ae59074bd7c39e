//! The rule about what is removed from a collection.

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{Collection, Request, Rule, SUCCESS, attributes};

/// A collection that contains a request, below the request.
fn containing(request: Request) -> Collection {
    let collection = Collection::create(attributes().parent(request.object()));
    let collection = collection.expect("WdfCollectionCreate succeeds");
    assert_eq!(collection.add(request.object()), SUCCESS);
    collection
}

#[test]
fn removing_what_a_collection_does_not_have_is_reported() {
    let bench = reading(|request| {
        let collection = containing(request);
        collection.remove(request.object());
        collection.remove(request.object());
        request.complete(SUCCESS);
    });
    let _ = bench.open().read(1);
    expect_only(&bench, Rule::NotInCollection, "C1", "WdfCollectionRemove", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn removing_an_index_beyond_the_end_is_reported() {
    let bench = reading(|request| {
        let collection = containing(request);
        collection.remove_index(1);
        collection.remove_index(0);
        request.complete(SUCCESS);
    });
    let _ = bench.open().read(1);
    expect_only(&bench, Rule::NotInCollection, "C1", "WdfCollectionRemoveItem", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn removing_each_entry_once_is_not_reported() {
    let bench = reading(|request| {
        let collection = containing(request);
        assert_eq!(collection.add(request.object()), SUCCESS);
        collection.remove(request.object());
        collection.remove_index(0);
        request.complete(SUCCESS);
    });
    let _ = bench.open().read(1);
    bench.end_clean();
}
