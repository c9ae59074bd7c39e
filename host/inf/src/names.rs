//! Names in an INF, which ignore letter case.

use crate::work;

/// A name in lower case. Two names are the same if their folded forms are equal.
pub(crate) type Folded = String;

/// The name in lower case.
pub(crate) fn fold(name: &str) -> Folded {
    work::count(1 + name.len());
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        name.chars().flat_map(char::to_lowercase).collect()
    }
}

/// The most characters of a section's name (General Syntax Rules for INF Files).
pub(crate) const SECTION_NAME_MAX: usize = 255;

/// The most characters of a path (`MAX_PATH`), more than a section's name has.
const LONGEST_NAME: usize = 260;

/// The beginning of a name that many entries share: a name that is too long would make a copy for each
/// entry too long, too.
pub(crate) fn short(name: &str) -> &str {
    let end = name.char_indices().nth(LONGEST_NAME).map_or(name.len(), |(end, _)| end);
    name.get(..end).unwrap_or(name)
}

/// Whether two names are the same, regardless of letter case.
pub(crate) fn same_name(a: &str, b: &str) -> bool {
    work::count(1 + a.len().min(b.len()));
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(b) } else { fold(a) == fold(b) }
}
