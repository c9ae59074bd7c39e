//! Sizes that no machine has: the call fails, and the driver continues.

use std::ptr::null_mut;

use wdk_sys::ntddk::{ExAllocatePool2, ExFreePool};
use wdk_sys::{
    _POOL_TYPE, POOL_FLAG_NON_PAGED, STATUS_INSUFFICIENT_RESOURCES as NO_RESOURCES,
    STATUS_INTEGER_OVERFLOW,
};

use super::{device, object, with_side_door};
use crate::closure_driver::{Bench, LARGE, Object, SUCCESS, attributes, ddi, sequential, status};

/// The largest values, the sizes at which headers overflow, and sizes just beyond a real machine.
const IMPOSSIBLE: [usize; 6] =
    [usize::MAX, usize::MAX - 15, isize::MAX as usize, 1 << 62, 1 << 46, 1 << 40];

#[test]
fn pool_of_an_impossible_size_is_null() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        for size in IMPOSSIBLE {
            // SAFETY: in a callback of the driver.
            let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, size as u64, 1) };
            assert!(block.is_null(), "{size:#x}");
        }
        // SAFETY: in a callback of the driver.
        let block = unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 1) };
        assert!(!block.is_null(), "the pool still works");
        // SAFETY: the block was just allocated.
        unsafe { ExFreePool(block) };
    });
    bench.end_clean();
}

fn create_memory(size: usize) -> i32 {
    let mut memory = null_mut();
    let mut attributes = attributes().parent(device().object());
    let (attributes, pool) = (attributes.pointer(), _POOL_TYPE::NonPagedPoolNx);
    ddi!(WdfMemoryCreate, attributes, pool, 0, size, &raw mut memory, null_mut())
}

#[test]
fn memory_object_of_an_impossible_size_fails() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        for size in IMPOSSIBLE {
            assert_eq!(create_memory(size), NO_RESOURCES, "{size:#x}");
        }
        assert_eq!(create_memory(64), SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn context_of_an_impossible_size_fails() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let plain = object(|attributes| attributes);
        for size in IMPOSSIBLE {
            let large = attributes().context(&LARGE).context_size(size);
            let created = Object::create(large.parent(device().object()));
            assert_eq!(created.err(), Some(NO_RESOURCES), "{size:#x}");
            let overflows = size.checked_add(48).is_none();
            let expected = if overflows { STATUS_INTEGER_OVERFLOW } else { NO_RESOURCES };
            assert_eq!(plain.allocate_context(large).0, expected, "{size:#x}");
        }
        assert_eq!(plain.allocate_context(attributes().context(&LARGE)).0, SUCCESS);
    });
    bench.end_clean();
}

#[test]
fn request_with_a_context_of_an_impossible_size_fails() {
    let bench = Bench::new(|adding| {
        adding.request_attributes(attributes().context(&LARGE).context_size(1 << 46));
        let queue = sequential().read(|_, request| request.complete(SUCCESS));
        queue.for_everything().create(adding.device());
    });
    let file = bench.open();
    assert_eq!(status(&file.read(8)), NO_RESOURCES);
    bench.end_clean();
}

#[test]
fn application_buffer_of_an_impossible_size_fails() {
    let bench = Bench::with_queue(|| sequential().read(|_, request| request.complete(SUCCESS)));
    let file = bench.open();
    let callbacks = bench.callbacks_of(|| {
        for size in IMPOSSIBLE {
            assert_eq!(status(&file.read(size)), NO_RESOURCES, "{size:#x}");
            let control = file.device_control(0x22_2000, b"in", size);
            assert_eq!(status(&control), NO_RESOURCES, "{size:#x}");
        }
    });
    assert_eq!(callbacks, [""; 0], "the driver never sees them");
    assert_eq!(status(&file.read(8)), SUCCESS);
    bench.end_clean();
}
