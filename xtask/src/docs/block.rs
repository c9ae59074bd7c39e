//! Generated blocks inside a page written by hand: the lines between two markers.
//!
//! ```text
//! <!-- begin NAME: cargo xtask docs -->
//! <!-- end NAME -->
//! ```

use std::ops::Range;

use crate::ci::checks::Problem;

/// A block of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its name.
    pub name: String,
    /// The line of the first marker, from 1.
    pub line: usize,
    /// The bytes of the page between the lines of the two markers.
    pub content: Range<usize>,
}

/// The name in the first marker of a block.
fn begins(line: &str) -> Option<&str> {
    line.trim().strip_prefix("<!-- begin ")?.strip_suffix(": cargo xtask docs -->")
}

/// The name in the second marker of a block.
fn ends(line: &str) -> Option<&str> {
    line.trim().strip_prefix("<!-- end ")?.strip_suffix(" -->")
}

/// Finds the blocks of a page, and the problems of its markers.
#[must_use]
pub fn find(file: &str, text: &str) -> (Vec<Block>, Vec<Problem>) {
    let (mut blocks, mut problems) = (Vec::new(), Vec::new());
    let mut open: Option<(&str, usize, usize)> = None;
    let (mut offset, mut in_code) = (0, false);
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let start = offset;
        offset += line.len();
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if open.is_none() && in_code {
            // The page shows an example of a block.
        } else if let Some(name) = begins(line) {
            if let Some((unended, number, _)) = open.replace((name, number, offset)) {
                problems.push(unmatched(file, number, unended));
            }
        } else if let Some(name) = ends(line) {
            match open.take() {
                Some((begun, line, from)) if begun == name => {
                    blocks.push(Block { name: name.to_owned(), line, content: from..start });
                }
                _ => problems.push(Problem::at(
                    file,
                    number,
                    format!("found the end of the block {name}, expected before it: <!-- begin {name}: cargo xtask docs -->"),
                )),
            }
        }
    }
    problems.extend(open.map(|(name, number, _)| unmatched(file, number, name)));
    (blocks, problems)
}

fn unmatched(file: &str, line: usize, name: &str) -> Problem {
    Problem::at(file, line, format!("the block {name} has no end; expected: <!-- end {name} -->"))
}
