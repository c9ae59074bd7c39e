//! Wine's own services.

use crate::wine::command_of_wine;

/// `device add` starts services, and takes 10 seconds longer for each service that does not start.
#[test]
fn wine_services_start() {
    let started = command_of_wine("net", &["start", "Spooler"]);
    assert_eq!(started.code, Some(0), "{started:#?}");
}
