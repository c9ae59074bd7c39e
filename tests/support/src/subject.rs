//! The build of the driver that a test judges.

use kmdf_host::{DriverEntry, DriverImage, DriverPackage, Error, Machine};

use crate::Variant;

/// The text of the driver's INX, from which the host installs the driver.
pub const INF: &str = include_str!("../../../echo.inx");

/// A build of the driver, and the variant that a test looks at.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The driver.
    pub image: DriverImage,
    /// The text of the driver's INF, or of the INX from which the INF is stamped.
    pub inf: &'static str,
    /// The variant.
    pub variant: Variant,
    /// Whether the build has debug assertions, and so reports mistakes in the debug output.
    pub debug_build: bool,
}

impl Subject {
    /// The driver of an image, with the INX of this source tree.
    #[must_use]
    pub const fn of_image(image: DriverImage, variant: Variant) -> Self {
        Self { image, inf: INF, variant, debug_build: cfg!(debug_assertions) }
    }

    /// The driver of an entry point in this program, with the INX of this source tree.
    ///
    /// # Safety
    /// The entry point, and the callbacks that it registers, keep the contracts of the framework.
    #[must_use]
    pub unsafe fn of_entry(entry: DriverEntry, variant: Variant) -> Self {
        // SAFETY: the caller vouches for the entry point.
        let image = unsafe { DriverImage::from_entry(entry) };
        Self::of_image(image, variant)
    }

    /// The driver package.
    ///
    /// # Errors
    /// If the host refuses the INF.
    pub fn package(&self) -> Result<DriverPackage, Error> {
        DriverPackage::new(self.inf, self.image.clone())
    }

    /// Installs the driver package on a machine.
    ///
    /// # Errors
    /// If the host refuses the INF or the package.
    pub fn install(&self, machine: &Machine) -> Result<(), Error> {
        machine.install(self.package()?)
    }
}

/// The driver that was just built, as one of its variants: `this_build!(variant)`.
///
/// A macro, because the crate that calls it depends on `echo`. The mutants bring the driver's
/// allocator as the driver does, and a program can have only one.
#[macro_export]
macro_rules! this_build {
    ($variant:expr) => {
        // SAFETY: a review of the driver's unsafe code found that it touches no memory but its own
        // and what the framework gives to it; the driver's other code is safe.
        unsafe { $crate::Subject::of_entry(::echo::driver_entry, $variant) }
    };
}
