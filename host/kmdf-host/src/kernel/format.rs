//! `DbgPrint` formats, for the arguments that come in registers.
#![forbid(unsafe_code)]

use std::fmt::Write;

/// A conversion such as `%-08llx`.
#[derive(Default)]
struct Conversion<'a> {
    /// Some of `-`, `0`, `#`, `+` and a space; the last two are ignored.
    flags: &'a str,
    width: usize,
    /// Of a string, the most characters; of a number, the fewest digits.
    precision: Option<usize>,
    /// Whether the argument has 64 bits.
    long: bool,
    letter: char,
}

/// The widest field printed: no format can demand all of memory.
const WIDEST: usize = 256;

impl<'a> Conversion<'a> {
    /// Parses the text after a `%`; returns the conversion and its length.
    fn parse(text: &'a str) -> Option<(Self, usize)> {
        let mut this = Self::default();
        let flags = text.find(|c| !"-0+# ".contains(c))?;
        this.flags = &text[..flags];
        let (width, mut rest) = number(&text[flags..]);
        this.width = width.unwrap_or(0).min(WIDEST);
        if let Some(precision) = rest.strip_prefix('.') {
            let (digits, after) = number(precision);
            this.precision = Some(digits.unwrap_or(0).min(WIDEST));
            rest = after;
        }
        for (size, long) in
            [("I64", true), ("I32", false), ("ll", true), ("l", false), ("z", true), ("I", true)]
        {
            if let Some(after) = rest.strip_prefix(size) {
                (this.long, rest) = (long, after);
                break;
            }
        }
        this.letter = rest.chars().next()?;
        let length = text.len() - rest.len() + this.letter.len_utf8();
        Some((this, length))
    }

    /// The converted argument, before padding; `None` for an unknown conversion.
    fn convert(&self, argument: u64, string: impl Fn(u64) -> String) -> Option<String> {
        let low = |value: u64| if self.long { value } else { value & 0xFFFF_FFFF };
        let prefix = if self.flags.contains('#') { "0x" } else { "" };
        let digits = |text: String| {
            let least = self.precision.unwrap_or(0);
            format!("{}{text}", "0".repeat(least.saturating_sub(text.len())))
        };
        Some(match self.letter {
            's' => {
                let text = string(argument);
                text.chars().take(self.precision.unwrap_or(usize::MAX)).collect()
            }
            'c' => char::from(argument.to_le_bytes()[0]).to_string(),
            'd' | 'i' => {
                let signed = argument.cast_signed();
                let value = if self.long { signed } else { signed << 32 >> 32 };
                let sign = if value < 0 { "-" } else { "" };
                format!("{sign}{}", digits(value.unsigned_abs().to_string()))
            }
            'u' => digits(low(argument).to_string()),
            'x' => format!("{prefix}{}", digits(format!("{:x}", low(argument)))),
            'X' => format!("{prefix}{}", digits(format!("{:X}", low(argument)))),
            'p' => format!("{argument:016X}"),
            _ => return None,
        })
    }

    fn pad(&self, text: &str) -> String {
        let fill = self.width.saturating_sub(text.chars().count());
        let number = !matches!(self.letter, 's' | 'c');
        match (self.flags.contains('-'), self.flags.contains('0') && number) {
            (true, _) => format!("{text}{}", " ".repeat(fill)),
            (false, false) => format!("{}{text}", " ".repeat(fill)),
            (false, true) => {
                let sign = text.len() - text.trim_start_matches('-').len();
                format!("{}{}{}", &text[..sign], "0".repeat(fill), &text[sign..])
            }
        }
    }
}

fn number(text: &str) -> (Option<usize>, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().ok(), &text[end..])
}

/// The text of a message. `arguments` are the ones that the host can read; `string` reads the text
/// at an address. A conversion that the host cannot show is named in angle brackets.
pub(crate) fn render(format: &str, arguments: &[u64], string: impl Fn(u64) -> String) -> String {
    let mut text = String::new();
    let mut arguments_left = arguments.iter();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let Some((conversion, length)) = Conversion::parse(after) else {
            text.push('%');
            rest = after;
            continue;
        };
        let name = &after[..length];
        rest = &after[length..];
        let shown = match arguments_left.next() {
            None => {
                let most = arguments.len();
                let _ = write!(text, "<%{name}: this host shows {most} arguments at most>");
                continue;
            }
            Some(argument) => conversion.convert(*argument, &string),
        };
        match shown {
            Some(shown) => text.push_str(&conversion.pad(&shown)),
            None => {
                let _ = write!(text, "<%{name}: not a conversion that this host has>");
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::render;

    fn shown(format: &str, arguments: &[u64]) -> String {
        render(format, arguments, |address| format!("text{address}"))
    }

    #[test]
    fn plain_conversions_are_shown_as_c_shows_them() {
        let minus = u64::from(u32::MAX);
        for (format, argument, text) in [
            ("%s", 1, "text1"),
            ("a%sb", 1, "atext1b"),
            ("%8s|", 1, "   text1|"),
            ("%-8s|", 1, "text1   |"),
            ("%.2s", 1, "te"),
            ("%d", minus, "-1"),
            ("%i", 0x1_0000_0005, "5"),
            ("%lld", u64::MAX, "-1"),
            ("%I64d", u64::MAX, "-1"),
            ("%u", minus, "4294967295"),
            ("%x", 0xAB, "ab"),
            ("%#x", 0xAB, "0xab"),
            ("%08X", 0xAB, "000000AB"),
            ("%.4x", 0xAB, "00ab"),
            ("%05d", minus, "-0001"),
            ("%llx", 0x1_0000_0000, "100000000"),
            ("%p", 0x1234, "0000000000001234"),
            ("%c", 65, "A"),
        ] {
            assert_eq!(shown(format, &[argument]), text, "{format}");
        }
    }

    #[test]
    fn percent_signs_take_no_argument() {
        assert_eq!(shown("100%% of %u%", &[7]), "100% of 7%");
    }

    #[test]
    fn arguments_beyond_the_registers_are_named_as_missing() {
        let text = shown("%u %u", &[1]);
        assert_eq!(text, "1 <%u: this host shows 1 arguments at most>");
    }

    #[test]
    fn unknown_conversions_are_named() {
        let text = shown("%wZ and %u", &[1, 2]);
        assert_eq!(text, "<%w: not a conversion that this host has>Z and 2");
    }

    #[test]
    fn absurd_widths_are_limited() {
        assert_eq!(shown("%999999999999999999999d", &[1]), "1");
        assert_eq!(shown("%99999d", &[1]).len(), super::WIDEST);
    }
}
