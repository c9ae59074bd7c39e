//! Driver packages: an INF and the image that it installs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::error::Error;
use crate::inf::{Architecture, Inf, Installation, Model};
use crate::loader::DriverImage;
use crate::machine::Inner;
use crate::trace::{EventKind, Pnp};

/// A driver package, as for `pnputil /add-driver`: an INF and a driver. Clones are the same
/// package.
#[derive(Debug, Clone)]
pub struct DriverPackage {
    contents: Arc<Contents>,
}

#[derive(Debug)]
struct Contents {
    inf: Inf,
    image: DriverImage,
    // Following an INF is the slowest part of making a machine, and tests make many machines.
    /// The INF's models, once they are known.
    models: OnceLock<Vec<Model>>,
    /// The installations known so far, by hardware ID in upper case.
    installations: Mutex<BTreeMap<String, Arc<Installation>>>,
}

impl DriverPackage {
    /// Makes a package from the text of an INF, or of an INX before stampinf, and the driver's
    /// image.
    ///
    /// # Errors
    /// If the text is not a valid INF.
    pub fn new(inf: &str, image: DriverImage) -> Result<Self, Error> {
        Ok(Self::of(Inf::parse(inf)?, image))
    }

    /// A package of the bytes of an INF file, in any encoding that Windows takes, and the driver's
    /// image.
    ///
    /// # Errors
    /// If the bytes are not those of an INF.
    pub fn from_bytes(inf: &[u8], image: DriverImage) -> Result<Self, Error> {
        Ok(Self::of(Inf::from_bytes(inf)?, image))
    }

    fn of(inf: Inf, image: DriverImage) -> Self {
        let contents =
            Contents { inf, image, models: OnceLock::new(), installations: Mutex::default() };
        Self { contents: Arc::new(contents) }
    }

    /// The installation for a hardware ID, or, if no model has this ID, the IDs that the models
    /// have.
    fn installation(
        &self,
        hardware_id: &str,
    ) -> Result<Result<Arc<Installation>, Vec<String>>, Error> {
        let Contents { inf, installations, .. } = &*self.contents;
        let mut installations = installations.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hardware_id.to_ascii_uppercase();
        if let Some(known) = installations.get(&key) {
            return Ok(Ok(Arc::clone(known)));
        }
        let ids = self.models()?.iter().flat_map(|m| m.hardware_id.iter().chain(&m.compatible_ids));
        if !ids.clone().any(|id| id.eq_ignore_ascii_case(hardware_id)) {
            return Ok(Err(ids.cloned().collect()));
        }
        let installation = Arc::new(inf.model_for(hardware_id, Architecture::HOST)?);
        installations.insert(key, Arc::clone(&installation));
        Ok(Ok(installation))
    }

    fn models(&self) -> Result<&[Model], Error> {
        if let Some(models) = self.contents.models.get() {
            return Ok(models);
        }
        let models = self.contents.inf.models(Architecture::HOST)?;
        Ok(self.contents.models.get_or_init(|| models))
    }

    /// The driver.
    pub(crate) fn image(&self) -> &DriverImage {
        &self.contents.image
    }
}

impl Inner {
    /// Adds a package to the driver store, unless it is there.
    pub(crate) fn install(&self, package: DriverPackage) -> Result<(), Error> {
        let models = package.models()?.len();
        self.with(|state| {
            let same = |other: &DriverPackage| Arc::ptr_eq(&other.contents, &package.contents);
            if !state.packages.iter().any(same) {
                state.packages.push(package);
            }
        });
        self.trace(|| EventKind::Pnp(Pnp::PackageAdded { models }));
        Ok(())
    }

    /// Finds the package that has a model for a hardware ID: its index and the installation.
    pub(crate) fn find_model(
        &self,
        hardware_id: &str,
    ) -> Result<(usize, Arc<Installation>), Error> {
        self.with(|state| {
            let mut known = Vec::new();
            for (index, package) in state.packages.iter().enumerate() {
                match package.installation(hardware_id)? {
                    Ok(installation) => return Ok((index, installation)),
                    Err(ids) => known.extend(ids),
                }
            }
            Err(Error::NoDriver { hardware_id: hardware_id.into(), known })
        })
    }
}
