//! Other mistakes that are easy to make in this driver.

use super::{IN_AUTO_SYNC, IN_BOTH, IN_DRIVER_SYNC, Mutant};

/// Mutants with one slip each.
pub const SLIPS: &[Mutant] = &[
    Mutant {
        name: "request_is_completed_while_marked",
        mistake: "a tick completes its request without unmarking it",
        file: "wdf/pending.rs",
        original: "unsafe { wdf_call!(WdfRequestUnmarkCancelable, request) };",
        mutated: "0;",
        ..IN_BOTH
    },
    Mutant {
        name: "queue_of_auto_sync_is_not_serialized",
        mistake: "AutoSync's queue has no synchronization scope",
        file: "wdf/presentation.rs",
        original: "_WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeQueue;",
        mutated: "_WDF_SYNCHRONIZATION_SCOPE::WdfSynchronizationScopeNone;",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "queue_presents_requests_in_parallel",
        mistake: "the queue is parallel, and presents a second request while the driver holds one",
        file: "wdf/queue.rs",
        original: "DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchSequential,",
        mutated: "DispatchType: _WDF_IO_QUEUE_DISPATCH_TYPE::WdfIoQueueDispatchParallel,
            Settings: wdk_sys::_WDF_IO_QUEUE_CONFIG__bindgen_ty_1 {
                Parallel: wdk_sys::_WDF_IO_QUEUE_CONFIG__bindgen_ty_1__bindgen_ty_1 {
                    NumberOfPresentedRequests: 2,
                },
            },",
        ..IN_BOTH
    },
    Mutant {
        name: "queue_presents_zero_length_requests",
        mistake: "zero-length requests reach the driver",
        file: "wdf/queue.rs",
        original: "AllowZeroLengthRequests: BOOLEAN::from(false),",
        mutated: "AllowZeroLengthRequests: BOOLEAN::from(true),",
        ..IN_BOTH
    },
    Mutant {
        name: "limit_excludes_40_960",
        mistake: "a write of 40,960 bytes is refused",
        file: "stored.rs",
        original: "length > MAX_WRITE",
        mutated: "length >= MAX_WRITE",
        ..IN_BOTH
    },
    Mutant {
        name: "limit_is_41_000",
        mistake: "a write of 40,961 bytes is accepted",
        file: "interface.rs",
        original: "MAX_WRITE: usize = 40_960;",
        mutated: "MAX_WRITE: usize = 41_000;",
        ..IN_BOTH
    },
    Mutant {
        name: "failed_write_drops_the_stored_bytes",
        mistake: "a write that fails drops the stored bytes",
        file: "auto_sync.rs",
        original: "match Stored::from_write(&mut request, length) {",
        mutated: "self.stored = Stored::default();
        match Stored::from_write(&mut request, length) {",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "read_completes_on_arrival",
        mistake: "a read completes at once",
        file: "auto_sync.rs",
        original: "Ok(_) => self.hold(request),",
        mutated: "Ok(_) => request.complete(NtStatus::SUCCESS),",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "read_drops_its_request",
        mistake: "a read that returns bytes drops its request instead of holding it",
        file: "auto_sync.rs",
        original: "Ok(_) => self.hold(request),",
        mutated: "Ok(_) => drop(request),",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "write_drops_its_request_under_the_lock",
        mistake: "a write drops its request, under the driver's lock, instead of holding it",
        file: "driver_sync.rs",
        original: "(replaced, state.pending.hold(request).err())",
        mutated: "drop(request);
            (replaced, None::<(Request, NtStatus)>)",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "tick_drops_the_place_of_its_request",
        mistake: "a tick replaces the place of the held request, which drops the request",
        file: "auto_sync.rs",
        original: "if let Some(request) = self.pending.take() {
            request.complete(NtStatus::SUCCESS);
        }",
        mutated: "self.pending = PendingRequest::new();",
        ..IN_AUTO_SYNC
    },
    Mutant {
        name: "failed_request_reports_copied_bytes",
        mistake: "a request that fails reports the number of copied bytes",
        file: "wdf/request.rs",
        original: "self.complete_with(status, 0);",
        mutated: "let information = self.information;\n        self.complete_with(status, information);",
        ..IN_BOTH
    },
    Mutant {
        name: "cancelled_request_succeeds",
        mistake: "a cancelled request completes with success",
        file: "wdf/pending.rs",
        original: "request.complete(NtStatus::CANCELLED),",
        mutated: "request.complete(NtStatus::SUCCESS),",
        ..IN_BOTH
    },
    Mutant {
        name: "queue_is_not_restarted",
        mistake: "a resume leaves the queue stopped",
        file: "device.rs",
        original: "self.queue.start();",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "timer_is_not_started",
        mistake: "the timer is not started",
        file: "device.rs",
        original: "self.timer.start();",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "suspend_does_not_drain_the_queue",
        mistake: "a suspend does not drain the queue",
        file: "device.rs",
        original: "self.queue.stop_synchronously();",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "suspend_does_not_stop_the_timer",
        mistake: "a suspend does not stop the timer",
        file: "device.rs",
        original: "self.timer.stop_and_wait();",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "suspend_does_not_wait_for_a_tick",
        mistake: "a suspend does not wait for a running tick",
        file: "wdf/timer.rs",
        original: "let wait = BOOLEAN::from(true);",
        mutated: "let wait = BOOLEAN::from(false);",
        ..IN_BOTH
    },
    Mutant {
        name: "first_tick_comes_at_once",
        mistake: "the first tick comes at the start",
        file: "wdf/timer.rs",
        original: "-LONGLONG::from(self.period) * UNITS_PER_MILLISECOND;",
        mutated: "-1;",
        ..IN_BOTH
    },
    Mutant {
        name: "short_period_has_no_high_resolution",
        mistake: "a period of 1 ms becomes the system clock's 15.6 ms",
        file: "wdf/timer.rs",
        original: "UseHighResolutionTimer: BOOLEAN::from(period < CLOCK_MILLISECONDS),",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "every_period_has_high_resolution",
        mistake: "a period of 100 ms costs the power of a timer of high resolution",
        file: "wdf/timer.rs",
        original: "BOOLEAN::from(period < CLOCK_MILLISECONDS)",
        mutated: "BOOLEAN::from(true)",
        ..IN_BOTH
    },
    Mutant {
        name: "period_of_zero_is_accepted",
        mistake: "a period of 0 ms is accepted",
        file: "settings.rs",
        original: "(MIN_PERIOD_MS..=MAX_PERIOD_MS)",
        mutated: "(0..=MAX_PERIOD_MS)",
        ..IN_BOTH
    },
    Mutant {
        name: "period_above_60_000_is_accepted",
        mistake: "a period of 60,001 ms is accepted",
        file: "interface.rs",
        original: "MAX_PERIOD_MS: u32 = 60_000;",
        mutated: "MAX_PERIOD_MS: u32 = 65_535;",
        ..IN_BOTH
    },
    Mutant {
        name: "mode_1_is_auto_sync",
        mistake: "SynchronizationMode 1 gives AutoSync",
        file: "interface.rs",
        original: "1 => Some(Self::DriverSync),",
        mutated: "1 => Some(Self::AutoSync),",
        ..IN_DRIVER_SYNC
    },
    Mutant {
        name: "absent_value_is_an_error",
        mistake: "an absent value fails the device",
        file: "settings.rs",
        original: "Err(NtStatus::OBJECT_NAME_NOT_FOUND) => Ok(T::default()),",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "hardware_key_stays_open",
        mistake: "the hardware key is not closed",
        file: "wdf/registry.rs",
        original: "unsafe { wdf_call!(WdfRegistryClose, self.0) };",
        mutated: "",
        ..IN_BOTH
    },
    Mutant {
        name: "reference_is_not_released",
        mistake: "a handle keeps its reference when it is dropped",
        file: "wdf/handle.rs",
        original: "let object = self.0.as_object();
        // SAFETY: gives back",
        mutated: "return;
        let object = self.0.as_object();
        // SAFETY: gives back",
        ..IN_BOTH
    },
    Mutant {
        name: "creation_ignores_a_failed_interface",
        mistake: "a failed creation of the interface is ignored",
        file: "device.rs",
        original: "device.create_interface(&ECHO_INTERFACE)?;",
        mutated: "let _ = device.create_interface(&ECHO_INTERFACE);",
        ..IN_BOTH
    },
];
