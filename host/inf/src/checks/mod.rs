//! Finds the faults of an INF that `InfVerif` rejects, on a machine without the WDK.
//!
//! ```
//! use kmdf_inf::checks::{Mode, check};
//!
//! let findings = check(b"[Version]\nSignature = \"$Windows NT$\"\n", Mode::Windows);
//! assert!(findings.iter().any(|finding| finding.code == Some(1233)), "no CatalogFile");
//! ```
//!
//! # What is checked
//! The modes are those of `InfVerif` ("Running `InfVerif` from the Command Line"): `/k`, `/u` and
//! `/w`, each with more requirements than the one before. Numbers and levels are those of the
//! edition of the WDK 10.0.26200 ("INF Validation Errors and Warnings"). A finding without a number
//! is a fault with no known number: a page of the INF reference forbids the entry, or Windows
//! cannot use it. Where the edition has several numbers for a fault and does not distinguish their
//! cases, the number is the likeliest: 1222 and 1223, 1262 to 1265, 1280 and 1281, 1301, 1302 and
//! 1307 to 1309.
//!
//! A decorated section is checked for the Windows versions that use the section: from the
//! decoration's build up to the build of the manufacturer's next closer section. `/w` requires
//! isolation in sections that Windows 10 version 1809 (build 17763) or later uses.
//!
//! # What is not checked
//! - The mode `/h`, whose requirements change from build to build.
//! - The contents of other INFs (`Include`); the check assumes that they have the sections that
//!   `Needs` names.
//! - Requirements of particular device classes, of software components, and of extension INFs
//!   beyond the `ExtensionId` and the associated service.
//! - Event providers, properties and interfaces beyond the names of their sections and their GUIDs.
//! - Translated strings.
//! - The places outside of `HKR` that COM and media transforms may write to.
//! - Reserved service names beyond those of the best-known samples: Microsoft publishes no list.
//! - The findings of `Inf2Cat`, such as a `DriverVer` in the future.
//!
//! So an INF without findings can still fail `InfVerif`, but every finding is worth correcting.

mod class;
mod classes;
mod files;
mod finding;
mod graph;
mod legacy;
mod levels;
mod models;
mod package;
mod references;
mod registry;
mod reserved;
mod roles;
mod sddl;
mod services;
mod targets;
mod text;
mod version;
mod wdf;

use crate::document::Document;
use crate::encoding;
use finding::Findings;
use package::Package;

pub use finding::Finding;
pub use levels::{Mode, Severity, level};

/// Looks for one kind of fault.
type Rule = fn(&Package<'_>, &mut Findings);

const RULES: [Rule; 56] = [
    text::lines_can_be_read,
    text::section_names_fit,
    text::sections_are_unique,
    text::entries_have_keys,
    text::strings_are_defined,
    text::strings_are_unique,
    text::template_is_stamped,
    version::signature_is_known,
    version::entries_are_unique,
    version::entries_are_given,
    version::provider_is_translatable,
    version::catalog_is_given,
    version::driver_ver_is_valid,
    version::files_are_locked,
    class::class_name_fits,
    class::guids_are_valid,
    class::class_is_not_reserved,
    class::class_matches_guid,
    class::class_install_fits,
    class::extension_is_identified,
    models::devices_are_installed,
    models::models_are_decorated,
    models::models_are_there,
    models::models_are_complete,
    models::hardware_ids_are_unique,
    models::models_have_services,
    models::windows_has_the_driver_store,
    references::sections_are_there,
    references::needs_have_includes,
    references::sections_have_one_purpose,
    references::sections_are_used,
    files::files_have_sources,
    files::sources_have_disks,
    files::files_stay_in_the_driver_store,
    files::destinations_are_used,
    services::directives_are_complete,
    services::function_driver_is_one,
    services::names_are_not_reserved,
    services::services_are_consistent,
    services::entries_are_valid,
    services::function_driver_can_start,
    services::image_is_copied,
    wdf::services_are_added,
    wdf::version_is_valid,
    wdf::windows_has_the_framework,
    registry::roots_are_relative,
    registry::flags_are_known,
    registry::data_fits_the_type,
    registry::no_co_installers,
    registry::paths_are_portable,
    registry::service_values_are_parameters,
    registry::well_known_values_are_typed,
    registry::security_is_valid,
    legacy::directives_only_add,
    legacy::uninstall_is_legacy,
    legacy::sections_are_current,
];

/// The number of rules.
pub const RULE_COUNT: usize = RULES.len();

/// Checks the bytes of an INF file, as `InfVerif` does in the mode. The findings are in the order
/// of the INF's lines.
#[must_use]
pub fn check(inf: &[u8], mode: Mode) -> Vec<Finding> {
    let decoded = encoding::decode(inf);
    let mut findings = Findings::new(mode);
    text::encoding_is_one_of_windows(decoded.encoding, &mut findings);
    let document = Document::read(&decoded.text);
    let package = Package::follow(&document);
    for rule in RULES {
        rule(&package, &mut findings);
    }
    findings.sorted()
}
