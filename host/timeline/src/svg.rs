//! Writing SVG: elements with a class and a place, and text that cannot break out of them.

use std::fmt::Write as _;

/// A picture while it is written.
#[derive(Debug, Default)]
pub(super) struct Svg(String);

/// A rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Text as the content of an element or the value of an attribute. Characters that XML cannot have
/// become U+FFFD.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}' => escaped.push('\u{FFFD}'),
            _ => escaped.push(c),
        }
    }
    escaped
}

impl Svg {
    /// Writes elements; a `String` takes all that is written to it.
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        let _ = self.0.write_fmt(arguments);
        self.0.push('\n');
    }

    /// A rectangle that says more when it is pointed at, if `tip` is not empty.
    pub(super) fn area(&mut self, class: &str, area: Area, tip: &str) {
        let Area { x, y, width, height } = area;
        let width = width.max(0.5);
        self.put(format_args!(
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="2">{}</rect>"#,
            title(tip)
        ));
    }

    /// A line from point to point.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(
            r#"<line class="{class}" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#,
            from.0, from.1, to.0, to.1
        ));
    }

    /// A shape given by a path around (0, 0).
    pub(super) fn shape(&mut self, class: &str, (x, y): (f64, f64), path: &str, tip: &str) {
        self.put(format_args!(
            r#"<path class="{class}" transform="translate({x:.1} {y:.1})" d="{path}">{}</path>"#,
            title(tip)
        ));
    }

    /// Text that begins at a point.
    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        self.put(format_args!(
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}">{}</text>"#,
            escape(text)
        ));
    }

    /// Text that goes up to the right from a point.
    pub(super) fn slanted(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        self.put(format_args!(
            r#"<text class="{class}" transform="translate({x:.1} {y:.1}) rotate(-45)">{}</text>"#,
            escape(text)
        ));
    }

    /// Adds what was written apart, above the rest.
    pub(super) fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    /// The whole picture, with its style and a background of its own.
    pub(super) fn finish(self, style: &str, (width, height): (f64, f64), name: &str) -> String {
        let name = escape(name);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{name}" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}">
<style>{style}</style>
<rect class="page" width="100%" height="100%"/>
{}</svg>
"#,
            self.0
        )
    }
}

fn title(tip: &str) -> String {
    if tip.is_empty() { String::new() } else { format!("<title>{}</title>", escape(tip)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_with_markup_is_escaped() {
        assert_eq!(escape("a<b> & \"c\"\u{1}\n"), "a&lt;b&gt; &amp; &quot;c&quot;\u{FFFD} ");
    }

    #[test]
    fn area_without_width_is_still_seen() {
        let mut svg = Svg::default();
        svg.area("bar", Area { x: 1.0, y: 2.0, width: 0.0, height: 3.0 }, "");
        assert!(svg.0.contains(r#"width="0.5""#), "{}", svg.0);
    }
}
