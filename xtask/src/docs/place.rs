//! Writes generated content to its place, or compares the two.

use anyhow::{Context, Result};
use cargo_kmdf::image::folder;

use super::block;
use super::made::{Made, Place};
use crate::ci::checks::Problem;
use crate::ci::tree::Tree;

/// The folders in which every file is generated.
const FOLDERS: [&str; 2] = ["docs/results/", "docs/img/"];

/// Finds files in those folders, and blocks, that nothing makes.
///
/// # Errors
/// If a page cannot be read.
pub fn unknown(tree: &Tree, all: &[Made]) -> Result<Vec<Problem>> {
    let is_made =
        |path: &str| all.iter().any(|made| matches!(made.place, Place::File(file) if file == path));
    let in_folder = |path: &&str| FOLDERS.iter().any(|folder| path.starts_with(folder));
    let mut problems: Vec<Problem> = tree
        .files()
        .filter(in_folder)
        .filter(|path| !is_made(path))
        .map(|path| {
            Problem::of(
                path,
                "cargo xtask docs makes all files of this folder, but not this one; move the file, \
                 or add it to the table in xtask/src/docs/table.rs",
            )
        })
        .collect();
    for page in tree.ending(".md") {
        let (blocks, wrong) = block::find(page, &tree.text(page)?);
        problems.extend(wrong);
        let is_known =
            |name: &str| all.iter().any(|made| made.place == Place::Block && made.name == name);
        for block in blocks.iter().filter(|block| !is_known(&block.name)) {
            let what = format!(
                "cargo xtask docs makes no block named {}; --list shows the names",
                block.name
            );
            problems.push(Problem::at(page, block.line, what));
        }
    }
    Ok(problems)
}

/// Finds the places whose content differs from what is made.
///
/// # Errors
/// If a page cannot be read.
pub fn stale(tree: &Tree, made: &Made, content: &[u8]) -> Result<Vec<Problem>> {
    let remedy = format!("is stale; run: cargo xtask docs --only {}", made.name);
    let mut problems = Vec::new();
    match made.place {
        Place::File(path) => {
            if !tree.has(path) || folder::read(&tree.root().join(path))? != content {
                problems.push(Problem::of(path, format!("the file {remedy}")));
            }
        }
        Place::Block => {
            for page in tree.ending(".md") {
                let text = tree.text(page)?;
                for block in block::find(page, &text).0 {
                    if block.name == made.name && text.as_bytes()[block.content] != *content {
                        let what = format!("the block {} {remedy}", made.name);
                        problems.push(Problem::at(page, block.line, what));
                    }
                }
            }
        }
    }
    Ok(problems)
}

/// Writes the content to its places, and returns the paths of the files that changed.
///
/// # Errors
/// If a file cannot be read or written.
pub fn write(tree: &Tree, made: &Made, content: &[u8]) -> Result<Vec<String>> {
    let mut written = Vec::new();
    let mut write = |path: &str, bytes: &[u8]| -> Result<()> {
        if folder::write_if_changed(&tree.root().join(path), bytes)? {
            written.push(path.to_owned());
        }
        Ok(())
    };
    match made.place {
        Place::File(path) => write(path, content)?,
        Place::Block => {
            let content = str::from_utf8(content).context("a block is not UTF-8")?;
            for page in tree.ending(".md") {
                let mut text = tree.text(page)?;
                let blocks = block::find(page, &text).0;
                // From the last to the first, so that the offsets of the earlier blocks stay valid.
                for block in blocks.into_iter().rev().filter(|block| block.name == made.name) {
                    text.replace_range(block.content, content);
                }
                write(page, text.as_bytes())?;
            }
        }
    }
    Ok(written)
}
