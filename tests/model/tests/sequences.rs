//! Random sequences of steps, shrunk when one fails: each variant of the driver's source against
//! the model, and the variants against each other.
//!
//! `PROPTEST_CASES` sets the number of sequences per test.
#![cfg(any(not(windows), hosted))]

use std::env;

use echo_model::{Change, Step, Subject, Variant, check, check_agreement};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

/// The number of sequences per test, unless the environment sets it.
const CASES: u32 = 256;
/// The length of the longest sequence, in steps.
const LONGEST: usize = 60;

fn this_build(variant: Variant) -> Subject {
    echo_support::this_build!(variant)
}

fn config() -> ProptestConfig {
    let cases = env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(CASES),
        max_shrink_iters: 5_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn length() -> impl Strategy<Value = u32> {
    prop_oneof![
        6 => 1_u32..600,
        1 => Just(0_u32),
        1 => 40_950_u32..40_970,
        1 => 600_u32..50_000,
    ]
}

/// A time: one unit, part of a period, exactly one period, or several periods.
fn units() -> impl Strategy<Value = u32> {
    const MS: u32 = 10_000;
    prop_oneof![
        Just(1_u32),
        1_u32..MS,
        (1_u32..100).prop_map(|ms| ms * MS),
        Just(100 * MS),
        (2_u32..6).prop_map(|periods| periods * 100 * MS),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    // Mostly the first handle and the first device, so that requests meet.
    let handle = || prop_oneof![2 => Just(0_u8), 1 => 0_u8..4];
    let device = || prop_oneof![4 => Just(0_u8), 1 => Just(1_u8)];
    let period = prop_oneof![Just(100_u16), Just(30), Just(7), 1_u16..300];
    // Changes that end a device are rarer than those from which it recovers.
    let change = prop_oneof![
        2 => proptest::sample::select(&Change::ALL[..]),
        3 => proptest::sample::select(&[Change::Resume, Change::Start, Change::Enable][..]),
    ];
    prop_oneof![
        4 => (handle(), device()).prop_map(|(handle, device)| Step::Open { handle, device }),
        6 => (handle(), length()).prop_map(|(handle, length)| Step::Write { handle, length }),
        6 => (handle(), length()).prop_map(|(handle, length)| Step::Read { handle, length }),
        1 => handle().prop_map(|handle| Step::Control { handle }),
        4 => (0_u8..6).prop_map(|back| Step::Cancel { back }),
        1 => handle().prop_map(|handle| Step::CancelAll { handle }),
        1 => handle().prop_map(|handle| Step::Close { handle }),
        1 => (0_u8..2).prop_map(|process| Step::Exit { process }),
        6 => units().prop_map(|units| Step::Advance { units }),
        1 => Just(Step::Starve),
        2 => (device(), period).prop_map(|(device, period)| Step::Create { device, period }),
        3 => (device(), change).prop_map(|(device, change)| Step::Change { device, change }),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..LONGEST)
}

fn failed(failure: &echo_model::Failure) -> TestCaseError {
    TestCaseError::fail(failure.to_string())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn auto_sync_agrees_with_the_model_in_any_sequence(steps in steps()) {
        check(&this_build(Variant::AutoSync), &steps).map_err(|failure| failed(&failure))?;
    }

    #[test]
    fn driver_sync_agrees_with_the_model_in_any_sequence(steps in steps()) {
        check(&this_build(Variant::DriverSync), &steps).map_err(|failure| failed(&failure))?;
    }

    #[test]
    fn variants_agree_in_any_sequence(steps in steps()) {
        let subject = this_build(Variant::AutoSync);
        check_agreement(&subject, &steps).map_err(|failure| failed(&failure))?;
    }
}
