//! The arguments and the IRQL of calls that allocate and free pool.

use std::ptr::{null_mut, with_exposed_provenance_mut};

use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool, ExFreePoolWithTag};
use wdk_sys::{
    _POOL_TYPE, NTSTATUS, POOL_FLAG_NON_PAGED, POOL_FLAG_PAGED, PVOID,
    STATUS_INVALID_DEVICE_REQUEST, WDF_NO_OBJECT_ATTRIBUTES, WDFMEMORY,
};

use super::{completing, expect_only, expect_to_go_on};
use crate::closure_driver::{Object, Rule, SUCCESS, SpinLock, below_device, status};
use crate::raw_driver::wdf;

const TAG: u32 = u32::from_le_bytes(*b"test");

/// Runs a read; the driver must break one rule in it, and continue.
fn reports(work: impl Fn() + Send + Sync + Copy + 'static, rule: Rule, subject: &str, call: &str) {
    let bench = completing(move |_| work());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, subject, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

fn allocate(flags: u64, size: u64) -> PVOID {
    // SAFETY: in a callback of the driver.
    unsafe { ExAllocatePool2(flags, size, TAG) }
}

fn free(block: PVOID) {
    // SAFETY: the host checks the block.
    unsafe { ExFreePoolWithTag(block, TAG) }
}

/// Does `work` at `DISPATCH_LEVEL`.
fn with_spin_lock<R>(work: impl FnOnce() -> R) -> R {
    let lock = SpinLock::create(below_device()).expect("a lock");
    lock.acquire();
    let result = work();
    lock.release();
    result
}

/// `WdfMemoryCreate` from a type of pool. Returns the status and the memory object.
fn create_memory(pool_type: i32) -> (NTSTATUS, WDFMEMORY) {
    let mut memory: WDFMEMORY = null_mut();
    let none = WDF_NO_OBJECT_ATTRIBUTES;
    let status = wdf!(WdfMemoryCreate, none, pool_type, TAG, 24, &raw mut memory, null_mut());
    (status, memory)
}

#[test]
fn allocating_no_bytes_is_reported() {
    let empty = || free(allocate(POOL_FLAG_NON_PAGED, 0));
    reports(empty, Rule::BadPoolCall, "test", "ExAllocatePool2");
}

#[test]
fn allocating_paged_pool_at_dispatch_level_is_reported() {
    let raised = || free(with_spin_lock(|| allocate(POOL_FLAG_PAGED, 24)));
    reports(raised, Rule::WrongIrql, "-", "ExAllocatePool2");
}

#[test]
fn memory_object_in_paged_pool_at_dispatch_level_is_reported() {
    let raised = || {
        let (status, _) = with_spin_lock(|| create_memory(_POOL_TYPE::PagedPool));
        assert_eq!(status, STATUS_INVALID_DEVICE_REQUEST, "nothing is created");
    };
    reports(raised, Rule::WrongIrql, "-", "WdfMemoryCreate");
}

#[test]
fn allocating_non_paged_pool_at_dispatch_level_is_not_reported() {
    let bench = completing(|_| {
        let block = with_spin_lock(|| allocate(POOL_FLAG_NON_PAGED, 24));
        let (status, memory) = with_spin_lock(|| create_memory(_POOL_TYPE::NonPagedPoolNx));
        assert_eq!(status, SUCCESS);
        free(block);
        Object(memory.cast()).delete();
        free(allocate(POOL_FLAG_PAGED, 24));
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn freeing_pool_twice_without_its_tag_is_reported() {
    let twice = || {
        let block = allocate(POOL_FLAG_NON_PAGED, 24);
        for _ in 0..2 {
            // SAFETY: the host checks the block.
            unsafe { ExFreePool(block) }
        }
    };
    reports(twice, Rule::BadPoolCall, "pool block", "ExFreePool");
}

#[test]
fn freeing_an_address_inside_a_block_is_reported() {
    let inside = || {
        let block = allocate(POOL_FLAG_NON_PAGED, 64);
        free(with_exposed_provenance_mut(block.expose_provenance() + 16));
        free(block);
    };
    reports(inside, Rule::BadPoolCall, "pool block", "ExFreePoolWithTag");
}
