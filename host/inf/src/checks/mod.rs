//! Finds in an INF what `InfVerif` would reject, on a machine without the WDK.
//!
//! The mode that is meant is `InfVerif`'s `/w`, the requirements for Windows Drivers, with which
//! `cargo wdk build` runs it: the INF is valid, adds the driver and nothing else, and keeps to the
//! package's own files and keys ("Running `InfVerif` from the Command Line", "Using a Universal INF
//! File", "Driver Package Isolation").
//!
//! Numbers and texts are those of "INF Validation Errors and Warnings", in the edition with the
//! ranges 1100 to 1299, 1300 to 1319, 1320 to 1329 and 2000 to 2999; 1001 to 1005 are from a later
//! edition, and 1199 from "`InfVerif` Error Code 1199". Some are known only from output that users
//! of `InfVerif` have shown: 1209, 1218, 1258, 1284, 1293 and 1421. A finding without a number is
//! something for which none is known: a page of the INF reference forbids it, or Windows cannot do
//! anything with it.
//!
//! Not covered: sections of other INFs (`Include`); what single classes ask for; extension INFs and
//! software components; event providers, properties and interfaces beyond the names of their
//! sections; translated strings; the requirements of `/h`, which change from build to build; the
//! places outside of `HKR` that COM and media transforms may write to; and most of the reserved
//! service names, of which there is no public list. What only `Inf2Cat` says, such as a `DriverVer`
//! in the future, is not `InfVerif`'s. So an INF without findings is not certain to pass, but what
//! is found is worth its correction.

mod class;
mod classes;
mod files;
mod finding;
mod legacy;
mod models;
mod package;
mod references;
mod registry;
mod sddl;
mod services;
mod text;
mod version;
mod wdf;

use crate::document::Document;
use crate::encoding;
use finding::Findings;
pub use finding::{Finding, Severity};
use package::Package;

/// Looks for one kind of fault.
type Rule = fn(&Package<'_>, &mut Findings);

const RULES: [Rule; 50] = [
    text::lines_can_be_read,
    text::section_names_fit,
    text::sections_are_unique,
    text::entries_have_keys,
    text::strings_are_defined,
    text::strings_are_unique,
    text::template_is_stamped,
    version::signature_is_known,
    version::entries_are_unique,
    version::provider_is_given,
    version::catalog_is_given,
    version::driver_ver_is_valid,
    version::files_are_locked,
    class::class_is_given,
    class::class_is_not_reserved,
    class::class_matches_guid,
    class::class_install_fits,
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
    registry::security_is_valid,
    legacy::directives_only_add,
    legacy::sections_are_current,
];

/// How many rules there are.
pub const RULE_COUNT: usize = RULES.len();

/// Checks the text of an INF. The findings are in the order of its lines.
#[must_use]
pub fn check(text: &str) -> Vec<Finding> {
    check_into(text, Findings::default())
}

/// Checks the bytes of an INF file, their encoding included.
#[must_use]
pub fn check_bytes(bytes: &[u8]) -> Vec<Finding> {
    let mut findings = Findings::default();
    let decoded = encoding::decode(bytes);
    text::encoding_is_one_of_windows(decoded.encoding, &mut findings);
    check_into(&decoded.text, findings)
}

fn check_into(text: &str, mut findings: Findings) -> Vec<Finding> {
    let document = Document::read(text);
    let package = Package::follow(&document);
    for rule in RULES {
        rule(&package, &mut findings);
    }
    findings.sorted()
}

/// A directory number in front of a path, such as `%13%\echo.sys`, and the path below it.
fn split_dirid(path: &str) -> Option<(&str, &str)> {
    let (dirid, rest) = path.strip_prefix('%')?.split_once('%')?;
    let digits = dirid.strip_prefix('-').unwrap_or(dirid);
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| (dirid, rest.trim_start_matches('\\')))
}
