//! A recording of the real framework: its lines, and the application's steps in them.

use kmdf_host::EventKind;
use kmdf_host::trace::CallResult;

use super::recorded_event;

/// A line of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// An action or a finding of the application, in the words of the recordings.
    Application(String),
    /// The I/O manager cancels a request, at an IRQL. The recordings do not name the request.
    Cancel(u8),
    /// An event, and its IRQL.
    Event(EventKind, u8),
}

impl Line {
    /// A line that shows an event.
    pub fn of(kind: EventKind, irql: u8) -> Self {
        match kind {
            EventKind::Cancel { .. } => Self::Cancel(irql),
            EventKind::CallbackLeave { callback, .. } => Self::Event(
                EventKind::CallbackLeave { callback, result: CallResult::Untraced },
                irql,
            ),
            kind => Self::Event(kind, irql),
        }
    }

    fn parse(row: &str) -> Option<Self> {
        let (who, rest) = row.split_once(',')?;
        let (what, irql) = rest.rsplit_once(',')?;
        let what = what.strip_prefix('"').and_then(|w| w.strip_suffix('"')).unwrap_or(what);
        match who {
            "application" => irql.is_empty().then(|| Self::Application(what.into())),
            "cancel" => Some(Self::Cancel(irql.parse().ok()?)),
            _ => Some(Self::Event(recorded_event::parse(who, what)?, irql.parse().ok()?)),
        }
    }
}

/// The text of the recordings, without the step number.
impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Application(what) => write!(f, "application,\"{what}\","),
            Self::Cancel(irql) => write!(f, "cancel,I/O manager cancels one request,{irql}"),
            Self::Event(kind, irql) => write!(f, "{},\"{kind}\",{irql}", kind.who()),
        }
    }
}

/// The lines of the text of a recording, whose rows are numbered.
pub fn lines(csv: &str) -> Vec<Line> {
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("step,who,what,irql"), "the header of a recording");
    let numbered = rows.enumerate().map(|(index, row)| {
        let unnumbered = row.strip_prefix(&format!("{},", index + 1));
        line(unnumbered.unwrap_or_else(|| panic!("row {} has another number: {row}", index + 1)))
    });
    numbered.collect()
}

/// The lines that a test expects, from rows with `who`, `what` and `irql`.
pub fn expected(rows: &str) -> Vec<Line> {
    rows.lines().map(str::trim).filter(|row| !row.is_empty()).map(line).collect()
}

fn line(row: &str) -> Line {
    Line::parse(row).unwrap_or_else(|| panic!("not a row of a recording: {row}"))
}

/// A step of the application. The names of operations come from the recording.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// `CreateFile`.
    Open,
    /// Overlapped `ReadFile` of this length.
    Read(String, usize),
    /// Overlapped `WriteFile` of this length.
    Write(String, usize),
    /// Waits for an operation, and reports its result.
    Wait(String),
    /// `CancelIoEx` of one operation; the name is that of the step, such as `readA again`.
    Cancel(String),
    /// `CancelIoEx` of all operations.
    CancelAll,
    /// Synchronous `DeviceIoControl`.
    DeviceControl,
    /// `FlushFileBuffers`.
    Flush,
}

impl Step {
    /// The step that a line of the application shows.
    pub fn of(what: &str) -> Option<Self> {
        let number = |text: &str| text.split_once(')')?.0.parse().ok();
        if let Some((name, rest)) = what.split_once(": ") {
            let name = name.to_string();
            if let Some(length) = rest.strip_prefix("ReadFile(") {
                return Some(Self::Read(name, number(length)?));
            }
            if let Some(length) = rest.strip_prefix("WriteFile(") {
                return Some(Self::Write(name, number(length)?));
            }
            return rest.starts_with("done ").then_some(Self::Wait(name));
        }
        let (call, _) = what.split_once(" -> ")?;
        match call {
            "CreateFile" => Some(Self::Open),
            "DeviceIoControl" => Some(Self::DeviceControl),
            "FlushFileBuffers" => Some(Self::Flush),
            "CancelIoEx(all)" => Some(Self::CancelAll),
            _ => {
                let name = call.strip_prefix("CancelIoEx(")?.strip_suffix(')')?;
                Some(Self::Cancel(name.into()))
            }
        }
    }
}
