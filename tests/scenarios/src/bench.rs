//! A machine with the driver under test, from the empty machine to the verdict.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use kmdf_host::{DeviceNode, DriverPackage, Machine, NodeStatus, RegistryValue};

use crate::echo::Echo;
use crate::story::Story;
use crate::verdict;
use crate::{Subject, Variant};

/// A machine on which the driver's package is installed.
pub(crate) struct Bench {
    pub(crate) subject: Subject,
    pub(crate) machine: Machine,
}

impl Bench {
    /// Runs a scenario, shuts the machine down and checks the whole run.
    pub(crate) fn run(subject: &Subject, scenario: impl FnOnce(&Self)) {
        Self::run_installed(subject, subject.inf, scenario);
    }

    /// [`Bench::run`], on another machine.
    pub(crate) fn afresh(&self, scenario: impl FnOnce(&Self)) {
        Self::run(&self.subject, scenario);
    }

    /// [`Bench::afresh`], with the lines that contain `text` removed from the INF.
    pub(crate) fn afresh_without(&self, text: &str, scenario: impl FnOnce(&Self)) {
        let lines: Vec<&str> = self.subject.inf.lines().collect();
        let kept: Vec<&str> = lines.iter().filter(|l| !l.contains(text)).copied().collect();
        assert!(kept.len() < lines.len(), "the INF has no line with {text}");
        Self::run_installed(&self.subject, &kept.join("\r\n"), scenario);
    }

    /// [`Bench::afresh`], with the INF as stampinf leaves it for this machine's architecture.
    pub(crate) fn afresh_stamped(&self, scenario: impl FnOnce(&Self)) {
        let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
        let inf = self.subject.inf.replace("$ARCH$", architecture).replace("$KMDFVERSION$", "1.31");
        Self::run_installed(&self.subject, &inf, scenario);
    }

    fn run_installed(subject: &Subject, inf: &str, scenario: impl FnOnce(&Self)) {
        let machine = echo_support::machine();
        let package = DriverPackage::new(inf, subject.image.clone());
        let installed = package.and_then(|package| machine.install(package));
        installed.unwrap_or_else(|error| panic!("the host refuses the driver package: {error}"));
        let bench = Self { subject: subject.clone(), machine };
        let outcome = catch_unwind(AssertUnwindSafe(|| scenario(&bench)));
        // Also after a failure: the machine's threads end, and the violations explain the failure.
        let violations = bench.machine.shut_down();
        if let Err(failure) = outcome {
            assert!(
                violations.is_empty(),
                "the scenario failed as shown above, and {}",
                verdict::list(&violations)
            );
            resume_unwind(failure);
        }
        verdict::check(&bench.machine, &violations);
    }

    /// Creates a device of the subject's variant, with the settings of the INF.
    #[track_caller]
    pub(crate) fn device(&self) -> Echo {
        self.device_with(&[])
    }

    /// [`Bench::device`], with values that replace those of the INF in the hardware key.
    #[track_caller]
    pub(crate) fn device_with(&self, values: &[(&str, RegistryValue)]) -> Echo {
        self.device_of(self.subject.variant, values)
    }

    /// [`Bench::device_with`], of the given variant.
    #[track_caller]
    pub(crate) fn device_of(&self, variant: Variant, values: &[(&str, RegistryValue)]) -> Echo {
        let node = self.node_of(variant, values);
        assert_eq!(node.status(), NodeStatus::Started, "a new device; {:?}", self.machine);
        Echo::started(node)
    }

    /// Creates a device that may fail.
    #[track_caller]
    pub(crate) fn node(&self, values: &[(&str, RegistryValue)]) -> DeviceNode {
        self.node_of(self.subject.variant, values)
    }

    #[track_caller]
    fn node_of(&self, variant: Variant, values: &[(&str, RegistryValue)]) -> DeviceNode {
        let created = self.machine.create_device_with(variant.hardware_id(), values);
        created.unwrap_or_else(|error| panic!("the host refuses the device: {error}"))
    }

    /// Lets time pass.
    pub(crate) fn pass_ms(&self, milliseconds: u64) {
        self.machine.advance(Duration::from_millis(milliseconds));
    }

    /// The events so far.
    pub(crate) fn story(&self) -> Story {
        Story::of(&self.machine)
    }

    /// Whether the framework serializes the callbacks of the subject's devices.
    pub(crate) fn is_serialized(&self) -> bool {
        self.subject.variant == Variant::AutoSync
    }
}
