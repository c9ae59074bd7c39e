//! Memory objects and lookaside lists.

use std::ptr::null_mut;

use wdk_sys::{
    _POOL_TYPE, NTSTATUS, PVOID, ULONG, WDF_NO_OBJECT_ATTRIBUTES, WDF_OBJECT_ATTRIBUTES,
    WDFLOOKASIDE, WDFMEMORY,
};

use super::driver::{below_device, say, say_status, traced};
use super::objects::{FIRST, with_context};
use crate::raw_driver::{attributes, wdf};

const TAG: ULONG = u32::from_be_bytes(*b"baLo");

fn create(size: usize) -> (NTSTATUS, WDFMEMORY, PVOID) {
    let mut attributes = traced(below_device());
    let (mut memory, mut buffer) = (null_mut(), null_mut());
    let (pool, attributes) = (_POOL_TYPE::NonPagedPoolNx, &raw mut attributes);
    let (handle, start) = (&raw mut memory, &raw mut buffer);
    let status = wdf!(WdfMemoryCreate, attributes, pool, TAG, size, handle, start);
    (status, memory, buffer)
}

fn preallocate(buffer: PVOID, size: usize) -> (NTSTATUS, WDFMEMORY) {
    let (mut attributes, mut memory) = (traced(below_device()), null_mut());
    let (attributes, handle) = (&raw mut attributes, &raw mut memory);
    let status = wdf!(WdfMemoryCreatePreallocated, attributes, buffer, size, handle);
    (status, memory)
}

pub fn memory() {
    let mut size = 0;
    let mut bytes = [0_u8; 20];
    let buffer: PVOID = bytes.as_mut_ptr().cast();
    let (status, memory, start) = create(16);
    say_status("MemoryCreate", status);
    let same = u8::from(wdf!(WdfMemoryGetBuffer, memory, &raw mut size) == start);
    say!("same buffer {same}, size {size}");
    for (offset, count) in [(0, 16), (8, 8), (8, 9), (16, 1), (0, 0)] {
        let status = wdf!(WdfMemoryCopyFromBuffer, memory, offset, buffer, count);
        let at = if count == 0 { String::new() } else { format!(" at {offset}") };
        say_status(&format!("CopyFromBuffer {count}{at}"), status);
    }
    for (offset, count) in [(0, 20), (4, 12)] {
        let status = wdf!(WdfMemoryCopyToBuffer, memory, offset, buffer, count);
        say_status(&format!("CopyToBuffer {count} at {offset}"), status);
    }
    say_status("MemoryCreate of 0", create(0).0);
    let (status, given) = preallocate(buffer, 20);
    say_status("MemoryCreatePreallocated", status);
    let moved: PVOID = bytes[4..].as_mut_ptr().cast();
    say_status("AssignBuffer", wdf!(WdfMemoryAssignBuffer, given, moved, 8));
    let same = u8::from(wdf!(WdfMemoryGetBuffer, given, &raw mut size) == moved);
    say!("moved {same}, size {size}");
    say_status("MemoryCreatePreallocated of 0", preallocate(buffer, 0).0);
    wdf!(WdfObjectDelete, given.cast());
}

fn create_list(size: usize, memory: *mut WDF_OBJECT_ATTRIBUTES) -> (NTSTATUS, WDFLOOKASIDE) {
    let (none, pool, mut list) = (WDF_NO_OBJECT_ATTRIBUTES, _POOL_TYPE::NonPagedPoolNx, null_mut());
    let handle = &raw mut list;
    (wdf!(WdfLookasideListCreate, none, size, pool, memory, TAG, handle), list)
}

fn allocate(list: WDFLOOKASIDE) -> (NTSTATUS, WDFMEMORY) {
    let mut memory = null_mut();
    (wdf!(WdfMemoryCreateFromLookaside, list, &raw mut memory), memory)
}

pub fn lookaside() {
    let mut memory_attributes = with_context(&FIRST, attributes());
    let (status, list) = create_list(48, &raw mut memory_attributes);
    say_status("LookasideListCreate", status);
    let mut memory = [null_mut(); 3];
    for place in &mut memory {
        let (status, made) = allocate(list);
        say_status("MemoryCreateFromLookaside", status);
        let mut size = 0;
        let _ = wdf!(WdfMemoryGetBuffer, made, &raw mut size);
        let has_context = u8::from(FIRST.of(made).is_some());
        say!("size {size}, has a context {has_context}");
        *place = made;
    }
    wdf!(WdfObjectDelete, memory[1].cast());
    let (status, again) = allocate(list);
    say_status("MemoryCreateFromLookaside again", status);
    for object in [again.cast(), memory[0].cast(), memory[2].cast(), list.cast()] {
        wdf!(WdfObjectDelete, object);
    }
    say_status("LookasideListCreate of 0", create_list(0, WDF_NO_OBJECT_ATTRIBUTES).0);
}
