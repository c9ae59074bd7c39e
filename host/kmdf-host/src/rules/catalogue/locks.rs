//! Rules about locks.

use super::Entry;

pub(in super::super) const LOCK_HELD_AT_RETURN: Entry = Entry {
    why: "The next callback that needs the lock waits for a thread that has moved on.",
    wrong: "WdfWaitLockAcquire(lock, NULL);\n\
            if (empty) return;\n\
            WdfWaitLockRelease(lock);",
    right: "WdfWaitLockAcquire(lock, NULL);\n\
            if (empty) { WdfWaitLockRelease(lock); return; }\n\
            WdfWaitLockRelease(lock);",
    advice: "Release the lock on every path out of the callback.",
    breaks: "rules::locks::returning_with_a_wait_lock_is_reported",
    keeps: "rules::locks::releasing_a_wait_lock_before_the_return_is_not_reported",
};

pub(in super::super) const LOCK_RELEASED_BY_NON_OWNER: Entry = Entry {
    why: "The lock opens for others while its owner still relies on it.",
    wrong: "WdfSpinLockRelease(lock); // never acquired here",
    right: "WdfSpinLockAcquire(lock);\n\
            // ...\n\
            WdfSpinLockRelease(lock);",
    advice: "Release a lock only in the thread that acquired it, once for each acquisition.",
    breaks: "rules::locks::releasing_a_lock_that_is_not_owned_is_reported",
    keeps: "rules::locks::acquiring_a_lock_again_after_its_release_is_not_reported",
};

pub(in super::super) const RECURSIVE_LOCK: Entry = Entry {
    why: "WDF locks are not recursive: the thread waits for itself.",
    wrong: "WdfSpinLockAcquire(lock);\n\
            Helper(); // acquires the lock, too",
    right: "WdfSpinLockAcquire(lock);\n\
            HelperWithLockHeld();",
    advice: "Say in a function's name or comment whether its caller holds the lock.",
    breaks: "rules::locks::acquiring_a_lock_twice_is_reported",
    keeps: "rules::locks::acquiring_a_lock_again_after_its_release_is_not_reported",
};

pub(in super::super) const LOCK_ORDER: Entry = Entry {
    why: "Two threads that run at the same time wait for each other for ever.",
    wrong: "WdfSpinLockAcquire(a); WdfSpinLockAcquire(b); // in EvtIoRead\n\
            WdfSpinLockAcquire(b); WdfSpinLockAcquire(a); // in EvtIoWrite",
    right: "WdfSpinLockAcquire(a); WdfSpinLockAcquire(b); // in EvtIoRead\n\
            WdfSpinLockAcquire(a); WdfSpinLockAcquire(b); // in EvtIoWrite",
    advice: "Give the locks one order, and acquire them in this order everywhere.",
    breaks: "rules::lock_order::opposite_orders_without_a_deadlock_are_reported",
    keeps: "rules::lock_order::opposite_orders_below_a_common_lock_are_not_reported",
};

pub(in super::super) const LOCK_RELEASED_OUT_OF_ORDER: Entry = Entry {
    why: "Each spin lock restores the IRQL from before its acquisition. The first release may lower \
          the IRQL while the other lock is held.",
    wrong: "WdfSpinLockAcquire(a); WdfSpinLockAcquire(b);\n\
            WdfSpinLockRelease(a); WdfSpinLockRelease(b);",
    right: "WdfSpinLockAcquire(a); WdfSpinLockAcquire(b);\n\
            WdfSpinLockRelease(b); WdfSpinLockRelease(a);",
    advice: "Release spin locks in the reverse order of their acquisition.",
    breaks: "rules::lock_order::releasing_out_of_order_at_dispatch_level_is_reported",
    keeps: "rules::locks::releasing_two_spin_locks_in_reverse_order_is_not_reported",
};

pub(in super::super) const LOCK_DELETED_WHILE_OWNED: Entry = Entry {
    why: "The owner releases memory that may be another object's, and stays at a raised IRQL or in a \
          critical region.",
    wrong: "WdfWaitLockAcquire(lock, NULL);\n\
            WdfObjectDelete(lock);",
    right: "WdfWaitLockAcquire(lock, NULL);\n\
            WdfWaitLockRelease(lock);\n\
            WdfObjectDelete(lock);",
    advice: "Release the lock before its object is deleted.",
    breaks: "rules::lock_order::deleting_a_lock_that_is_owned_is_reported",
    keeps: "rules::lock_order::deleting_a_lock_after_its_release_is_not_reported",
};

pub(in super::super) const INCOMPATIBLE_SERIALIZATION: Entry = Entry {
    why: "The callback would run at another IRQL than the lock of its parent allows. The framework \
          refuses to create the object.",
    wrong: "config.AutomaticSerialization = TRUE; // the queue's scope uses a spin lock\n\
            WdfWorkItemCreate(&config, &attributes, &workItem);",
    right: "config.AutomaticSerialization = FALSE;\n\
            WdfWorkItemCreate(&config, &attributes, &workItem);",
    advice: "Turn AutomaticSerialization off, or give parent and callback one execution level.",
    breaks: "rules::serialization::a_work_item_below_a_spin_lock_is_reported_and_refused",
    keeps: "rules::serialization::a_work_item_without_serialization_is_not_reported",
};
