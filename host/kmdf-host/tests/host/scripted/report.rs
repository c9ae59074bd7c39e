//! What an application of a script reports, in the words of the two recorded programs.

use kmdf_host::{IoResult, win32_error};
use wdk_sys::{NT_SUCCESS, NTSTATUS};

use super::script::Step;

/// The outcome of a step.
pub enum Report<'a> {
    /// `CreateFile`.
    Opened {
        file: &'a str,
        status: NTSTATUS,
    },
    /// `CloseHandle` begins, with this number of operations pending.
    Closing {
        file: &'a str,
        pending: usize,
    },
    /// A read, a write or a device control was sent.
    Issued {
        step: Step<'a>,
        operation: &'a str,
        status: NTSTATUS,
    },
    Pending {
        operation: &'a str,
    },
    Done {
        operation: &'a str,
        issued: NTSTATUS,
        result: IoResult,
    },
    Cancelled {
        operation: &'a str,
        found: bool,
    },
    Flushed {
        status: NTSTATUS,
    },
    /// The `PnP` manager or the power manager has carried out a step, or the driver refused.
    Managed {
        step: Step<'a>,
        refused: bool,
    },
}

/// Whose words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The program that ran the probe's script.
    Probe,
    /// The program that used the toaster.
    Toaster,
    /// The program that ran the script of the small objects.
    SmallObjects,
}

impl Report<'_> {
    /// The row of a recording, if the program wrote one.
    pub fn row(&self, words: Words) -> Option<String> {
        match words {
            Words::Probe => self.probe(),
            Words::Toaster => self.toaster(),
            Words::SmallObjects => match self {
                Self::Managed { step: Step::Disable, refused: false } => {
                    Some("down s -> 00000000".into())
                }
                _ => self.probe(),
            },
        }
    }

    fn probe(&self) -> Option<String> {
        Some(match self {
            Self::Opened { file, status } => format!("open {file} -> {}", hex(*status)),
            Self::Closing { file, .. } => format!("close {file}"),
            Self::Issued { operation, status, .. } => {
                format!("{operation} issued: {}", hex(*status))
            }
            Self::Pending { operation } => format!("{operation} pending"),
            Self::Done { operation, result, .. } => {
                format!("{operation} done: {}, {}", hex(result.status), result.information)
            }
            Self::Cancelled { operation, found } => {
                format!("cancel {operation} -> {}", u8::from(*found))
            }
            Self::Flushed { .. } => return None,
            Self::Managed { step, refused } => {
                let outcome = if *refused { "refused" } else { "ok" };
                match step {
                    Step::Stop => format!("stop -> {outcome}"),
                    Step::Disable => format!("disable -> {outcome}"),
                    Step::Start => "start".into(),
                    Step::Sleep => "sleep".into(),
                    Step::Wake => "wake".into(),
                    Step::Enable => "enable".into(),
                    Step::Surprise => "surprise".into(),
                    Step::Remove => "removed".into(),
                    _ => return None,
                }
            }
        })
    }

    fn toaster(&self) -> Option<String> {
        Some(match self {
            Self::Opened { status, .. } if NT_SUCCESS(*status) => {
                format!("CreateFile -> ok status {}", hex(*status))
            }
            Self::Opened { status, .. } => {
                format!("CreateFile -> FAIL err {}", win32_error(*status))
            }
            Self::Closing { pending, .. } => {
                let with = if *pending == 2 { " with both pending" } else { "" };
                format!("CloseHandle{with}")
            }
            Self::Issued { step, operation, status } => {
                let call = match step {
                    Step::Read { length, .. } => format!("ReadFile({length})"),
                    Step::Write { length, .. } => format!("WriteFile({length})"),
                    Step::Control { input, output, .. } => {
                        let code = step.control_code().unwrap_or_default();
                        format!("DeviceIoControl({code:x}, in {input}, out {output})")
                    }
                    _ => return None,
                };
                format!("{}: {call} issued: err {}", named(operation), win32_error(*status))
            }
            Self::Pending { operation } => format!("{}: still pending", named(operation)),
            Self::Done { operation, issued, .. } if !NT_SUCCESS(*issued) => {
                let error = win32_error(*issued);
                format!("{}: failed at once, status err {error}", named(operation))
            }
            Self::Done { operation, result: IoResult { status, information, .. }, .. } => {
                let (operation, status) = (named(operation), hex(*status));
                format!("{operation}: done status {status} bytes {information}")
            }
            Self::Cancelled { operation, found } => {
                // The name in a cancel omits the state of the device.
                let name = operation.split('(').next().unwrap_or_default();
                format!("CancelIoEx({name}) -> {}", u8::from(*found))
            }
            Self::Flushed { status } => format!("FlushFileBuffers -> err {}", win32_error(*status)),
            Self::Managed { .. } => return None,
        })
    }
}

fn hex(status: NTSTATUS) -> String {
    format!("{:08x}", status.cast_unsigned())
}

fn named(operation: &str) -> String {
    operation.replace('_', " ")
}
