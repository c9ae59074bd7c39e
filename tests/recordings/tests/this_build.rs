//! Replays the recordings with the driver that was just built.
#![cfg(any(not(windows), hosted))]

use echo_recordings::{Form, replay_all};

#[test]
fn recordings_replayed_with_this_build_agree_line_by_line() {
    replay_all(Form::Source, |variant| echo_support::this_build!(variant));
}
