//! The arguments of `echoapp device`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use echo_interface::Variant;

use crate::verify::arguments::Verify;

/// The commands of the app.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create, remove or show the devices of this Windows installation
    Device(Device),

    /// Check that a device does what its documentation says, and report
    #[command(after_help = crate::verify::arguments::HELP)]
    Verify(Verify),
}

/// The arguments of `device`.
#[derive(Debug, Args)]
pub struct Device {
    /// The action.
    #[command(subcommand)]
    pub action: Action,
}

/// The actions of `device`.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Create a device and install the driver on it (in an elevated prompt)
    Add {
        /// The variant of the driver that serves the device
        #[arg(long, default_value = Variant::default().argument(), value_parser = variant_parser())]
        variant: Variant,

        /// The INF of the driver package; by default echo.inf in the folder of echoapp.exe
        #[arg(long, value_name = "PATH")]
        inf: Option<PathBuf>,

        /// If there is a device of the variant, show its status instead of creating another one
        #[arg(long)]
        if_missing: bool,
    },

    /// Remove a device (in an elevated prompt)
    Remove {
        /// The device's instance ID, as status shows it; optional if there is only one device
        #[arg(value_name = "INSTANCE ID")]
        instance_id: Option<String>,

        /// Remove all echo devices, including those that are not present
        #[arg(long, conflicts_with = "instance_id")]
        all: bool,
    },

    /// Show each device: variant, driver, status, and what to do about a problem
    Status,
}

fn variant_parser() -> impl TypedValueParser<Value = Variant> {
    PossibleValuesParser::new(Variant::ALL.map(Variant::argument)).map(|name| {
        let variant = Variant::ALL.into_iter().find(|variant| variant.argument() == name);
        variant.unwrap_or_default()
    })
}
