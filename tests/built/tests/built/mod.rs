//! The built images as test subjects, read once for all tests of a program.

use std::sync::OnceLock;

use cargo_kmdf::target::{Arch, Profile};
use echo_support::{Subject, Variant};
use kmdf_host::DriverImage;
use xtask::paths;

/// An image, and the INF of its package.
type Built = OnceLock<(DriverImage, String)>;

/// The x64 image of a profile, as one of its variants.
pub fn subject(profile: Profile, variant: Variant) -> Subject {
    static BUILT: [Built; 2] = [Built::new(), Built::new()];
    let [release, debug] = &BUILT;
    let built = if profile == Profile::Release { release } else { debug };
    let (image, inf) = built.get_or_init(|| {
        let file = paths::image(Arch::X64, profile).join("echo.sys");
        // SAFETY: the image is the echo driver, built from this source. A review of the driver's
        // unsafe code found that it touches only its own memory and what the framework gives to it.
        let image = unsafe { DriverImage::from_file(&file) };
        let image = image.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let file = paths::package(Arch::X64, profile).join("echo.inf");
        let inf = std::fs::read_to_string(&file);
        (image, inf.unwrap_or_else(|error| panic!("{}: {error}", file.display())))
    });
    let debug_build = profile == Profile::Debug;
    Subject { image: image.clone(), inf, variant, debug_build }
}
