//! Every link and image of every page has a target, and every page of `docs/` is reached from its
//! index.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::checks::Problem;
use super::markdown::Page;
use super::tree::Tree;

/// The page from which every page of [`DOCUMENTS`] must be reached.
const INDEX: &str = "docs/README.md";
const DOCUMENTS: &str = "docs/";

/// Finds relative links without a target, and documents that no link leads to.
///
/// # Errors
/// If a page cannot be read.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let mut pages = BTreeMap::new();
    for file in tree.ending(".md") {
        pages.insert(file, Page::read(&tree.text(file)?));
    }
    let mut problems = Vec::new();
    for (file, page) in &pages {
        for (line, link) in &page.links {
            if let Err(what) = target(tree, &pages, file, link) {
                problems.push(Problem::at(file, *line, format!("the link {link} {what}")));
            }
        }
    }
    problems.extend(unreached(tree, &pages));
    Ok(problems)
}

/// The file that a link leads to; `None` for an address on the web.
fn target(
    tree: &Tree,
    pages: &BTreeMap<&str, Page>,
    file: &str,
    link: &str,
) -> Result<Option<String>, String> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(None);
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, at)| (path, Some(at)));
    let path = if path.is_empty() {
        file.to_owned()
    } else {
        resolve(file, path)
            .ok_or("leads out of the repository; use a path inside, or a full address")?
    };
    if !tree.has(&path) {
        return Err(format!("leads to {path}, which does not exist"));
    }
    if let (Some(anchor), Some(page)) = (anchor, pages.get(&*path))
        && !page.anchors.contains(anchor)
    {
        let near = page.anchors.iter().cloned().collect::<Vec<_>>().join(", ");
        return Err(format!("names no heading of {path}; its headings are: {near}"));
    }
    Ok(Some(path))
}

/// The path from the root, of a path relative to a file's folder.
fn resolve(file: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    if path.starts_with('/') {
        return None;
    }
    for part in path.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn unreached(tree: &Tree, pages: &BTreeMap<&str, Page>) -> Vec<Problem> {
    let documents = || pages.keys().filter(|file| file.starts_with(DOCUMENTS));
    if documents().next().is_none() {
        return Vec::new();
    }
    if !pages.contains_key(INDEX) {
        return vec![Problem::of(
            INDEX,
            "this page is missing; make it, as the index of all documents",
        )];
    }
    let mut reached = BTreeSet::from([INDEX.to_owned()]);
    let mut left = vec![INDEX.to_owned()];
    while let Some(file) = left.pop() {
        let links = pages.get(&*file).map(|page| &*page.links).unwrap_or_default();
        for (_, link) in links {
            if let Ok(Some(next)) = target(tree, pages, &file, link)
                && next.starts_with(DOCUMENTS)
                && reached.insert(next.clone())
            {
                left.push(next);
            }
        }
    }
    let is_unreached = |file: &&&str| !reached.contains(**file);
    let what =
        format!("no link leads here from {INDEX}; add one there or on a page that it links to");
    documents().filter(is_unreached).map(|file| Problem::of(file, &*what)).collect()
}
