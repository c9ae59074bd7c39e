//! For each of the host's rules, a driver that breaks it on purpose, and a similar driver that
//! keeps it.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod after_completion;
mod catalogue;
mod collections;
mod completion;
mod completion_twice;
mod configuration;
mod device_init;
mod handles;
mod images;
mod irql;
mod leftovers;
mod levels;
mod lock_balance;
mod lock_handles;
mod lock_order;
mod locks;
mod marked_use;
mod memory;
mod memory_references;
mod object_limit;
mod ownership;
mod parents;
mod pool;
mod pool_calls;
mod power;
mod power_callbacks;
mod queue_changes;
mod raised_irql;
mod reference_tags;
mod references;
mod registry;
mod request_use;
mod requests;
mod retrieval;
mod serialization;
mod setup;
mod strings;
mod surprise_removal;
mod timers;
mod user_buffers;
mod waits;

use kmdf_host::Subject;

use crate::closure_driver::{Bench, Queue, Request, Rule, SUCCESS, Violation, sequential, status};

/// A call with a queue, and its name.
type QueueCall = (&'static str, fn(Queue));

/// A machine whose driver completes writes and does `work` with each read.
fn reading(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    Bench::with_queue(move || {
        let queue = sequential().read(move |_, request| work(request));
        queue.write(|_, request| request.complete_with(SUCCESS, 1))
    })
}

/// A machine whose driver does `work` with each read and then completes it. The driver completes
/// writes at once.
fn completing(work: impl Fn(Request) + Send + Sync + Copy + 'static) -> Bench {
    reading(move |request| {
        work(request);
        request.complete(SUCCESS);
    })
}

/// Checks that the host reports, at the shutdown, that a rule was broken in `memory`, and nothing
/// else. Returns the violation.
#[track_caller]
fn expect_at_shutdown(bench: &Bench, rule: Rule, memory: &str) -> Violation {
    let violations = bench.shut_down();
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert_eq!(violations[0].rule, rule);
    assert_eq!(violations[0].subject, Subject::Other(memory.into()));
    violations[0].clone()
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
