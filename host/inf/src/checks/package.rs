//! The sections that an INF uses: from the manufacturers through the models to every list.

use std::collections::{HashMap, HashSet};

use super::graph::{Graph, Part, Use};
use super::roles::{COMPANIONS, Role};
use super::targets::{Reaches, Targets};
use crate::document::Document;
use crate::follow::{Manufacturer, install_names, manufacturers};
use crate::line::Line;
use crate::names::{Folded, fold, same_name};
use crate::syntax::{Section, head};

/// A models section.
pub(super) struct Models<'a> {
    /// The entry of `[Manufacturer]` that names the section.
    pub(super) by: &'a Line,
    pub(super) name: String,
    /// The `TargetOSVersion` decoration; empty for a section without one.
    pub(super) decoration: String,
    /// The section, if the INF has it.
    pub(super) section: Option<&'a Section>,
    pub(super) targets: Targets,
}

/// A model: an entry of a models section.
pub(super) struct Model<'a> {
    /// The entry.
    pub(super) line: &'a Line,
    /// The name of the install section, without extension.
    pub(super) install: String,
    /// The install section that is used, if the INF has one.
    pub(super) section: Option<&'a Section>,
}

/// A list that parts with one role name in one kind of directive.
#[derive(Clone, Copy)]
pub(super) struct List<'a> {
    pub(super) section: &'a Section,
    /// The role of the parts.
    pub(super) by: Role,
    /// The Windows versions that use the list.
    pub(super) targets: Targets,
}

/// An INF and the sections that it uses.
pub(super) struct Package<'a> {
    pub(super) inf: &'a Document,
    /// The models sections, each once.
    pub(super) models: Vec<Models<'a>>,
    /// The models.
    pub(super) devices: Vec<Model<'a>>,
    /// The sections with directives that are used.
    pub(super) parts: Vec<Part<'a>>,
    /// The names of sections in their directives.
    pub(super) uses: Vec<Use<'a>>,
    /// The Windows versions that the decorations of the INF reach.
    pub(super) reaches: Reaches,
}

impl<'a> Package<'a> {
    /// Follows the INF from section to section.
    pub(super) fn follow(inf: &'a Document) -> Self {
        let mut reaches = Reaches::default();
        let models = models(inf, &mut reaches);
        let mut devices = Vec::new();
        let mut graph = Graph::new(inf);
        for models in &models {
            for line in models.section.map_or(&[][..], |section| &section.lines) {
                let model = model(inf, line, &models.decoration);
                if let Some(section) = model.section {
                    graph.enter(section, Role::Install, models.targets);
                }
                devices.push(model);
            }
        }
        for name in ["DefaultInstall", "DefaultUninstall"] {
            let sections: Vec<_> =
                inf.family(name).filter(|section| !is_companion(section)).collect();
            let decorations: Vec<_> =
                sections.iter().map(|section| decoration(section).to_owned()).collect();
            for (section, targets) in sections.into_iter().zip(reaches.add(&decorations)) {
                graph.enter(section, Role::Install, targets);
            }
        }
        for section in inf.family("ClassInstall32").filter(|section| !is_companion(section)) {
            graph.enter(section, Role::Class, reaches.all());
        }
        let Graph { parts, uses, .. } = graph.spread();
        Self { inf, models, devices, parts, uses, reaches }
    }

    /// The used sections with the role.
    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = Part<'a>> {
        self.parts.iter().filter(move |part| part.role == role).copied()
    }

    /// The part with the directive that contains the name.
    pub(super) fn part(&self, used: &Use<'a>) -> Option<Part<'a>> {
        self.parts.get(used.part).copied()
    }

    /// The lists that the directives name, each once for each role of the sections that name them.
    pub(super) fn lists(&self, directive: &str) -> Vec<List<'a>> {
        let mut lists: Vec<List<'a>> = Vec::new();
        let mut known = HashMap::new();
        for used in self.uses.iter().filter(|used| used.directive == directive) {
            let (Some(section), Some(part)) = (used.section, self.part(used)) else { continue };
            let index =
                *known.entry((std::ptr::from_ref(section), part.role)).or_insert(lists.len());
            match lists.get_mut(index) {
                Some(list) => list.targets = list.targets.union(part.targets),
                None => lists.push(List { section, by: part.role, targets: part.targets }),
            }
        }
        lists
    }
}

/// The decoration in the name of a section such as `DefaultInstall.NTamd64`.
fn decoration(section: &Section) -> &str {
    section.name.split_once('.').map_or("", |(_, decoration)| decoration)
}

/// Whether the name of a section has the extension of a companion.
fn is_companion(section: &Section) -> bool {
    let last = section.name.rsplit_once('.').map_or("", |(_, last)| last);
    COMPANIONS.iter().any(|(extension, _)| same_name(extension.trim_start_matches('.'), last))
}

fn models<'a>(inf: &'a Document, reaches: &mut Reaches) -> Vec<Models<'a>> {
    let mut models: Vec<Models<'a>> = Vec::new();
    let mut known: HashMap<Folded, usize> = HashMap::new();
    for Manufacturer { line: by, models: base, mut decorations } in manufacturers(inf) {
        if decorations.is_empty() {
            decorations.push(String::new());
        }
        let targets = reaches.add(&decorations);
        for (decoration, targets) in decorations.into_iter().zip(targets) {
            let name =
                if decoration.is_empty() { base.clone() } else { format!("{base}.{decoration}") };
            let index = *known.entry(fold(&name)).or_insert(models.len());
            if let Some(models) = models.get_mut(index) {
                models.targets = models.targets.union(targets);
            } else {
                let section = inf.find(&name);
                models.push(Models { by, name, decoration, section, targets });
            }
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

/// The unused sections of the INF.
pub(super) fn unused<'a>(package: &Package<'a>) -> impl Iterator<Item = &'a Section> {
    let models = package.models.iter().filter_map(|models| models.section);
    let parts = package.parts.iter().map(|part| part.section);
    let uses = package.uses.iter().filter_map(|used| used.section);
    let known: HashSet<_> = models.chain(parts).chain(uses).map(std::ptr::from_ref).collect();
    package
        .inf
        .sections()
        .iter()
        .filter(move |section| !known.contains(&std::ptr::from_ref(*section)))
}
