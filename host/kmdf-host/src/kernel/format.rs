//! The formats of `DbgPrint` and of the C library's `printf` family.
#![forbid(unsafe_code)]

use std::fmt::Write;

/// The text that an argument of `%s` or `%Z` points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    /// Bytes up to a NUL.
    Narrow,
    /// UTF-16 up to a NUL.
    Wide,
    /// An `ANSI_STRING`.
    Counted,
    /// A `UNICODE_STRING`.
    CountedWide,
}

/// A number in a conversion: in the format, or the next argument.
#[derive(Debug, Clone, Copy)]
enum Number {
    Given(usize),
    Argument,
}

/// A conversion such as `%-08llx`.
#[derive(Default)]
struct Conversion<'a> {
    /// Some of `-`, `0`, `#`, `+` and a space; the last two are ignored.
    flags: &'a str,
    width: Option<Number>,
    /// Of a string, the most characters; of a number, the fewest digits.
    precision: Option<Number>,
    /// The size of the argument: of a number its bits, of a text the size of its characters.
    size: &'a str,
    letter: char,
}

/// A conversion whose width and precision are known.
struct Field<'a> {
    flags: &'a str,
    width: usize,
    precision: Option<usize>,
    size: &'a str,
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
        this.width = width;
        if let Some(precision) = rest.strip_prefix('.') {
            let (digits, after) = number(precision);
            this.precision = Some(digits.unwrap_or(Number::Given(0)));
            rest = after;
        }
        for size in ["I64", "I32", "ll", "l", "z", "j", "t", "I", "hh", "h", "w"] {
            if let Some(after) = rest.strip_prefix(size) {
                (this.size, rest) = (&rest[..size.len()], after);
                break;
            }
        }
        this.letter = rest.chars().next()?;
        let length = text.len() - rest.len() + this.letter.len_utf8();
        Some((this, length))
    }

    /// Takes the width and the precision from the arguments, where the format has a `*`.
    fn resolve(self, mut argument: impl FnMut() -> u64) -> Field<'a> {
        let mut number = |number| match number {
            Number::Given(number) => number,
            // A C `int`; a negative one counts as 0 here.
            Number::Argument => {
                let low = u32::try_from(argument() & 0xFFFF_FFFF).unwrap_or(0).cast_signed();
                usize::try_from(low).unwrap_or(0)
            }
        };
        let Self { flags, width, precision, size, letter } = self;
        let width = number(width.unwrap_or(Number::Given(0))).min(WIDEST);
        let precision = precision.map(number);
        Field { flags, width, precision, size, letter }
    }
}

impl Field<'_> {
    /// Whether the argument has 64 bits.
    fn is_long(&self) -> bool {
        matches!(self.size, "I64" | "ll" | "z" | "j" | "t" | "I")
    }

    /// The text to which the argument points, if it points to one. `wide` is whether the format
    /// itself is UTF-16.
    fn text(&self, wide: bool) -> Option<Text> {
        Some(match (self.letter, self.size) {
            ('s' | 'S', "h" | "hh") => Text::Narrow,
            ('s' | 'S', "l" | "w") => Text::Wide,
            ('s', _) if wide => Text::Wide,
            ('s', _) => Text::Narrow,
            ('S', _) if wide => Text::Narrow,
            ('S', _) => Text::Wide,
            ('Z', "l" | "w") => Text::CountedWide,
            ('Z', _) => Text::Counted,
            _ => return None,
        })
    }

    /// The converted argument, before padding; `None` for an unknown conversion.
    fn convert(
        &self,
        argument: u64,
        wide: bool,
        string: impl Fn(Text, u64) -> String,
    ) -> Option<String> {
        if let Some(kind) = self.text(wide) {
            let text = string(kind, argument);
            return Some(text.chars().take(self.precision.unwrap_or(usize::MAX)).collect());
        }
        let low = |value: u64| match self.size {
            "hh" => value & 0xFF,
            "h" => value & 0xFFFF,
            _ if self.is_long() => value,
            _ => value & 0xFFFF_FFFF,
        };
        let prefix = if self.flags.contains('#') { "0x" } else { "" };
        let digits = |text: String| {
            let least = self.precision.unwrap_or(0).min(WIDEST);
            format!("{}{text}", "0".repeat(least.saturating_sub(text.len())))
        };
        Some(match self.letter {
            'c' | 'C' => {
                let unit = u32::from(u16::from_le_bytes([
                    argument.to_le_bytes()[0],
                    argument.to_le_bytes()[1],
                ]));
                let narrow = matches!(self.size, "h" | "hh")
                    || (self.letter == 'c') != wide && !matches!(self.size, "l" | "w");
                let unit = if narrow { unit & 0xFF } else { unit };
                char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
            }
            'd' | 'i' => {
                let signed = argument.cast_signed();
                let value = match self.size {
                    "hh" => signed << 56 >> 56,
                    "h" => signed << 48 >> 48,
                    _ if self.is_long() => signed,
                    _ => signed << 32 >> 32,
                };
                let sign = if value < 0 { "-" } else { "" };
                format!("{sign}{}", digits(value.unsigned_abs().to_string()))
            }
            'u' => digits(low(argument).to_string()),
            'o' => digits(format!("{:o}", low(argument))),
            'x' => format!("{prefix}{}", digits(format!("{:x}", low(argument)))),
            'X' => format!("{prefix}{}", digits(format!("{:X}", low(argument)))),
            'p' => format!("{argument:016X}"),
            _ => return None,
        })
    }

    fn pad(&self, text: &str) -> String {
        let fill = self.width.saturating_sub(text.chars().count());
        let number = !matches!(self.letter, 's' | 'S' | 'Z' | 'c' | 'C');
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

fn number(text: &str) -> (Option<Number>, &str) {
    if let Some(rest) = text.strip_prefix('*') {
        return (Some(Number::Argument), rest);
    }
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    // A number that is too large is as good as none.
    let number = text[..end].parse().ok().map(Number::Given);
    (number, &text[end..])
}

/// A format, and whether it is UTF-16 in the driver: `%s` then stands for UTF-16, too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format<'a> {
    pub(crate) text: &'a str,
    pub(crate) wide: bool,
}

