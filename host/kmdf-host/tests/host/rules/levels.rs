//! Rules that are off, or warnings.

use kmdf_host::{EventKind, Rules};

use crate::closure_driver::{Bench, CANCELLED, Rule, SUCCESS, sequential, status};

/// A machine whose driver completes each read twice.
fn completing_twice(rules: Rules) -> Bench {
    let bench = Bench::with_queue(|| {
        sequential().read(|_, request| {
            request.complete(SUCCESS);
            request.complete(CANCELLED);
        })
    });
    bench.machine.set_rules(rules);
    assert_eq!(status(&bench.open().read(8)), SUCCESS);
    bench
}

#[test]
fn breach_of_a_rule_that_is_off_leaves_no_trace() {
    let bench = completing_twice(Rules::default().off(Rule::DoubleCompletion));
    assert_eq!(bench.machine.warnings(), []);
    let traced = |event: &kmdf_host::Event| {
        matches!(event.kind, EventKind::Violation(_) | EventKind::Warning(_))
    };
    assert!(!bench.machine.trace().iter().any(traced));
    assert_eq!(bench.shut_down(), []);
}

#[test]
fn breach_of_a_rule_that_is_a_warning_is_traced_and_no_violation() {
    let bench = completing_twice(Rules::default().warn(Rule::DoubleCompletion));
    let warnings = bench.machine.warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].rule, Rule::DoubleCompletion);
    let traced = |event: &kmdf_host::Event| matches!(event.kind, EventKind::Warning(_));
    assert_eq!(bench.machine.trace().iter().filter(|event| traced(event)).count(), 1);
    assert_eq!(bench.shut_down(), []);
}

#[test]
fn level_of_one_rule_leaves_the_others_strict() {
    let bench = completing_twice(Rules::default().off(Rule::LeakedPool).warn(Rule::WrongIrql));
    assert_eq!(bench.machine.violations().len(), 1);
}

#[test]
fn violation_names_microsofts_rule_and_an_advice() {
    let bench = completing_twice(Rules::default());
    let text = bench.machine.violations()[0].to_string();
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let [summary, microsoft, advice] = lines[..] else { panic!("{text}") };
    for part in ["DoubleCompletion", "R1", "WdfRequestComplete", "EvtIoRead"] {
        assert!(summary.contains(part), "{summary}");
    }
    assert!(microsoft.contains("SDV CompleteCanceledReq"), "{microsoft}");
    assert_eq!(advice, format!("Advice: {}", Rule::DoubleCompletion.advice()));
}
