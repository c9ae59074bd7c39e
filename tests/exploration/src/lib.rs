//! The echo driver in every interleaving, and with every failure.
//!
//! A [`Scenario`] puts a build of the driver into a situation with a few threads: applications that
//! read, write, cancel, close and exit, the `PnP` manager that suspends and removes. `kmdf-host` runs
//! it in one order after the other: the threads, the ticks of the timer, and the failures of calls
//! are choices of a strategy. After each schedule the [invariants](record) are checked, and the
//! machine is shut down, which finds what was left.
//!
//! `cargo xtask explore` does it from the command line; the tests of this crate do it for a few.
//!
//! What a scenario takes to be added: a function in `scenarios`, and an entry in its table.

pub mod hunt;
pub mod plan;
pub mod record;
mod scenarios;
mod scene;
pub mod timeline;

use echo_support::Subject;
use kmdf_host::Error;
use kmdf_host::explore::Stage;

pub use self::record::Allows;
pub use self::scene::Scene;

/// How many schedules a scenario has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// One thread, so that all schedules are covered and drawing more shows nothing.
    Single,
    /// So few that all of them are covered.
    Small,
    /// So many that those with so many preemptions at most are covered, and others are drawn.
    Large {
        /// The bound.
        preemptions: u32,
    },
}

/// A situation, and what may come of it.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Its name.
    pub name: &'static str,
    /// What happens in it, all at the same time.
    pub about: &'static str,
    /// How many schedules it has.
    pub size: Size,
    /// How operations may end, beside with success.
    pub allows: Allows,
    set: fn(&mut Scene<'_>),
}

impl Scenario {
    /// The scenario of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        scenarios().iter().find(|scenario| scenario.name == name)
    }

    /// The scenario for a build of the driver, as `kmdf_host::explore::Explorer::run` wants it.
    ///
    /// # Errors
    /// If the driver's package is refused.
    pub fn situation(&self, subject: &Subject) -> Result<impl Fn(&mut Stage) + use<>, Error> {
        let package = subject.package()?;
        let bare = scene::bare(subject)?;
        let (set, allows, variant) = (self.set, self.allows, subject.variant);
        let packages = [package, bare];
        Ok(move |stage: &mut Stage| Scene::set(stage, packages.clone(), variant, allows, set))
    }
}

/// All of them.
#[must_use]
pub fn scenarios() -> &'static [Scenario] {
    scenarios::SCENARIOS
}
