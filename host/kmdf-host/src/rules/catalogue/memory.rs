//! Rules about pool and other memory.

use super::Entry;

pub(in super::super) const BAD_POOL_CALL: Entry = Entry {
    why: "The pool's own lists are damaged: bug check 0xC2, or damaged memory of other drivers.",
    wrong: "ExFreePoolWithTag(block, 'ohcE');\n\
            ExFreePoolWithTag(block, 'ohcE');",
    right: "ExFreePoolWithTag(block, 'ohcE');\n\
            block = NULL;",
    advice: "Free each block once, with the tag of its allocation; pass one pool type to ExAllocatePool2.",
    breaks: "rules::memory::freeing_pool_twice_is_reported",
    keeps: "rules::memory::freeing_pool_once_with_its_tag_is_not_reported",
};

pub(in super::super) const WRITE_AFTER_FREE: Entry = Entry {
    why: "Another owner has the memory by then. The write changes data of that owner.",
    wrong: "WdfRequestComplete(request, STATUS_SUCCESS);\n\
            buffer[0] = 0; // the request's buffer",
    right: "buffer[0] = 0;\n\
            WdfRequestComplete(request, STATUS_SUCCESS);",
    advice: "Write before the free or the completion; take a reference if the memory must stay.",
    breaks: "rules::memory::writing_to_freed_pool_is_reported",
    keeps: "rules::memory::writing_to_a_referenced_context_is_not_reported",
};

pub(in super::super) const LEAKED_POOL: Entry = Entry {
    why: "The memory is lost until the next boot. Driver Verifier stops with bug check 0xC4, 0x62.",
    wrong: "VOID EvtDriverUnload(WDFDRIVER driver) { }",
    right: "VOID EvtDriverUnload(WDFDRIVER driver) {\n\
            \x20   ExFreePoolWithTag(block, 'ohcE');\n\
            }",
    advice: "Free pool where its owner ends: a cleanup callback, or EvtDriverUnload.",
    breaks: "rules::memory::pool_that_outlives_its_driver_is_reported",
    keeps: "rules::memory::pool_that_is_freed_before_the_unload_is_not_reported",
};

pub(in super::super) const READ_AFTER_FREE: Entry = Entry {
    why: "Another owner has the memory by then. The driver acts on data that mean something else.",
    wrong: "ExFreePoolWithTag(block, 'ohcE');\n\
            length = block->Length;",
    right: "length = block->Length;\n\
            ExFreePoolWithTag(block, 'ohcE');",
    advice: "Copy what you need before the free or the completion.",
    breaks: "rules::pool::copying_from_the_buffer_of_a_completed_request_is_reported",
    keeps: "crashes::special_pool::correct_use_of_every_kind_of_memory_is_not_reported",
};

pub(in super::super) const POOL_OVERRUN: Entry = Entry {
    why: "The memory behind the block belongs to another owner: bug check 0x19 or 0xC4, or a driver \
          that fails for no reason of its own.",
    wrong: "block = ExAllocatePool2(POOL_FLAG_NON_PAGED, length, 'ohcE');\n\
            block[length] = 0;",
    right: "block = ExAllocatePool2(POOL_FLAG_NON_PAGED, length + 1, 'ohcE');\n\
            block[length] = 0;",
    advice: "Compare each index with the length that was allocated.",
    breaks: "rules::pool::writing_behind_pool_is_reported_at_the_free",
    keeps: "rules::pool::writing_to_all_bytes_of_pool_is_not_reported",
};

pub(in super::super) const POOL_UNDERRUN: Entry = Entry {
    why: "The pool keeps its own record before the block. A damaged record damages the pool: bug \
          check 0x19 or 0xC2.",
    wrong: "while (block[end - 1] == ' ') end--; // end may reach 0",
    right: "while (end > 0 && block[end - 1] == ' ') end--;",
    advice: "Compare each index with 0 before it is decreased.",
    breaks: "rules::pool::writing_before_pool_is_reported_at_the_free",
    keeps: "crashes::special_pool::correct_use_of_every_kind_of_memory_is_not_reported",
};

pub(in super::super) const EXECUTABLE_POOL: Entry = Entry {
    why: "An attacker who can write to the memory can run code in the kernel. Memory integrity \
          refuses such pool, and Windows does not certify such a driver. `cargo kmdf run` warns, because \
          Microsoft's sample `ramdisk` asks for its disk so.",
    wrong: "WdfMemoryCreate(&attributes, NonPagedPool, 'ohcE', 64, &memory, NULL);",
    right: "WdfMemoryCreate(&attributes, NonPagedPoolNx, 'ohcE', 64, &memory, NULL);",
    advice: "Ask for NonPagedPoolNx, or POOL_FLAG_NON_PAGED with ExAllocatePool2.",
    breaks: "rules::pool::allocating_executable_pool_is_reported",
    keeps: "rules::pool::memory_objects_in_the_other_types_of_pool_are_not_reported",
};

pub(in super::super) const UNSAFE_POOL_ALLOCATION: Entry = Entry {
    why: "Bytes that the driver does not set keep what another driver left there, and can reach an \
          application. The function is deprecated. `cargo kmdf run` warns, because Microsoft's \
          sample `ramdisk` calls it.",
    wrong: "block = ExAllocatePoolWithTag(NonPagedPoolNx, 64, 'ohcE');",
    right: "block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'ohcE');",
    advice: "Call ExAllocatePool2, which zeroes the memory.",
    breaks: "image::exports::old_pool_function_returns_memory_that_is_not_zeroed",
    keeps: "rules::raised_irql::pool_at_dispatch_level_of_an_image_is_not_reported",
};

pub(in super::super) const POOL_ALLOCATED_IN_UNLOAD: Entry = Entry {
    why: "Nobody is left to free the memory: bug check 0xC4, 0x61 with Driver Verifier.",
    wrong: "VOID EvtDriverUnload(WDFDRIVER driver) {\n\
            \x20   log = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'ohcE');\n\
            }",
    right: "VOID EvtDriverUnload(WDFDRIVER driver) {\n\
            \x20   ExFreePoolWithTag(log, 'ohcE'); // allocated in DriverEntry\n\
            }",
    advice: "Allocate before the unload; free there.",
    breaks: "rules::pool::allocating_pool_in_the_unload_is_reported",
    keeps: "rules::pool::freeing_pool_in_the_unload_is_not_reported",
};

pub(in super::super) const OVERLAPPING_COPY: Entry = Entry {
    why: "memcpy may copy in any order: bytes that are read late may be overwritten by then.",
    wrong: "RtlCopyMemory(buffer, buffer + 1, length - 1);",
    right: "RtlMoveMemory(buffer, buffer + 1, length - 1);",
    advice: "Move bytes within one buffer with RtlMoveMemory (memmove).",
    breaks: "rules::images::copying_between_overlapping_ranges_is_reported",
    keeps: "rules::images::copying_between_adjacent_ranges_is_not_reported",
};
