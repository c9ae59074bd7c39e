//! The replay of a script's scenes, and their comparison with the recordings.

use std::cell::RefCell;
use std::rc::Rc;

use kmdf_host::explore::{Explorer, Stage, Strategy};
use kmdf_host::{DriverEntry, Machine, Rule, Service};
use kmdf_host_recordings::{
    Comparison, Difference, Happened, Recording, Story, UNTRACED, without_idle,
};

use super::player::Player;
use super::report::Words;
use super::script::{Scene, scenes};
use crate::raw_driver::install_on;

/// The scenes of a driver, as recorded.
pub struct Recorded {
    /// Installs the driver or the drivers on a machine. Returns the service of a driver without Plug and Play.
    pub install: fn(&Machine) -> Option<Service>,
    pub words: Words,
    pub script: &'static str,
    pub recordings: fn() -> Vec<Recording>,
    /// The scenes in which the order of two threads decides the order of the rows.
    pub races: &'static [&'static str],
    /// The rules that the driver breaks on purpose.
    pub broken: &'static [Rule],
    pub differences: &'static [Difference],
}

/// Installs a driver that Plug and Play loads.
pub fn installed(machine: &Machine, entry: DriverEntry) -> Option<Service> {
    install_on(machine, entry);
    None
}

/// The schedules that a search for a recorded order may take.
const LIMIT: u64 = 20_000;

/// The preemptions that a recorded order may take.
const PREEMPTIONS: u32 = 3;

impl Recorded {
    /// Replays every scene, and compares it. A scene with a race is compared in the order that an
    /// exploration finds.
    pub fn replay(&self) {
        let machine = Machine::new();
        machine.set_verifier(false);
        for rule in self.broken {
            machine.set_rules(machine.rules().off(*rule));
        }
        let service = (self.install)(&machine);
        let mut player = Player::new(&machine, self.words).with_service(service);
        let mut comparison = Comparison::new(self.differences).allowing(UNTRACED);
        let is_race = |scene: &Scene<'_>| self.races.contains(&scene.name);
        for (scene, recording) in self.scenes() {
            let lines = play(&mut player, &scene);
            if !is_race(&scene) {
                comparison.compare(&recording, &lines);
            }
        }
        assert_eq!(machine.shut_down(), []);
        assert_eq!(machine.pool(), []);
        assert_eq!(machine.objects(), []);
        for (scene, recording) in self.scenes().into_iter().filter(|(scene, _)| is_race(scene)) {
            let lines = self.search(&scene, &recording, &comparison);
            comparison.compare(&recording, &lines);
        }
        comparison.finish();
    }

    /// Explores a scene, which begins with a new device, until one order of its rows is the recorded
    /// one. Returns what happened in that order.
    fn search(
        &self,
        scene: &Scene<'static>,
        recording: &Recording,
        comparison: &Comparison,
    ) -> Vec<Happened> {
        let found = Rc::new(RefCell::new(None));
        let install = self.install;
        let situation = |stage: &mut Stage| {
            let machine = stage.machine();
            // An exploration traces failing schedules only.
            machine.set_silent(false);
            machine.set_verifier(false);
            (install)(&machine);
            let mut player = Player::new(&machine, self.words);
            player.create();
            let lines = Rc::new(RefCell::new(Vec::new()));
            let (scene, written) = (scene.clone(), Rc::clone(&lines));
            stage.thread("application", move |_| *written.borrow_mut() = play(&mut player, &scene));
            let (recording, comparison) = (recording.clone(), comparison.clone());
            let found = Rc::clone(&found);
            stage.at_end(move |_| {
                let lines = lines.take();
                if comparison.agree(&recording, &lines).is_err() {
                    return Ok(());
                }
                *found.borrow_mut() = Some(lines);
                Err("the recorded order is reached".into())
            });
        };
        // The fewest preemptions first: an order that was recorded needs few.
        for preemptions in 0..=PREEMPTIONS {
            let strategy = Strategy::preemptions(preemptions);
            // Pruning leaves out orders that differ in their rows only.
            let explorer = Explorer::new(strategy).schedules(LIMIT).without_pruning();
            let report = explorer.run(&situation);
            if report.failure().is_some_and(|failure| failure.complaints.len() == 1) {
                return found.take().unwrap_or_else(|| panic!("{}: {report}", scene.name));
            }
            assert!(report.failure().is_none(), "{}: {report}", scene.name);
        }
        panic!("{}: the recorded order is not reached", scene.name);
    }

    /// The scenes with their recordings.
    fn scenes(&self) -> Vec<(Scene<'static>, Recording)> {
        let (scenes, recordings) = (scenes(self.script), (self.recordings)());
        assert_eq!(scenes.len(), recordings.len(), "a recording for each scene");
        for (scene, recording) in scenes.iter().zip(&recordings) {
            assert!(recording.name.ends_with(scene.name), "{} or {}?", recording.name, scene.name);
        }
        scenes.into_iter().zip(recordings).collect()
    }
}

/// Takes the steps of a scene. Returns what happened, without the ticks of timers, which the
/// recordings leave out.
fn play(player: &mut Player<'static>, scene: &Scene<'static>) -> Vec<Happened> {
    // This program recorded each tick and all debug output, and no call of the kernel.
    let whole = matches!(player.words(), Words::Named | Words::Buffers);
    let story = Story::new(player.machine(), |call| call.starts_with("Wdf"));
    let mut story = if whole { story.with_debug() } else { story };
    for step in &scene.steps {
        player.take(*step, &mut story);
    }
    if whole {
        return story.lines();
    }
    without_idle(story.lines(), "EvtTimerFunc", "WdfRequestUnmarkCancelable")
}
