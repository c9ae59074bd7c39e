//! `echoapp device`: creates, removes and shows the devices of a Windows installation.
//!
//! All decisions are here, testable on any system; calls to Windows are behind [`PlugAndPlay`].

pub mod arguments;
pub mod failure;
#[cfg(test)]
pub mod fake;
pub mod node;
pub mod package;
mod problem;

use std::time::Duration;

use echo_interface::Variant;

use self::arguments::Action;
use self::failure::Failure;
use self::node::Node;
use self::package::Inf;
use crate::console::Console;
use crate::error::Error;

/// The system calls that device management needs.
pub trait PlugAndPlay {
    /// Whether this process may change devices.
    fn is_elevated(&self) -> Result<bool, Failure>;

    /// The devices with one of the driver's hardware IDs, present or not.
    fn nodes(&self) -> Result<Vec<Node>, Failure>;

    /// Creates a root-enumerated device of the INF's class, without a driver, and returns the
    /// instance ID.
    fn create(&self, hardware_id: &str, inf: &Inf) -> Result<String, Failure>;

    /// Installs the INF on the devices with this hardware ID that have no equal or better driver.
    fn install(&self, hardware_id: &str, inf: &Inf) -> Result<Restart, Failure>;

    /// Removes a device.
    fn remove(&self, instance_id: &str) -> Result<Restart, Failure>;

    /// Disables a device until it is enabled or Windows restarts, unless a process has it open.
    fn disable(&self, instance_id: &str) -> Result<Change, Failure>;

    /// Enables a device, which may have a problem afterwards.
    fn enable(&self, instance_id: &str) -> Result<(), Failure>;

    /// A `REG_DWORD` in a device's hardware key; `None` if there is no such value.
    fn value(&self, instance_id: &str, name: &str) -> Result<Option<u32>, Failure>;

    /// Sets a `REG_DWORD` in a device's hardware key, or deletes it.
    fn set_value(&self, instance_id: &str, name: &str, value: Option<u32>) -> Result<(), Failure>;

    /// Puts the machine to sleep for a time. The error says why it cannot sleep or did not wake.
    fn sleep(&self, time: Duration) -> Result<(), String>;
}

/// What became of a disable or a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Done.
    Done,
    /// The system refused, for this reason; the device continues.
    Refused(String),
}

/// Whether a change takes effect only after Windows is restarted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restart {
    /// Only after a restart.
    Needed,
    /// At once.
    NotNeeded,
}

impl Restart {
    fn say(self, console: &Console) {
        if self == Self::Needed {
            console.line("Restart Windows to complete this: shutdown /r /t 0");
        }
    }
}

/// Performs the action. `Ok(false)`: a device does not work, or was not removed.
pub fn run(action: &Action, system: &impl PlugAndPlay, console: &Console) -> Result<bool, Error> {
    match action {
        Action::Add { variant, inf, if_missing } => {
            let inf = Inf::find(inf.as_deref())?;
            require_elevation(system, "add")?;
            if *if_missing {
                let nodes = nodes(system)?;
                let same: Vec<_> = nodes.iter().filter(|node| node.variant == *variant).collect();
                if !same.is_empty() {
                    same.iter().flat_map(|node| node.lines()).for_each(|line| console.line(line));
                    return Ok(same.iter().all(|node| node.is_sound()));
                }
            }
            add(*variant, &inf, system, console)
        }
        Action::Remove { instance_id, all } => {
            let nodes = nodes(system)?;
            let doomed = doomed(&nodes, instance_id.as_deref(), *all)?;
            if doomed.is_empty() {
                console.line("No echo device to remove");
                return Ok(true);
            }
            require_elevation(system, "remove")?;
            Ok(remove(&doomed, system, console))
        }
        Action::Status => {
            let nodes = nodes(system)?;
            if nodes.is_empty() {
                return Err(Error::NoDevice);
            }
            nodes.iter().flat_map(Node::lines).for_each(|line| console.line(line));
            Ok(nodes.iter().all(Node::is_sound))
        }
    }
}

