//! The Windows versions that use a section: from the version of its decoration up to that of a
//! closer one.

use std::collections::HashMap;

use crate::decoration::{ARCHITECTURES, Decoration, WINDOWS_10};

/// A major version, a minor version and a build of Windows.
type Version = (u32, u32, u32);

/// The version from which `/w` requires isolation. Sections that only earlier versions use must
/// meet the rules of `/u` (Running `InfVerif` from the Command Line, /wbuild).
const ISOLATION: Version = (WINDOWS_10.0, WINDOWS_10.1, 17763);

/// A set of an INF's reaches, with a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Targets(u64);

impl Targets {
    pub(super) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    fn indexes(self) -> impl Iterator<Item = usize> {
        (0..Reaches::MOST).filter(move |index| self.0 >> index & 1 != 0)
    }
}

/// The Windows versions that use a decorated section.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Reach {
    architecture: String,
    first: Version,
    /// The first version that uses a closer section instead.
    end: Option<Version>,
}

impl Reach {
    fn meets(&self, other: &Self) -> bool {
        self.architecture == other.architecture
            && other.end.is_none_or(|end| self.first < end)
            && self.end.is_none_or(|end| other.first < end)
    }
}

/// The reaches of an INF's decorations, each once.
#[derive(Default)]
pub(super) struct Reaches {
    list: Vec<Reach>,
    known: HashMap<Reach, usize>,
}

impl Reaches {
    /// The most reaches of an INF, so that a set has a fixed size. Real INFs have a few; reaches
    /// beyond the limit are left out.
    const MOST: usize = 64;

    /// Adds decorations between which Windows chooses, of one manufacturer or of
    /// `[DefaultInstall]`; returns the targets of each. A decoration without an architecture is for
    /// x86; a malformed one is for no Windows version.
    pub(super) fn add(&mut self, decorations: &[String]) -> Vec<Targets> {
        let versions: Vec<_> = decorations.iter().map(|text| version(text)).collect();
        let mut rising: Vec<_> = versions.iter().flatten().collect();
        rising.sort_unstable();
        rising.dedup();
        let mut ends = HashMap::new();
        for pair in rising.windows(2) {
            if let [(architecture, first), (next, end)] = pair
                && architecture == next
            {
                ends.insert((architecture, first), *end);
            }
        }
        let reaches = versions.iter().map(|version| {
            let (architecture, first) = version.as_ref()?;
            let end = ends.get(&(architecture, first)).copied();
            Some(Reach { architecture: architecture.clone(), first: *first, end })
        });
        reaches.map(|reach| reach.map_or(Targets::default(), |reach| self.insert(reach))).collect()
    }

    fn insert(&mut self, reach: Reach) -> Targets {
        let index = match self.known.get(&reach) {
            Some(index) => *index,
            None if self.list.len() < Self::MOST => {
                self.known.insert(reach.clone(), self.list.len());
                self.list.push(reach);
                self.list.len() - 1
            }
            None => return Targets::default(),
        };
        Targets(1 << index)
    }

    /// The set of all reaches.
    pub(super) fn all(&self) -> Targets {
        Targets((0..self.list.len()).fold(0, |set, index| set | 1 << index))
    }

    fn of(&self, targets: Targets) -> impl Iterator<Item = &Reach> {
        targets.indexes().filter_map(|index| self.list.get(index))
    }

    /// The first build of Windows 10 in the reaches; 0 if the reaches include earlier versions or
    /// are empty.
    pub(super) fn first_build(&self, targets: Targets) -> u32 {
        let builds = self.of(targets).map(
            |Reach { first: (major, minor, build), .. }| {
                if (*major, *minor) < WINDOWS_10 { 0 } else { *build }
            },
        );
        builds.min().unwrap_or(0)
    }

    /// Whether the reaches include a Windows version that isolates drivers.
    pub(super) fn isolates(&self, targets: Targets) -> bool {
        self.of(targets).any(|reach| reach.end.is_none_or(|end| end > ISOLATION))
    }

    /// Whether a Windows version is in both sets of reaches.
    pub(super) fn meet(&self, one: Targets, other: Targets) -> bool {
        self.of(one).any(|one| self.of(other).any(|other| one.meets(other)))
    }

    /// The architectures of the reaches, each once.
    pub(super) fn architectures(&self, targets: Targets) -> Vec<&str> {
        let mut names: Vec<_> = self.of(targets).map(|reach| reach.architecture.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The architecture and the first version of a decoration; x86 and 0 for an empty one.
fn version(decoration: &str) -> Option<(String, Version)> {
    if decoration.is_empty() {
        return Some(("x86".to_owned(), (0, 0, 0)));
    }
    let Decoration { architecture, version: (major, minor), build, .. } =
        Decoration::parse(decoration).ok()?;
    let architecture = if architecture.is_empty() { "x86".to_owned() } else { architecture };
    let known = ARCHITECTURES.contains(&architecture.as_str());
    known.then_some((architecture, (major, minor, build)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(reaches: &mut Reaches, decorations: &[&str]) -> Vec<Targets> {
        let decorations: Vec<_> = decorations.iter().map(ToString::to_string).collect();
        reaches.add(&decorations)
    }

    #[test]
    fn closer_decoration_of_same_architecture_ends_a_reach() {
        let mut reaches = Reaches::default();
        let sets = add(&mut reaches, &["NTamd64.10.0...17763", "NTamd64.6.1", "NTarm64", ""]);
        let isolated: Vec<_> = sets.iter().map(|set| reaches.isolates(*set)).collect();
        assert_eq!(isolated, [true, false, true, true]);
        let first: Vec<_> = sets.iter().map(|set| reaches.first_build(*set)).collect();
        assert_eq!(first, [17763, 0, 0, 0]);
        assert_eq!(reaches.architectures(reaches.all()), ["amd64", "arm64", "x86"]);
    }

    #[test]
    fn reaches_meet_if_they_share_a_windows_version() {
        let mut reaches = Reaches::default();
        let one = add(&mut reaches, &["NTamd64.10.0...16299", "NTamd64.10.0...19041"]);
        let two = add(&mut reaches, &["NTamd64.10.0...17763", "NTarm64"]);
        assert!(!reaches.meet(one[0], one[1]));
        assert!(reaches.meet(one[0], two[0]) && reaches.meet(one[1], two[0]));
        assert!(!reaches.meet(one[1], two[1]));
    }

    #[test]
    fn malformed_decoration_reaches_no_windows() {
        let mut reaches = Reaches::default();
        let sets = add(&mut reaches, &["amd64"]);
        assert_eq!((sets[0], reaches.isolates(sets[0])), (Targets::default(), false));
    }
}
