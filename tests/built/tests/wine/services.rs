//! Wine itself.

use crate::wine::command_of_wine;

/// What `device add` does starts services, and would take 10 seconds longer for each that does not.
#[test]
fn service_of_wine_starts() {
    let started = command_of_wine("net", &["start", "Spooler"]);
    assert_eq!(started.code, Some(0), "{started:#?}");
}
