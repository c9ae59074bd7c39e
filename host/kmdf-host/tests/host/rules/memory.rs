//! Rules about pool, contexts, and leaks at unload.

use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool, ExFreePoolWithTag};
use wdk_sys::{POOL_FLAG_NON_PAGED, PVOID};

use super::{completing, expect_at_shutdown, expect_only, expect_to_go_on};
use crate::closure_driver::{
    Bench, LARGE, Object, ObjectKind, ObjectName, Rule, SUCCESS, attributes, keep, kept,
    sequential, status,
};

const TAG: u32 = u32::from_le_bytes(*b"test");
/// An optional flag of `ExAllocatePool2`, which no system knows.
const OPTIONAL_FLAG: u64 = 1 << 63;
const OTHER_TAG: u32 = u32::from_le_bytes(*b"else");

fn allocate() -> PVOID {
    // SAFETY: in a callback of the driver.
    let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 24, TAG) };
    assert!(!block.is_null());
    block
}

fn free(block: PVOID, tag: u32) {
    // SAFETY: the host checks the block.
    unsafe { ExFreePoolWithTag(block, tag) }
}

fn write_to(address: PVOID) {
    // SAFETY: the host keeps freed memory for a while, to detect such writes.
    unsafe { address.cast::<u8>().write(1) }
}

fn reports(work: impl Fn() + Send + Sync + Copy + 'static, object: &str, call: &str) {
    let bench = completing(move |_| work());
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::BadPoolCall, object, call, "EvtIoRead");
    expect_to_go_on(&bench, 1);
}

#[test]
fn freeing_pool_twice_is_reported() {
    let twice = || {
        let block = allocate();
        free(block, TAG);
        free(block, TAG);
    };
    reports(twice, "pool block", "ExFreePoolWithTag");
}

fn allocate_with(flags: u64) {
    // SAFETY: in a callback of the driver.
    free(unsafe { ExAllocatePool2(flags, 24, TAG) }, TAG);
}

