//! The inventory of the tests and the host, as a program among the tests prints it.

use anyhow::{Context, Result, ensure};

use super::example;

/// One item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    kind: String,
    /// The name.
    pub name: String,
    /// A description; empty if the name is enough.
    pub about: String,
}

/// All items.
#[derive(Debug, Default)]
pub struct Inventory(Vec<Item>);

impl Inventory {
    /// Builds and runs the program, and reads its output.
    ///
    /// # Errors
    /// If the program does not compile, fails, or prints a line of another form.
    pub fn take() -> Result<Self> {
        Self::read(&example::run("echo-exploration", "inventory", &[], "taking the inventory")?)
    }

    /// Reads what the program prints.
    ///
    /// # Errors
    /// If a line does not have three fields.
    pub fn read(text: &str) -> Result<Self> {
        let item = |line: &str| {
            let mut fields = line.splitn(3, '\t').map(str::to_owned);
            let mut field = || {
                fields
                    .next()
                    .with_context(|| format!("expected three fields, separated by tabs: {line:?}"))
            };
            Ok(Item { kind: field()?, name: field()?, about: field()? })
        };
        Ok(Self(text.lines().map(item).collect::<Result<_>>()?))
    }

    /// The items of a kind, in their order.
    ///
    /// # Errors
    /// If there is none: the program has another word for the kind.
    pub fn of(&self, kind: &str) -> Result<Vec<&Item>> {
        let items: Vec<&Item> = self.0.iter().filter(|item| item.kind == kind).collect();
        ensure!(
            !items.is_empty(),
            "expected items of the kind {kind} in the inventory, found none"
        );
        Ok(items)
    }
}
