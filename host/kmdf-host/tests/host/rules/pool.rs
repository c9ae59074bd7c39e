//! Rules about pool and memory objects that the host checks without special pool.

use std::ptr::{null_mut, with_exposed_provenance_mut};

use kmdf_host::Violation;
use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool, ExFreePoolWithTag};
use wdk_sys::{
    _POOL_TYPE, NTSTATUS, POOL_FLAG_NON_PAGED, POOL_FLAG_NON_PAGED_EXECUTE, POOL_FLAG_PAGED,
    POOL_TYPE, PVOID, WDFMEMORY,
};

use super::{completing, expect_at_shutdown, expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, LARGE, Object, Request, Rule, SUCCESS, SpinLock, attributes, below_device, keep, kept,
    parallel, sequential, status,
};
use crate::raw_driver::wdf;

const TAG: u32 = u32::from_le_bytes(*b"test");

fn allocate(flags: u64, size: u64) -> PVOID {
    // SAFETY: in a callback of the driver.
    let block = unsafe { ExAllocatePool2(flags, size, TAG) };
    assert!(!block.is_null());
    block
}

fn free(block: PVOID) {
    // SAFETY: the host checks the block.
    unsafe { ExFreePoolWithTag(block, TAG) }
}

fn write_at(block: PVOID, offset: isize) {
    let place: *mut u8 = with_exposed_provenance_mut(block.addr().wrapping_add_signed(offset));
    // SAFETY: the host has room around the block, to detect such writes.
    unsafe { place.write(1) }
}

/// Runs a read; the driver must break one rule in it, and continue.
fn reports(
    work: impl Fn() + Send + Sync + Copy + 'static,
    rule: Rule,
    subject: &str,
    call: &str,
) -> Violation {
    let bench = completing(move |_| work());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, rule, subject, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
    bench.machine.violations().remove(0)
}

fn is_legal(work: impl Fn() + Send + Sync + Copy + 'static) {
    let bench = completing(move |_| work());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn writing_behind_pool_is_reported_at_the_free() {
    let beyond = || {
        let block = allocate(POOL_FLAG_NON_PAGED, 24);
        write_at(block, 25);
        free(block);
    };
    let subject = "pool 'test', 24 bytes";
    let violation = reports(beyond, Rule::PoolOverrun, subject, "the host's check");
    assert_eq!(
        violation.detail,
        "a write 1 bytes behind the end; allocated by ExAllocatePool2 in EvtIoRead, freed by \
         ExFreePoolWithTag in EvtIoRead"
    );
}

#[test]
fn writing_before_pool_is_reported_at_the_free() {
    let before = || {
        let block = allocate(POOL_FLAG_NON_PAGED, 24);
        write_at(block, -1);
        // SAFETY: the block was just allocated.
        unsafe { ExFreePool(block) }
    };
    let subject = "pool 'test', 24 bytes";
    let violation = reports(before, Rule::PoolUnderrun, subject, "the host's check");
    assert!(violation.detail.starts_with("a write 1 bytes before the beginning;"));
}

#[test]
fn writing_to_all_bytes_of_pool_is_not_reported() {
    is_legal(|| {
        for size in [1, 7, 8, 15, 16, 17, 24, 4096] {
            let block = allocate(POOL_FLAG_NON_PAGED, size);
            for offset in 0..isize::try_from(size).expect("small") {
                write_at(block, offset);
            }
            free(block);
        }
    });
}

#[test]
fn writing_behind_a_context_is_reported_at_the_deletion() {
    let bench = completing(|_| {
        let object = Object::create(attributes().context(&LARGE)).expect("an object");
        // The context has 64 bytes.
        write_at(object.context(&LARGE).cast(), 64);
        object.delete();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_at_shutdown(&bench, Rule::PoolOverrun, "context of O1");
}

#[test]
fn writing_behind_the_buffer_of_a_request_is_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            let (buffer, length) = request.buffer(true, 1).expect("a buffer");
            write_at(buffer.cast(), isize::try_from(length).expect("small"));
            request.complete_with(SUCCESS, 8);
        })
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_at_shutdown(&bench, Rule::PoolOverrun, "buffer of R1");
}

/// `WdfMemoryCreate` of a size, from a type of pool. Returns the status, and the handle.
fn create(pool_type: POOL_TYPE, size: usize) -> (NTSTATUS, WDFMEMORY) {
    let mut memory: WDFMEMORY = null_mut();
    let mut below = below_device();
    let (below, memory_at) = (below.pointer(), &raw mut memory);
    let status = wdf!(WdfMemoryCreate, below, pool_type, TAG, size, memory_at, null_mut());
    (status, memory)
}

#[test]
fn allocating_executable_pool_is_reported() {
    let executable = || free(allocate(POOL_FLAG_NON_PAGED_EXECUTE, 24));
    reports(executable, Rule::ExecutablePool, "test", "ExAllocatePool2");
}

#[test]
fn memory_object_in_executable_pool_is_reported() {
    let executable = || assert_eq!(create(_POOL_TYPE::NonPagedPool, 24).0, SUCCESS);
    reports(executable, Rule::ExecutablePool, "test", "WdfMemoryCreate");
}

#[test]
fn memory_objects_in_the_other_types_of_pool_are_not_reported() {
    is_legal(|| {
        for pool_type in [_POOL_TYPE::NonPagedPoolNx, _POOL_TYPE::PagedPool] {
            let (status, memory) = create(pool_type, 24);
            assert_eq!(status, SUCCESS);
            Object(memory.cast()).delete();
        }
    });
}

