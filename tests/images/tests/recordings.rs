//! Replays the recordings with the built images: the files that Windows loads, with the INF of their
//! package.

mod built;

use built::{Profile, subject};
use echo_recordings::{Form, replay_all};

#[test]
fn recordings_replayed_with_the_release_image_agree_line_by_line() {
    replay_all(Form::Image, |variant| subject(Profile::Release, variant));
}

#[test]
fn recordings_replayed_with_the_debug_image_agree_line_by_line() {
    replay_all(Form::Image, |variant| subject(Profile::Debug, variant));
}
