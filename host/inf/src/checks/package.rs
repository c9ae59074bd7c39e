//! What the INF leads to: from the manufacturers over the models to every section that is used.

use crate::follow::{Manufacturer, companion, install_names, manufacturers};
use crate::syntax::{Line, Section, head};

use crate::document::Document;

/// What a section is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `[ClassInstall32]`.
    Class,
    /// `DDInstall`, and `[DefaultInstall]`.
    Install,
    /// `DDInstall.HW`.
    Hardware,
    /// `DDInstall.Services`.
    Services,
    /// `DDInstall.Wdf`.
    Wdf,
    /// Another section beside `DDInstall`, or one that such a section names.
    Other,
    /// What `AddService` names.
    Service,
    /// What `KmdfService` names.
    Kmdf,
    /// What `CopyFiles`, `DelFiles` and `RenFiles` name: lists of files.
    Files,
    /// What `AddReg` and `DelReg` name: lists of registry values.
    Registry,
    /// Another list.
    List,
}

impl Role {
    /// Whether its entries are directives, which may name other sections.
    fn has_directives(self) -> bool {
        !matches!(self, Self::Files | Self::Registry | Self::List)
    }
}

/// A models section.
pub struct Models<'a> {
    /// The entry of `[Manufacturer]` that names it.
    pub by: &'a Line,
    /// Its name.
    pub name: String,
    /// Its `TargetOSVersion` decoration; empty if it has none.
    pub decoration: String,
    /// The section, if it is there.
    pub section: Option<&'a Section>,
}

/// A model: an entry of a models section.
pub struct Model<'a> {
    /// The entry.
    pub line: &'a Line,
    /// The name of its install section, without extension.
    pub install: String,
    /// The install section that is used, if there is one.
    pub section: Option<&'a Section>,
}

/// A section that is used.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The section.
    pub section: &'a Section,
    /// What it is used for.
    pub role: Role,
}

/// A section's name in a directive.
pub struct Use<'a> {
    /// The section that the directive is in.
    pub part: Part<'a>,
    /// The directive.
    pub line: &'a Line,
    /// The directive's name.
    pub directive: &'static str,
    /// The name.
    pub name: String,
    /// The section of that name, if it is there.
    pub section: Option<&'a Section>,
    /// What it is used for.
    pub role: Role,
}

/// An INF and what it leads to.
pub struct Package<'a> {
    /// The INF.
    pub inf: &'a Document,
    /// The models sections.
    pub models: Vec<Models<'a>>,
    /// The models.
    pub devices: Vec<Model<'a>>,
    /// The sections with directives that are used.
    pub parts: Vec<Part<'a>>,
    /// The names of sections in their directives.
    pub uses: Vec<Use<'a>>,
}

/// The directives that name sections, the fields where the names are (all if it is `None`), and
/// what the sections are (INF Directives).
const DIRECTIVES: [(&str, Option<usize>, Role); 27] = [
    ("AddComponent", Some(2), Role::Other),
    ("AddEventProvider", Some(1), Role::Other),
    ("AddFilter", Some(2), Role::Other),
    ("AddInterface", Some(2), Role::Other),
    ("AddProperty", None, Role::List),
    ("AddReg", None, Role::Registry),
    ("AddService", Some(2), Role::Service),
    ("AddService", Some(3), Role::Other),
    ("AddSoftware", Some(2), Role::Other),
    ("AddTrigger", None, Role::List),
    ("BitReg", None, Role::List),
    ("CopyFiles", None, Role::Files),
    ("DelFiles", None, Role::Files),
    ("DelProperty", None, Role::List),
    ("DelReg", None, Role::Registry),
    ("FilterName", Some(1), Role::Other),
    ("Ini2Reg", None, Role::List),
    ("KmdfService", Some(1), Role::Kmdf),
    ("LogConfig", None, Role::List),
    ("Needs", None, Role::Other),
    ("ProfileItems", None, Role::List),
    ("RegisterDlls", None, Role::List),
    ("RenFiles", None, Role::Files),
    ("UmdfService", Some(1), Role::Other),
    ("UnregisterDlls", None, Role::List),
    ("UpdateIniFields", None, Role::List),
    ("UpdateInis", None, Role::List),
];

