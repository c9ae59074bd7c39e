//! The table of scenarios, and the tests that are made of it.

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
                write_within_the_limit_completes_at_the_next_tick_and_is_read_back
                write_above_the_limit_overflows_at_once_and_keeps_the_stored_bytes
                write_above_the_limit_lets_the_next_request_have_its_turn
                write_is_stored_in_a_buffer_of_exactly_its_size
                write_replaces_all_of_a_longer_one
                read_of_less_than_is_stored_gives_the_first_bytes
                read_of_more_than_is_stored_gives_what_there_is
                read_consumes_nothing
            }
            turns {
                zero_length_read_and_write_succeed_at_once_and_do_not_reach_the_driver
                zero_length_write_keeps_the_stored_bytes
                zero_length_request_behind_a_pending_one_waits_its_turn
                device_control_fails_at_once_and_does_not_reach_the_driver
                device_control_behind_a_pending_request_waits_its_turn
                flush_fails_at_once_even_behind_a_pending_request
                create_succeeds_while_a_request_is_pending
            }
            cancellation {
                cancel_of_the_pending_request_completes_it_at_once
                cancel_of_a_queued_request_completes_it_at_once_and_the_driver_never_sees_it
                cancel_of_a_completed_request_finds_nothing
                cancel_of_the_pending_request_makes_room_for_the_next
                cancel_of_all_reaches_the_driver_for_the_pending_request_only
                cancel_of_all_on_one_handle_leaves_the_other_alone
                cancelled_write_keeps_its_bytes_stored
                request_after_a_cancelled_one_completes_at_its_own_tick
                process_exit_cancels_its_requests_at_once
                process_exit_leaves_other_processes_alone
            }
            close {
                close_with_requests_pending_cancels_the_queued_and_lets_the_driver_finish
                close_leaves_what_is_queued_on_other_handles
                closed_handle_refuses_requests
                stored_bytes_survive_the_close_of_all_handles
                stored_bytes_are_shared_by_handles_and_processes
            }
            order {
                overlapped_requests_on_two_handles_complete_first_in_first_out_one_a_tick
                overlapped_reads_see_the_write_before_them
            }
            devices {
                devices_of_both_variants_echo_at_once_and_apart
                devices_of_one_variant_echo_at_once_and_apart
                device_added_and_removed_leaves_the_driver_with_the_objects_it_had
                machines_echo_apart
            }
            settings {
                stamped_inf_installs_the_variant_with_its_settings
                first_tick_comes_one_period_after_the_start
                period_of_the_inf_is_100_ms
                period_of_1_to_60_000_ms_is_kept
                period_absent_is_100_ms
                mode_absent_is_auto_sync
                hardware_key_absent_gives_the_defaults
                number_out_of_range_fails_the_device_and_is_named
                value_of_a_wrong_type_fails_the_device_and_is_named
                hardware_key_that_cannot_be_opened_fails_the_device
            }
            creation {
                driver_entry_that_fails_leaves_nothing_and_may_be_tried_again
                each_step_of_the_creation_that_fails_leaves_nothing_and_may_be_tried_again
                each_step_of_the_creation_that_fails_leaves_another_device_alone
            }
            failures {
                each_call_of_a_write_that_fails_fails_the_write_and_keeps_the_stored_bytes
                each_call_of_a_read_that_fails_fails_the_read_and_keeps_the_stored_bytes
                write_without_memory_fails_at_once_and_keeps_the_stored_bytes
                write_without_memory_lets_the_next_request_have_its_turn
            }
            presentation {
                device_callbacks_run_at_passive_level
                request_to_an_idle_queue_is_presented_on_its_own_thread
                request_behind_one_that_a_tick_completes_is_presented_as_the_variant_does
                request_behind_a_cancelled_one_is_presented_after_the_cancel_callback
                request_behind_one_completed_on_arrival_is_presented_after_that_callback
                cancel_callback_runs_on_the_thread_that_cancels
            }
            power {
                suspend_while_idle_returns_at_once_and_stops_the_timer
                suspend_with_requests_completes_the_pending_at_the_next_tick_and_keeps_the_queued
                resume_presents_what_was_queued_and_starts_a_new_period
                request_while_asleep_waits_for_the_resume
                cancel_while_asleep_completes_the_queued_at_once
                process_exit_while_asleep_cancels_the_queued_at_once
                stop_with_requests_completes_the_pending_at_the_next_tick_and_keeps_the_queued
                start_after_a_stop_presents_what_was_queued_and_starts_a_new_period
                stored_bytes_survive_suspend_and_stop
                suspend_again_and_again_works_each_time
            }
            removal {
                removal_with_requests_completes_the_pending_at_the_next_tick_and_cancels_the_queued
                removal_while_asleep_cancels_the_queued
                removal_while_stopped_cancels_the_queued
                disabled_device_cannot_be_opened_and_refuses_requests
                enabled_again_the_device_is_empty_and_works
                surprise_removal_with_a_handle_open_ends_with_its_close
                surprise_removal_without_a_handle_waits_for_the_pending_request
                surprise_removal_while_asleep_cancels_the_queued
                shutdown_with_requests_completes_each
            }
            races_of_arrival {
                cancel_at_each_call_of_a_write_cancels_it_and_keeps_its_bytes
                cancel_at_each_call_of_a_read_cancels_it
                cancel_and_new_request_at_each_call_of_an_arrival_lose_no_request
                tick_at_each_call_of_an_arrival_completes_it_at_most_one_tick_later
                request_at_each_call_of_an_arrival_waits_its_turn
                tick_at_each_call_of_a_cancellation_completes_nothing_twice
                process_exit_at_each_call_of_an_arrival_cancels_it
            }
            races_of_ticks {
                cancel_at_each_call_of_a_tick_gives_the_request_to_one_of_them
                cancel_just_before_the_unmark_wins
                cancel_between_ticks_wins
                second_tick_at_each_call_of_a_tick_overlaps_only_without_synchronization
                request_at_each_call_of_a_tick_keeps_the_order
                process_exit_at_each_call_of_a_tick_ends_the_process
                close_at_each_call_of_a_tick_closes_the_file
            }
            races_of_power {
                suspend_at_each_call_of_a_tick_keeps_what_is_queued
                suspend_at_each_call_of_an_idle_tick_waits_for_its_end
                surprise_removal_at_each_call_of_a_tick_ends_the_device
                cancel_at_each_call_of_a_suspend_gives_the_request_to_one_of_them
                request_at_each_call_of_a_suspend_waits_for_the_resume
                process_exit_at_each_call_of_a_removal_ends_the_process
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
