//! What the tests and the host have, as a program of theirs prints it.

use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::{paths, process, toolchain};

/// One thing that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    kind: String,
    /// Its name.
    pub name: String,
    /// What it is about; empty where the name says it.
    pub about: String,
}

/// All of them.
#[derive(Debug, Default)]
pub struct Inventory(Vec<Item>);

impl Inventory {
    /// Builds and runs the program.
    ///
    /// # Errors
    /// If it does not compile, fails, or prints something else.
    pub fn take() -> Result<Self> {
        let mut cargo = Command::new(toolchain::cargo());
        cargo
            .args(["run", "--quiet", "--locked", "--package", "echo-exploration"])
            .args(["--example", "inventory"])
            .current_dir(paths::root());
        Self::read(&process::output(&mut cargo, "counting what is there")?)
    }

    /// Reads what the program prints.
    ///
    /// # Errors
    /// If a line has not three fields.
    pub fn read(text: &str) -> Result<Self> {
        let item = |line: &str| {
            let mut fields = line.splitn(3, '\t').map(str::to_owned);
            let mut field = || fields.next().with_context(|| format!("three fields: {line:?}"));
            Ok(Item { kind: field()?, name: field()?, about: field()? })
        };
        Ok(Self(text.lines().map(item).collect::<Result<_>>()?))
    }

    /// The things of a kind, in their order.
    ///
    /// # Errors
    /// If there is none: then the program has another word for the kind.
    pub fn of(&self, kind: &str) -> Result<Vec<&Item>> {
        let items: Vec<&Item> = self.0.iter().filter(|item| item.kind == kind).collect();
        ensure!(!items.is_empty(), "the inventory has nothing of the kind {kind}");
        Ok(items)
    }
}
