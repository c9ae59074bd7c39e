//! Single calls, probed: what the real framework returned to a small driver.
//!
//! A row is a call, what it gave, and a closure that makes it in the driver of this test, each on a
//! machine of its own. Statuses and addresses are in hexadecimal. The rows of a table are compared
//! together, so that a failure shows all that differ. No row breaks a rule of the host's.

mod creation;
mod driver;
mod objects;
mod requests;

/// What was asked of the framework, what it answered when recorded, and what it answers here.
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
/// If rows differ, with all of them.
fn compare(table: &[Row]) {
    let differ = table.iter().filter(|row| row.found != row.recorded);
    let report: Vec<String> = differ
        .map(|row| format!("{}: recorded {}, found {}", row.call, row.recorded, row.found))
        .collect();
    assert!(report.is_empty(), "{} rows differ:\n{}", report.len(), report.join("\n"));
}
