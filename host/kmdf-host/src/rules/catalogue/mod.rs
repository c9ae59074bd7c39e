//! What a developer should know about each rule: why it matters, the wrong and the right code, and
//! the tests that break it and keep it.

pub(super) mod calls;
pub(super) mod images;
pub(super) mod irql;
pub(super) mod locks;
pub(super) mod memory;
pub(super) mod objects;
pub(super) mod power;
pub(super) mod queues;
pub(super) mod requests;
pub(super) mod setup;
pub(super) mod waits;

/// What a developer should know about a rule.
#[derive(Debug)]
pub(super) struct Entry {
    /// Why the rule matters: what happens on Windows.
    pub(super) why: &'static str,
    /// A few lines of C that break the rule.
    pub(super) wrong: &'static str,
    /// The same lines, keeping the rule.
    pub(super) right: &'static str,
    /// What to do, in one line.
    pub(super) advice: &'static str,
    /// The host's test with a driver that breaks the rule: its path among the tests.
    pub(super) breaks: &'static str,
    /// The host's test with a driver that comes near and keeps the rule.
    pub(super) keeps: &'static str,
}
