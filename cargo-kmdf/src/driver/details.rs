//! The texts about a driver that people see, from `[package.metadata.kmdf]` or by default.

use anyhow::{Context, Result, bail};
use cargo_metadata::Package;

/// The texts about a driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Who makes it; by default the package's first author.
    pub company: String,
    /// The product that it belongs to; by default the package's name.
    pub product: String,
    /// What it is; by default the package's description, else the product.
    pub description: String,
    /// The line on copyright; none by default.
    pub copyright: Option<String>,
    /// The name in the generated test certificate.
    pub certificate: String,
}

/// The keys of the manifest's table; the last is a table, which [`super::Commands`] reads.
const KEYS: [&str; 6] =
    ["company", "product", "description", "copyright", "certificate", super::commands::TABLE];

impl Details {
    /// The texts about the driver of a package.
    ///
    /// # Errors
    /// If the table has an unknown key or a value that is not a text.
    pub(super) fn of(package: &Package) -> Result<Self> {
        let table = package.metadata.get("kmdf");
        let place = || format!("[package.metadata.kmdf] of {}", package.manifest_path);
        for key in
            table.and_then(|table| table.as_object()).into_iter().flatten().map(|(key, _)| key)
        {
            if !KEYS.contains(&&**key) {
                bail!("{} has the key {key}; expected one of {}", place(), KEYS.join(", "));
            }
        }
        let text = |key: &str| {
            let value = table.and_then(|table| table.get(key));
            let text = value.map(|value| {
                value.as_str().map(str::to_owned).with_context(|| {
                    format!("{} has {key} = {value}; expected a text in quotation marks", place())
                })
            });
            text.transpose()
        };
        let author = package.authors.first().map(|author| without_mail(author));
        let product = text("product")?.unwrap_or_else(|| package.name.to_string());
        let description = text("description")?.or_else(|| package.description.clone());
        let certificate = text("certificate")?;
        Ok(Self {
            company: text("company")?.or(author).unwrap_or_else(|| product.clone()),
            description: description.unwrap_or_else(|| product.clone()),
            copyright: text("copyright")?,
            certificate: certificate
                .unwrap_or_else(|| format!("{product} test certificate (for test machines only)")),
            product,
        })
    }
}

/// An author's name, without the address in angle brackets.
fn without_mail(author: &str) -> String {
    author.split('<').next().unwrap_or_default().trim().to_owned()
}
