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
