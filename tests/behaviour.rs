//! The driver, as it was just built, does what any build of it must: each scenario, both variants.
#![cfg(any(not(windows), hosted))]

use echo_behaviour::{Subject, Variant};
use kmdf_host::DriverImage;

echo_behaviour::tests!(this_build);

fn this_build(variant: Variant) -> Subject {
    Subject {
        // SAFETY: the driver's unsafe code is reviewed to touch no memory but its own and what the
        // framework gives it; nothing else of it can.
        image: unsafe { DriverImage::from_entry(echo::driver_entry) },
        inf: include_str!("../echo.inx"),
        variant,
        debug_build: cfg!(debug_assertions),
    }
}
