//! The errors that end the app, worded for the person who runs it.

use std::fmt;

/// An error that ends the app, with exit code 1.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// No echo device is present.
    NoDevice,
    /// `--device` selects a device that is not present.
    NoSuchDevice {
        /// The value of `--device`.
        picked: String,
        /// How many devices are present.
        present: usize,
    },
    /// The device cannot be opened.
    Open {
        /// The device's path.
        path: String,
        /// The system's reason.
        reason: String,
    },
    /// A request failed or transferred the wrong bytes.
    Device(String),
    /// The system failed: devices cannot be created or listed, or completions not fetched.
    System(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(message) | Self::System(message) => f.write_str(message),
            Self::NoDevice => f.write_str(
                "no echo device is present. To create one, in an elevated prompt in the folder of the \
                 driver package: echoapp device add --inf echo.inf",
            ),
            Self::NoSuchDevice { picked, present } => write!(
                f,
                "there is no device {picked}, and {present} devices are present: see --list"
            ),
            Self::Open { path, reason } => write!(f, "cannot open {path}: {reason}"),
        }
    }
}

impl std::error::Error for Error {}
