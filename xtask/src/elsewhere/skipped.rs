//! The tests that are left out where an emulator runs them, each with the reason.

/// A test, or all tests whose names contain a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Skipped {
    /// A part of the test's name.
    pub(super) test: &'static str,
    /// Why it is left out.
    pub(super) why: &'static str,
}

/// Why the mutants are left out.
const MUTANTS: &str = "mutants are mistakes in the driver's source, the same on every machine";

/// Why the app's tests of `--sys` are left out under qemu.
const STARTS_ITSELF: &str =
    "the app starts itself for --sys, and the processor cannot start a program for ARM64";

/// The tests that are left out under qemu.
pub(super) const ARM64: &[Skipped] = &[
    Skipped { test: "mutants::", why: MUTANTS },
    Skipped {
        test: "exploration::",
        why: "compares thousands of explored orders, for minutes under an emulator; the core scenario is explored \
              to its end",
    },
    Skipped {
        test: "many_crashes_in_one_process_leave_it_usable",
        why: "makes thousands of signals, which an emulator delivers slowly",
    },
    Skipped {
        test: "period_sets_the_hosted_timer_and_the_expectation",
        why: "puts a load on a device that ticks each millisecond, for minutes under an emulator; other tests \
              of verify put the load on a device with its own period",
    },
    Skipped { test: "missing_image_exits_with_one_and_its_path", why: STARTS_ITSELF },
    Skipped { test: "file_that_is_no_image_exits_with_one_and_the_reason", why: STARTS_ITSELF },
    Skipped { test: "image_that_is_missing_exits_with_two_and_its_path", why: STARTS_ITSELF },
    Skipped { test: "control_characters_in_arguments_are_not_printed", why: STARTS_ITSELF },
];

/// The tests that are left out under Wine.
pub(super) const WINE: &[Skipped] = &[
    Skipped { test: "mutants::", why: MUTANTS },
    Skipped {
        test: "exploration::",
        why: "compares thousands of explored orders, slowly; the core scenario is explored to its end",
    },
];
