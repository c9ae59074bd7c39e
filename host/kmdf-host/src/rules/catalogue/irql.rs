//! Rules about the IRQL.

use super::Entry;

pub(in super::super) const WRONG_IRQL: Entry = Entry {
    why: "A function that waits or touches pageable memory at DISPATCH_LEVEL stops the machine, \
          though only when a page is missing or a wait is needed.",
    wrong: "WdfSpinLockAcquire(lock); // DISPATCH_LEVEL\n\
            WdfIoQueueStopSynchronously(queue);",
    right: "WdfSpinLockAcquire(lock);\n\
            // ...\n\
            WdfSpinLockRelease(lock);\n\
            WdfIoQueueStopSynchronously(queue); // PASSIVE_LEVEL",
    advice: "Look up the IRQL on the function's page; release the spin lock first, or use a work item.",
    breaks: "rules::locks::calling_a_passive_ddi_at_dispatch_level_is_reported",
    keeps: "rules::locks::creating_objects_at_dispatch_level_is_not_reported",
};

pub(in super::super) const PAGED_CODE_AT_RAISED_IRQL: Entry = Entry {
    why: "The code may be on disk. A page fault at DISPATCH_LEVEL is bug check 0xA or 0xD1.",
    wrong: "#pragma alloc_text(PAGE, EvtTimerFunc)\n\
            VOID EvtTimerFunc(WDFTIMER timer) { PAGED_CODE(); }",
    right: "VOID EvtTimerFunc(WDFTIMER timer) { } // not pageable",
    advice: "Take the function out of the PAGE section, or call it at PASSIVE_LEVEL only.",
    breaks: "rules::locks::paged_code_at_dispatch_level_is_reported",
    keeps: "rules::locks::paged_code_at_passive_level_is_not_reported",
};

pub(in super::super) const IRQL_NOT_RESTORED: Entry = Entry {
    why: "The caller continues at an IRQL that it does not expect: it waits at DISPATCH_LEVEL, or \
          runs unprotected at PASSIVE_LEVEL.",
    wrong: "WdfSpinLockAcquire(a);\n\
            WdfSpinLockAcquire(b);\n\
            WdfSpinLockRelease(a); // back to PASSIVE_LEVEL\n\
            WdfSpinLockRelease(b); // back to DISPATCH_LEVEL",
    right: "WdfSpinLockAcquire(a);\n\
            WdfSpinLockAcquire(b);\n\
            WdfSpinLockRelease(b);\n\
            WdfSpinLockRelease(a);",
    advice: "Release spin locks in the reverse order of their acquisition, on every path.",
    breaks: "rules::locks::releasing_two_spin_locks_in_the_wrong_order_is_reported",
    keeps: "rules::locks::releasing_two_spin_locks_in_reverse_order_is_not_reported",
};

pub(in super::super) const PAGEABLE_MEMORY_AT_RAISED_IRQL: Entry = Entry {
    why: "The memory may be on disk, and the kernel cannot read the disk at DISPATCH_LEVEL: bug \
          check 0xA or 0xD1, on a machine that is short of memory.",
    wrong: "WdfSpinLockAcquire(lock); // DISPATCH_LEVEL\n\
            pagedBlock->Count++;",
    right: "WdfSpinLockAcquire(lock);\n\
            nonPagedBlock->Count++;",
    advice: "Keep in non-paged pool what a spin lock, a DPC or a timer callback uses.",
    breaks: "crashes::special_pool::paged_pool_faults_after_the_function_acquired_a_spin_lock",
    keeps: "crashes::special_pool_images::other_sections_stay_accessible_at_dispatch_level",
};