fn nodes(system: &impl PlugAndPlay) -> Result<Vec<Node>, Error> {
    system.nodes().map_err(|failure| Error::System(format!("cannot list the devices: {failure}")))
}

fn require_elevation(system: &impl PlugAndPlay, action: &str) -> Result<(), Error> {
    match system.is_elevated() {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::System(format!(
            "echoapp device {action} needs an elevated prompt. {}",
            failure::HOW_TO_ELEVATE
        ))),
        Err(failure) => Err(Error::System(format!(
            "cannot determine whether this process is elevated: {failure}"
        ))),
    }
}

fn add(
    variant: Variant,
    inf: &Inf,
    system: &impl PlugAndPlay,
    console: &Console,
) -> Result<bool, Error> {
    let hardware_id = variant.hardware_id();
    let refused = |what: &str, failure: &Failure| {
        Error::System(format!("cannot {what}: {}", failure.with_hint()))
    };
    let instance_id = system
        .create(hardware_id, inf)
        .map_err(|failure| refused(&format!("create a device {hardware_id}"), &failure))?;
    let undone = |error: Error| match system.remove(&instance_id) {
        Ok(_) => error,
        Err(left) => Error::System(format!(
            "{error}\nThe device {instance_id} was created and remains without a driver: {left}"
        )),
    };
    let restart = system
        .install(hardware_id, inf)
        .map_err(|failure| undone(refused(&format!("install {inf}"), &failure)))?;
    let nodes = nodes(system).map_err(|error| {
        Error::System(format!(
            "{error}\nThe device {instance_id} was created, and {inf} was installed"
        ))
    })?;
    let added = nodes.iter().find(|node| node.is(&instance_id)).ok_or_else(|| {
        Error::System(format!("the device {instance_id} was created and then disappeared"))
    })?;
    // The call succeeds although the INF has no model for the device.
    if added.service.is_none() {
        return Err(undone(Error::System(format!(
            "cannot install {inf}: no driver was installed on the device {instance_id}: {}\n{}\n{}",
            added.status(),
            failure::NO_MODEL,
            failure::SETUP_LOG
        ))));
    }
    console.line(format_args!("Added {instance_id} with {inf}"));
    restart.say(console);
    added.lines().iter().for_each(|line| console.line(line));
    Ok(added.is_sound())
}

/// The devices to remove.
fn doomed<'a>(
    nodes: &'a [Node],
    instance_id: Option<&str>,
    all: bool,
) -> Result<Vec<&'a Node>, Error> {
    if all {
        return Ok(nodes.iter().collect());
    }
    if let Some(instance_id) = instance_id {
        let node = nodes.iter().find(|node| node.is(instance_id));
        return node.map(|node| vec![node]).ok_or_else(|| {
            Error::System(format!("{instance_id} is not an echo device: see echoapp device status"))
        });
    }
    match nodes {
        [] => Err(Error::NoDevice),
        [node] => Ok(vec![node]),
        _ => {
            let ids: Vec<_> = nodes.iter().map(|node| &*node.instance_id).collect();
            Err(Error::System(format!(
                "there are {} echo devices: give an instance ID, or --all for all of them:\n  {}",
                nodes.len(),
                ids.join("\n  ")
            )))
        }
    }
}

/// Removes the devices. Returns whether all were removed.
fn remove(doomed: &[&Node], system: &impl PlugAndPlay, console: &Console) -> bool {
    let mut restart = Restart::NotNeeded;
    let mut removed = 0;
    for Node { instance_id, .. } in doomed {
        match system.remove(instance_id) {
            Ok(wish) => {
                console.line(format_args!("Removed {instance_id}"));
                removed += 1;
                if wish == Restart::Needed {
                    restart = wish;
                }
            }
            Err(failure) => console.complain(format_args!(
                "error: cannot remove {instance_id}: {}",
                failure.with_hint()
            )),
        }
    }
    restart.say(console);
    removed == doomed.len()
}

#[cfg(test)]
mod tests;
