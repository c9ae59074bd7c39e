//! Rules for references between sections.

use std::collections::HashMap;

use super::finding::Findings;
use super::package::{Package, unused};
use crate::names::{fold, same_name};
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

/// Every section that a directive names exists. Only `Needs` can name sections of another INF.
pub(super) fn sections_are_there(package: &Package<'_>, findings: &mut Findings) {
    for used in package.uses.iter().filter(|used| used.section.is_none()) {
        let includes =
            package.part(used).is_some_and(|part| part.section.first("Include").is_some());
        let hint = match used.directive {
            "Needs" if includes => continue,
            "CopyFiles" => {
                "; add it, correct the name, or write @ in front of the name of a single file"
            }
            _ if includes => {
                "; add it, or correct the name: only Needs takes sections from an included INF"
            }
            _ => "; add it, or correct the name",
        };
        findings.code(
            1203,
            used.line.number,
            format!("Section [{}] not found, named by {}{hint}", used.name, used.directive),
        );
    }
}

/// `Needs` has an `Include` beside it, unless the section is in the INF itself.
pub(super) fn needs_have_includes(package: &Package<'_>, findings: &mut Findings) {
    for used in package.uses.iter().filter(|used| used.directive == "Needs") {
        let Some(part) = package.part(used) else { continue };
        if used.section.is_none() && part.section.first("Include").is_none() {
            findings.code(
                1319,
                used.line.number,
                format!(
                    "Needs names [{}], but [{}] has no Include for the INF that has it; add one",
                    used.name, part.section.name
                ),
            );
        }
    }
}

/// No section is named by two different directives.
pub(super) fn sections_have_one_purpose(package: &Package<'_>, findings: &mut Findings) {
    let mut directives: HashMap<_, Vec<&str>> = HashMap::new();
    for used in package.uses.iter().filter(|used| used.section.is_some()) {
        let known = directives.entry(fold(&used.name)).or_default();
        if let Some(other) = known.iter().find(|other| **other != used.directive) {
            findings.code(
                1205,
                used.line.number,
                format!(
                    "Section [{}] referenced from {other} and {} directive; split it in two",
                    used.name, used.directive
                ),
            );
        }
        if !known.contains(&used.directive) {
            known.push(used.directive);
        }
    }
}

/// Every section is used.
pub(super) fn sections_are_used(package: &Package<'_>, findings: &mut Findings) {
    for section in unused(package) {
        if !ROOTS.iter().any(|root| same_name(head(&section.name), root)) {
            findings.code(
                2083,
                section.header(),
                format!(
                    "Section [{}] not referenced or used; correct its name, or remove it",
                    section.name
                ),
            );
        }
    }
}
