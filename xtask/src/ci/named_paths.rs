//! Every path that a page or comment names in backticks exists.

use anyhow::Result;

use super::checks::Problem;
use super::prose::Prose;
use super::tree::Tree;

/// Extensions that make a word with a `/` the path of a file, whatever its first folder.
const FILES: [&str; 12] =
    [".rs", ".md", ".toml", ".sh", ".inx", ".yml", ".svg", ".csv", ".def", ".lock", ".dict", ".c"];

/// The starts of paths that are not in the tree: generated files, the root of a file system, and
/// the sources of the standard library and of the framework.
const ELSEWHERE: [&str; 7] = [
    "target/",
    "tests/fuzz/corpus",
    "tests/fuzz/artifacts",
    "/",
    "library/",
    "src/framework/",
    "src/publicinc/",
];

/// Finds paths in backticks that do not exist in the tree.
///
/// # Errors
/// If a file cannot be read.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for file in tree.files() {
        let Some(prose) = Prose::of(file, &tree.text(file)?) else { continue };
        for (offset, word) in in_backticks(&prose.text) {
            let Some(path) = path(word) else { continue };
            let bases = || bases(file);
            let begins_here = || {
                let first = path.split('/').next().unwrap_or_default();
                bases().any(|base| tree.has(&format!("{base}{first}")))
            };
            let is_there = || bases().any(|base| tree.has(&format!("{base}{path}")));
            let is_file = FILES.iter().any(|end| path.ends_with(end));
            if (is_file || begins_here()) && !is_there() {
                let what = format!(
                    "found `{word}`, which exists neither at the root nor in a folder around this \
                     file; name a path that does"
                );
                problems.push(Problem::at(file, prose.line(offset), what));
            }
        }
    }
    Ok(problems)
}

/// The words in single backticks, with their offsets.
fn in_backticks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut offset = 0;
    let parts = text.split('`').map(move |part| {
        let start = offset;
        offset += part.len() + 1;
        (start, part)
    });
    parts.skip(1).filter(|(_, part)| part.contains('/') && !part.contains(char::is_whitespace))
}

/// The path in a word, up to the first part with a wildcard; `None` if the word is not a path.
fn path(word: &str) -> Option<&str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    let several = |c: char| "*{<[…?".contains(c);
    if ELSEWHERE.iter().any(|place| word.starts_with(place)) || word.contains("//") {
        return None;
    }
    let path = match word.find(several) {
        Some(end) => &word[..word[..end].rfind('/')?],
        // A line number may follow the path: `src/lib.rs:12`.
        None => word.split(':').next()?,
    };
    (path.contains('/') && path.chars().all(plain)).then(|| path.trim_end_matches('/'))
}

/// The folders around a file, from its own to the root, each with a `/` at its end.
fn bases(file: &str) -> impl Iterator<Item = &str> {
    let ends = file.rmatch_indices('/').map(|(end, _)| &file[..=end]);
    ends.chain([""])
}
