//! A scenario on several threads has the ends, the verdict and the shortest failing schedule of one
//! thread.
#![cfg(any(not(windows), hosted))]

use echo_exploration::Scenario;
use echo_mutants::{mutants, subject};
use echo_support::{Subject, Variant};
use kmdf_host::explore::{Explorer, Report, Stage, Strategy};

const THREADS: [usize; 3] = [1, 2, 3];

fn situation(scenario: &str, subject: &Subject) -> impl Fn(&mut Stage) + use<> + Sync {
    let scenario = Scenario::named(scenario).unwrap_or_else(|| panic!("no scenario {scenario}"));
    scenario.situation(subject).unwrap()
}

/// Explores the driver on so many threads.
fn explored(scenario: &str, variant: Variant, strategy: &Strategy, threads: usize) -> Report {
    let situation = situation(scenario, &echo_support::this_build!(variant));
    let report = Explorer::new(strategy.clone()).run_on(threads, &situation);
    println!("{scenario} as {}, {threads} threads: {report}", variant.name());
    report
}

/// Checks that the number of threads changes neither the ends nor the verdict.
fn have_the_same_ends(scenarios: &[&str], strategy: &Strategy) {
    for scenario in scenarios {
        for variant in Variant::ALL {
            let [one, others @ ..] =
                THREADS.map(|threads| explored(scenario, variant, strategy, threads));
            assert!(one.is_exhausted() && one.differing().is_some(), "{scenario}: {one}");
            for other in others {
                assert!(other.is_exhausted(), "{scenario}: {other}");
                assert_eq!(other.differing(), one.differing(), "{scenario}: {other}");
            }
        }
    }
}

#[test]
fn any_number_of_threads_reaches_the_same_ends() {
    let names = ["tick_and_cancel", "remove_active", "read_with_a_failure"];
    have_the_same_ends(&names, &Strategy::exhaustive());
}

#[test]
fn any_number_of_threads_reaches_the_same_ends_within_preemptions() {
    have_the_same_ends(&["surprise_active"], &Strategy::preemptions(2));
}

/// Checks that the number of threads changes neither the schedule of a mistake nor the complaints.
fn find_the_same(name: &str, variant: Variant, scenario: &str, strategy: &Strategy) {
    let found = mutants().find(|(mutant, _)| mutant.name == name);
    let (_, entry) = found.unwrap_or_else(|| panic!("there is no mutant {name}"));
    let situation = situation(scenario, &subject(entry, variant));
    let [one, others @ ..] = THREADS.map(|threads| {
        let report = Explorer::new(strategy.clone()).run_on(threads, &situation);
        let failure = report.failure().unwrap_or_else(|| panic!("{name} is not found: {report}"));
        println!("{name}, {strategy}, {threads} threads: {}", failure.schedule);
        (failure.schedule.clone(), failure.complaints.clone(), failure.trace.clone())
    });
    for other in others {
        assert_eq!(other, one, "{name}, {strategy}");
    }
}

#[test]
fn any_number_of_threads_finds_the_same_shortest_schedule() {
    let name = "second_tick_completes_a_cancelled_request";
    for variant in Variant::ALL {
        find_the_same(name, variant, "two_ticks_and_cancel", &Strategy::preemptions(2));
    }
    let name = "failed_write_leaks_its_bytes";
    find_the_same(name, Variant::DriverSync, "write_with_a_failure", &Strategy::exhaustive());
}

#[test]
fn any_number_of_threads_draws_the_same_first_failure() {
    let name = "status_of_the_unmark_is_ignored";
    for strategy in [Strategy::random(7), Strategy::pct(7, 3)] {
        find_the_same(name, Variant::AutoSync, "tick_and_cancel", &strategy);
    }
}

#[test]
fn limit_of_schedules_holds_for_all_threads_together() {
    let situation = situation("core", &echo_support::this_build!(Variant::AutoSync));
    for strategy in [Strategy::exhaustive(), Strategy::random(1)] {
        for threads in THREADS {
            let explorer = Explorer::new(strategy.clone()).schedules(50);
            let report = explorer.run_on(threads, &situation);
            assert_eq!(report.schedules(), 50, "{strategy}");
            assert!(!report.is_exhausted());
        }
    }
}

#[test]
fn panic_of_a_situation_on_a_thread_is_a_failure() {
    let report =
        Explorer::new(Strategy::exhaustive()).run_on(2, &|_: &mut Stage| panic!("no device"));
    let failure = report.failure().expect("it failed");
    assert_eq!(failure.complaints, ["panic: no device"]);
}
