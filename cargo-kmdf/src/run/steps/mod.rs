//! The steps of a run, as a file has them: one a line.

mod values;

use std::collections::BTreeMap;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use kmdf_host::GUID;
use values::{bytes, guid, index, length_of, number};

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
    /// Opens a place on a device, given by its index, as a file with a name.
    Open(String, Place, usize),
    /// Issues a request on an open file.
    Issue(String, Request),
    /// Lets the next reads and writes of a file begin at an offset on the device, in bytes.
    Seek(String, u32),
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
    /// Waits for the oldest operation of a file that no step has expected, which must end with one of
    /// these statuses, and with these bytes if it succeeds.
    Expect(String, Vec<String>, Option<Vec<u8>>),
    /// The steps up to the next of these are those of a thread with a name.
    Thread(String),
    /// The steps from here on come after the threads.
    End,
}

/// What a step opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The interface of a class.
    Class(GUID),
    /// A symbolic link that a driver has made, such as `\\\\.\\NONPNP`, and what follows it.
    Link(String),
    /// The device itself, as a driver above opens it.
    Device,
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
    /// An internal control code, as a driver above the device sends one.
    Internal(u32, Vec<u8>, usize),
    /// An internal control code of HID, with a report's number and the report.
    Hid(u32, u8, Vec<u8>),
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
    let mut interfaces = BTreeMap::new();
    let mut steps = Vec::new();
    for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
        let failed = || format!("line {number}, `{line}`");
        let words: Vec<&str> = line.split_whitespace().collect();
        let step = match words[..] {
            ["interface", name, class] => {
                guid(class).with_context(failed)?;
                interfaces.insert(name, class);
                continue;
            }
            ["interface", ..] => bail!("{}: expected: interface NAME {{GUID}}", failed()),
            ["open", file, name, ref device @ ..] if interfaces.contains_key(name) => {
                let words = [&["open", file, interfaces[name]], device].concat();
                words.join(" ").parse()
            }
            _ => line.parse(),
        };
        let step = step.with_context(failed)?;
        steps.push(Line { number, text: line.to_owned(), step });
    }
    Ok(steps)
}

impl FromStr for Step {
    type Err = anyhow::Error;

    fn from_str(line: &str) -> Result<Self> {
        let mut words = line.split_whitespace();
        let word = words.next().unwrap_or_default();
        match word {
            "write" => return write(line),
            "control" | "internal" | "hid" => return control(line),
            "expect" => return expectation(line),
            _ => {}
        }
        let words: Vec<&str> = words.collect();
        let step = match (word, &words[..]) {
            ("open", [file, class, device @ ..]) if device.len() <= 1 => {
                let place = match *class {
                    "device" => Place::Device,
                    path if path.starts_with(r"\\.\") => Place::Link(path.to_owned()),
                    class => Place::Class(guid(class)?),
                };
                Self::Open((*file).to_owned(), place, index(device)?)
            }
            ("read", [file, length]) => {
                Self::Issue((*file).to_owned(), Request::Read(length_of(length)?))
            }
            ("seek", [file, offset]) => Self::Seek((*file).to_owned(), number(offset)?),
            ("flush", [file]) => Self::Issue((*file).to_owned(), Request::Flush),
            ("thread", [name]) => Self::Thread((*name).to_owned()),
            ("end", []) => Self::End,
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

/// The first words of a line, and the text after them, which may have spaces.
fn words(line: &str, count: usize) -> (Vec<&str>, &str) {
    let (mut words, mut rest) = (Vec::new(), line);
    while words.len() < count && !rest.is_empty() {
        let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        words.push(word);
        rest = after.trim_start();
    }
    (words, rest)
}

fn write(line: &str) -> Result<Step> {
    let (words, data) = words(line, 2);
    let [_, file] = words[..] else { bail!("expected: write FILE TEXT") };
    Ok(Step::Issue(file.to_owned(), Request::Write(bytes(data)?)))
}

fn control(line: &str) -> Result<Step> {
    let (words, input) = words(line, 4);
    let [word, file, code, length] = words[..] else {
        let word = words.first().copied().unwrap_or_default();
        let number = if word == "hid" { "ID" } else { "LENGTH" };
        bail!("expected: {word} FILE CODE {number} [TEXT]")
    };
    let (code, input, length) = (number(code)?, bytes(input)?, length_of(length)?);
    let request = match word {
        "internal" => Request::Internal(code, input, length),
        "hid" => {
            let id = u8::try_from(length).context("expected the number of a report, up to 255")?;
            Request::Hid(code, id, input)
        }
        _ => Request::Control(code, input, length),
    };
    Ok(Step::Issue(file.to_owned(), request))
}

fn expectation(line: &str) -> Result<Step> {
    let (words, text) = words(line, 3);
    let [_, file, statuses] = words[..] else {
        bail!("expected: expect FILE STATUS[,STATUS…] [TEXT]")
    };
    let statuses: Vec<String> = statuses.split(',').map(str::to_owned).collect();
    for status in &statuses {
        ensure!(
            status.starts_with("STATUS_"),
            "found the status `{status}`, expected a name such as STATUS_SUCCESS"
        );
    }
    let data = (!text.is_empty()).then(|| bytes(text)).transpose()?;
    Ok(Step::Expect(file.to_owned(), statuses, data))
}

fn no_step() -> String {
    format!("found no step; expected one of:\n{GRAMMAR}")
}

/// The steps that there are.
pub const GRAMMAR: &str = "  interface NAME {GUID}               gives an interface class a name
  open FILE {GUID} [DEVICE]           opens the interface of a class, as a file with a name; the
                                      class may also be a name
  open FILE \\\\.\\NAME                  opens a symbolic link that a driver has made
  open FILE device [DEVICE]           opens the device itself, as a driver above would
  read FILE LENGTH                    issues a read
  write FILE TEXT                     issues a write of a text, or of bytes: hex:00ff
  seek FILE OFFSET                    lets the next reads and writes begin at an offset, in bytes
  control FILE CODE LENGTH [TEXT]     issues a control code with an output buffer and an input
  internal FILE CODE LENGTH [TEXT]    issues an internal control code, as a driver above would
  hid FILE CODE ID [TEXT]             issues an internal control code of HID with a report
  flush FILE                          issues a flush
  wait [FILE]                         waits until what was issued has completed
  expect FILE STATUS[,STATUS…] [TEXT] waits for the oldest operation that was not expected, and
                                      compares its status, and its data if it succeeds
  cancel FILE                         cancels what is outstanding
  close FILE                          closes the file
  advance MS                          lets time pass, in milliseconds
  sleep, wake, stop, start, disable, enable, remove or surprise-remove, then [DEVICE]
                                      changes a device; devices have the numbers 1, 2, …
  thread NAME                         begins the steps of a thread, for cargo kmdf explore
  end                                 ends the threads; the following steps come after them";
