//! Mistakes that take a third party, or a call that fails: a tick that meets another tick and a
//! cancellation, an error path that nothing walks unless something fails.

use super::{IN_AUTO_SYNC, IN_BOTH, IN_DRIVER_SYNC, Mutant};

/// Mistakes that show in few orders, or only with a failure.
pub const ORDERS: &[Mutant] = &[
    Mutant {
        name: "tick_gives_up_waiting_for_the_cancel_callback",
        mistake: "the second tick that the unmarking refuses a request completes it all the same",
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
        name: "refused_unmarking_empties_the_place",
        mistake: "a tick that the unmarking refuses the request empties its place, where the cancel \
                  callback then finds nothing",
        file: "wdf/pending.rs",
        original: "NtStatus::check(status).ok()?;",
        mutated: "if NtStatus::check(status).is_err() {
            core::mem::forget(self.held.take());
            return None;
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "request_that_cannot_be_marked_is_forgotten",
        mistake: "a request that was cancelled before it is marked is left to the cancel callback, \
                  which is not called then",
        file: "wdf/pending.rs",
        original: "Err(status) => Err((request, status)),",
        mutated: "Err(_) => {
                core::mem::forget(request);
                Ok(())
            }",
        ..IN_BOTH
    },
    Mutant {
        name: "request_that_cannot_be_marked_is_completed_twice",
        mistake: "a request is completed twice if marking it fails",
        file: "wdf/pending.rs",
        original: "Err(status) => Err((request, status)),",
        mutated: "Err(status) => {
                unsafe { core::ptr::read(&request) }.complete(status);
                Err((request, status))
            }",
        ..IN_BOTH
    },
    Mutant {
        name: "read_that_fails_keeps_the_lock",
        mistake: "a read whose copying fails returns with the lock held",
        file: "driver_sync.rs",
        original: "Err(status) => Some((request, status)),",
        mutated: "Err(status) => {
                mem::forget(state);
                return request.complete(status);
            }",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "read_that_fails_completes_under_the_lock",
        mistake: "a read whose copying fails completes under the lock",
        file: "driver_sync.rs",
        original: "Err(status) => Some((request, status)),",
        mutated: "Err(status) => return request.complete(status),",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "write_that_fails_leaks_its_bytes",
        mistake: "a write whose copying fails does not free the memory for its bytes",
        file: "stored.rs",
        original: "request.copy_input_to(&mut bytes)?;",
        mutated: "if let Err(status) = request.copy_input_to(&mut bytes) {
            core::mem::forget(bytes);
            return Err(status);
        }",
        ..IN_BOTH
    },
    Mutant {
        name: "failure_to_copy_is_ignored",
        mistake: "a write whose copying fails stores zeros",
        file: "stored.rs",
        original: "request.copy_input_to(&mut bytes)?;",
        mutated: "let _ = request.copy_input_to(&mut bytes);",
        ..IN_BOTH
    },
    Mutant {
        name: "failure_to_create_the_lock_leaks_the_queue",
        mistake: "a queue whose context cannot be made keeps its reference",
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
        name: "failure_to_create_the_timer_leaks_the_queue",
        mistake: "a queue whose timer cannot be made keeps its reference",
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
        name: "failure_to_read_the_period_leaks_the_key",
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
