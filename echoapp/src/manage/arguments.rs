//! The command line of `echoapp device`.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use echo_interface::Variant;

/// The names of the variants on the command line, in the order of [`Variant::ALL`].
const VARIANTS: [&str; 2] = ["auto-sync", "driver-sync"];

/// What the app does beside using a device.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make, remove or show the devices of this Windows installation
    Device(Device),
}

/// The arguments of `device`.
#[derive(Debug, Args)]
pub struct Device {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What `device` can do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make a device and install the driver on it (in an elevated prompt)
    Add {
        /// Which variant of the driver is to serve the device
        #[arg(long, default_value = VARIANTS[0], value_parser = variant_parser())]
        variant: Variant,

        /// The INF in the driver's package; if absent, echo.inf beside echoapp.exe
        #[arg(long, value_name = "PATH")]
        inf: Option<PathBuf>,
    },

    /// Remove a device; which one need not be said if there is only one (in an elevated prompt)
    Remove {
        /// The device's instance ID, as status shows it
        #[arg(value_name = "INSTANCE ID")]
        instance_id: Option<String>,

        /// Remove all echo devices, those that are not present too
        #[arg(long, conflicts_with = "instance_id")]
        all: bool,
    },

    /// Show each device: variant, driver, whether it works, and if not what to do
    Status,
}

fn variant_parser() -> impl TypedValueParser<Value = Variant> {
    PossibleValuesParser::new(VARIANTS).map(|name| {
        let index = VARIANTS.iter().position(|variant| *variant == name);
        Variant::ALL[index.unwrap_or_default()]
    })
}
