//! Each citation of the pages on the framework's behaviour names a heading that exists.

use std::collections::BTreeSet;

use anyhow::Result;

use super::checks::Problem;
use super::markdown::Page;
use super::prose::Prose;
use super::tree::Tree;

/// The folder of the pages.
const PAGES: &str = "docs/kmdf-behaviour/";

/// The start of a citation, before the heading in quotation marks.
const CITATION: &str = "KMDF behaviour, ";

/// A name that the pages do not have. (In two pieces, so that this file does not contain it.)
const WRONG_NAME: &str = concat!("behaviour ", "document");

/// Finds citations of headings or of a document that do not exist.
///
/// # Errors
/// If a file cannot be read.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let mut headings = BTreeSet::new();
    for page in tree.ending(".md").filter(|page| page.starts_with(PAGES)) {
        let page = Page::read(&tree.text(page)?);
        headings.extend(page.headings.iter().map(|heading| plain(heading)));
    }
    let mut problems = Vec::new();
    for file in tree.files() {
        let Some(prose) = Prose::of(file, &tree.text(file)?) else { continue };
        for (offset, _) in prose.text.match_indices(WRONG_NAME) {
            let what = format!(
                "there is no {WRONG_NAME}; cite a heading of {PAGES}: {CITATION}\"Heading\""
            );
            problems.push(Problem::at(file, prose.line(offset), what));
        }
        for (offset, _) in prose.text.match_indices(CITATION) {
            for cited in cited(&prose.text[offset + CITATION.len()..]) {
                if !headings.contains(&plain(cited)) {
                    let what = format!(
                        "no page of {PAGES} has the heading \"{cited}\"; cite one that is there"
                    );
                    problems.push(Problem::at(file, prose.line(offset), what));
                }
            }
        }
    }
    Ok(problems)
}

/// The headings of one citation: `"First"`, `"Second" and "Third"`.
fn cited(mut text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    while let Some((heading, rest)) = text.strip_prefix('"').and_then(|text| text.split_once('"')) {
        found.push(heading);
        let separators = [", and ", " and ", ", "];
        text = separators.iter().find_map(|between| rest.strip_prefix(between)).unwrap_or("");
    }
    found
}

/// A heading without its marks for code and emphasis.
fn plain(heading: &str) -> String {
    heading.replace(['`', '*'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}
