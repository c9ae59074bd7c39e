//! What an application of a script reports, in the words of the two recorded programs.

use std::fmt::Write;

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
    /// `CreateFile` waits for the driver.
    Opening {
        file: &'a str,
    },
    OpenCancelled {
        file: &'a str,
        found: bool,
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
        device: &'a str,
    },
    /// How the start of a device has ended.
    Started {
        device: &'a str,
        status: NTSTATUS,
    },
    /// The bytes that an operation has read.
    Data {
        operation: &'a str,
        data: Vec<u8>,
    },
}

/// Whose words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The program that ran the probe's script.
    Probe,
    /// The program that used the toaster.
    Toaster,
    /// The program that used the driver without Plug and Play, which tells statuses of opens.
    NonPnp,
    /// The program that ran the scripts with devices of names: small objects, queues.
    Named,
    /// The same program, which counts in threes in the buffers that it sends.
    Buffers,
}

impl Report<'_> {
    /// The row of a recording, if the program wrote one.
    pub fn row(&self, words: Words) -> Option<String> {
        match words {
            Words::Probe => self.probe(),
            Words::Toaster => self.toaster(),
            Words::NonPnp => match self {
                Self::Opened { status, .. } if !NT_SUCCESS(*status) => {
                    Some(format!("CreateFile -> FAIL status {}", hex(*status)))
                }
                _ => self.toaster(),
            },
            Words::Named | Words::Buffers => match self {
                Self::Managed { step, refused, device } => {
                    let status = if *refused { "c0000001" } else { "00000000" };
                    match step {
                        Step::Disable | Step::Down => Some(format!("down {device} -> {status}")),
                        Step::Stop => Some(format!("stop {device} -> {status}")),
                        Step::Start => Some(format!("start {device} -> {status}")),
                        Step::Surprise => Some(format!("surprise {device}")),
                        Step::Remove | Step::Uninstall => Some(format!("remove {device}")),
                        _ => self.probe(),
                    }
                }
                Self::Started { device, status } => {
                    Some(format!("start {device} -> {}", hex(*status)))
                }
                Self::Data { operation, data } if words == Words::Named => {
                    // The recorded program shows the first bytes.
                    let shown = &data[..data.len().min(16)];
                    Some(format!("{operation} data {}", digits(shown)))
                }
                Self::Flushed { status } => Some(format!("f issued: {}", hex(*status))),
                _ => self.probe(),
            },
        }
    }

    fn probe(&self) -> Option<String> {
        Some(match self {
            Self::Opened { file, status } => format!("open {file} -> {}", hex(*status)),
            Self::Opening { file } => format!("open {file} pending"),
            Self::OpenCancelled { file, found } => {
                format!("cancel of open {file} -> {}", u8::from(*found))
            }
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
            Self::Data { operation, data } => {
                format!("{operation} data {}", digits(data))
            }
            Self::Flushed { .. } | Self::Started { .. } => return None,
            Self::Managed { step, refused, .. } => {
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
            Self::Opening { .. }
            | Self::OpenCancelled { .. }
            | Self::Data { .. }
            | Self::Started { .. }
            | Self::Managed { .. } => return None,
        })
    }
}

fn digits(data: &[u8]) -> String {
    data.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn hex(status: NTSTATUS) -> String {
    format!("{:08x}", status.cast_unsigned())
}

fn named(operation: &str) -> String {
    operation.replace('_', " ")
}
