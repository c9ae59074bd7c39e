//! The entries of an INF, character by character: quotes, tokens, comments, continued lines.

use crate::line::Line;
use crate::{InfError, InfErrorKind, work};

/// Reads one entry, which may continue over several lines of the text.
#[derive(Default)]
pub(crate) struct Scanner {
    key: Option<String>,
    fields: Vec<String>,
    current: String,
    /// The length of `current` without unquoted trailing blanks.
    kept: usize,
    /// Whether the current field has begun, even if only with an empty pair of quotes.
    started: bool,
}

impl Scanner {
    /// Reads a line of the text; returns whether the entry continues on the next line.
    pub(crate) fn scan(&mut self, line: &str, number: usize) -> Result<bool, InfError> {
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            work::count(1);
            let rest = chars.as_str();
            match c {
                ';' => return Ok(false),
                '"' => chars = self.quoted(rest, number)?.chars(),
                '%' => chars = self.token(rest).chars(),
                '\\' => {
                    // Further backslashes at the end of the line are ignored.
                    work::count(rest.len() - rest.trim_start_matches('\\').len());
                    let after = rest.trim_start_matches('\\');
                    if is_blank(after) {
                        return Ok(true);
                    }
                    let run = 1 + rest.len() - after.len();
                    self.current.extend(std::iter::repeat_n('\\', run));
                    self.keep();
                    chars = after.chars();
                }
                ',' => self.end_field(),
                '=' if self.key.is_none() && self.fields.is_empty() => {
                    self.end_field();
                    self.key = self.fields.pop();
                }
                c if c.is_whitespace() => {
                    if self.started {
                        self.current.push(c);
                    }
                }
                c => {
                    self.current.push(c);
                    self.keep();
                }
            }
        }
        Ok(false)
    }

    /// Reads quoted text, in which two quotation marks stand for one; returns the rest.
    fn quoted<'a>(&mut self, text: &'a str, number: usize) -> Result<&'a str, InfError> {
        let mut rest = text;
        loop {
            let Some((part, after)) = rest.split_once('"') else {
                return Err(InfError::at(
                    InfErrorKind::UnterminatedQuote,
                    number,
                    format!(
                        "the quoted text `\"{text}` does not end on its line; add the closing \
                         quotation mark, or write \"\" for a quotation mark within the text"
                    ),
                ));
            };
            self.current.push_str(part);
            if let Some(after) = after.strip_prefix('"') {
                self.current.push('"');
                rest = after;
            } else {
                self.keep();
                return Ok(after);
            }
        }
    }

    /// Reads a whole `%token%`, including commas and semicolons inside; returns the rest.
    fn token<'a>(&mut self, rest: &'a str) -> &'a str {
        self.current.push('%');
        let rest = if let Some((token, after)) = rest.split_once('%') {
            self.current.push_str(token);
            self.current.push('%');
            after
        } else {
            rest
        };
        self.keep();
        rest
    }

    fn keep(&mut self) {
        self.started = true;
        self.kept = self.current.len();
    }

    fn end_field(&mut self) {
        self.current.truncate(self.kept);
        self.fields.push(std::mem::take(&mut self.current));
        self.kept = 0;
        self.started = false;
    }

    pub(crate) fn finish(mut self, number: usize) -> Option<Line> {
        if self.started || !self.fields.is_empty() {
            self.end_field();
        }
        let Self { key, fields, .. } = self;
        (key.is_some() || !fields.is_empty()).then_some(Line { number, key, fields })
    }
}

/// Whether the text has only blanks and a comment.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = text.trim_start();
    text.is_empty() || text.starts_with(';')
}

#[cfg(test)]
mod tests {
    use crate::syntax::Sections;

    /// The key, if any, and the fields of the only entry in the text.
    fn entry(text: &str) -> (Option<String>, Vec<String>) {
        let (sections, errors) = Sections::split(&format!("[s]\n{text}"));
        assert_eq!(errors, []);
        let [line] = &sections.find("s").unwrap().lines[..] else { panic!("{sections:?}") };
        (line.key.clone(), line.fields.clone())
    }

    fn fields(text: &str) -> Vec<String> {
        entry(text).1
    }

    #[test]
    fn entry_with_equals_sign_has_key() {
        assert_eq!(entry(" a b = c , d "), (Some("a b".into()), vec!["c".into(), "d".into()]));
    }

    #[test]
    fn equals_sign_after_comma_is_part_of_field() {
        assert_eq!(entry("a,b=c"), (None, vec!["a".into(), "b=c".into()]));
    }

    #[test]
    fn key_without_value_has_no_fields() {
        assert_eq!(entry("DriverVer = ; later"), (Some("DriverVer".into()), vec![]));
    }

    #[test]
    fn omitted_fields_are_empty() {
        assert_eq!(fields("a,,b,"), ["a", "", "b", ""]);
    }

    #[test]
    fn semicolon_starts_comment_only_outside_quotes_and_tokens() {
        assert_eq!(fields(r#""a;b",%c;d%,e;f,"g"#), ["a;b", "%c;d%", "e"]);
    }

    #[test]
    fn quoted_text_keeps_blanks_commas_and_doubled_quotes() {
        assert_eq!(fields(r#"  " a ""b"", " , "" , x" y "z "#), [r#" a "b", "#, "", "x y z"]);
    }

    #[test]
    fn backslash_at_line_end_continues_entry() {
        assert_eq!(fields("\"d\\\"\\ ; comment\n  ,f \\\r\n,g"), ["d\\", "f", "g"]);
    }

    #[test]
    fn backslashes_before_line_end_are_ignored() {
        assert_eq!(fields("dir\\\\\n,f"), ["dir", "f"]);
    }

    #[test]
    fn backslash_within_line_stays() {
        assert_eq!(fields(r"%13%\echo.sys"), [r"%13%\echo.sys"]);
        assert_eq!(fields(r"\\server\\share,a"), [r"\\server\\share", "a"]);
    }

    #[test]
    fn backslash_at_end_of_text_ends_entry() {
        assert_eq!(fields("a\\"), ["a"]);
    }
}
