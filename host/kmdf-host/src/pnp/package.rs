//! Driver packages: an INF and the image that it installs.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;
use crate::inf::{Architecture, Inf, Installation, Model, Target, Version};
use crate::loader::DriverImage;
use crate::machine::{Inner, State};
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
    /// The images of other services of the package, by the services' names.
    others: Vec<(String, DriverImage)>,
    // Following an INF is the slowest part of making a machine, and tests make many machines.
    /// What the INF installs, by the build of Windows.
    known: Mutex<BTreeMap<u32, Known>>,
}

/// What an INF installs on one Windows, as far as somebody has asked.
#[derive(Debug, Default)]
struct Known {
    models: Option<Arc<[Model]>>,
    /// By hardware ID in upper case.
    installations: BTreeMap<String, Arc<Installation>>,
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
        let contents = Contents { inf, image, others: Vec::new(), known: Mutex::default() };
        Self { contents: Arc::new(contents) }
    }

    /// Adds the image of a second driver of the package, such as a filter, by the name of its service.
    #[must_use]
    pub fn with_driver(self, service: &str, image: DriverImage) -> Self {
        let Contents { inf, image: first, others, .. } = &*self.contents;
        let mut others = others.clone();
        others.push((service.to_string(), image));
        let contents =
            Contents { inf: inf.clone(), image: first.clone(), others, known: Mutex::default() };
        Self { contents: Arc::new(contents) }
    }

    /// The installation for a hardware ID, or, if no model has this ID, the IDs that the models
    /// have.
    pub(super) fn installation(
        &self,
        hardware_id: &str,
        target: Target,
    ) -> Result<Result<Arc<Installation>, Vec<String>>, Error> {
        let key = hardware_id.to_ascii_uppercase();
        let known = |known: &Known| known.installations.get(&key).map(Arc::clone);
        if let Some(known) = self.known().get(&target.build).and_then(known) {
            return Ok(Ok(known));
        }
        let models = self.models(target)?;
        let ids = models.iter().flat_map(|m| m.hardware_id.iter().chain(&m.compatible_ids));
        if !ids.clone().any(|id| id.eq_ignore_ascii_case(hardware_id)) {
            return Ok(Err(ids.cloned().collect()));
        }
        let installation = Arc::new(self.contents.inf.model_for(hardware_id, target)?);
        let mut known = self.known();
        let known = known.entry(target.build).or_default();
        known.installations.insert(key, Arc::clone(&installation));
        Ok(Ok(installation))
    }

    fn models(&self, target: Target) -> Result<Arc<[Model]>, Error> {
        let known = |known: &Known| known.models.as_ref().map(Arc::clone);
        if let Some(models) = self.known().get(&target.build).and_then(known) {
            return Ok(models);
        }
        let models: Arc<[Model]> = self.contents.inf.models(target)?.into();
        self.known().entry(target.build).or_default().models = Some(Arc::clone(&models));
        Ok(models)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<u32, Known>> {
        self.contents.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The entries of the INF's `[Version]`.
    pub(super) fn version(&self) -> &Version {
        self.contents.inf.version()
    }

    /// The driver of a service.
    pub(crate) fn image_of(&self, service: &str) -> &DriverImage {
        let same = |(name, _): &&(String, DriverImage)| name.eq_ignore_ascii_case(service);
        self.contents.others.iter().find(same).map_or(&self.contents.image, |(_, image)| image)
    }
}

impl State {
    /// The Windows for which the machine reads INFs.
    pub(super) fn target(&self) -> Target {
        let target = Target::from(Architecture::HOST);
        Target { build: self.windows_build.unwrap_or(target.build), ..target }
    }
}

impl Inner {
    /// The hardware IDs for which the installed packages have models.
    pub(crate) fn hardware_ids(&self) -> Result<Vec<String>, Error> {
        self.with(|state| {
            let target = state.target();
            let mut ids = Vec::new();
            for package in state.packages.iter() {
                ids.extend(
                    package.models(target)?.iter().filter_map(|model| model.hardware_id.clone()),
                );
            }
            Ok(ids)
        })
    }

    /// Adds a package to the driver store, unless it is there.
    pub(crate) fn install(&self, package: DriverPackage) -> Result<(), Error> {
        let models = package.models(self.with(|state| state.target()))?.len();
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
                match package.installation(hardware_id, state.target())? {
                    Ok(installation) => return Ok((index, installation)),
                    Err(ids) => known.extend(ids),
                }
            }
            Err(Error::NoDriver { hardware_id: hardware_id.into(), known })
        })
    }
}
