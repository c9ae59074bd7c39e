//! Defects found in existing echo drivers. A mutant's mistake begins with the number of the defect:
//!
//! 1. A write that is too long is completed, and its handler continues with the request.
//! 2. A tick ignores `STATUS_CANCELLED` from `WdfRequestUnmarkCancelable`.
//! 3. A request is completed under the driver's own lock. The next `EvtIoRead` or `EvtIoWrite` can
//!    run inside the completion, and waits for that lock.
//! 4. The timer of `AutoSync` is created without automatic serialization.
//! 5. Two overlapping ticks of `DriverSync` take the same request.
//! 6. A request is stored although the mark failed, or after its cancel callback has run.
//! 7. The cancel callback completes the request and leaves the stale handle stored.
//! 8. The path of a request allocates memory and cannot handle a failure.
//! 9. A suspend stops the timer while the queue still waits for a request.
//! 10. Stored bytes are not freed when the queue is destroyed or other bytes replace them.
//! 11. The length of a copy comes from the request alone, or from the stored bytes alone.
//! 12. The spin lock is a child of the driver, and outlives its device.

use super::{IN_AUTO_SYNC, IN_BOTH, IN_DRIVER_SYNC, Mutant};

/// Mutants with one defect each. Some defects have several forms.
pub const DEFECTS: &[Mutant] = &[
    Mutant {
        name: "oversize_write_continues_after_completion",
        mistake: "1: an oversize write is completed, and its handler continues with the request",
        file: "stored.rs",
        original: "return Err(NtStatus::BUFFER_OVERFLOW);",
        mutated: "unsafe { core::ptr::read(request) }.complete(NtStatus::BUFFER_OVERFLOW);",
        ..IN_BOTH
    },
    Mutant {
        name: "status_of_the_unmark_is_ignored",
        mistake: "2: a tick ignores STATUS_CANCELLED from the unmark",
        file: "wdf/pending.rs",
        original: "NtStatus::check(status).ok()?;",
        mutated: "let _ = status;",
        ..IN_BOTH
    },
    Mutant {
        name: "tick_completes_under_the_lock",
        mistake: "3: a tick completes its request under the driver's lock",
        file: "driver_sync.rs",
        original: "let request = self.state.with(|state| state.pending.take());
        if let Some(request) = request {
            request.complete(NtStatus::SUCCESS);
        }",
        mutated: "self.state.with(|state| {
            if let Some(request) = state.pending.take() {
                request.complete(NtStatus::SUCCESS);
            }
        });",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "cancel_callback_completes_under_the_lock",
        mistake: "3: the cancel callback completes its request under the driver's lock",
        file: "wdf/pending.rs",
        original: "CanceledRequest(held.map(ManuallyDrop::into_inner))",
        mutated:
            "held.map(ManuallyDrop::into_inner).map(|held| held.complete(NtStatus::CANCELLED));
        CanceledRequest(None)",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "read_completes_under_the_lock",
        mistake: "3: a read that completes on arrival does so under the driver's lock",
        file: "driver_sync.rs",
        original: "Ok(0) => Some((request, NtStatus::SUCCESS)),",
        mutated: "Ok(0) => {
                    request.complete(NtStatus::SUCCESS);
                    None
                }",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "write_completes_under_the_lock",
        mistake: "3: a write that completes on arrival does so under the driver's lock",
        file: "driver_sync.rs",
        original: "(replaced, state.pending.hold(request).err())
        });",
        mutated: "if let Err((request, status)) = state.pending.hold(request) {
                request.complete(status);
            }
            (replaced, None::<(Request, NtStatus)>)
        });",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "timer_is_not_serialized",
        mistake: "4: AutoSync's timer has no automatic serialization",
        file: "wdf/presentation.rs",
        original: "const TIMER_SERIALIZED: bool = true;",
        mutated: "const TIMER_SERIALIZED: bool = false;",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "tick_takes_the_request_without_the_lock",
        mistake: "5: two overlapping ticks may both take one request",
        file: "driver_sync.rs",
        original: "let request = self.state.with(|state| state.pending.take());",
        mutated: "let pending = self.state.with(|state| &raw mut state.pending);
        let request = unsafe { (*pending).take() };",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "request_is_stored_although_the_mark_failed",
        mistake: "6: a request is stored although the mark failed",
        file: "wdf/pending.rs",
        original: "Err(status) => Err((request, status)),",
        mutated: "Err(_) => {
                self.held = Some(ManuallyDrop::new(request));
                Ok(())
            }",
        ..IN_BOTH
    },
    Mutant {
        name: "write_is_marked_before_it_is_stored",
        mistake: "6: a write is marked before the lock is taken, and stored after its cancel \
                  callback may have run",
        file: "driver_sync.rs",
        original: "let (replaced, unheld) = self.state.with(|state| {
            let replaced = mem::replace(&mut state.stored, stored);
            (replaced, state.pending.hold(request).err())
        });",
        mutated: "let mut pending = PendingRequest::new();
        let unheld = pending.hold(request).err();
        let replaced = self.state.with(|state| {
            mem::forget(mem::replace(&mut state.pending, pending));
            mem::replace(&mut state.stored, stored)
        });",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "cancel_callback_leaves_the_request_stored",
        mistake: "7: the cancel callback completes the request and leaves it stored",
        file: "wdf/pending.rs",
        original: "self.held.take_if(|held| held.raw() == request);",
        mutated: "self.held.as_ref().filter(|held| held.raw() == request);
        let held = held.map(|held| unsafe { core::ptr::read(held) });",
        ..IN_BOTH
    },
    Mutant {
        name: "allocation_is_infallible",
        mistake: "8: a write allocates with the infallible allocator",
        file: "wdf/request.rs",
        original: "let mut bytes = try_uninit(length)?;",
        mutated: "let mut bytes = Box::new_uninit_slice(length);",
        ..IN_BOTH
    },
    Mutant {
        name: "timer_is_stopped_before_the_queue",
        mistake: "9: a suspend stops the timer before it drains the queue",
        file: "device.rs",
        original: "self.queue.stop_synchronously();
        self.timer.stop_and_wait();",
        mutated: "self.timer.stop_and_wait();
        self.queue.stop_synchronously();",
        ..IN_BOTH
    },
    Mutant {
        name: "stored_bytes_outlive_the_queue",
        mistake: "10: the stored bytes are not freed when the queue is destroyed",
        file: "wdf/context.rs",
        original: "unsafe { slot.value.get().cast::<T>().drop_in_place() };",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "replaced_bytes_are_not_freed_by_auto_sync",
        mistake: "10: the stored bytes are not freed when other bytes replace them",
        file: "auto_sync.rs",
        original: "self.stored = stored;",
        mutated: "core::mem::forget(core::mem::replace(&mut self.stored, stored));",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "replaced_bytes_are_not_freed_by_driver_sync",
        mistake: "10: the stored bytes are not freed when other bytes replace them",
        file: "driver_sync.rs",
        original: "drop(replaced);",
        mutated: "mem::forget(replaced);",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "read_copies_the_requested_length",
        mistake: "11: a read copies the requested length, however few bytes are stored",
        file: "stored.rs",
        original: "let bytes = self.0.get(..length).unwrap_or(&self.0);",
        // Zeros stand for the memory after the buffer, which a test must not read.
        mutated: "let mut bytes = alloc::vec![0; length];
        bytes.iter_mut().zip(&self.0).for_each(|(to, from)| *to = *from);
        let bytes = &bytes[..];",
        ..IN_BOTH
    },
    Mutant {
        name: "read_copies_all_stored_bytes",
        mistake: "11: a read copies all stored bytes, however few it requests",
        file: "stored.rs",
        original: "let bytes = self.0.get(..length).unwrap_or(&self.0);",
        mutated: "let bytes = &self.0;",
        ..IN_BOTH
    },
    Mutant {
        name: "lock_outlives_its_device",
        mistake: "12: the spin lock is a child of the driver, and outlives its device",
        file: "wdf/lock.rs",
        original: "ParentObject: parent.raw().cast(), ",
        mutated: "",
        ..IN_DRIVER_SYNC
    },
];
