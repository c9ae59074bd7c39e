//! The `.Wdf` section: the framework version that the driver was built for.

use super::walk::Walk;
use crate::syntax::Section;
use crate::{InfError, InfErrorKind};

/// A service that is a KMDF driver (`KmdfService` directive).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KmdfService {
    /// The service's name.
    pub service: String,
    /// The framework version that its image binds to.
    pub library_version: KmdfLibraryVersion,
}

/// The value of `KmdfLibraryVersion`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KmdfLibraryVersion {
    /// A version, such as 1.31.
    Stamped {
        /// The part in front of the dot.
        major: u32,
        /// The part after the dot.
        minor: u32,
    },
    /// `$KMDFVERSION$`: the variable of a template that stampinf replaces by the version.
    Unstamped,
}

impl Walk<'_> {
    /// The KMDF drivers of the `.Wdf` sections.
    pub(super) fn kmdf_services(
        &self,
        sections: &[&Section],
    ) -> Result<Vec<KmdfService>, InfError> {
        let mut services = Vec::new();
        for line in sections.iter().flat_map(|section| section.all("KmdfService")) {
            let install = self.named(&self.text(line, 1)?, "KmdfService", line.number)?;
            let (version, number) = self.required(install, "KmdfLibraryVersion", line.number)?;
            services.push(KmdfService {
                service: self.text(line, 0)?,
                library_version: library_version(&version).ok_or_else(|| {
                    InfError::at(
                        InfErrorKind::BadValue,
                        number,
                        format!(
                            "KmdfLibraryVersion is `{version}`; write the version that the driver \
                             was built for, such as 1.31, or $KMDFVERSION$ for stampinf to fill in"
                        ),
                    )
                })?,
            });
        }
        Ok(services)
    }
}

fn library_version(text: &str) -> Option<KmdfLibraryVersion> {
    if text.eq_ignore_ascii_case("$KMDFVERSION$") {
        return Some(KmdfLibraryVersion::Unstamped);
    }
    let (major, minor) = text.split_once('.')?;
    Some(KmdfLibraryVersion::Stamped { major: major.parse().ok()?, minor: minor.parse().ok()? })
}
