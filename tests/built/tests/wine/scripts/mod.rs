//! The scripts of echo's package, run by Wine's `cmd` with stand-ins for the programs of Windows.
//!
//! The stand-ins record their calls, and answer as a test wants. Only a real Windows shows whether
//! the real programs answer so.

mod install;
mod machine;
mod real_app;
mod uninstall;
mod verify;

use crate::wine::Finished;

/// Asserts that a script stopped with a message.
fn assert_stopped(finished: &Finished, code: i32, messages: &[&str]) {
    assert_eq!(finished.code, Some(code), "{finished:#?}");
    for message in messages {
        assert!(finished.complaints.contains(message), "{message}: {finished:#?}");
    }
}
