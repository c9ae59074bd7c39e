//! Lookaside lists and the memory objects of them.

use std::ptr::null_mut;

use kmdf_host::{Fault, FaultTarget};
use wdk_sys::{
    _POOL_TYPE, NTSTATUS, POOL_TYPE, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER,
    WDFLOOKASIDE, WDFMEMORY,
};

use super::{device, with_side_door};
use crate::closure_driver::{
    Attributes, Object, Rule, SMALL, SUCCESS, SpinLock, attributes, ddi, note, notes,
};

const NONPAGED: POOL_TYPE = _POOL_TYPE::NonPagedPoolNx;

/// `WdfLookasideListCreate` below the device.
fn list(size: usize, pool: POOL_TYPE, memory: Attributes) -> (NTSTATUS, WDFLOOKASIDE) {
    let (mut own, mut memory) = (attributes().parent(device().object()).watched(), memory);
    let mut list = null_mut();
    let (own, memory) = (own.pointer(), memory.pointer());
    let status = ddi!(WdfLookasideListCreate, own, size, pool, memory, 1, &raw mut list);
    (status, list)
}

fn allocate(list: WDFLOOKASIDE) -> (NTSTATUS, WDFMEMORY) {
    let mut memory = null_mut();
    let status = ddi!(WdfMemoryCreateFromLookaside, list, &raw mut memory);
    (status, memory)
}

#[test]
fn memory_has_the_size_and_the_attributes_of_its_list() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let (status, list) = list(48, NONPAGED, attributes().context(&SMALL));
        assert_eq!(status, SUCCESS);
        let mut size = 0;
        for _ in 0..3 {
            let (status, memory) = allocate(list);
            assert_eq!(status, SUCCESS);
            let buffer: *mut u8 = ddi!(WdfMemoryGetBuffer, memory, &raw mut size).cast();
            assert_eq!((buffer.is_null(), size), (false, 48));
            assert!(!Object(memory.cast()).context(&SMALL).is_null());
            // SAFETY: the buffer has 48 bytes.
            unsafe { buffer.write_bytes(7, 48) };
            ddi!(WdfObjectDelete, memory.cast());
        }
    });
    bench.end_clean();
}

#[test]
fn memory_keeps_a_deleted_list_alive() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let (_, list) = list(48, NONPAGED, attributes());
        Object(list.cast()).on_cleanup(|_| note("list cleanup"));
        Object(list.cast()).on_destroy(|_| note("list destroy"));
        let (_, memory) = allocate(list);
        ddi!(WdfObjectDelete, list.cast());
        note("list deleted");
        ddi!(WdfObjectDelete, memory.cast());
        note("memory deleted");
    });
    assert_eq!(notes(), ["list cleanup", "list deleted", "list destroy", "memory deleted"]);
    bench.end_clean();
}

#[test]
fn memory_without_a_parent_lives_until_the_driver_goes() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let (_, list) = list(48, NONPAGED, attributes());
        assert_eq!(allocate(list).0, SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn list_of_size_0_is_refused() {
    let (bench, file) = with_side_door();
    bench.allow(Rule::BadPoolCall);
    bench.run(&file, || {
        assert_eq!(list(0, NONPAGED, attributes()).0, STATUS_INVALID_PARAMETER);
    });
    bench.end_clean();
}

#[test]
fn memory_of_a_list_fails_by_injection() {
    let (bench, file) = with_side_door();
    let call = FaultTarget::Ddi("WdfMemoryCreateFromLookaside");
    bench.machine.inject(Fault { call, nth: 1, status: STATUS_INSUFFICIENT_RESOURCES });
    bench.run(&file, || {
        let (_, list) = list(48, NONPAGED, attributes().parent(device().object()));
        assert_eq!(allocate(list).0, STATUS_INSUFFICIENT_RESOURCES);
        assert_eq!(allocate(list).0, SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn pageable_list_at_dispatch_level_is_reported() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let paged = _POOL_TYPE::PagedPool;
        let (status, list) = list(48, paged, attributes().parent(device().object()));
        assert_eq!(status, SUCCESS);
        let lock = SpinLock::create(attributes().parent(device().object())).expect("a lock");
        lock.acquire();
        let (_, memory) = allocate(list);
        lock.release();
        ddi!(WdfObjectDelete, memory.cast());
    });
    let violations = bench.shut_down();
    let calls: Vec<_> = violations.iter().map(|v| (v.rule, v.call.as_str())).collect();
    assert_eq!(calls, [(Rule::WrongIrql, "WdfMemoryCreateFromLookaside")], "{violations:#?}");
}
