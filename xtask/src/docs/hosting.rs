//! The blocks of `README.md` and `docs/HOSTING.md` that quote the example driver and its tests.

use anyhow::Result;

use super::made::{Cost, Made, Place};
use super::quote;

/// The host's crate documentation, which begins with the example.
const HOST: &str = "host/kmdf-host/src/lib.rs";
const DRIVER: &str = "host/kmdf-host/examples/bell/driver.rs";
const BUG: &str = "host/kmdf-host/examples/bell/bug.rs";
const MAIN: &str = "host/kmdf-host/examples/bell/main.rs";
const TESTS: &str = "host/kmdf-host/examples/bell/tests.rs";

/// The test of the host's documentation.
pub const TEN_LINES: Made =
    block("ten-lines", || quote::lines(HOST, ("let report", Some("});")), "//! ", "rust"));
/// The callbacks of the example driver.
pub const BELL_CALLBACKS: Made =
    block("bell-callbacks", || quote::lines(DRIVER, ("/// `EvtIoRead`", None), "", "rust"));
/// Its callback with a bug.
pub const BELL_BUG: Made =
    block("bell-bug", || quote::lines(BUG, ("/// `EvtTimerFunc`", Some("}")), "", "rust"));
/// Its tests.
pub const BELL_TESTS: Made =
    block("bell-tests", || quote::lines(TESTS, ("#[test]", None), "", "rust"));
/// Its exploration.
pub const BELL_EXPLORE: Made =
    block("bell-explore", || quote::lines(MAIN, ("/// Explores", Some("}")), "", "rust"));

const fn block(name: &'static str, make: fn() -> Result<Vec<u8>>) -> Made {
    Made { name, place: Place::Block, cost: Cost::Quick, make }
}
