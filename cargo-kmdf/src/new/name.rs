//! The names of a new driver: of its package, files, service and class.

use anyhow::{Result, ensure};

/// The names of a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The package: `my-driver`.
    pub package: String,
    /// The library and the files: `my_driver`.
    pub file: String,
    /// The service, the class and what people see: `MyDriver`.
    pub title: String,
}

/// The longest name: Windows has at most 32 characters for a class, a terminating zero among them.
const LONGEST: usize = 31;

/// Names of crates that a driver uses, words that Rust or Cargo reserves, and names of Windows's
/// devices.
const RESERVED: [&str; 29] = [
    "alloc",
    "as",
    "async",
    "aux",
    "build",
    "con",
    "core",
    "crate",
    "deps",
    "dyn",
    "examples",
    "fn",
    "if",
    "impl",
    "incremental",
    "let",
    "mod",
    "nul",
    "prn",
    "proc-macro",
    "self",
    "std",
    "super",
    "test",
    "wdk",
    "wdk-alloc",
    "wdk-panic",
    "wdk-sys",
    "kmdf-host",
];

impl Name {
    /// The names from what the user calls the driver.
    ///
    /// # Errors
    /// If Cargo, Rust or Windows cannot have the name; the error says what a name is.
    pub fn of(text: &str) -> Result<Self> {
        let is_part =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let starts = text.starts_with(|c: char| c.is_ascii_lowercase());
        ensure!(
            starts && text.chars().all(is_part) && text.len() <= LONGEST,
            "found the name {text:?}; expected up to {LONGEST} lower-case letters a to z, digits, - \
             and _, a letter first, such as my-driver"
        );
        let package = text.replace('_', "-");
        ensure!(
            !package.ends_with('-') && !package.contains("--"),
            "found the name {text:?}; put a letter or a digit after each - or _"
        );
        let is_device = |port: &str| {
            let digits = package.strip_prefix(port);
            digits.is_some_and(|digits| digits.len() == 1 && digits != "0")
        };
        ensure!(
            !RESERVED.contains(&&*package)
                && !is_keyword(&package)
                && !is_device("com")
                && !is_device("lpt"),
            "the name {text:?} is reserved in Rust, Cargo or Windows; add a word to it, such as \
             {text}-driver"
        );
        let title = package.split('-').map(capital).collect();
        Ok(Self { file: package.replace('-', "_"), package, title })
    }
}

/// Words of Rust beyond those in the list above.
fn is_keyword(word: &str) -> bool {
    const WORDS: &str = "abstract await become box break const continue do else enum extern false final \
                         for gen in loop macro match move mut override priv pub ref return static struct \
                         trait true try type typeof unsafe unsized use virtual where while yield";
    WORDS.split(' ').any(|keyword| keyword == word)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
