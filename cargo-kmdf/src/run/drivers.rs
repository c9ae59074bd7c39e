//! The drivers of a run: what the user names, and how it starts.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kmdf_host::{DeviceNode, DriverImage, DriverPackage, Machine};
use serde_json::json;

use super::image;
use super::steps::{self, Line};
use crate::print::{self, Output};

/// What the user names.
#[derive(Debug, Clone, clap::Args)]
pub struct Subject {
    /// The image (.sys), for x64
    pub image: PathBuf,
    /// The INF; leave it out with --service
    #[arg(required_unless_present = "service")]
    pub inf: Option<PathBuf>,
    /// Run a driver without devices, as the service of this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["inf", "hardware_id", "driver"])]
    pub service: Option<String>,
    /// The image of another service of the INF, such as a filter; may be repeated
    #[arg(long, value_name = "SERVICE=IMAGE", value_parser = other_driver)]
    pub driver: Vec<(String, PathBuf)>,
    /// Install another driver first, and start its devices before those of the INF; may be repeated
    #[arg(long, num_args = 2, value_names = ["IMAGE", "INF"], action = clap::ArgAction::Append)]
    pub with: Vec<PathBuf>,
    /// Create a device with this hardware ID; may be repeated; by default a device for each model
    /// of the INF
    #[arg(long, value_name = "ID")]
    pub hardware_id: Vec<String>,
}

/// What is installed: the packages of other drivers, then the driver itself.
#[derive(Debug, Clone)]
pub struct Drivers {
    others: Vec<DriverPackage>,
    own: Own,
}

/// The driver that is run.
#[derive(Debug, Clone)]
enum Own {
    Package(DriverPackage),
    /// A service without devices.
    Service(String, DriverImage),
}

/// `SERVICE=IMAGE`
fn other_driver(text: &str) -> Result<(String, PathBuf), String> {
    let parts =
        text.split_once('=').filter(|(service, image)| !service.is_empty() && !image.is_empty());
    let (service, image) = parts.ok_or("expected SERVICE=IMAGE, such as filter=filter.sys")?;
    Ok((service.to_owned(), image.into()))
}

/// The drivers and the steps, from the files that the user names.
///
/// # Errors
/// If a file cannot be read or used.
pub fn read(subject: &Subject, steps: Option<&Path>) -> Result<(Drivers, Vec<Line>)> {
    let steps = match steps {
        None => Vec::new(),
        Some(path) => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            steps::parse(&text).with_context(|| path.display().to_string())?
        }
    };
    let pairs = subject.with.chunks_exact(2);
    let others = pairs.map(|pair| package(&pair[0], &pair[1])).collect::<Result<_>>()?;
    let own = match (&subject.service, &subject.inf) {
        (Some(service), _) => Own::Service(service.clone(), loaded(&subject.image)?),
        (None, Some(inf)) => {
            let mut package = package(&subject.image, inf)?;
            for (service, image) in &subject.driver {
                package = package.with_driver(service, loaded(image)?);
            }
            Own::Package(package)
        }
        (None, None) => anyhow::bail!("name the INF behind the image, or --service"),
    };
    Ok((Drivers { others, own }, steps))
}

/// An image, with what its headers warn of.
fn loaded(path: &Path) -> Result<DriverImage> {
    let loaded = image::load(path)?;
    for warning in loaded.warnings() {
        print::warning(format_args!("{}: {warning}", path.display()));
    }
    Ok(loaded)
}

/// The package of an INF with an image.
fn package(image: &Path, inf: &Path) -> Result<DriverPackage> {
    let text = read_bytes(inf)?;
    let package = DriverPackage::from_bytes(&text, loaded(image)?);
    package.with_context(|| inf.display().to_string())
}

fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Installs the drivers, and starts their devices: those named, or one for each model. A driver without
/// devices is started as a service.
///
/// # Errors
/// If a driver cannot be installed, or a device does not start.
pub fn start(
    machine: &Machine,
    drivers: Drivers,
    named: &[String],
    output: Output,
) -> Result<Vec<DeviceNode>> {
    let create = |id: &String| -> Result<DeviceNode> {
        let node = machine.create_device(id).with_context(|| format!("the device {id}"))?;
        node.started()?;
        let instance = node.instance_id();
        output.result(
            format_args!("device {id} is started as {instance}"),
            || json!({"reason": "started", "hardware-id": id, "instance": instance}),
        )?;
        Ok(node)
    };
    let mut known = Vec::new();
    let mut start_package = |package: DriverPackage, named: &[String]| -> Result<Vec<DeviceNode>> {
        machine.install(package)?;
        let all = machine.hardware_ids()?;
        let new: Vec<String> = all.iter().filter(|id| !known.contains(*id)).cloned().collect();
        known = all;
        let ids = if named.is_empty() { &new } else { named };
        ids.iter().map(create).collect()
    };
    let mut others = Vec::new();
    for package in drivers.others {
        others.extend(start_package(package, &[])?);
    }
    let mut devices = match drivers.own {
        Own::Package(package) => start_package(package, named)?,
        Own::Service(name, image) => {
            let service = machine.create_service(&name, image);
            service.start().with_context(|| format!("the service {name}"))?;
            output.result(
                format_args!("the service {name} is started"),
                || json!({"reason": "started", "service": name}),
            )?;
            Vec::new()
        }
    };
    devices.extend(others);
    Ok(devices)
}
