//! A recording of the real framework: its lines, and the application's steps that they tell of.

/// A line of a recording: who, what, and the IRQL, which an application's line does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub who: String,
    pub what: String,
    pub irql: Option<u8>,
}

impl Line {
    /// What the application did or found.
    pub fn application(what: String) -> Self {
        Self { who: "application".into(), what, irql: None }
    }
}

/// As in the recordings, without the step number.
impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let irql = self.irql.map_or(String::new(), |irql| irql.to_string());
        let quote = if self.what.contains(',') { "\"" } else { "" };
        write!(f, "{},{quote}{}{quote},{irql}", self.who, self.what)
    }
}

/// The lines of the text of a recording, whose rows are numbered.
pub fn lines(csv: &str) -> Vec<Line> {
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("step,who,what,irql"), "the heading of a recording");
    let numbered = rows.enumerate().map(|(index, row)| {
        let unnumbered = row.strip_prefix(&format!("{},", index + 1));
        line(unnumbered.unwrap_or_else(|| panic!("row {} has another number: {row}", index + 1)))
    });
    numbered.collect()
}

/// The lines of a story written down in a test: rows of who, what and IRQL.
pub fn told(rows: &str) -> Vec<Line> {
    rows.lines().map(str::trim).filter(|row| !row.is_empty()).map(line).collect()
}

fn line(row: &str) -> Line {
    let parsed = || {
        let (who, rest) = row.split_once(',')?;
        let (what, irql) = rest.rsplit_once(',')?;
        let what = what.strip_prefix('"').and_then(|w| w.strip_suffix('"')).unwrap_or(what);
        let irql = if irql.is_empty() { None } else { Some(irql.parse().ok()?) };
        Some(Line { who: who.into(), what: what.into(), irql })
    };
    parsed().unwrap_or_else(|| panic!("not a row of a recording: {row}"))
}

/// Something that the application does. The names of operations are the recording's.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// `CreateFile`.
    Open,
    /// `ReadFile` of so many bytes, overlapped.
    Read(String, usize),
    /// `WriteFile` of so many bytes, overlapped.
    Write(String, usize),
    /// Waits for an operation and looks at its result.
    Wait(String),
    /// `CancelIoEx` of one operation; the name is that of the step, such as `readA again`.
    Cancel(String),
    /// `CancelIoEx` of all.
    CancelAll,
    /// `DeviceIoControl`, waited for.
    DeviceControl,
    /// `FlushFileBuffers`.
    Flush,
}

impl Step {
    /// The step that an application's line tells of.
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
