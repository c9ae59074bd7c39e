//! The layers of the host: which of its modules may use which.
//!
//! A *room* is a module at the crate's root, with all modules below it. The paths in its source
//! show which rooms it uses, see [`imports`]. A call of a method that a higher room adds to a lower
//! room's type names no room, so this check does not see it.

use anyhow::{Context, Result};

use super::checks::Problem;
use super::imports::imports;
use super::tree::Tree;

/// Rooms on one level.
#[derive(Debug, Clone, Copy)]
pub struct Layer {
    /// The names of their modules.
    pub rooms: &'static [&'static str],
    /// Whether the rooms use each other, as the framework and the driver do by their calls.
    pub is_knot: bool,
}

const fn layer(rooms: &'static [&'static str]) -> Layer {
    Layer { rooms, is_knot: false }
}

const fn knot(rooms: &'static [&'static str]) -> Layer {
    Layer { rooms, is_knot: true }
}

/// The layers of `kmdf-host`. A room uses rooms of earlier layers, and in a knot also those of its
/// own layer.
pub const LAYERS: &[Layer] = &[
    layer(&["abi", "handle", "inf"]),
    layer(&["names", "faults", "footprint", "points", "schedule"]),
    layer(&["memory"]),
    layer(&["loader"]),
    layer(&["error", "rules"]),
    layer(&["trace"]),
    layer(&["running"]),
    layer(&["crash"]),
    layer(&["upcall"]),
    knot(&["framework", "machine", "pnp", "user"]),
    layer(&["seam"]),
    layer(&["kernel"]),
    layer(&["ddi"]),
    layer(&["binding", "explore"]),
];

/// The folder of that crate's source.
const HOST: &str = "host/kmdf-host/src";

/// The crates that stand below others, and the crates of this workspace that each may use.
const LEAVES: [(&str, &[&str]); 4] = [
    ("host/abi", &[]),
    ("host/inf", &["kmdf-abi"]),
    ("host/timeline", &["kmdf-host"]),
    ("cargo-kmdf", &["kmdf-host", "kmdf-inf", "kmdf-timeline"]),
];

/// Finds every import of the host that breaks the order of [`LAYERS`], and every forbidden
/// dependency of a leaf crate.
///
/// # Errors
/// If a file cannot be read, or is not Rust or TOML.
pub fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let mut problems = of_crate(tree, HOST, LAYERS)?;
    for (folder, allowed) in LEAVES {
        problems.extend(of_leaf(tree, folder, allowed)?);
    }
    Ok(problems)
}

/// Finds every import that breaks an order of layers, in the crate whose source is in `folder`.
///
/// # Errors
/// If a source cannot be read or is not Rust.
pub fn of_crate(tree: &Tree, folder: &str, layers: &[Layer]) -> Result<Vec<Problem>> {
    let mut problems = stale_rooms(tree, folder, layers);
    for file in tree.ending(".rs") {
        let Some(place) = file.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) else {
            continue;
        };
        let module = module(place);
        // The root re-exports from all layers.
        let Some(room) = module.first() else { continue };
        let Some(allowed) = allowed(room, layers) else {
            let what = format!("the room {room} has no layer: give it one in {TABLE}");
            problems.push(Problem::of(file, what));
            continue;
        };
        let imports = imports(&tree.text(file)?, &module).with_context(|| file.to_owned())?;
        for import in imports {
            let Some(used) = import.path.first() else {
                let what = "found the whole crate, expected a room: name the items that are used";
                problems.push(Problem::at(file, import.line, what));
                continue;
            };
            if !allowed.contains(&used.as_str()) {
                let what = refusal(room, used, &allowed, layers);
                problems.push(Problem::at(file, import.line, what));
            }
        }
    }
    Ok(problems)
}

