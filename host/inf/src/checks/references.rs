//! Rules for sections that other sections name, or should.

use crate::names::same_name;
use crate::syntax::Section;

use super::finding::Findings;
use super::package::Package;
use crate::syntax::head;

/// Sections that Windows looks for by name, without and with extensions.
const ROOTS: [&str; 12] = [
    "ClassInstall32",
    "ControlFlags",
    "DefaultInstall",
    "DefaultUninstall",
    "DestinationDirs",
    "InterfaceInstall32",
    "Manufacturer",
    "SignatureAttributes",
    "SourceDisksFiles",
    "SourceDisksNames",
    "Strings",
    "Version",
];

/// The sections that directives name are there.
pub fn sections_are_there(package: &Package<'_>, findings: &mut Findings) {
    // What the other INFs define is not known here.
    if package.includes() {
        return;
    }
    for used in package.uses.iter().filter(|used| used.section.is_none()) {
        let hint = if used.directive == "CopyFiles" {
            "; add it, correct the name, or write @ in front of the name of a single file"
        } else {
            "; add it, or correct the name"
        };
        findings.error(
            1203,
            used.line.number,
            format!("Section [{}] not found, which {} names{hint}", used.name, used.directive),
        );
    }
}

/// `Needs` has an `Include` beside it, unless the section is in the INF itself.
pub fn needs_have_includes(package: &Package<'_>, findings: &mut Findings) {
    for used in package.uses.iter().filter(|used| used.directive == "Needs") {
        if used.section.is_none() && used.part.section.first("Include").is_none() {
            findings.error(
                None,
                used.line.number,
                format!(
                    "Needs takes in [{}], but [{}] has no Include for the INF that has it; add \
                     one (InfVerif says 1313 or 1314)",
                    used.name, used.part.section.name
                ),
            );
        }
    }
}

/// No section is named by two different directives.
pub fn sections_have_one_purpose(package: &Package<'_>, findings: &mut Findings) {
    for (index, used) in package.uses.iter().enumerate() {
        let mut earlier = package.uses.iter().take(index);
        let other = earlier
            .find(|other| same_name(&other.name, &used.name) && other.directive != used.directive);
        if let Some(other) = other.filter(|_| used.section.is_some()) {
            findings.warning(
                1205,
                used.line.number,
                format!(
                    "Section [{}] referenced from {} and {} directive; make two of it",
                    used.name, other.directive, used.directive
                ),
            );
        }
    }
}

/// Every section is used.
pub fn sections_are_used(package: &Package<'_>, findings: &mut Findings) {
    for section in package.inf.sections() {
        if !is_used(package, section) {
            findings.warning(
                2083,
                section.header(),
                format!(
                    "Section [{}] not referenced or used; correct its name, or take it out",
                    section.name
                ),
            );
        }
    }
}

fn is_used(package: &Package<'_>, section: &Section) -> bool {
    let same = |other: &Section| std::ptr::eq(other, section);
    ROOTS.iter().any(|root| same_name(head(&section.name), root))
        || package.models.iter().any(|models| models.section.is_some_and(same))
        || package.parts.iter().any(|part| same(part.section))
        || package.uses.iter().any(|used| used.section.is_some_and(same))
}