/// The text of a message. `argument` returns the next argument; `string` reads the text at an address. A
/// conversion that the host cannot show is named in angle brackets.
pub(crate) fn render(
    format: Format<'_>,
    mut argument: impl FnMut() -> u64,
    string: impl Fn(Text, u64) -> String,
) -> String {
    let mut text = String::new();
    let mut rest = format.text;
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
        let field = conversion.resolve(&mut argument);
        match field.convert(argument(), format.wide, &string) {
            Some(shown) => text.push_str(&field.pad(&shown)),
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
    use super::{Format, Text, render};

    fn shown_as(wide: bool, format: &str, arguments: &[u64]) -> String {
        let mut arguments = arguments.iter().copied();
        let text = |kind, address| match kind {
            Text::Narrow => format!("text{address}"),
            other => format!("{other:?}{address}"),
        };
        render(Format { text: format, wide }, || arguments.next().expect("an argument"), text)
    }

    fn shown(format: &str, arguments: &[u64]) -> String {
        shown_as(false, format, arguments)
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
            ("%hx", 0x1_ABCD, "abcd"),
            ("%hhd", 0xFF, "-1"),
            ("%hd", 0x8000, "-32768"),
            ("%o", 8, "10"),
            ("%ws", 1, "Wide1"),
            ("%S", 1, "Wide1"),
            ("%hs", 1, "text1"),
            ("%wZ", 1, "CountedWide1"),
            ("%Z", 1, "Counted1"),
        ] {
            assert_eq!(shown(format, &[argument]), text, "{format}");
        }
    }

    #[test]
    fn percent_signs_take_no_argument() {
        assert_eq!(shown("100%% of %u%", &[7]), "100% of 7%");
    }

    #[test]
    fn unknown_conversions_are_named() {
        let text = shown("%f and %u", &[1, 2]);
        assert_eq!(text, "<%f: not a conversion that this host has> and 2");
    }

    #[test]
    fn wide_format_swaps_the_two_string_letters() {
        assert_eq!(shown_as(true, "%s %S %hs %ws", &[1, 2, 3, 4]), "Wide1 text2 text3 Wide4");
        assert_eq!(shown_as(true, "%c%C%hc", &[0x41, 0x42, 0x43]), "ABC");
    }

    #[test]
    fn stars_take_the_width_and_the_precision_from_the_arguments() {
        assert_eq!(shown("%*d|%.*s|", &[4, 7, 2, 1]), "   7|te|");
        assert_eq!(shown("%*d", &[u64::MAX, 7]), "7");
    }

    #[test]
    fn absurd_widths_are_limited() {
        assert_eq!(shown("%999999999999999999999d", &[1]), "1");
        assert_eq!(shown("%99999d", &[1]).len(), super::WIDEST);
    }
}
