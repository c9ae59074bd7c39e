//! The page that says of each function of the framework whether the host has it and what tests it.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::{Result, ensure};

use super::inventory::Inventory;
use crate::ci::tree::Tree;
use crate::paths;

/// The routines of the kernel and the C library that an image may import.
const EXPORTS: &str = include_str!("../../../host/kmdf-host/src/ddi/win64/mod.rs");
const ROUTINES: &str = include_str!("../../../host/kmdf-host/src/kernel/routines/mod.rs");

/// The functions in the order of the framework's table.
const FUNCTIONS: &str = include_str!("../../../tests/built/tests/kit/functions.txt");

/// Folders whose sources test layouts and declarations, not behaviour.
const SHAPES: [&str; 2] = ["host/wdk-sys/tests/shapes/", "tests/built/tests/kit/"];

/// The number of tests that a row names.
const SHOWN: usize = 3;

/// The page.
///
/// # Errors
/// If the inventory cannot be taken, or the tree not read.
pub fn ddi() -> Result<Vec<u8>> {
    let inventory = Inventory::take()?;
    let there: BTreeSet<&str> = inventory.of("function")?.iter().map(|item| &*item.name).collect();
    let sources = sources(&Tree::read(&paths::root())?)?;
    ensure!(!sources.is_empty(), "expected tests (*.rs below folders named tests), found none");
    let mut rows = String::new();
    let mut tested = 0;
    for (index, name) in FUNCTIONS.lines().enumerate() {
        let (is_there, by) = if there.contains(name) {
            let by: Vec<&str> = sources
                .iter()
                .filter(|(_, words)| words.contains(name))
                .map(|(path, _)| &**path)
                .collect();
            tested += usize::from(!by.is_empty());
            ("yes", listed(&by))
        } else {
            ("", String::new())
        };
        writeln!(rows, "| {index} | `{name}` | {is_there} | {by} |")?;
    }
    let exports = exports();
    Ok(format!(
        "# Functions of the framework\n\n\
         Made by `cargo xtask docs --only ddi`.\n\n\
         The host has {there} of the {all} functions of KMDF 1.31, and {tested} of them are named in \
         tests. It has {count} exports of the kernel and the C library (below).\n\n\
         A driver's source that calls a function that the host lacks does not compile against the host: \
         \"the host has no function …\". An image that calls one compiles; the host then reports \
         `MissingDdi`, and the function returns `STATUS_NOT_SUPPORTED`, or 0 if it returns no status.\n\n\
         *Tested by* names sources of tests in which the function's name stands, and drivers that those \
         tests run; at most {SHOWN}, then the number of others.\n\n\
         | index | function | in the host | tested by |\n|---:|---|---|---|\n{rows}\n\
         ## Exports\n\n\
         What an image may import from `ntoskrnl.exe`:\n\n{exports}",
        there = there.len(),
        all = FUNCTIONS.lines().count(),
        count = exports.lines().count(),
    )
    .into_bytes())
}

/// The sources that test the host, and the words in each.
fn sources(tree: &Tree) -> Result<Vec<(String, BTreeSet<String>)>> {
    let is_test = |path: &str| {
        let is_shape = SHAPES.iter().any(|shape| path.starts_with(shape));
        let is_driver = path.starts_with("src/wdf/");
        (path.contains("tests/") || path.contains("/examples/") || is_driver) && !is_shape
    };
    let files = tree.ending(".rs").filter(|path| is_test(path));
    files.map(|path| Ok((path.to_owned(), words(&tree.text(path)?)))).collect()
}

fn words(text: &str) -> BTreeSet<String> {
    let is_apart = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    text.split(is_apart).filter(|word| word.starts_with("Wdf")).map(str::to_owned).collect()
}

/// The first paths as links from `docs/`, and the number of the others.
fn listed(paths: &[&str]) -> String {
    let link = |path: &&str| {
        let short = path.rsplit('/').take(2).collect::<Vec<_>>();
        let short = short.into_iter().rev().collect::<Vec<_>>().join("/");
        format!("[{short}](../{path})")
    };
    let mut shown: Vec<String> = paths.iter().take(SHOWN).map(link).collect();
    if paths.len() > SHOWN {
        shown.push(format!("{} more", paths.len() - SHOWN));
    }
    shown.join(", ")
}

/// The exports as a list: the names that the host's list has, each behind the module that has it, and
/// those that begin the rows of the host's table of routines.
fn exports() -> String {
    let listed =
        EXPORTS.lines().map(str::trim).skip_while(|line| !line.starts_with("fn kernel_exports"));
    let listed = listed.take_while(|line| !line.starts_with("listed.into_iter"));
    let listed = listed.filter_map(|line| Some(line.strip_suffix(',')?.split_once("::")?.1));
    let row = |line: &'static str| line.strip_prefix("            ");
    let is_name = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let tabled = ROUTINES.lines().filter_map(row).filter_map(|line| Some(line.split_once('(')?.0));
    let names: BTreeSet<&str> = listed.chain(tabled).filter(is_name).collect();
    names.into_iter().fold(String::new(), |list, name| list + "- `" + name + "`\n")
}
