//! Exhausts the smallest scenarios for both variants. `cargo test -p echo-exploration -- --nocapture`
//! prints the numbers; `cargo xtask explore` exhausts all scenarios.
#![cfg(any(not(windows), hosted))]

use echo_exploration::{Scenario, scenarios};
use echo_support::{Subject, Variant};
use kmdf_host::explore::{Explorer, Report, Stage, Strategy};

fn subject(variant: Variant) -> Subject {
    echo_support::this_build!(variant)
}

fn situation(name: &str, variant: Variant) -> impl Fn(&mut Stage) + use<> {
    let scenario = Scenario::named(name).unwrap_or_else(|| panic!("there is no scenario {name}"));
    scenario.situation(&subject(variant)).unwrap()
}

fn explored(name: &str, variant: Variant, strategy: Strategy) -> Report {
    let label = format!("{name} as {}, {strategy}", variant.name());
    let report = Explorer::new(strategy).run(&situation(name, variant));
    println!("{label}: {report} ({} steps)", report.steps());
    assert!(report.failure().is_none(), "{label}: {report}");
    report
}

/// Exhausts scenarios.
fn exhausts(names: &[&str]) {
    for name in names {
        for variant in Variant::ALL {
            assert!(explored(name, variant, Strategy::exhaustive()).is_exhausted(), "{name}");
        }
    }
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes without optimization")]
fn core_is_exhausted() {
    exhausts(&["core"]);
}

#[test]
fn core_is_exhausted_up_to_1_preemption() {
    for variant in Variant::ALL {
        assert!(explored("core", variant, Strategy::preemptions(1)).is_exhausted());
    }
}

#[test]
fn scenarios_with_held_requests_are_exhausted() {
    exhausts(&["limits", "lengths", "settings", "tick_and_cancel", "two_ticks_one_queued"]);
}

#[test]
fn scenarios_of_power_and_removal_are_exhausted() {
    exhausts(&[
        "suspend_and_resume_idle",
        "stop_and_start_active",
        "remove_active",
        "remove_and_close",
        "surprise_active",
        "surprise_asleep",
    ]);
}

#[test]
fn scenarios_with_failures_are_exhausted() {
    exhausts(&[
        "load_with_a_failure",
        "load_with_two_failures",
        "second_device_with_a_failure",
        "settings_with_a_failure",
        "wake_with_a_failure",
        "read_with_a_failure",
    ]);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes a minute without optimization")]
fn two_requests_are_exhausted_up_to_1_preemption() {
    for name in ["two_requests", "two_requests_and_cancel"] {
        for variant in Variant::ALL {
            assert!(explored(name, variant, Strategy::preemptions(1)).is_exhausted(), "{name}");
        }
    }
}

#[test]
fn every_scenario_passes_random_and_pct_schedules() {
    for scenario in scenarios() {
        for variant in Variant::ALL {
            for strategy in [Strategy::random(11), Strategy::pct(11, 3)] {
                let label = format!("{} as {}", scenario.name, variant.name());
                let explorer = Explorer::new(strategy).schedules(10);
                let report = explorer.run(&situation(scenario.name, variant));
                assert!(report.failure().is_none(), "{label}: {report}");
            }
        }
    }
}
