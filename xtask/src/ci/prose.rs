//! The text that people read in a file, as one line: a whole page, or the comments of code.

/// The extensions of files that are prose throughout.
const PAGES: [&str; 2] = [".md", ".txt"];

/// The start of a comment, by the end of the file's name.
const COMMENTS: [(&str, &str); 9] = [
    (".rs", "//"),
    (".c", "//"),
    (".h", "//"),
    (".S", "//"),
    (".toml", "#"),
    (".yml", "#"),
    (".sh", "#"),
    (".ci/run", "#"),
    (".inx", ";"),
];

/// The prose of a file, with its lines joined by spaces so that a search finds text across their
/// ends.
#[derive(Debug, Default)]
pub struct Prose {
    /// The text.
    pub text: String,
    /// The offset of each line's start, with the line's number from 1.
    lines: Vec<(usize, usize)>,
}

impl Prose {
    /// Takes the prose from a file; `None` if files of this kind have none.
    #[must_use]
    pub fn of(file: &str, content: &str) -> Option<Self> {
        let mut prose = Self::default();
        if PAGES.iter().any(|end| file.ends_with(end)) {
            for (number, line) in (1..).zip(content.lines()) {
                prose.push(number, line.trim());
            }
            return Some(prose);
        }
        let (_, mark) = COMMENTS.iter().find(|(end, _)| file.ends_with(end))?;
        for (number, line) in (1..).zip(content.lines()) {
            if let Some(comment) = comment(line, mark) {
                prose.push(number, comment);
            }
        }
        Some(prose)
    }

    /// The number of the line at an offset of the text.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        let after = self.lines.partition_point(|(start, _)| *start <= offset);
        self.lines.get(after.saturating_sub(1)).map_or(1, |(_, number)| *number)
    }

    fn push(&mut self, number: usize, line: &str) {
        self.lines.push((self.text.len(), number));
        self.text.push_str(line);
        self.text.push(' ');
    }
}

/// The text of a line's comment: the whole line, or the part after code.
fn comment<'a>(line: &'a str, mark: &str) -> Option<&'a str> {
    let line = line.trim();
    let comment = match line.strip_prefix(mark) {
        Some(comment) => comment,
        None => line.split_once(&format!(" {mark} "))?.1,
    };
    Some(comment.trim_start_matches(['/', '!']).trim())
}
