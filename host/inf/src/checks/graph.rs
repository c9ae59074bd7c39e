//! The sections that lead to one another, from those that Windows looks up by name.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::roles::{COMPANIONS, DIRECTIVES, Role};
use super::targets::Targets;
use crate::document::Document;
use crate::follow::companion;
use crate::line::Line;
use crate::syntax::Section;

/// A section with directives that is used in a role.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) section: &'a Section,
    pub(super) role: Role,
    /// The Windows versions that use the section in this role.
    pub(super) targets: Targets,
}

/// A section's name in a directive.
pub(super) struct Use<'a> {
    /// The index of the part that the directive is in.
    pub(super) part: usize,
    /// The directive.
    pub(super) line: &'a Line,
    /// The directive's name.
    pub(super) directive: &'static str,
    /// The name of the section.
    pub(super) name: String,
    /// The section with the name, if the INF has it.
    pub(super) section: Option<&'a Section>,
    /// The section's role.
    pub(super) role: Role,
}

/// The parts found so far.
pub(super) struct Graph<'a> {
    inf: &'a Document,
    pub(super) parts: Vec<Part<'a>>,
    pub(super) uses: Vec<Use<'a>>,
    /// For each part, the parts that it leads to.
    next: Vec<BTreeSet<usize>>,
    /// The install sections whose companions were added.
    roots: HashSet<usize>,
    known: HashMap<(*const Section, Role), usize>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(inf: &'a Document) -> Self {
        let (parts, uses, next) = (Vec::new(), Vec::new(), Vec::new());
        Self { inf, parts, uses, next, roots: HashSet::new(), known: HashMap::new() }
    }

    /// Adds a section that Windows looks up by name, and all sections that it leads to.
    pub(super) fn enter(&mut self, section: &'a Section, role: Role, targets: Targets) {
        let mut open = Vec::new();
        let root = self.add(section, role, &mut open);
        if let Some(part) = self.parts.get_mut(root) {
            part.targets = part.targets.union(targets);
        }
        if role == Role::Install && self.roots.insert(root) {
            for (extension, role) in COMPANIONS {
                if let Some(section) = companion(self.inf, section, extension) {
                    let companion = self.add(section, role, &mut open);
                    self.link(root, companion);
                }
            }
        }
        while let Some(index) = open.pop() {
            if let Some(Part { section, role, .. }) = self.parts.get(index).copied() {
                self.directives(index, section, role, &mut open);
            }
        }
    }

    fn link(&mut self, from: usize, to: usize) {
        if let Some(next) = self.next.get_mut(from) {
            next.insert(to);
        }
    }

    /// The part of the section in the role. A new part is added to `open`, to be followed.
    fn add(&mut self, section: &'a Section, role: Role, open: &mut Vec<usize>) -> usize {
        let index = self.parts.len();
        let known = *self.known.entry((std::ptr::from_ref(section), role)).or_insert(index);
        if known == index {
            self.parts.push(Part { section, role, targets: Targets::default() });
            self.next.push(BTreeSet::new());
            open.push(index);
        }
        known
    }

    /// Adds the sections that the part's directives name.
    fn directives(&mut self, part: usize, section: &'a Section, own: Role, open: &mut Vec<usize>) {
        for (directive, field, role) in DIRECTIVES {
            let role = if directive == "Needs" { own } else { role };
            for line in section.all(directive) {
                let names: Vec<_> = match field {
                    None => self.inf.list(line, 0).collect(),
                    Some(field) => vec![self.inf.text(line, field)],
                };
                // `@` names a single file, not a section with a list of them.
                let is_file = |name: &str| role == Role::Files && name.starts_with('@');
                for name in names.into_iter().filter(|name| !name.is_empty() && !is_file(name)) {
                    let section = self.inf.find(&name);
                    if let Some(section) = section.filter(|_| role.has_directives()) {
                        let next = self.add(section, role, open);
                        self.link(part, next);
                    }
                    self.uses.push(Use { part, line, directive, name, section, role });
                }
            }
        }
    }

    /// Passes each part's targets to the parts that it leads to.
    pub(super) fn spread(mut self) -> Self {
        let mut open: Vec<usize> = (0..self.parts.len()).collect();
        while let Some(index) = open.pop() {
            let Some(targets) = self.parts.get(index).map(|part| part.targets) else { continue };
            for next in self.next.get(index).into_iter().flatten() {
                if let Some(part) = self.parts.get_mut(*next) {
                    let all = part.targets.union(targets);
                    if all != part.targets {
                        part.targets = all;
                        open.push(*next);
                    }
                }
            }
        }
        self
    }
}
