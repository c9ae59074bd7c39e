//! For each of the host's rules, a driver that breaks it on purpose, and a similar driver that
//! keeps it.
#![allow(clippy::doc_markdown, reason = "names of the DDIs")]

mod catalogue;
mod completion;
mod handles;
mod levels;
mod locks;
mod memory;
mod memory_references;
mod pool;
mod requests;
mod waits;

use crate::closure_driver::{Bench, Rule, SUCCESS, Violation, status};

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
