//! Why the app gives up, in words for the person who runs it.

use std::fmt;

/// An error that ends the app, with exit code 1.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// No echo device is present.
    NoDevice,
    /// `--device` names a device that is not present.
    NoSuchDevice {
        /// What `--device` said.
        picked: String,
        /// How many devices are present.
        present: usize,
    },
    /// The device is there but cannot be opened.
    Open {
        /// The device's path.
        path: String,
        /// What the system says about it.
        reason: String,
    },
    /// A request to the device ended in a way that it must not, or brought the wrong bytes.
    Device(String),
    /// The system below the app failed: no devices could be made or listed, no completion be fetched.
    System(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Device(message) | Self::System(message) => f.write_str(message),
            Self::NoDevice => f.write_str(
                "no echo device is present; this makes one, in an elevated prompt in the folder of \
                 the driver's package: echoapp device add --inf echo.inf",
            ),
            Self::NoSuchDevice { picked, present } => write!(
                f,
                "no device {picked}: the number of devices present is {present}; \
                 --list shows them"
            ),
            Self::Open { path, reason } => write!(f, "cannot open {path}: {reason}"),
        }
    }
}

impl std::error::Error for Error {}
