//! The numbers in the documents, and the lists of what they count.

use std::fmt::Write;

use anyhow::{Result, ensure};

use super::example;
use super::inventory::Inventory;
use crate::ci::tree::Tree;
use crate::paths;

/// A table of the counts.
///
/// # Errors
/// If the inventory cannot be taken, or the tree not read.
pub fn counts() -> Result<Vec<u8>> {
    let inventory = Inventory::take()?;
    let number = |kind: &str| inventory.of(kind).map(|items| items.len());
    let tree = Tree::read(&paths::root())?;
    let recordings = tree.ending(".csv").filter(|file| file.contains("/recorded/")).count();
    ensure!(recordings > 0, "expected recordings (*.csv) in folders named recorded, found none");
    let rows = [
        ("behaviours of the driver, each as both variants", number("behaviour")?),
        ("situations that exploration runs in every order", number("situation")?),
        ("mutants, each of which must be caught", number("mutant")?),
        ("recordings of the framework that the host reproduces", recordings),
        ("rules of the framework that the host checks", number("rule")?),
        ("functions of the framework that the host has", number("function")?),
        ("functions in the framework's table", number("entry")?),
        ("rules that an INF is checked for", kmdf_inf::checks::RULE_COUNT),
    ];
    let mut text = "\n| what | number |\n|---|---:|\n".to_owned();
    for (what, number) in rows {
        writeln!(text, "| {what} | {number} |")?;
    }
    text.push('\n');
    Ok(text.into_bytes())
}

/// The page of the host's rules.
///
/// # Errors
/// If the program that prints the page does not run.
pub fn rules() -> Result<Vec<u8>> {
    Ok(example::run("kmdf-host", "rules", &[], "listing the rules")?.into_bytes())
}
