//! The table of scenarios, and the macros that turn it into tests.

use crate::Scenario;

/// Passes the table to a macro: `for_each_scenario!([macro_path] what, comes, first)`.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_scenario {
    ([$($consumer:tt)*] $($first:tt)*) => {
        $($consumer)*! {
            $($first)*
            transfers {
                read_before_any_write_succeeds_at_once_with_0_bytes
                write_within_the_limit_completes_at_a_tick_and_reads_back
                write_above_the_limit_fails_and_keeps_the_stored_bytes
                write_above_the_limit_lets_the_next_request_run
                write_is_stored_in_a_buffer_of_exactly_its_size
                shorter_write_replaces_all_of_a_longer_one
                read_shorter_than_the_stored_bytes_returns_the_first_ones
                read_longer_than_the_stored_bytes_returns_all_of_them
                read_consumes_nothing
            }
            turns {
                zero_length_requests_succeed_without_reaching_the_driver
                zero_length_write_keeps_the_stored_bytes
                zero_length_request_behind_a_pending_one_waits_its_turn
                device_control_fails_without_reaching_the_driver
                device_control_behind_a_pending_request_waits_its_turn
                flush_fails_at_once_even_behind_a_pending_request
                create_succeeds_while_a_request_is_pending
            }
            cancellation {
                cancel_of_the_pending_request_completes_it_at_once
                cancel_of_a_queued_request_completes_it_without_the_driver
                cancel_of_a_completed_request_finds_nothing
                cancel_of_the_pending_request_makes_room_for_the_next
                cancel_of_all_calls_the_driver_for_the_pending_request_only
                cancel_of_all_on_one_handle_leaves_the_other_alone
                cancelled_write_keeps_its_bytes_stored
                request_after_a_cancelled_one_completes_at_its_own_tick
                process_exit_cancels_its_requests_at_once
                process_exit_leaves_other_processes_alone
            }
            close {
                close_cancels_the_queued_requests_but_not_the_pending_one
                close_leaves_requests_queued_on_other_handles
                closed_handle_refuses_requests
                stored_bytes_survive_the_close_of_all_handles
                stored_bytes_are_shared_by_handles_and_processes
            }
            order {
                overlapped_requests_complete_in_order_one_per_tick
                overlapped_reads_return_the_preceding_write
            }
            devices {
                devices_of_both_variants_echo_independently
                devices_of_one_variant_echo_independently
                device_added_and_removed_leaves_no_object_behind
                machines_echo_independently
            }
            settings {
                stamped_inf_installs_the_variant_with_its_settings
                first_tick_comes_one_period_after_the_start
                period_of_the_inf_is_100_ms
                period_from_1_to_60_000_ms_is_used
                period_below_the_system_clock_uses_high_resolution
                period_absent_is_100_ms
                mode_absent_is_auto_sync
                hardware_key_absent_gives_the_defaults
                value_out_of_range_fails_the_device_and_is_reported
                value_of_a_wrong_type_fails_the_device_and_is_reported
                hardware_key_that_cannot_be_opened_fails_the_device
            }
            creation {
                failed_driver_entry_leaves_nothing_and_can_be_retried
                each_failed_creation_step_leaves_nothing_and_can_be_retried
                each_failed_creation_step_leaves_other_devices_alone
                version_of_the_framework_is_printed_by_a_debug_build
            }
            failures {
                each_failed_call_of_a_write_fails_it_and_keeps_the_bytes
                each_failed_call_of_a_read_fails_it_and_keeps_the_bytes
                write_without_memory_fails_and_keeps_the_stored_bytes
                write_without_memory_lets_the_next_request_run
            }
            presentation {
                device_callbacks_run_at_passive_level
                request_to_an_idle_queue_is_presented_on_the_callers_thread
                request_behind_a_tick_is_presented_as_its_variant_requires
                request_behind_a_cancelled_one_follows_the_cancel_callback
                request_behind_one_completed_on_arrival_follows_its_callback
                cancel_callback_runs_on_the_thread_that_cancels
            }
            power {
                suspend_while_idle_returns_at_once_and_stops_the_timer
                suspend_completes_the_pending_request_and_keeps_the_queued
                suspend_with_the_longest_period_waits_60_seconds_at_most
                resume_presents_queued_requests_and_starts_a_new_period
                request_while_asleep_waits_for_the_resume
                cancel_while_asleep_completes_a_queued_request_at_once
                process_exit_while_asleep_cancels_queued_requests_at_once
                stop_completes_the_pending_request_and_keeps_the_queued
                restart_presents_queued_requests_and_starts_a_new_period
                stored_bytes_survive_suspend_and_stop
                repeated_suspends_work_each_time
            }
            removal {
                removal_with_open_handles_is_refused_and_the_device_works
                removal_after_a_close_completes_the_pending_request
                removal_while_asleep_is_refused
                removal_while_stopped_is_refused
                disabled_device_cannot_be_opened
                device_enabled_again_is_empty_and_works
                surprise_removal_ends_when_the_last_handle_closes
                surprise_removal_without_handles_waits_for_pending_request
                surprise_removal_while_asleep_cancels_queued_requests
                surprise_removal_while_stopped_cancels_queued_requests
                shutdown_completes_every_request
            }
            races_of_arrival {
                cancel_at_each_call_of_a_write_wins_and_keeps_its_bytes
                cancel_at_each_call_of_a_read_cancels_it
                cancel_and_request_at_each_call_of_an_arrival_lose_nothing
                tick_at_each_call_of_an_arrival_delays_it_at_most_one_tick
                request_at_each_call_of_an_arrival_waits_its_turn
                tick_at_each_call_of_a_cancellation_completes_nothing_twice
                process_exit_at_each_call_of_an_arrival_cancels_it
            }
            races_of_ticks {
                cancel_at_each_call_of_a_tick_leaves_exactly_one_winner
                cancel_just_before_the_unmark_wins
                cancel_between_ticks_wins
                second_tick_at_each_call_of_a_tick_overlaps_in_driver_sync
                request_at_each_call_of_a_tick_keeps_the_order
                process_exit_at_each_call_of_a_tick_ends_the_process
                close_at_each_call_of_a_tick_closes_the_file
            }
            races_of_power {
                suspend_at_each_call_of_a_tick_keeps_queued_requests
                suspend_at_each_call_of_an_idle_tick_waits_for_its_end
                surprise_removal_at_each_call_of_a_tick_ends_the_device
                cancel_at_each_call_of_a_suspend_leaves_exactly_one_winner
                request_at_each_call_of_a_suspend_waits_for_the_resume
                process_exit_at_each_call_of_a_surprise_removal_ends_it
            }
        }
    };
}

