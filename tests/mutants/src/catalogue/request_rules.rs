//! Mistakes with requests, their buffers and pool, each of which breaks a rule of the host.

use super::{IN_AUTO_SYNC, IN_BOTH, IN_DRIVER_SYNC, Mutant};

/// Mutants that break a rule about requests or memory.
pub const REQUEST_RULES: &[Mutant] = &[
    Mutant {
        name: "read_is_filled_after_it_is_held",
        mistake: "a read is marked and stored, and then filled outside the lock, when a tick may have \
                  completed it",
        needs_exploration: true,
        file: "driver_sync.rs",
        original: "let unheld =
            self.state.with(|state| match",
        mutated: "let mut late = mem::ManuallyDrop::new(unsafe { core::ptr::read(&request) });
        let unheld =
            self.state.with(|state| match",
        also: &[(
            "Err(status) => Some((request, status)),
            });
        if let Some((request, status)) = unheld {
            request.complete(status);
        }",
            "Err(status) => Some((request, status)),
            });
        if let Some((request, status)) = unheld {
            request.complete(status);
        } else {
            let _ = self.state.with(|state| state.stored.copy_to_read(&mut late, length));
        }",
        )],
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "read_retrieves_its_input",
        mistake: "a read asks for its input, which only writes have",
        rule: Some("WrongBuffer"),
        file: "wdf/request.rs",
        original: "wdf_call!(WdfRequestRetrieveOutputMemory, ",
        mutated: "wdf_call!(WdfRequestRetrieveInputMemory, ",
        ..IN_BOTH
    },
    Mutant {
        name: "request_completes_with_pending",
        mistake: "requests are completed with STATUS_PENDING",
        rule: Some("InvalidCompletionStatus"),
        file: "wdf/request.rs",
        original: "status.into(),
                information as ULONG_PTR",
        mutated: "wdk_sys::STATUS_PENDING,
                information as ULONG_PTR",
        ..IN_BOTH
    },
    Mutant {
        name: "information_counts_one_byte_too_many",
        mistake: "a request that succeeds reports one byte more than were copied",
        rule: Some("InformationTooLarge"),
        file: "wdf/request.rs",
        original: "let information = self.information;",
        mutated: "let information = self.information + 1;",
        ..IN_BOTH
    },
    Mutant {
        name: "memory_of_a_write_stays_referenced",
        mistake: "a write takes a reference to its memory object and keeps the reference",
        rule: Some("MemoryReferencedAtCompletion"),
        file: "wdf/request.rs",
        original: "let mut bytes = try_uninit(length)?;",
        mutated: "let mut bytes = try_uninit(length)?;
        let mut memory: WDFMEMORY = core::ptr::null_mut();
        unsafe {
            wdf_call!(WdfRequestRetrieveInputMemory, self.raw(), &raw mut memory);
            wdf_call!(WdfObjectReferenceActual, memory.cast(), core::ptr::null_mut(), 0, core::ptr::null());
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "write_is_copied_in_the_wrong_direction",
        mistake: "the driver's new memory is copied to the buffer of a write",
        rule: Some("ReadOnlyMemory"),
        file: "wdf/request.rs",
        original: "wdf_call!(WdfMemoryCopyToBuffer, ",
        mutated: "wdf_call!(WdfMemoryCopyFromBuffer, ",
        ..IN_BOTH
    },
    Mutant {
        name: "zero_ends_the_bytes_of_a_read",
        mistake: "a zero is written behind the bytes of a read, and so behind a buffer that is full",
        rule: Some("PoolOverrun"),
        file: "wdf/request.rs",
        original: "self.information = bytes.len();",
        mutated: "let mut size = 0;
        let buffer = unsafe { wdf_call!(WdfMemoryGetBuffer, memory, &raw mut size) };
        let end: *mut u8 = core::ptr::with_exposed_provenance_mut(buffer.addr() + bytes.len());
        unsafe { end.write(0) };
        self.information = bytes.len();",
        ..IN_BOTH
    },
    Mutant {
        name: "buffer_of_a_completed_read_is_cleared",
        mistake: "a read writes to its buffer after its completion",
        rule: Some("WriteAfterFree"),
        file: "wdf/request.rs",
        original: "information: usize,\n}",
        mutated: "information: usize,\n    buffer: *mut u8,\n}",
        also: &[
            (
                "Self { handle, information: 0 }",
                "Self { handle, information: 0, buffer: core::ptr::null_mut() }",
            ),
            (
                "self.information = bytes.len();",
                "let mut size = 0;
        self.buffer = unsafe { wdf_call!(WdfMemoryGetBuffer, memory, &raw mut size) }.cast();
        self.information = bytes.len();",
            ),
            (
                "information as ULONG_PTR
            );
        }",
                "information as ULONG_PTR
            );
        }
        if !request.buffer.is_null() {
            unsafe { request.buffer.write(0) };
        }",
            ),
        ],
        ..IN_BOTH
    },
    Mutant {
        name: "stored_bytes_are_the_buffer_of_the_write",
        mistake: "a write is not copied: the driver keeps the address of its buffer, and a later read \
                  copies from there",
        rule: Some("ReadAfterFree"),
        file: "wdf/request.rs",
        original: "let mut bytes = try_uninit(length)?;",
        mutated: "",
        also: &[(
            "let status = unsafe {
            wdf_call!(WdfMemoryCopyToBuffer, memory, 0, bytes.as_mut_ptr().cast(), length)
        };
        NtStatus::check(status)?;
        self.information = length;
        // SAFETY: the framework has written all `length` bytes.
        Ok(unsafe { bytes.assume_init() })",
            "let mut size = 0;
        let buffer = unsafe { wdf_call!(WdfMemoryGetBuffer, memory, &raw mut size) };
        self.information = length;
        let buffer = core::ptr::slice_from_raw_parts_mut(buffer.cast(), length);
        Ok(unsafe { Box::from_raw(buffer) })",
        )],
        elsewhere: &[
            ("stored.rs", "Stored(Box<[u8]>)", "Stored(core::mem::ManuallyDrop<Box<[u8]>>)"),
            (
                "stored.rs",
                "request.copy_input(length).map(Self)",
                "request.copy_input(length).map(core::mem::ManuallyDrop::new).map(Self)",
            ),
        ],
        ..IN_BOTH
    },
    Mutant {
        name: "stored_bytes_are_executable",
        mistake: "the stored bytes lie in executable pool",
        rule: Some("ExecutablePool"),
        file: "wdf/memory.rs",
        original: "let bytes = unsafe { alloc(layout) };",
        mutated: "let bytes: *mut u8 = unsafe {
            wdk_sys::ntddk::ExAllocatePool2(
                wdk_sys::POOL_FLAG_NON_PAGED_EXECUTE,
                layout.size() as u64,
                u32::from_le_bytes(*b\"rust\"),
            )
        }
        .cast();",
        ..IN_BOTH
    },
    Mutant {
        name: "stored_bytes_are_pageable",
        mistake: "a write allocates paged pool in a callback at DISPATCH_LEVEL",
        rule: Some("WrongIrql"),
        file: "wdf/memory.rs",
        original: "let bytes = unsafe { alloc(layout) };",
        mutated: "let bytes: *mut u8 = unsafe {
            wdk_sys::ntddk::ExAllocatePool2(
                wdk_sys::POOL_FLAG_PAGED,
                layout.size() as u64,
                u32::from_le_bytes(*b\"rust\"),
            )
        }
        .cast();",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "pool_is_allocated_in_the_unload",
        mistake: "EvtDriverUnload allocates memory",
        rule: Some("PoolAllocatedInUnload"),
        file: "wdf/driver.rs",
        original: "EvtDriverDeviceAdd: Some(evt_driver_device_add::<C>),",
        mutated: "EvtDriverDeviceAdd: Some(evt_driver_device_add::<C>),
            EvtDriverUnload: Some(evt_driver_unload),",
        also: &[(
            "/// `EvtDriverDeviceAdd`\nunsafe",
            "unsafe extern \"C\" fn evt_driver_unload(_: WDFDRIVER) {
    core::hint::black_box(alloc::boxed::Box::new([0_u8; 16]));
}

unsafe",
        )],
        ..IN_BOTH
    },
];
