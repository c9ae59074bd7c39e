//! Memory objects for buffers of the driver's own.

use std::ptr::null_mut;

use wdk_sys::{_POOL_TYPE, NTSTATUS, STATUS_INVALID_PARAMETER, WDFMEMORY};

use super::{device, with_side_door};
use crate::closure_driver::{Rule, SUCCESS, attributes, ddi};

/// `WdfMemoryCreatePreallocated` below the device.
fn preallocated(buffer: *mut u8, size: usize) -> (NTSTATUS, WDFMEMORY) {
    let (mut attributes, mut memory) = (attributes().parent(device().object()), null_mut());
    let status = ddi!(
        WdfMemoryCreatePreallocated,
        attributes.pointer(),
        buffer.cast(),
        size,
        &raw mut memory
    );
    (status, memory)
}

/// The buffer of a memory object, and its size.
fn buffer_of(memory: WDFMEMORY) -> (*mut u8, usize) {
    let mut size = 0;
    (ddi!(WdfMemoryGetBuffer, memory, &raw mut size).cast(), size)
}

#[test]
fn preallocated_memory_is_the_buffer_of_the_driver() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let mut buffer = [1_u8, 2, 3, 4, 5, 6, 7, 8];
        let start = buffer.as_mut_ptr();
        let (status, memory) = preallocated(start, 8);
        assert_eq!((status, buffer_of(memory)), (SUCCESS, (start, 8)));
        let mut copy = [0_u8; 2];
        let status = ddi!(WdfMemoryCopyToBuffer, memory, 6, copy.as_mut_ptr().cast(), 2);
        assert_eq!((status, copy), (SUCCESS, [7, 8]));
        let other = start.wrapping_add(2);
        assert_eq!(ddi!(WdfMemoryAssignBuffer, memory, other.cast(), 3), SUCCESS);
        assert_eq!(buffer_of(memory), (other, 3));
        ddi!(WdfObjectDelete, memory.cast());
        assert_eq!(buffer[0], 1, "the buffer stays the driver's");
    });
    bench.end_clean();
}

#[test]
fn preallocated_memory_of_size_0_is_refused() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let mut buffer = [0_u8; 8];
        let start = buffer.as_mut_ptr();
        assert_eq!(preallocated(start, 0).0, STATUS_INVALID_PARAMETER);
        let (_, memory) = preallocated(start, 8);
        let status = ddi!(WdfMemoryAssignBuffer, memory, start.cast(), 0);
        assert_eq!((status, buffer_of(memory)), (STATUS_INVALID_PARAMETER, (start, 8)));
        ddi!(WdfObjectDelete, memory.cast());
    });
    bench.end_clean();
}

#[test]
fn missing_buffer_is_reported() {
    let (bench, file) = with_side_door();
    bench.run(&file, || assert_eq!(preallocated(null_mut(), 8).0, STATUS_INVALID_PARAMETER));
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::RequiredParameterIsNull);
}

#[test]
fn buffer_for_memory_of_the_framework_is_reported() {
    let (bench, file) = with_side_door();
    bench.run(&file, || {
        let (mut attributes, mut memory) = (attributes().parent(device().object()), null_mut());
        let (pool, none) = (_POOL_TYPE::NonPagedPoolNx, null_mut());
        let (attributes, out) = (attributes.pointer(), &raw mut memory);
        assert_eq!(ddi!(WdfMemoryCreate, attributes, pool, 1, 8, out, none), SUCCESS);
        let mut buffer = [0_u8; 8];
        let status = ddi!(WdfMemoryAssignBuffer, memory, buffer.as_mut_ptr().cast(), 8);
        assert_ne!(status, SUCCESS);
        ddi!(WdfObjectDelete, memory.cast());
    });
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, Rule::WrongHandleType);
}
