//! The steps of a run, as a file has them: one a line.

use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use kmdf_host::GUID;

/// A step, and the line that it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number of the line, from 1.
    pub number: usize,
    /// The text, for people.
    pub text: String,
    /// The step.
    pub step: Step,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Opens the interface of a class on a device, given by its index, as a file with a name.
    Open(String, GUID, usize),
    /// Issues a request on an open file.
    Issue(String, Request),
    /// Waits until all operations of a file have completed, or those of all files.
    Wait(Option<String>),
    /// Cancels the operations of a file.
    Cancel(String),
    /// Closes a file.
    Close(String),
    /// Lets time pass, in milliseconds.
    Advance(u64),
    /// Changes a device, given by its index.
    Change(usize, Change),
}

/// A request, which is overlapped: the next step does not wait for its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A read of up to so many bytes.
    Read(usize),
    /// A write.
    Write(Vec<u8>),
    /// A control code with its input and the length of the output buffer.
    Control(u32, Vec<u8>, usize),
    /// A flush.
    Flush,
}

/// What happens to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The system sleeps: the device goes to D3.
    Sleep,
    /// The system wakes.
    Wake,
    /// The device is stopped to rebalance resources.
    Stop,
    /// The device starts again after a stop.
    Start,
    /// The user disables the device.
    Disable,
    /// The user enables the device.
    Enable,
    /// The device is removed.
    Remove,
    /// The device is gone without notice.
    SurpriseRemove,
}

/// The words that change a device.
const CHANGES: [(&str, Change); 8] = [
    ("sleep", Change::Sleep),
    ("wake", Change::Wake),
    ("stop", Change::Stop),
    ("start", Change::Start),
    ("disable", Change::Disable),
    ("enable", Change::Enable),
    ("remove", Change::Remove),
    ("surprise-remove", Change::SurpriseRemove),
];

/// All steps in a text. Empty lines and lines that begin with `#` are left out.
///
/// # Errors
/// If a line is no step; the error has its number.
pub fn parse(text: &str) -> Result<Vec<Line>> {
    let lines = text.lines().zip(1..).map(|(line, number)| (line.trim(), number));
    let steps = lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#'));
    let parse = |(line, number): (&str, usize)| {
        let step = line.parse().with_context(|| format!("line {number}, `{line}`"))?;
        Ok(Line { number, text: line.to_owned(), step })
    };
    steps.map(parse).collect()
}

impl FromStr for Step {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> Result<Self> {
        let mut words = line.split_whitespace();
        let word = words.next().unwrap_or_default();
        if word == "write" {
            // The text of a write may have spaces.
            let file = words.next().context("expected: write FILE TEXT")?;
            let data = line[word.len()..].trim_start()[file.len()..].trim_start();
            return Ok(Self::Issue(file.to_owned(), Request::Write(bytes(data)?)));
        }
        let words: Vec<&str> = words.collect();
        let step = match (word, &words[..]) {
            ("open", [file, class, device @ ..]) if device.len() <= 1 => {
                Self::Open((*file).to_owned(), guid(class)?, index(device)?)
            }
            ("read", [file, length]) => {
                Self::Issue((*file).to_owned(), Request::Read(length_of(length)?))
            }
            ("flush", [file]) => Self::Issue((*file).to_owned(), Request::Flush),
            ("control", [file, code, length, input @ ..]) if input.len() <= 1 => {
                let code = number(code)?;
                let input = input.first().map_or(Ok(Vec::new()), |input| bytes(input))?;
                let request = Request::Control(code, input, length_of(length)?);
                Self::Issue((*file).to_owned(), request)
            }
            ("wait", []) => Self::Wait(None),
            ("wait", [file]) => Self::Wait(Some((*file).to_owned())),
            ("cancel", [file]) => Self::Cancel((*file).to_owned()),
            ("close", [file]) => Self::Close((*file).to_owned()),
            ("advance", [ms]) => Self::Advance(number(ms)?.into()),
            (word, device) if device.len() <= 1 => {
                let change = CHANGES.iter().find(|(name, _)| *name == word);
                let (_, change) = change.with_context(no_step)?;
                Self::Change(index(device)?, *change)
            }
            _ => bail!(no_step()),
        };
        Ok(step)
    }
}

fn no_step() -> String {
    format!("found no step; expected one of:\n{GRAMMAR}")
}

/// The steps that there are.
pub const GRAMMAR: &str =
    "  open FILE {GUID} [DEVICE]           opens the interface of a class, as a file with a name
  read FILE LENGTH                    issues a read
  write FILE TEXT                     issues a write of a text, or of bytes: hex:00ff
  control FILE CODE LENGTH [TEXT]     issues a control code with an output buffer and an input
  flush FILE                          issues a flush
  wait [FILE]                         waits until what was issued has completed
  cancel FILE                         cancels what is outstanding
  close FILE                          closes the file
  advance MS                          lets time pass, in milliseconds
  sleep, wake, stop, start, disable, enable, remove or surprise-remove, then [DEVICE]
                                      changes a device; devices have the numbers 1, 2, …";

/// A number of 32 bits, decimal or after `0x` hexadecimal.
fn number(text: &str) -> Result<u32> {
    let number = match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => text.parse(),
    };
    number.ok().with_context(|| {
        format!("found `{text}`, expected a number below 2^32, such as 16 or 0x10")
    })
}

/// The length of a buffer.
fn length_of(text: &str) -> Result<usize> {
    Ok(usize::try_from(number(text)?)?)
}

/// The index of a device; the first if none is named.
fn index(words: &[&str]) -> Result<usize> {
    let number = words.first().map_or(Ok(1), |word| length_of(word))?;
    number.checked_sub(1).context("found the device 0; devices have the numbers 1, 2, …")
}

/// The bytes of a text, or after `hex:` of their digits.
fn bytes(text: &str) -> Result<Vec<u8>> {
    let Some(digits) = text.strip_prefix("hex:") else {
        return Ok(text.as_bytes().to_vec());
    };
    let pair = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok().filter(|_| pair.len() == 2)
    };
    let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(pair).collect();
    bytes.with_context(|| format!("found `{text}`, expected two hexadecimal digits for each byte"))
}

/// A GUID in braces.
fn guid(text: &str) -> Result<GUID> {
    let bare = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    let groups: Vec<&str> = bare.unwrap_or_default().split('-').collect();
    let expected =
        || format!("found `{text}`, expected a GUID: {{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}}");
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    ensure!(lengths == [8, 4, 4, 4, 12], expected());
    let data4 = bytes(&format!("hex:{}{}", groups[3], groups[4])).with_context(expected)?;
    let group = |index: usize| u32::from_str_radix(groups[index], 16).with_context(expected);
    Ok(GUID {
        Data1: group(0)?,
        Data2: u16::try_from(group(1)?)?,
        Data3: u16::try_from(group(2)?)?,
        Data4: data4.try_into().ok().with_context(expected)?,
    })
}