macro_rules! scenarios {
    ($($group:ident { $($name:ident)* })*) => {
        &[$($(Scenario {
            name: concat!(stringify!($group), "::", stringify!($name)),
            run: crate::$group::$name,
        },)*)*]
    };
}

pub(crate) static SCENARIOS: &[Scenario] = for_each_scenario!([scenarios]);

/// Makes a test of each scenario for each variant, in modules `auto_sync` and `driver_sync`.
///
/// The argument is a function in scope: `fn(Variant) -> Subject`.
#[macro_export]
macro_rules! tests {
    ($subject:ident) => {
        mod auto_sync {
            $crate::for_each_scenario!([$crate::__tests_of_groups] $subject AutoSync);
        }
        mod driver_sync {
            $crate::for_each_scenario!([$crate::__tests_of_groups] $subject DriverSync);
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests_of_groups {
    ($subject:ident $variant:ident $($group:ident $names:tt)*) => {
        $(mod $group {
            $crate::__tests_of_group!($subject $variant $group $names);
        })*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests_of_group {
    ($subject:ident $variant:ident $group:ident { $($name:ident)* }) => {
        $(#[test]
        fn $name() {
            let name = concat!(stringify!($group), "::", stringify!($name));
            $crate::Scenario::named(name)
                .run(&super::super::$subject($crate::Variant::$variant));
        })*
    };
}
