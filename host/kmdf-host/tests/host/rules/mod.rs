//! For each of the host's rules, a driver that breaks it on purpose, and a similar driver that
//! keeps it.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod handles;
mod locks;
mod memory;
mod pool;
mod requests;
mod waits;

use crate::closure_driver::{Bench, Rule, SUCCESS, Violation, status};

/// Every rule, and the test that breaks it.
const CASES: &[(Rule, fn())] = &[
    (Rule::DoubleCompletion, requests::completing_twice_is_reported),
    (Rule::CompletionWhileMarked, requests::completing_a_marked_request_is_reported),
    (Rule::CancelMarkMisused, requests::marking_twice_is_reported),
    (Rule::StaleHandle, handles::using_a_deleted_object_is_reported),
    (Rule::WrongHandleType, handles::using_a_handle_of_another_type_is_reported),
    (Rule::RequiredParameterIsNull, handles::passing_null_for_a_mandatory_pointer_is_reported),
    (Rule::WrongIrql, locks::calling_a_passive_ddi_at_dispatch_level_is_reported),
    (Rule::PagedCodeAtRaisedIrql, locks::paged_code_at_dispatch_level_is_reported),
    (Rule::IrqlNotRestored, locks::releasing_two_spin_locks_in_the_wrong_order_is_reported),
    (Rule::LockHeldAtReturn, locks::returning_with_a_wait_lock_is_reported),
    (Rule::LockReleasedByNonOwner, locks::releasing_a_lock_that_is_not_owned_is_reported),
    (Rule::RecursiveLock, locks::acquiring_a_lock_twice_is_reported),
    (Rule::TimerWaitInOwnCallback, waits::waiting_for_a_timer_in_its_own_callback_is_reported),
    (Rule::InformationTooLarge, requests::information_beyond_the_buffer_is_reported),
    (Rule::ObjectMisused, handles::deleting_the_default_queue_is_reported),
    (Rule::WaitNeverEnds, waits::waiting_for_a_lock_of_an_ended_thread_is_reported),
    (Rule::RequestNeverCompleted, waits::a_request_that_is_never_completed_is_reported),
    (Rule::BadPoolCall, memory::freeing_pool_twice_is_reported),
    (Rule::WriteAfterFree, memory::writing_to_freed_pool_is_reported),
    (Rule::ReadAfterFree, pool::copying_from_the_buffer_of_a_completed_request_is_reported),
    (Rule::PoolOverrun, pool::writing_behind_pool_is_reported_at_the_free),
    (Rule::PoolUnderrun, pool::writing_before_pool_is_reported_at_the_free),
    (Rule::ExecutablePool, pool::allocating_executable_pool_is_reported),
    (Rule::PoolAllocatedInUnload, pool::allocating_pool_in_the_unload_is_reported),
    (Rule::ReadOnlyMemory, pool::copying_into_the_memory_of_a_write_is_reported_and_refused),
    (Rule::LeakedObject, memory::an_object_that_outlives_its_driver_is_reported),
    (Rule::LeakedPool, memory::pool_that_outlives_its_driver_is_reported),
    (Rule::MissingDdi, handles::calling_a_ddi_that_the_host_lacks_is_reported),
];

/// The list omits the rules that only an image can break, which `image/binding.rs` and
/// `image/exports.rs` test, and crashes, after which a machine cannot be used (`crashes`); the rule
/// about pageable memory is one of those.
#[test]
fn the_list_of_cases_has_every_rule_once() {
    let of_others = [
        Rule::BindingMisused,
        Rule::BugCheck,
        Rule::AssertionFailed,
        Rule::PageableMemoryAtRaisedIrql,
    ];
    let rules_here = CASES.iter().map(|(rule, _)| *rule).chain(of_others);
    let mut covered: Vec<Rule> = rules_here.collect();
    let mut rules = Rule::ALL.to_vec();
    rules.sort_unstable();
    covered.sort_unstable();
    assert_eq!(covered, rules);
}

/// Checks that a rule was reported once, with this subject, call and function of the driver, and
/// that nothing else was reported.
fn expect_only(bench: &Bench, rule: Rule, subject: &str, call: &str, function: &str) {
    bench.check();
    let violations = bench.machine.violations();
    let found: Vec<_> = violations.iter().map(essence).collect();
    assert_eq!(found, [(rule, subject.to_string(), call, function)], "{violations:#?}");
    assert!(!violations[0].detail.is_empty());
}

fn essence(violation: &Violation) -> (Rule, String, &str, &str) {
    let Violation { rule, subject, call, driver_function, .. } = violation;
    (*rule, subject.to_string(), call, driver_function)
}

/// Checks that the machine still works: a write completes, and the shutdown finds nothing new.
fn expect_to_go_on(bench: &Bench, found_before: usize) {
    let write = bench.open().write(b"more");
    bench.check();
    assert_eq!(status(&write), SUCCESS);
    let violations = bench.shut_down();
    assert_eq!(violations.len(), found_before, "{violations:#?}");
}
