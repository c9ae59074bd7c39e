//! Rules for the device setup class: `Class`, `ClassGuid`, `ExtensionId` and `[ClassInstall32]`.

use super::classes::{Class, EXTENSION, RESERVED, SAMPLE, of_windows};
use super::finding::Findings;
use super::package::Package;
use super::version::{filled, missing_at};
use crate::guid;

/// The longest class name.
const CLASS_NAME_MAX: usize = 31;

/// The class name has at most 31 characters.
pub(super) fn class_name_fits(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    let Some((class, line)) = filled(package, version, "Class") else { return };
    let length = class.encode_utf16().count();
    if length > CLASS_NAME_MAX {
        findings.code(
            1286,
            line,
            format!(
                "Class names cannot exceed {CLASS_NAME_MAX} characters in length; `{class}` has \
                 {length}"
            ),
        );
    }
}

/// GUIDs have the right form: those of `[Version]`, and of interfaces and event providers.
pub(super) fn guids_are_valid(package: &Package<'_>, findings: &mut Findings) {
    let mut check = |what: &str, text: String, line| {
        if guid::bare(&text).is_none() {
            findings.code(
                1010,
                line,
                format!(
                    "the {what} `{text}` is not a GUID; write \
                     {{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}}"
                ),
            );
        }
    };
    if let Some(version) = package.inf.find("Version") {
        for key in ["ClassGuid", "ExtensionId"] {
            if let Some((text, line)) = filled(package, version, key) {
                check(key, text, line);
            }
        }
    }
    for part in &package.parts {
        for directive in ["AddInterface", "AddEventProvider"] {
            for line in part.section.all(directive) {
                check(&format!("GUID of {directive}"), package.inf.text(line, 0), line.number);
            }
        }
    }
}

/// The class is not reserved for Microsoft or for the system.
pub(super) fn class_is_not_reserved(package: &Package<'_>, findings: &mut Findings) {
    let class = Named::read(package);
    if class.is_one_of(&[SAMPLE]) {
        findings.code(
            1284,
            class.line,
            format!(
                "Class \"{}\" is reserved for use by Microsoft; define a class of your own, with a \
                 new GUID",
                SAMPLE.0
            ),
        );
    } else if let Some((name, _)) = class.first_of(RESERVED) {
        findings.error(
            class.line,
            format!("the class {name} is reserved for the system; choose one for vendors"),
        );
    }
}

/// The name and the GUID of a class that Windows has belong together.
pub(super) fn class_matches_guid(package: &Package<'_>, findings: &mut Findings) {
    let class = Named::read(package);
    let (Some(name), Some(guid)) = (&class.name, &class.guid) else { return };
    for (known, known_guid) in of_windows() {
        let same = (name.eq_ignore_ascii_case(known), guid.eq_ignore_ascii_case(known_guid));
        if same.0 != same.1 {
            findings.code(
                if same.0 { 1280 } else { 1281 },
                class.line,
                format!(
                    "the Class `{name}` and the ClassGuid {{{guid}}} do not belong together: \
                     {known} has {{{known_guid}}}; correct one of them"
                ),
            );
        }
    }
}

/// A package installs its own class, but no class of Windows.
pub(super) fn class_install_fits(package: &Package<'_>, findings: &mut Findings) {
    let class = Named::read(package);
    let own = class.first_of(of_windows()).is_none();
    let mut sections = package.inf.family("ClassInstall32").peekable();
    if own && sections.peek().is_none() && class.name.is_some() {
        findings.warning(
            class.line,
            "the class is not one of Windows, and there is no [ClassInstall32]; add the section, \
             with an AddReg for the class's name",
        );
    }
    for section in sections.filter(|_| !own) {
        findings.code(
            1285,
            section.header(),
            "Cannot specify [ClassInstall32] section for Microsoft-defined class; remove it",
        );
    }
}

/// An extension INF has an `ExtensionId`.
pub(super) fn extension_is_identified(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    if is_one_of(package, &[EXTENSION]) && filled(package, version, "ExtensionId").is_none() {
        findings.error(
            missing_at(version, "ExtensionId"),
            "[Version] of an extension INF has no ExtensionId; add a GUID of its own, in braces",
        );
    }
}

/// Whether the class of the package is one of `classes`.
pub(super) fn is_one_of(package: &Package<'_>, classes: &[Class]) -> bool {
    Named::read(package).is_one_of(classes)
}

/// The class as `[Version]` names it.
struct Named {
    name: Option<String>,
    /// The GUID without braces.
    guid: Option<String>,
    line: Option<usize>,
}

impl Named {
    fn read(package: &Package<'_>) -> Self {
        let entry = |key| filled(package, package.inf.find("Version")?, key);
        let (name, guid) = (entry("Class"), entry("ClassGuid"));
        let line = name.as_ref().or(guid.as_ref()).map(|(_, line)| *line);
        let guid = guid.and_then(|(guid, _)| guid::bare(&guid).map(str::to_owned));
        Self { name: name.map(|(name, _)| name), guid, line }
    }

    fn first_of(&self, classes: impl IntoIterator<Item = Class>) -> Option<Class> {
        let is = |own: &Option<String>, known: &str| {
            own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(known))
        };
        classes.into_iter().find(|(name, guid)| is(&self.name, name) || is(&self.guid, guid))
    }

    fn is_one_of(&self, classes: &[Class]) -> bool {
        self.first_of(classes.iter().copied()).is_some()
    }
}
