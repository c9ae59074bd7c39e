//! The steps of the recorded program, by its own words.

/// A step of the recorded program. The names of operations come from the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// `CreateFile`.
    Open,
    /// Overlapped `ReadFile` of this length.
    Read(String, usize),
    /// Overlapped `WriteFile` of this length.
    Write(String, usize),
    /// Waits for an operation, and reports its result, with `GetOverlappedResult`.
    Finish(String),
    /// Waits for an operation, and reports its status.
    Wait(String),
    /// Waits so many milliseconds for an operation that does not end.
    Pending(String, u64),
    /// `CancelIoEx` of one operation; the name is that of the step, such as `readA again`.
    Cancel(String),
    /// `CancelIoEx` of all operations.
    CancelAll,
    /// Synchronous `DeviceIoControl`.
    DeviceControl,
    /// `FlushFileBuffers`.
    Flush,
    /// Looks for the device's interface.
    Find,
    /// Reports what the `PnP` or the power manager has done.
    System(String),
    /// Begins to close the handle of this number.
    Close(Option<usize>),
    /// A handle is closed.
    Closed,
    /// `ExitProcess`.
    Exit,
}

impl Step {
    /// The step that a line of the application shows.
    pub(super) fn of(what: &str) -> Option<Self> {
        match what {
            "closed" | "closed h2" | "CloseHandle(h1) returned" => return Some(Self::Closed),
            "ExitProcess with I/O pending" => return Some(Self::Exit),
            "CloseHandle" => return Some(Self::Close(None)),
            _ => {}
        }
        if what.starts_with("CloseHandle(h") || what.starts_with("close h") {
            return Some(Self::Close(handle(what)));
        }
        if what.starts_with("interface found again: ") {
            return Some(Self::Find);
        }
        if let Some((name, rest)) = what.split_once(": ") {
            return Self::of_operation(name.into(), rest);
        }
        let (call, _) = what.split_once(" -> ")?;
        match call {
            "CreateFile" => Some(Self::Open),
            "DeviceIoControl" => Some(Self::DeviceControl),
            "FlushFileBuffers" => Some(Self::Flush),
            "CancelIoEx(all)" => Some(Self::CancelAll),
            _ if call.starts_with("ctl ") => Some(Self::System(call.into())),
            _ => {
                let name = call.strip_prefix("CancelIoEx(")?.strip_suffix(')')?;
                Some(Self::Cancel(name.into()))
            }
        }
    }

    fn of_operation(name: String, rest: &str) -> Option<Self> {
        let number = |text: &str| text.split_once(')')?.0.parse().ok();
        if let Some(length) = rest.strip_prefix("ReadFile(") {
            return Some(Self::Read(name, number(length)?));
        }
        if let Some(length) = rest.strip_prefix("WriteFile(") {
            return Some(Self::Write(name, number(length)?));
        }
        if let Some(time) = rest.strip_prefix("still pending after ") {
            return Some(Self::Pending(name, time.strip_suffix(" ms")?.parse().ok()?));
        }
        if rest.starts_with("wait ") {
            return Some(Self::Wait(name));
        }
        rest.starts_with("done ").then_some(Self::Finish(name))
    }
}

/// The number, from 0, of the handle that a name mentions first, such as `h1`.
pub(super) fn handle(text: &str) -> Option<usize> {
    let place = |name| text.find(name);
    match (place("h1"), place("h2")) {
        (Some(first), second) if second.is_none_or(|second| first < second) => Some(0),
        (_, Some(_)) => Some(1),
        _ => None,
    }
}
