//! Mistakes that show only with a third party or a failing call: a tick that meets another tick and
//! a cancellation, or an error path that runs only after a failure.

use super::{IN_AUTO_SYNC, IN_BOTH, IN_DRIVER_SYNC, Mutant};

/// Mutants whose mistakes show in few orders, or only with a failure.
pub const ORDERS: &[Mutant] = &[
    Mutant {
        name: "second_tick_completes_a_cancelled_request",
        mistake: "a tick completes its request if the unmark has failed twice",
        needs_exploration: true,
        file: "wdf/pending.rs",
        original: "NtStatus::check(status).ok()?;",
        mutated: "if NtStatus::check(status).is_err() {
            self.refused += 1;
            if self.refused < 2 {
                return None;
            }
            self.refused = 0;
        }",
        also: &[
            (
                "queue: PhantomData<fn() -> T>,\n}",
                "queue: PhantomData<fn() -> T>,\n    refused: u64,\n}",
            ),
            (
                "Self { held: None, queue: PhantomData }",
                "Self { held: None, queue: PhantomData, refused: 0 }",
            ),
        ],
        ..IN_BOTH
    },
    Mutant {
        name: "failed_unmark_forgets_the_request",
        mistake: "a tick forgets its request if the unmark fails, so the cancel callback finds \
                  none",
        file: "wdf/pending.rs",
        original: "NtStatus::check(status).ok()?;",
        mutated: "if NtStatus::check(status).is_err() {
            core::mem::forget(self.held.take());
            return None;
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "tick_and_cancel_callback_both_complete",
        mistake: "a tick completes its request although the unmark fails, and the cancel callback \
                  completes it again",
        file: "wdf/pending.rs",
        original: "NtStatus::check(status).ok()?;",
        mutated: "if NtStatus::check(status).is_err() {
            return self.held.as_ref().map(|held| unsafe { core::ptr::read(&raw const **held) });
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "request_is_forgotten_if_the_mark_fails",
        mistake: "a request that cannot be marked is left to the cancel callback, which never runs",
        file: "wdf/pending.rs",
        original: "Err(status) => Err((request, status)),",
        mutated: "Err(_) => {
                core::mem::forget(request);
                Ok(())
            }",
        ..IN_BOTH
    },
    Mutant {
        name: "request_is_completed_twice_if_the_mark_fails",
        mistake: "a request is completed twice if the mark fails",
        file: "wdf/pending.rs",
        original: "Err(status) => Err((request, status)),",
        mutated: "Err(status) => {
                unsafe { core::ptr::read(&request) }.complete(status);
                Err((request, status))
            }",
        ..IN_BOTH
    },
    Mutant {
        name: "failed_read_completes_under_the_lock",
        mistake: "a read whose copy fails completes under the lock",
        file: "driver_sync.rs",
        original: "Err(status) => Some((request, status)),",
        mutated: "Err(status) => {
                    request.complete(status);
                    None
                }",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "failed_write_leaks_its_bytes",
        mistake: "a write whose copy fails does not free its buffer",
        file: "wdf/request.rs",
        original: "bytes.as_mut_ptr().cast(), length)
        };
        NtStatus::check(status)?;",
        mutated: "bytes.as_mut_ptr().cast(), length)
        };
        if let Err(status) = NtStatus::check(status) {
            core::mem::forget(bytes);
            return Err(status);
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "failed_copy_is_ignored",
        mistake: "a write whose copy fails stores zeros",
        file: "wdf/request.rs",
        original: "bytes.as_mut_ptr().cast(), length)
        };
        NtStatus::check(status)?;",
        mutated: "bytes.as_mut_ptr().cast(), length)
        };
        let _ = status;",
        ..IN_BOTH
    },
    Mutant {
        name: "failed_lock_creation_leaks_the_queue",
        mistake: "a queue whose context cannot be created keeps a reference",
        file: "wdf/queue.rs",
        original: "let value = make_context(&queue)?;",
        mutated: "let value = match make_context(&queue) {
            Ok(value) => value,
            Err(status) => {
                core::mem::forget(queue);
                return Err(status);
            }
        };",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "failed_timer_creation_leaks_the_queue",
        mistake: "a queue whose timer cannot be created keeps a reference",
        file: "auto_sync.rs",
        original: "let timer = Timer::create(&queue, period.milliseconds())?;",
        mutated: "let timer = match Timer::create(&queue, period.milliseconds()) {
        Ok(timer) => timer,
        Err(status) => {
            core::mem::forget(queue);
            return Err(status);
        }
    };",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "failed_period_read_leaks_the_key",
        mistake: "a hardware key whose period cannot be read is not closed",
        file: "settings.rs",
        original: "let key = match init.open_hardware_key() {",
        mutated: "let key = match init.open_hardware_key().map(core::mem::ManuallyDrop::new) {",
        also: &[(
            "Ok(Self {
            variant: read_or_default(&key, wdf::name!(MODE_VALUE))?,
            period: read_or_default(&key, wdf::name!(PERIOD_VALUE))?,
        })",
            "let settings = Self {
            variant: read_or_default(&key, wdf::name!(MODE_VALUE))?,
            period: read_or_default(&key, wdf::name!(PERIOD_VALUE))?,
        };
        drop(core::mem::ManuallyDrop::into_inner(key));
        Ok(settings)",
        )],
        ..IN_BOTH
    },
];
