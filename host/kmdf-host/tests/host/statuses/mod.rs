//! Single calls: the results that the real framework gave to a small driver.
//!
//! A row is a call, its recorded result, and a closure that makes the call in the driver of this
//! test, on a machine for each row. Statuses and addresses are in hexadecimal. All rows of a table
//! are compared together, so a failure shows every difference. No row breaks a rule of the host.

mod creation;
mod driver;
mod objects;
mod requests;

/// A call, its recorded result, and its result on this host.
struct Row {
    call: &'static str,
    recorded: &'static str,
    found: String,
}

fn row(call: &'static str, recorded: &'static str, found: String) -> Row {
    Row { call, recorded, found }
}

/// Compares a table.
///
/// # Panics
/// If rows differ, with a list of the differences.
fn compare(table: &[Row]) {
    let differ = table.iter().filter(|row| row.found != row.recorded);
    let report: Vec<String> = differ
        .map(|row| format!("{}: recorded {}, found {}", row.call, row.recorded, row.found))
        .collect();
    assert!(report.is_empty(), "{} rows differ:\n{}", report.len(), report.join("\n"));
}
