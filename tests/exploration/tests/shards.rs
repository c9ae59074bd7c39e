//! The shards of a search make together what one process finds.
#![cfg(any(not(windows), hosted))]

use echo_exploration::Scenario;
use echo_mutants::{mutants, subject};
use echo_support::{Subject, Variant};
use kmdf_host::explore::{Explorer, MergeError, Part, Report, Shard, Stage, Strategy};

fn situation(scenario: &str, subject: &Subject) -> impl Fn(&mut Stage) + use<> {
    let scenario = Scenario::named(scenario).unwrap_or_else(|| panic!("no scenario {scenario}"));
    scenario.situation(subject).unwrap()
}

fn shards(count: u32) -> impl Iterator<Item = Shard> {
    (1..=count).map(move |number| Shard::new(number, count).expect("a shard"))
}

/// Explores a situation in so many shards.
fn parts(explorer: impl Fn() -> Explorer, count: u32, situation: &dyn Fn(&mut Stage)) -> Vec<Part> {
    shards(count).map(|shard| explorer().shard(shard).run(situation).part(shard)).collect()
}

/// Checks that each number of shards reaches the ends and the verdict of one process. Returns the report of
/// that process, and the parts for each number.
#[track_caller]
fn have_the_same_ends<const NUMBERS: usize>(
    scenario: &str,
    variant: Variant,
    explorer: impl Fn() -> Explorer,
    counts: [u32; NUMBERS],
) -> (Report, [Vec<Part>; NUMBERS]) {
    let situation = situation(scenario, &echo_support::this_build!(variant));
    let one = explorer().run(&situation);
    let parts = counts.map(|count| {
        let parts = parts(&explorer, count, &situation);
        let schedules: Vec<u64> = parts.iter().map(|part| part.schedules).collect();
        println!("{scenario} as {}: {one}, in {count} shards {schedules:?}", variant.name());
        let whole = Part::merge(parts.clone()).unwrap();
        assert!(one.is_exhausted() && whole.exhausted, "{scenario}, {count} shards: {one}");
        assert_eq!(whole.differing(), one.differing(), "{scenario}, {count} shards: {one}");
        parts
    });
    (one, parts)
}

#[test]
fn any_number_of_shards_reaches_the_same_ends() {
    let exhaustive = || Explorer::new(Strategy::exhaustive());
    for scenario in ["tick_and_cancel", "remove_active"] {
        for variant in Variant::ALL {
            have_the_same_ends(scenario, variant, exhaustive, [1, 2, 5]);
        }
    }
}

#[test]
fn shards_reach_the_same_ends_within_preemptions() {
    let bounded = || Explorer::new(Strategy::preemptions(1));
    have_the_same_ends("surprise_active", Variant::AutoSync, bounded, [3]);
}

#[test]
fn shards_without_pruning_reach_the_same_ends() {
    let all = || Explorer::new(Strategy::exhaustive()).without_pruning();
    have_the_same_ends("tick_and_cancel", Variant::AutoSync, all, [3]);
}

#[test]
fn each_shard_has_less_than_the_whole() {
    let bounded = || Explorer::new(Strategy::preemptions(1));
    let (one, [parts]) = have_the_same_ends("core", Variant::AutoSync, bounded, [4]);
    for part in parts {
        assert!(0 < part.schedules && part.schedules < one.schedules(), "{}", part.shard);
    }
}

/// Checks that shards find the schedule and the complaints that one process finds.
#[track_caller]
fn find_the_same(name: &str, variant: Variant, scenario: &str, strategy: &Strategy) {
    let found = mutants().find(|(mutant, _)| mutant.name == name);
    let (_, entry) = found.unwrap_or_else(|| panic!("there is no mutant {name}"));
    let situation = situation(scenario, &subject(entry, variant));
    let explorer = || Explorer::new(strategy.clone());
    let report = explorer().run(&situation);
    let one = report.failure().unwrap_or_else(|| panic!("{name} is not found: {report}"));
    let whole = Part::merge(parts(explorer, 3, &situation)).unwrap();
    let failure = whole.failure.expect("a failure");
    assert!(!whole.exhausted);
    assert_eq!(failure.schedule, one.schedule.to_string(), "{name}, {strategy}");
    assert_eq!(failure.complaints, one.complaints, "{name}, {strategy}");
}

#[test]
fn shards_find_the_shortest_schedule_of_one_process() {
    let name = "second_tick_completes_a_cancelled_request";
    find_the_same(name, Variant::AutoSync, "two_ticks_and_cancel", &Strategy::preemptions(2));
    let name = "failed_write_leaks_its_bytes";
    find_the_same(name, Variant::DriverSync, "write_with_a_failure", &Strategy::exhaustive());
}

#[test]
fn shards_draw_the_first_failure_of_one_process() {
    let name = "status_of_the_unmark_is_ignored";
    for strategy in [Strategy::random(7), Strategy::pct(7, 3)] {
        find_the_same(name, Variant::AutoSync, "tick_and_cancel", &strategy);
    }
}

#[test]
fn shards_draw_each_schedule_once() {
    let situation = situation("tick_and_cancel", &echo_support::this_build!(Variant::AutoSync));
    let drawn = || Explorer::new(Strategy::random(1)).schedules(2_500);
    let one = drawn().run(&situation);
    let parts = parts(drawn, 2, &situation);
    let schedules: Vec<u64> = parts.iter().map(|part| part.schedules).collect();
    // Blocks of 1,024 take turns.
    assert_eq!(schedules, [1_024 + 452, 1_024]);
    assert_eq!(Part::merge(parts).unwrap().steps, one.steps());
}

#[test]
fn parts_that_make_no_whole_are_refused() {
    let part = |number, count| Part::nothing(Shard::new(number, count).unwrap());
    let refused = |parts: Vec<Part>| Part::merge(parts).unwrap_err();
    assert_eq!(refused(Vec::new()), MergeError::Nothing);
    let missing = refused(vec![part(2, 4), part(4, 4)]);
    assert_eq!(
        missing.to_string(),
        "the results of shard 1/4 and of shard 3/4 are missing, expected those of each shard: run \
         that shard"
    );
    let error = refused(vec![part(1, 2), part(2, 2), part(2, 2)]).to_string();
    assert!(error.starts_with("found shard 2/2 twice"), "{error}");
    let error = refused(vec![part(1, 2), part(2, 3)]).to_string();
    assert!(error.starts_with("found shard 1/2 beside shard 2/3"), "{error}");
}

#[test]
fn shards_that_disagree_about_pruning_are_not_exhausted() {
    let [one, other] = [1, 2].map(|number| Part::nothing(Shard::new(number, 2).unwrap()));
    let off = |part: &Part| Part { pruning_off: Some("hidden".into()), ..part.clone() };
    let exhausted = |parts: [Part; 2]| Part::merge(parts).unwrap().exhausted;
    assert!(exhausted([one.clone(), other.clone()]));
    assert!(exhausted([off(&one), off(&other)]));
    assert!(!exhausted([off(&one), other]));
}