/// The rooms of a table that exist neither as a module nor as a leaf crate.
fn stale_rooms(tree: &Tree, folder: &str, layers: &[Layer]) -> Vec<Problem> {
    let is_there = |room: &str| {
        let is_leaf = LEAVES.iter().any(|(leaf, _)| leaf.rsplit('/').next() == Some(room));
        is_leaf || tree.has(&format!("{folder}/{room}.rs")) || tree.has(&format!("{folder}/{room}"))
    };
    let rooms = layers.iter().flat_map(|layer| layer.rooms.iter().copied());
    let stale = rooms.filter(|room| !is_there(room));
    stale
        .map(|room| Problem::of(folder, format!("there is no room {room}: take it out of {TABLE}")))
        .collect()
}

const TABLE: &str = "LAYERS of xtask/src/ci/layers.rs";

/// The names of the module in a file, relative to the source folder; empty for the root.
fn module(file: &str) -> Vec<String> {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let names = path.split('/').filter(|name| !matches!(*name, "lib" | "main"));
    names.map(str::to_owned).collect()
}

/// The rooms that a room may use, including itself; `None` if the room has no layer.
fn allowed<'a>(room: &str, layers: &'a [Layer]) -> Option<Vec<&'a str>> {
    let own = layers.iter().position(|layer| layer.rooms.contains(&room))?;
    let below = layers[..own].iter().flat_map(|layer| layer.rooms);
    let beside = layers[own].rooms.iter().filter(|other| layers[own].is_knot || **other == room);
    Some(below.chain(beside).copied().collect())
}

fn refusal(room: &str, used: &str, allowed: &[&str], layers: &[Layer]) -> String {
    let others: Vec<&str> = allowed.iter().copied().filter(|other| *other != room).collect();
    let others = if others.is_empty() { "no other room".into() } else { others.join(", ") };
    if layers.iter().any(|layer| layer.rooms.contains(&used)) {
        format!("{room} uses {used}, but may use {others}; the order is in {TABLE}")
    } else {
        format!("{room} uses {used}, which is no room of {TABLE}: name the room that defines it")
    }
}

/// Finds the crates of this workspace that a crate depends on and must not use.
///
/// # Errors
/// If its manifest or that of the workspace cannot be read or is not TOML.
pub fn of_leaf(tree: &Tree, folder: &str, allowed: &[&str]) -> Result<Vec<Problem>> {
    let manifest = format!("{folder}/Cargo.toml");
    let text = tree.text(&manifest)?;
    let table: toml::Table = text.parse().with_context(|| manifest.clone())?;
    let root: toml::Table = tree.text("Cargo.toml")?.parse().context("Cargo.toml")?;
    let mut found = Vec::new();
    local_dependencies(&table, &shared(&root), &mut found);
    let wrong = found.into_iter().filter(|name| !allowed.contains(&name.as_str()));
    let expected = if allowed.is_empty() { "none".into() } else { allowed.join(", ") };
    Ok(wrong
        .map(|name| {
            let line =
                text.lines().position(|line| line.contains(&name)).map_or(1, |line| line + 1);
            let what = format!(
                "found the dependency {name}, expected from this workspace: {expected}; \
                 move the code that is needed into this crate"
            );
            Problem::at(&manifest, line, what)
        })
        .collect())
}

/// The dependencies that members inherit from the workspace's manifest.
fn shared(root: &toml::Table) -> toml::Table {
    let workspace = root.get("workspace").and_then(toml::Value::as_table);
    let shared = workspace.and_then(|workspace| workspace.get("dependencies")?.as_table());
    shared.cloned().unwrap_or_default()
}

/// Collects the packages of this workspace from all tables of dependencies, including those for a
/// target.
fn local_dependencies(table: &toml::Table, shared: &toml::Table, found: &mut Vec<String>) {
    for (key, value) in table {
        let Some(inner) = value.as_table() else { continue };
        if !key.ends_with("dependencies") {
            local_dependencies(inner, shared, found);
            continue;
        }
        let has_path = |value: &toml::Value| value.get("path").is_some();
        for (name, dependency) in inner {
            if has_path(dependency) || shared.get(name).is_some_and(has_path) {
                found.push(name.clone());
            }
        }
    }
}