/// The extensions of the sections beside an install section (INF Sections and Directives).
const COMPANIONS: [(&str, Role); 11] = [
    (".HW", Role::Hardware),
    (".Services", Role::Services),
    (".Wdf", Role::Wdf),
    (".CoInstallers", Role::Other),
    (".Components", Role::Other),
    (".Events", Role::Other),
    (".FactDef", Role::Other),
    (".Filters", Role::Other),
    (".Interfaces", Role::Other),
    (".LogConfigOverride", Role::Other),
    (".Software", Role::Other),
];

impl<'a> Package<'a> {
    /// Follows the INF.
    #[must_use]
    pub fn follow(inf: &'a Document) -> Self {
        let mut package = Self {
            inf,
            models: models(inf),
            devices: Vec::new(),
            parts: Vec::new(),
            uses: Vec::new(),
        };
        for models in &package.models {
            let lines = models.section.map_or(&[][..], |section| &section.lines);
            let devices = lines.iter().map(|line| model(inf, line, &models.decoration));
            package.devices.extend(devices);
        }
        let installs = package.devices.iter().filter_map(|model| model.section);
        let defaults = ["DefaultInstall", "DefaultUninstall"];
        let defaults = defaults.into_iter().flat_map(|name| inf.family(name));
        let roots: Vec<_> = installs.chain(defaults).collect();
        for section in roots {
            package.enter_install(section);
        }
        for section in inf.family("ClassInstall32") {
            package.enter(section, Role::Class);
        }
        package
    }

    /// The used sections of that role.
    pub fn of(&self, role: Role) -> impl Iterator<Item = &'a Section> {
        self.parts.iter().filter(move |part| part.role == role).map(|part| part.section)
    }

    /// Whether the INF takes in sections of other INFs, whose names it can then use.
    #[must_use]
    pub fn includes(&self) -> bool {
        self.parts.iter().any(|part| part.section.first("Include").is_some())
    }

    fn enter_install(&mut self, section: &'a Section) {
        self.enter(section, Role::Install);
        for (extension, role) in COMPANIONS {
            if let Some(section) = companion(self.inf, section, extension) {
                self.enter(section, role);
            }
        }
    }

    fn enter(&mut self, section: &'a Section, role: Role) {
        let known = |part: &Part<'_>| part.role == role && std::ptr::eq(part.section, section);
        if self.parts.iter().any(known) {
            return;
        }
        let part = Part { section, role };
        self.parts.push(part);
        for (directive, field, role) in DIRECTIVES {
            for line in section.all(directive) {
                let names: Vec<_> = match field {
                    None => self.inf.list(line, 0).collect(),
                    Some(field) => vec![self.inf.text(line, field)],
                };
                // `@` names a single file, not a section with a list of them.
                let is_file = |name: &str| role == Role::Files && name.starts_with('@');
                for name in names.into_iter().filter(|name| !name.is_empty() && !is_file(name)) {
                    let section = self.inf.find(&name);
                    self.uses.push(Use { part, line, directive, name, section, role });
                    if let Some(section) = section
                        && role.has_directives()
                    {
                        self.enter(section, role);
                    }
                }
            }
        }
    }
}

fn models(inf: &Document) -> Vec<Models<'_>> {
    let mut models = Vec::new();
    for Manufacturer { line: by, models: base, mut decorations } in manufacturers(inf) {
        if decorations.is_empty() {
            decorations.push(String::new());
        }
        for decoration in decorations {
            let name =
                if decoration.is_empty() { base.clone() } else { format!("{base}.{decoration}") };
            let section = inf.find(&name);
            models.push(Models { by, name, decoration, section });
        }
    }
    models
}

fn model<'a>(inf: &'a Document, line: &'a Line, decoration: &str) -> Model<'a> {
    let install = inf.text(line, 0);
    let platform = head(decoration);
    let architecture = platform.get(2..).unwrap_or_default();
    let names = install_names(&install, &[architecture]);
    let section = names.iter().find_map(|name| inf.find(name));
    Model { line, install, section }
}
