//! The echo driver in every interleaving, and with every failure.
//!
//! A [`Scenario`] puts a build of the driver into a situation with a few threads: applications that
//! read, write, cancel, close and exit, and the `PnP` manager that suspends and removes. `kmdf-host`
//! runs the scenario in one order after another: a strategy chooses which thread runs, when the timer
//! ticks, and which calls fail. After each schedule the [invariants](record) are checked, and the
//! machine is shut down, which reports leaks.
//!
//! `cargo xtask explore` explores all scenarios; the tests of this crate explore a few.
//!
//! To add a scenario, write a function in `scenarios` and an entry in the table there.

pub mod hunt;
pub mod plan;
pub mod record;
mod scenarios;
mod scene;

use echo_support::Subject;
use kmdf_host::Error;
use kmdf_host::explore::Stage;
pub use kmdf_timeline as timeline;

pub use self::record::Allows;
pub use self::scene::Scene;

/// How many schedules a scenario has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// One thread: all schedules are covered, and random schedules add nothing.
    Single,
    /// Few enough to cover all of them.
    Small,
    /// Too many: the schedules up to a number of preemptions are covered, and others are drawn at
    /// random.
    Large {
        /// The most preemptions of a covered schedule.
        preemptions: u32,
    },
}

/// A situation, and its permitted outcomes.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// The name of the scenario.
    pub name: &'static str,
    /// What happens, all at the same time.
    pub about: &'static str,
    /// How many schedules it has.
    pub size: Size,
    /// How operations may end apart from success.
    pub allows: Allows,
    set: fn(&mut Scene<'_>),
}

impl Scenario {
    /// The scenario with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        scenarios().iter().find(|scenario| scenario.name == name)
    }

    /// The scenario for a build of the driver, for `kmdf_host::explore::Explorer::run`.
    ///
    /// # Errors
    /// If the host refuses the driver's package.
    pub fn situation(&self, subject: &Subject) -> Result<impl Fn(&mut Stage) + use<>, Error> {
        let package = subject.package()?;
        let bare = scene::bare(subject)?;
        let (set, allows, variant) = (self.set, self.allows, subject.variant);
        let packages = [package, bare];
        Ok(move |stage: &mut Stage| Scene::set(stage, packages.clone(), variant, allows, set))
    }
}

/// All scenarios.
#[must_use]
pub fn scenarios() -> &'static [Scenario] {
    scenarios::SCENARIOS
}