#[test]
fn memory_object_without_bytes_is_reported_and_refused() {
    const STATUS_INVALID_PARAMETER: NTSTATUS = 0xC000_000D_u32.cast_signed();
    let empty = || assert_eq!(create(_POOL_TYPE::NonPagedPoolNx, 0).0, STATUS_INVALID_PARAMETER);
    reports(empty, Rule::BadPoolCall, "test", "WdfMemoryCreate");
}

/// Does `work` with a spin lock held.
fn with_spin_lock(work: impl FnOnce()) {
    let lock = SpinLock::create(below_device()).expect("a lock");
    lock.acquire();
    work();
    lock.release();
}

#[test]
fn freeing_paged_pool_at_dispatch_level_is_reported() {
    let late = || {
        let block = allocate(POOL_FLAG_PAGED, 24);
        with_spin_lock(|| free(block));
    };
    reports(late, Rule::WrongIrql, "-", "ExFreePoolWithTag");
}

#[test]
fn freeing_non_paged_pool_at_dispatch_level_is_not_reported() {
    is_legal(|| {
        let paged = allocate(POOL_FLAG_PAGED, 24);
        with_spin_lock(|| free(allocate(POOL_FLAG_NON_PAGED, 24)));
        free(paged);
    });
}

#[test]
fn allocating_pool_in_the_unload_is_reported() {
    let bench = completing(|_| {});
    bench.on_unload(|| free(allocate(POOL_FLAG_NON_PAGED, 24)));
    let violations = bench.shut_down();
    let found: Vec<_> = violations.iter().map(super::essence).collect();
    let expected =
        (Rule::PoolAllocatedInUnload, "test".into(), "ExAllocatePool2", "EvtDriverUnload");
    assert_eq!(found, [expected]);
}

#[test]
fn freeing_pool_in_the_unload_is_not_reported() {
    let bench = completing(|_| {
        keep("block", allocate(POOL_FLAG_NON_PAGED, 24).expose_provenance());
    });
    bench.on_unload(|| free(with_exposed_provenance_mut(kept("block"))));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

/// Copies 4 bytes into the memory of a request's input or output. Returns the status.
fn copy_into(request: Request, output: bool) -> NTSTATUS {
    let mut memory: WDFMEMORY = null_mut();
    let status = if output {
        wdf!(WdfRequestRetrieveOutputMemory, request.0, &raw mut memory)
    } else {
        wdf!(WdfRequestRetrieveInputMemory, request.0, &raw mut memory)
    };
    assert_eq!(status, SUCCESS);
    let mut bytes = *b"four";
    wdf!(WdfMemoryCopyFromBuffer, memory, 0, bytes.as_mut_ptr().cast(), 4)
}

#[test]
fn copying_into_the_memory_of_a_write_is_reported_and_refused() {
    const STATUS_ACCESS_VIOLATION: NTSTATUS = 0xC000_0005_u32.cast_signed();
    let bench = Bench::with_queue(|| {
        sequential().write(|_, request| {
            if crate::closure_driver::count("writes") == 1 {
                assert_eq!(copy_into(request, false), STATUS_ACCESS_VIOLATION);
            }
            request.complete(SUCCESS);
        })
    });
    assert_eq!(status(&bench.open().write(b"more")), SUCCESS);
    expect_only(&bench, Rule::ReadOnlyMemory, "M1", "WdfMemoryCopyFromBuffer", "EvtIoWrite");
    expect_to_go_on(&bench, 1);
}

#[test]
fn copying_into_the_memory_of_reads_and_control_codes_is_not_reported() {
    let bench = Bench::with_queue(|| {
        let queue = parallel(u32::MAX).read(|_, request| {
            request.complete(copy_into(request, true));
        });
        queue.control(|_, request| request.complete(copy_into(request, false)))
    });
    let file = bench.open();
    assert_eq!(status(&file.read(8)), SUCCESS);
    assert_eq!(status(&file.device_control(0x22_2004, b"four", 4)), SUCCESS);
    bench.end_clean();
}

/// A driver that copies between a memory object and the buffer of a request that it has completed.
fn copying_late(to_buffer: bool) -> Bench {
    Bench::with_queue(move || {
        sequential().read(move |_, request| {
            let (buffer, length) = request.buffer(true, 1).expect("a buffer");
            let (status, memory) = create(_POOL_TYPE::NonPagedPoolNx, length);
            assert_eq!(status, SUCCESS);
            request.complete(SUCCESS);
            let buffer = buffer.cast();
            let status = if to_buffer {
                wdf!(WdfMemoryCopyToBuffer, memory, 0, buffer, length)
            } else {
                wdf!(WdfMemoryCopyFromBuffer, memory, 0, buffer, length)
            };
            assert_eq!(status, SUCCESS);
        })
    })
}

#[test]
fn copying_from_the_buffer_of_a_completed_request_is_reported() {
    let bench = copying_late(false);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfMemoryCopyFromBuffer";
    expect_only(&bench, Rule::ReadAfterFree, "buffer of R1", call, "EvtIoRead");
    assert_eq!(bench.shut_down().len(), 1);
}

#[test]
fn copying_to_the_buffer_of_a_completed_request_is_reported() {
    let bench = copying_late(true);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let call = "WdfMemoryCopyToBuffer";
    expect_only(&bench, Rule::WriteAfterFree, "buffer of R1", call, "EvtIoRead");
    assert_eq!(bench.shut_down().len(), 1);
}
