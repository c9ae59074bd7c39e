//! The built images as test subjects, read once for all tests of a program.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use echo_support::{Subject, Variant};
use kmdf_host::DriverImage;

/// How an image was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// With debug assertions and debug output.
    Debug,
    /// Optimized.
    Release,
}

/// An image, and the INF of its package.
type Built = OnceLock<(DriverImage, String)>;

/// Cargo's target folder.
pub fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The folder for this machine in a folder of images.
pub fn folder(profile: Profile) -> String {
    let arch = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    match profile {
        Profile::Debug => format!("{arch}-debug"),
        Profile::Release => format!("{arch}-release"),
    }
}

/// The image of a profile for this machine, as one of its variants.
pub fn subject(profile: Profile, variant: Variant) -> Subject {
    static BUILT: [Built; 2] = [Built::new(), Built::new()];
    let [release, debug] = &BUILT;
    let built = if profile == Profile::Release { release } else { debug };
    let (image, inf) = built.get_or_init(|| {
        let folder = folder(profile);
        let file = target().join("image").join(&folder).join("echo.sys");
        // SAFETY: the image is the echo driver, built from this source. A review of the driver's
        // unsafe code found that it touches only its own memory and what the framework gives to it.
        let image = unsafe { DriverImage::from_file(&file) };
        let image = image.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let file = target().join("package").join(&folder).join("echo.inf");
        let inf = std::fs::read_to_string(&file);
        (image, inf.unwrap_or_else(|error| panic!("{}: {error}", file.display())))
    });
    let debug_build = profile == Profile::Debug;
    Subject { image: image.clone(), inf, variant, debug_build }
}
