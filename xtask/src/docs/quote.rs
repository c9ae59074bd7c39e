//! Quotes lines of a source file in a page, so that people copy code that compiles.

use anyhow::{Context, Result};
use cargo_kmdf::image::folder;

use crate::paths;

/// The lines of `file` from the first that starts with `begins` to the next that equals `ends`, or
/// to the end of the file. The result is a block of code in `language`, with `prefix` removed from
/// each line.
///
/// # Errors
/// If the file cannot be read, or has no such lines.
pub fn lines(
    file: &str,
    (begins, ends): (&str, Option<&str>),
    prefix: &str,
    language: &str,
) -> Result<Vec<u8>> {
    let text = folder::read(&paths::root().join(file))?;
    let text = String::from_utf8(text).with_context(|| format!("{file} is not UTF-8"))?;
    quote(&text, (begins, ends), prefix, language).with_context(|| {
        format!("expected lines from {begins:?} to {ends:?} in {file}, found none")
    })
}

fn quote(
    text: &str,
    (begins, ends): (&str, Option<&str>),
    prefix: &str,
    language: &str,
) -> Option<Vec<u8>> {
    let mut quoted = format!("```{language}\n");
    let lines = text.lines().map(|line| line.strip_prefix(prefix).unwrap_or(line));
    let mut has_ended = ends.is_none();
    for line in lines.skip_while(|line| !line.starts_with(begins)) {
        quoted.push_str(line);
        quoted.push('\n');
        if ends == Some(line) {
            has_ended = true;
            break;
        }
    }
    let has_begun = quoted.lines().count() > 1;
    quoted.push_str("```\n");
    (has_begun && has_ended).then(|| quoted.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::quote;

    const TEXT: &str = "//! a\n//! let b = {\n//!     c\n//! };\n//! d\n";

    #[test]
    fn lines_are_quoted_from_the_first_to_the_last() {
        let quoted = quote(TEXT, ("let b", Some("};")), "//! ", "rust").unwrap();
        assert_eq!(String::from_utf8(quoted).unwrap(), "```rust\nlet b = {\n    c\n};\n```\n");
    }

    #[test]
    fn quotation_without_an_end_goes_to_the_end_of_the_file() {
        let quoted = quote(TEXT, ("};", None), "//! ", "rust").unwrap();
        assert_eq!(String::from_utf8(quoted).unwrap(), "```rust\n};\nd\n```\n");
    }

    #[test]
    fn missing_line_gives_no_quotation() {
        assert_eq!(quote(TEXT, ("let e", None), "//! ", "rust"), None);
        assert_eq!(quote(TEXT, ("let b", Some("e")), "//! ", "rust"), None);
    }
}
