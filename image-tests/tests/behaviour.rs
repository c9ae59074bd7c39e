//! The built images do what any build of the driver must: each scenario, both variants, of the very
//! files that Windows loads, with the INF of their package.

use std::sync::OnceLock;

use echo_behaviour::{Subject, Variant};
use kmdf_host::DriverImage;
use xtask::paths;
use xtask::target::{Arch, Profile};

/// What is read once for all tests of a profile.
type Built = OnceLock<(DriverImage, String)>;

fn subject(built: &'static Built, profile: Profile, variant: Variant) -> Subject {
    let (image, inf) = built.get_or_init(|| {
        let file = paths::image(Arch::X64, profile).join("echo.sys");
        // SAFETY: this is the echo driver, built from this source; its unsafe code is reviewed to
        // touch no memory but its own and what the framework gives it.
        let image = unsafe { DriverImage::from_file(&file) };
        let image = image.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let file = paths::package(Arch::X64, profile).join("echo.inf");
        let inf = std::fs::read_to_string(&file);
        (image, inf.unwrap_or_else(|error| panic!("{}: {error}", file.display())))
    });
    let debug_build = profile == Profile::Debug;
    Subject { image: image.clone(), inf, variant, debug_build }
}

mod release {
    use super::{Built, Profile, Subject, Variant};

    static BUILT: Built = Built::new();

    fn image(variant: Variant) -> Subject {
        super::subject(&BUILT, Profile::Release, variant)
    }

    echo_behaviour::tests!(image);
}

mod debug {
    use super::{Built, Profile, Subject, Variant};

    static BUILT: Built = Built::new();

    fn image(variant: Variant) -> Subject {
        super::subject(&BUILT, Profile::Debug, variant)
    }

    echo_behaviour::tests!(image);
}
