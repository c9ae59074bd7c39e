//! The parts of a page that the checks need: headings, links and code spans, with their lines.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A page in Markdown.
#[derive(Debug, Default)]
pub struct Page {
    /// The texts of the headings.
    pub headings: Vec<String>,
    /// The names that may follow `#` in a link: headings by GitHub's rule, and anchors in HTML.
    pub anchors: BTreeSet<String>,
    /// The targets of links and images, with their lines from 1.
    pub links: Vec<(usize, String)>,
    /// The code spans, with their lines from 1.
    pub code: Vec<(usize, String)>,
}

impl Page {
    /// Reads a page.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut page = Self::default();
        let mut seen = BTreeMap::new();
        let mut heading: Option<String> = None;
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
            let line = line_of(text, range.start);
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    let heading = heading.take().unwrap_or_default();
                    page.anchors.insert(anchor(&heading, &mut seen));
                    page.headings.push(heading);
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push((line, dest_url.into_string()));
                }
                Event::Text(text) => add(&mut heading, &text),
                Event::Code(code) => {
                    add(&mut heading, &code);
                    page.code.push((line, code.into_string()));
                }
                Event::Html(html) | Event::InlineHtml(html) => page.html(line, &html),
                _ => {}
            }
        }
        page
    }

    /// Collects links and anchors from a piece of HTML, such as a picture with a source for each
    /// background.
    fn html(&mut self, line: usize, html: &str) {
        for name in ["href", "src", "srcset"] {
            self.links.extend(attributes(html, name).map(|value| (line, value.to_owned())));
        }
        for name in ["id", "name"] {
            self.anchors.extend(attributes(html, name).map(ToOwned::to_owned));
        }
    }
}

/// The values, in quotation marks, of the attributes with a name.
fn attributes<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!(" {name}=\"");
    let starts: Vec<usize> = html.match_indices(&start).map(|(at, _)| at + start.len()).collect();
    starts.into_iter().filter_map(|at| html[at..].split('"').next())
}

/// The name by which GitHub links to a heading: in lower case, with letters, digits, `-` and `_`
/// kept and spaces replaced by `-`. A repeated name gets a number.
fn anchor(heading: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let kept = |c: char| match c {
        ' ' => Some('-'),
        c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
        _ => None,
    };
    let name: String = heading.trim().to_lowercase().chars().filter_map(kept).collect();
    let number = seen.entry(name.clone()).or_default();
    *number += 1;
    if *number == 1 { name } else { format!("{name}-{}", *number - 1) }
}

/// Adds a piece of text to the heading, if the parser is inside one.
fn add(heading: &mut Option<String>, text: &str) {
    if let Some(heading) = heading {
        heading.push_str(text);
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}
