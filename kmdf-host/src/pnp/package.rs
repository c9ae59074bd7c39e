//! Driver packages: an INF and the image that it installs.

use crate::ddi::DriverImage;
use crate::error::Error;
use crate::inf::{Architecture, Inf, Installation};
use crate::machine::Inner;
use crate::trace::Who;

/// What `pnputil /add-driver` takes: the INF of a driver, and the driver.
#[derive(Debug, Clone)]
pub struct DriverPackage {
    inf: Inf,
    image: DriverImage,
}

impl DriverPackage {
    /// A package of the text of an INF, or of an INX before stampinf, and the driver's image.
    ///
    /// # Errors
    /// If the text is not that of an INF.
    pub fn new(inf: &str, image: DriverImage) -> Result<Self, Error> {
        Ok(Self { inf: Inf::parse(inf)?, image })
    }
}

/// A package in a machine's driver store.
#[derive(Debug)]
pub(crate) struct Package {
    inf: Inf,
    pub(crate) image: DriverImage,
}

impl Inner {
    /// Adds a package to the driver store.
    pub(crate) fn install(&self, package: DriverPackage) -> Result<(), Error> {
        let DriverPackage { inf, image } = package;
        let models = inf.models(Architecture::HOST)?.len();
        self.with(|state| state.packages.push(Package { inf, image }));
        self.tell(Who::Pnp, format!("driver package added, {models} models"));
        Ok(())
    }

    /// Finds the package that has a model for a hardware ID: its index, and what it installs.
    pub(crate) fn find_model(&self, hardware_id: &str) -> Result<(usize, Installation), Error> {
        self.with(|state| {
            let mut known = Vec::new();
            for (index, package) in state.packages.iter().enumerate() {
                for model in package.inf.models(Architecture::HOST)? {
                    let ids = model.hardware_id.into_iter().chain(model.compatible_ids);
                    let ids: Vec<String> = ids.collect();
                    if ids.iter().any(|id| id.eq_ignore_ascii_case(hardware_id)) {
                        let found = package.inf.model_for(hardware_id, Architecture::HOST)?;
                        return Ok((index, found));
                    }
                    known.extend(ids);
                }
            }
            Err(Error::NoDriver { hardware_id: hardware_id.into(), known })
        })
    }
}
