//! The rule about references to the memory of a request.

use std::ptr::null_mut;

use wdk_sys::WDFMEMORY;

use super::{expect_only, expect_to_go_on, reading};
use crate::closure_driver::{Object, Request, Rule, SUCCESS, status};
use crate::raw_driver::wdf;

fn memory_of(request: Request) -> Object {
    let mut memory: WDFMEMORY = null_mut();
    let status = wdf!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory);
    assert_eq!(status, SUCCESS);
    Object(memory.cast())
}

#[test]
fn completing_with_a_referenced_memory_object_is_reported() {
    let bench = reading(|request| {
        let memory = memory_of(request);
        memory.reference();
        request.complete(SUCCESS);
        memory.dereference();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let rule = Rule::MemoryReferencedAtCompletion;
    expect_only(&bench, rule, "R1", "WdfRequestComplete", "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn completing_after_the_last_dereference_is_not_reported() {
    let bench = reading(|request| {
        let memory = memory_of(request);
        memory.reference();
        memory.dereference();
        request.complete(SUCCESS);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}
