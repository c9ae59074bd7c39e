//! The header with the part of the framework's interface that no other header of the kit declares.

use std::collections::BTreeSet;

/// The declarations of the whole interface: a name, a tab and the C text on each line.
const FRAMEWORK: &str = include_str!("../../wdk-kit/framework.txt");

/// The name of the header, which `wdf.h` includes after all others.
pub const FILE: &str = "wdfrest.h";

const HEADING: &str = "\
/*
 * The interface of KMDF 1.31 beyond the other headers, which `cargo kmdf` made from framework.txt.
 * The host reports a call of these functions when the driver runs (rule MissingDdi).
 */
#pragma once

#include \"wdfobject.h\"

";

/// The header's text. `headers` are the texts of all others: a name that one of them declares is
/// left out, so that a declaration can be moved to a header by writing it there.
#[must_use]
pub fn header<'a>(headers: impl Iterator<Item = &'a str>) -> String {
    let declared: BTreeSet<String> = headers.flat_map(words).collect();
    let lines = FRAMEWORK.lines().filter_map(|line| line.split_once('\t'));
    let rest = lines.filter(|(name, _)| !declared.contains(*name));
    rest.fold(HEADING.to_owned(), |text, (_, declaration)| text + declaration + "\n")
}

/// The identifiers of a C text outside its comments.
fn words(text: &str) -> Vec<String> {
    let mut code = String::new();
    let mut left = text;
    while let Some((before, comment)) = left.split_once("/*") {
        code += before;
        code.push(' ');
        left = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    code += left;
    let is_apart = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    code.split(is_apart).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{FRAMEWORK, header};

    #[test]
    fn name_that_a_header_declares_is_left_out() {
        let functions = |text: &str| text.matches("(*PFN_WDF").count();
        let all = header(std::iter::empty());
        assert_eq!(functions(&all), 458 + 1, "all functions, and a callback of class extensions");
        let header =
            header(["/* PFN_WDFIOTARGETSTOP */ typedef int PFN_WDFIOTARGETSTART;"].into_iter());
        assert!(!header.contains("PFN_WDFIOTARGETSTART)"), "declared");
        assert!(header.contains("PFN_WDFIOTARGETSTOP)"), "a comment declares nothing");
    }

    #[test]
    fn every_line_is_a_comment_or_a_name_and_its_declaration() {
        for line in FRAMEWORK.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, declaration) = line.split_once('\t').expect(line);
            assert!(declaration.contains(name) && declaration.ends_with(';'), "{line}");
        }
    }
}
