//! The texts for people, from the manifest or by default.

use crate::{MINIMAL, driver, message};

fn with(test: &str, package: &str, table: &str) -> anyhow::Result<cargo_kmdf::driver::Details> {
    let manifest = MINIMAL.replace("[package]\n", &format!("[package]\n{package}\n"));
    let table = format!("[package.metadata.kmdf]\n{table}\n[features]");
    driver(test, &manifest.replace("[features]", &table))?.details()
}

#[test]
fn texts_of_a_bare_package_come_from_its_name() {
    let details = with("bare", "", "").expect("texts");
    assert_eq!([&details.company, &details.product, &details.description], ["door-bell"; 3]);
    assert_eq!(details.copyright, None);
    assert_eq!(details.certificate, "door-bell test certificate (for test machines only)");
}

#[test]
fn texts_of_a_described_package_come_from_its_fields() {
    let package =
        "description = \"A bell\"\nauthors = [\"Bell makers <b@example.com>\", \"Others\"]";
    let details = with("described", package, "").expect("texts");
    assert_eq!(details.company, "Bell makers");
    assert_eq!(details.description, "A bell");
    assert_eq!(details.product, "door-bell");
}

#[test]
fn texts_of_the_table_come_first() {
    let table = "company = \"C\"\nproduct = \"P\"\ndescription = \"D\"\ncopyright = \"R\"";
    let details = with("table", "description = \"A bell\"", table).expect("texts");
    assert_eq!([&details.company, &details.product, &details.description], ["C", "P", "D"]);
    assert_eq!(details.copyright.as_deref(), Some("R"));
    assert_eq!(details.certificate, "P test certificate (for test machines only)");
}

#[test]
fn unknown_key_or_value_is_refused_with_it() {
    let unknown = message(with("unknown", "", "firm = \"C\""));
    assert!(unknown.contains("the key firm; expected one of company, product"), "{unknown}");
    let number = message(with("number", "", "company = 7"));
    assert!(number.contains("company = 7; expected a text"), "{number}");
}
