//! Tests of the filter over echo, with the source of both drivers.

mod scenarios;

use echo_support::{Variant, this_build};
use kmdf_host::DriverImage;
use scenarios::Drivers;

/// Both drivers, as this program links them.
fn drivers() -> Drivers {
    // SAFETY: a review of the filter's layer found that it follows only pointers of the framework.
    let filter = unsafe { DriverImage::from_entry(upper_filter::driver_entry) };
    Drivers { echo: this_build!(Variant::AutoSync).image, filter }
}
