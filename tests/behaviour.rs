//! Runs every scenario against the driver that was just built, in both variants.
#![cfg(any(not(windows), hosted))]

use echo_scenarios::{Subject, Variant};

echo_scenarios::tests!(this_build);

fn this_build(variant: Variant) -> Subject {
    echo_support::this_build!(variant)
}
