//! Tests of the filter over echo, with the built images of both drivers.

mod built;
#[path = "../../../host/kmdf-host/examples/filter/tests/scenarios/mod.rs"]
mod scenarios;

use built::{Profile, folder, subject, target};
use echo_support::Variant;
use kmdf_host::DriverImage;
use scenarios::Drivers;

/// The release images of both drivers.
fn drivers() -> Drivers {
    let profile = Profile::Release;
    let file = target().join("filter/image").join(folder(profile)).join("upper_filter.sys");
    // SAFETY: the image is the filter, built from this source, which follows only pointers of the
    // framework.
    let filter = unsafe { DriverImage::from_file(&file) };
    let filter = filter.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Drivers { echo: subject(profile, Variant::AutoSync).image, filter }
}
