//! Rules for the device setup class: `Class`, `ClassGuid` and `[ClassInstall32]`.

use super::classes::{AVAILABLE, Class, RESERVED, SAMPLE};
use super::finding::Findings;
use super::package::Package;
use super::version::{filled, missing_at};

/// The longest class name (INF Version Section).
const CLASS_NAME_MAX: usize = 32;

/// `Class` and `ClassGuid` are given and have the right form.
pub fn class_is_given(package: &Package<'_>, findings: &mut Findings) {
    let Some(version) = package.inf.find("Version") else { return };
    match filled(package, version, "Class") {
        None => findings.error(
            None,
            missing_at(version, "Class"),
            "[Version] has no Class; add the name of the device setup class",
        ),
        Some((class, line)) => {
            let length = class.chars().count();
            if length > CLASS_NAME_MAX {
                findings.error(
                    None,
                    line,
                    format!(
                        "the Class `{class}` has {length} characters; it can have {CLASS_NAME_MAX}"
                    ),
                );
            }
        }
    }
    match filled(package, version, "ClassGuid") {
        None => findings.error(
            None,
            missing_at(version, "ClassGuid"),
            "[Version] has no ClassGuid; add the GUID of the device setup class, in braces",
        ),
        Some((guid, line)) if bare(&guid).is_none() => findings.error(
            None,
            line,
            format!(
                "the ClassGuid `{guid}` is no GUID; write {{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}}"
            ),
        ),
        Some(_) => {}
    }
}

/// The class is not one that only Microsoft may install devices of.
pub fn class_is_not_reserved(package: &Package<'_>, findings: &mut Findings) {
    let class = Named::read(package);
    if class.is_one_of(&[SAMPLE]) {
        findings.error(
            1284,
            class.line,
            format!(
                "Class \"{}\" is reserved for use by Microsoft; make a class of your own, with a \
                 new GUID",
                SAMPLE.0
            ),
        );
    } else if let Some((name, _)) = class.first_of(&RESERVED) {
        findings.error(
            None,
            class.line,
            format!("the class {name} is reserved for the system; choose one for vendors"),
        );
    }
}

/// The name and the GUID of a class that Windows has belong together.
pub fn class_matches_guid(package: &Package<'_>, findings: &mut Findings) {
    let class = Named::read(package);
    let (Some(name), Some(guid)) = (&class.name, &class.guid) else { return };
    for (known, known_guid) in [&[SAMPLE][..], &RESERVED, &AVAILABLE].concat() {
        let same = (name.eq_ignore_ascii_case(known), guid.eq_ignore_ascii_case(known_guid));
        if same.0 != same.1 {
            findings.error(
                None,
                class.line,
                format!(
                    "the Class `{name}` and the ClassGuid {{{guid}}} do not belong together: \
                     {known} has {{{known_guid}}}; correct one of them"
                ),
            );
        }
    }
}

/// A class of one's own is installed with its first device, one that Windows has is not.
pub fn class_install_fits(package: &Package<'_>, findings: &mut Findings) {
    let class = Named::read(package);
    let own = !class.is_one_of(&[SAMPLE]) && !class.is_one_of(&RESERVED);
    let own = own && !class.is_one_of(&AVAILABLE);
    let mut sections = package.inf.family("ClassInstall32").peekable();
    if own && sections.peek().is_none() && class.name.is_some() {
        findings.warning(
            None,
            class.line,
            "the class is none that Windows has, and there is no [ClassInstall32]; add it, with \
             an AddReg for the class's name",
        );
    }
    for section in sections.filter(|_| !own) {
        findings.error(
            1285,
            section.header(),
            "Cannot specify [ClassInstall32] section for Microsoft-defined class; take it out",
        );
    }
}

/// What `[Version]` says of the class.
struct Named {
    name: Option<String>,
    /// Without braces.
    guid: Option<String>,
    line: Option<usize>,
}

impl Named {
    fn read(package: &Package<'_>) -> Self {
        let entry = |key| filled(package, package.inf.find("Version")?, key);
        let (name, guid) = (entry("Class"), entry("ClassGuid"));
        let line = name.as_ref().or(guid.as_ref()).map(|(_, line)| *line);
        let guid = guid.and_then(|(guid, _)| bare(&guid).map(str::to_owned));
        Self { name: name.map(|(name, _)| name), guid, line }
    }

    fn first_of(&self, classes: &[Class]) -> Option<Class> {
        let is = |own: &Option<String>, known: &str| {
            own.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(known))
        };
        classes.iter().copied().find(|(name, guid)| is(&self.name, name) || is(&self.guid, guid))
    }

    fn is_one_of(&self, classes: &[Class]) -> bool {
        self.first_of(classes).is_some()
    }
}

/// The digits and hyphens of a GUID in braces.
fn bare(guid: &str) -> Option<&str> {
    let bare = guid.strip_prefix('{')?.strip_suffix('}')?;
    let groups: Vec<_> = bare.split('-').collect();
    let is_hex = |group: &&str| group.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths: Vec<_> = groups.iter().map(|group| group.len()).collect();
    (lengths == [8, 4, 4, 4, 12] && groups.iter().all(is_hex)).then_some(bare)
}