#[test]
fn allocating_with_every_flag_of_the_kernel_is_not_reported() {
    let bench = completing(|_| {
        for pool_type in [POOL_FLAG_NON_PAGED, wdk_sys::POOL_FLAG_PAGED] {
            for flag in [
                0,
                wdk_sys::POOL_FLAG_USE_QUOTA,
                wdk_sys::POOL_FLAG_UNINITIALIZED,
                wdk_sys::POOL_FLAG_SESSION,
                wdk_sys::POOL_FLAG_CACHE_ALIGNED,
                wdk_sys::POOL_FLAG_RAISE_ON_FAILURE,
                OPTIONAL_FLAG,
            ] {
                allocate_with(pool_type | flag);
            }
        }
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn allocating_without_a_pool_type_is_reported() {
    reports(|| allocate_with(0), "test", "ExAllocatePool2");
    reports(|| allocate_with(wdk_sys::POOL_FLAG_UNINITIALIZED), "test", "ExAllocatePool2");
}

#[test]
fn allocating_with_two_pool_types_is_reported() {
    let both = POOL_FLAG_NON_PAGED | wdk_sys::POOL_FLAG_PAGED;
    reports(move || allocate_with(both), "test", "ExAllocatePool2");
}

#[test]
fn allocating_with_an_unknown_flag_is_reported() {
    reports(|| allocate_with(POOL_FLAG_NON_PAGED | 0x10), "test", "ExAllocatePool2");
}

#[test]
fn freeing_pool_with_another_tag_is_reported_and_frees_nothing() {
    let bench = completing(|_| {
        let block = allocate();
        free(block, OTHER_TAG);
        keep("block", block.addr());
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_only(&bench, Rule::BadPoolCall, "pool block", "ExFreePoolWithTag", "EvtIoRead");
    assert_eq!(bench.machine.pool(), [("test".into(), 24)]);
}

#[test]
fn freeing_what_was_never_allocated_is_reported() {
    let mut local = 0_u64;
    let address = (&raw mut local).addr();
    let never = move || {
        // SAFETY: the host only looks up the address.
        unsafe { ExFreePool(std::ptr::without_provenance_mut(address)) }
    };
    reports(never, "pool block", "ExFreePool");
}

#[test]
fn freeing_pool_once_with_its_tag_is_not_reported() {
    let bench = completing(|_| {
        let block = allocate();
        write_to(block);
        free(block, TAG);
        let block = allocate();
        // SAFETY: the block was just allocated, and is freed once.
        unsafe { ExFreePool(block) }
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn writing_to_freed_pool_is_reported() {
    let bench = completing(|_| {
        let block = allocate();
        free(block, TAG);
        write_to(block);
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    assert_eq!(bench.machine.violations(), [], "the host checks freed memory at unload");
    expect_at_shutdown(&bench, Rule::WriteAfterFree, "pool 'test', 24 bytes");
}

#[test]
fn writing_to_the_context_of_a_deleted_object_is_reported() {
    let bench = completing(|_| {
        let object = Object::create(attributes().context(&LARGE)).expect("an object");
        let context = object.context(&LARGE);
        object.delete();
        write_to(context.cast());
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    expect_at_shutdown(&bench, Rule::WriteAfterFree, "context of O1");
}

#[test]
fn writing_to_the_buffer_of_a_completed_request_is_reported() {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            let (buffer, length) = request.buffer(true, 1).expect("a buffer");
            assert_eq!(length, 8);
            request.complete_with(SUCCESS, 8);
            write_to(buffer.cast());
        })
    });
    let read = bench.open().read(8);
    assert_eq!(read.result().expect("completed").data, [0; 8], "the write came too late");
    expect_at_shutdown(&bench, Rule::WriteAfterFree, "buffer of R1");
}

#[test]
fn writing_to_a_referenced_context_is_not_reported() {
    let bench = completing(|_| {
        let object = Object::create(attributes().context(&LARGE)).expect("an object");
        let context = object.context(&LARGE);
        object.reference();
        object.delete();
        write_to(context.cast());
        object.dereference();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn an_object_that_outlives_its_driver_is_reported() {
    let bench = completing(|_| {
        let object = Object::create(attributes()).expect("an object");
        object.reference();
        object.delete();
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let violations = bench.shut_down();
    let essence = |v: &super::Violation| (v.rule, v.subject.clone(), v.call.clone());
    let found: Vec<_> = violations.iter().map(essence).collect();
    assert_eq!(
        found,
        [(
            Rule::LeakedObject,
            ObjectName::new(ObjectKind::General, 1).into(),
            "driver unload".into()
        )]
    );
    assert!(violations[0].detail.contains("WDFOBJECT"), "the violation names the type");
    assert_eq!(bench.machine.objects(), [], "no object is left on the machine");
}

#[test]
fn an_object_that_the_driver_object_owns_is_not_reported() {
    let bench = completing(|_| {
        Object::create(attributes()).expect("an object");
    });
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench.end_clean();
}

#[test]
fn pool_that_outlives_its_driver_is_reported() {
    let bench = completing(|_| keep("block", allocate().addr()));
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    let violation = expect_at_shutdown(&bench, Rule::LeakedPool, "pool 'test'");
    assert_eq!(violation.call, "driver unload");
    assert!(violation.detail.contains("24"), "the violation names the size");
}

#[test]
fn pool_that_is_freed_before_the_unload_is_not_reported() {
    let bench = Bench::new(|adding| {
        adding.all_pnp_callbacks();
        adding.device();
        keep("block", allocate().expose_provenance());
    });
    bench.on_pnp("SelfManagedIoCleanup", |_| {
        free(std::ptr::with_exposed_provenance_mut(kept("block")), TAG);
        SUCCESS
    });
    bench.end_clean();
}
