//! A device as `device status` shows it.

use echo_interface::Variant;

use super::problem::{Advice, INSTALL, advice};

/// A device with a hardware ID of the driver's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What the system calls the device.
    pub instance_id: String,
    /// Which variant its hardware ID asks for.
    pub variant: Variant,
    /// The name of the driver's service; without one no driver is installed.
    pub service: Option<String>,
    /// The version of the installed driver, if there is one.
    pub version: Option<String>,
    /// Who provides it.
    pub provider: Option<String>,
    /// The name of its INF in the system: `oem12.inf`.
    pub inf: Option<String>,
    /// Whether it works.
    pub state: State,
}

/// Whether a device works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It does.
    Started,
    /// It is known, and not there.
    Absent,
    /// It is there, is not started, and has no problem.
    NotStarted,
    /// It has a problem.
    Problem {
        /// The `CM_PROB_…` code.
        code: u32,
        /// The `NTSTATUS` behind it, where the system says.
        status: Option<u32>,
    },
}

impl Node {
    /// Whether this is the device with that instance ID, of which the system ignores the letter case.
    pub fn is(&self, instance_id: &str) -> bool {
        self.instance_id.eq_ignore_ascii_case(instance_id)
    }

    /// Whether the device has a driver and no problem, as far as it is there.
    pub fn is_sound(&self) -> bool {
        match self.state {
            State::Absent => true,
            State::Started | State::NotStarted => self.service.is_some(),
            State::Problem { .. } => false,
        }
    }

    /// What it is with the device.
    pub fn status(&self) -> String {
        self.text().0
    }

    /// The lines of the status.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            self.instance_id.clone(),
            format!("  variant  {} ({})", self.variant.name(), self.variant.hardware_id()),
            format!("  driver   {}", self.driver()),
        ];
        let (status, next) = self.text();
        lines.push(format!("  status   {status}"));
        let mut heading = "next";
        for line in next.lines() {
            lines.push(format!("  {heading:<7}  {line}"));
            heading = "";
        }
        lines
    }

    /// What it is with the device, and what to do next.
    fn text(&self) -> (String, &'static str) {
        match self.state {
            State::Absent => ("not present".to_owned(), "To forget it: echoapp device remove"),
            State::Problem { code, status } => {
                let Advice { name, meaning, next } = advice(code, status);
                let status = status.map(|status| format!(", status 0x{status:08X}"));
                let status = status.unwrap_or_default();
                (format!("problem {code} ({name}{status}): {meaning}"), next)
            }
            State::Started | State::NotStarted if self.service.is_none() => {
                ("no driver is installed, and no problem reported".to_owned(), INSTALL)
            }
            State::Started => ("started".to_owned(), ""),
            State::NotStarted => (
                "not started, and no problem reported".to_owned(),
                "Windows may be installing it still: ask again in a minute",
            ),
        }
    }

    fn driver(&self) -> String {
        let known = [
            self.version.clone(),
            self.provider.as_ref().map(|provider| format!("of {provider}")),
            self.inf.as_ref().map(|inf| format!("({inf})")),
        ];
        let known: Vec<_> = known.into_iter().flatten().collect();
        if known.is_empty() { "unknown".to_owned() } else { known.join(" ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(state: State) -> Node {
        Node {
            instance_id: r"ROOT\RUSTECHO\0000".to_owned(),
            variant: Variant::DriverSync,
            service: Some("RustEcho".to_owned()),
            version: Some("1.2.3.4".to_owned()),
            provider: Some("Somebody".to_owned()),
            inf: Some("oem7.inf".to_owned()),
            state,
        }
    }

    #[test]
    fn lines_of_a_started_device_say_what_serves_it() {
        assert_eq!(
            node(State::Started).lines(),
            [
                r"ROOT\RUSTECHO\0000",
                r"  variant  DriverSync (root\ECHO_2)",
                "  driver   1.2.3.4 of Somebody (oem7.inf)",
                "  status   started",
            ]
        );
    }

    #[test]
    fn lines_of_a_problem_name_it_and_the_next_step() {
        let lines = node(State::Problem { code: 52, status: Some(0xC000_0428) }).lines();
        assert!(
            lines[3].starts_with(
                "  status   problem 52 (CM_PROB_UNSIGNED_DRIVER, status 0xC0000428): "
            ),
            "{lines:#?}"
        );
        assert!(lines[4].starts_with("  next     "), "{lines:#?}");
        assert!(lines.iter().any(|line| line.contains("bcdedit /set testsigning on")));
    }

    #[test]
    fn lines_without_a_driver_say_unknown() {
        let bare = Node { version: None, provider: None, inf: None, ..node(State::NotStarted) };
        assert_eq!(bare.lines()[2], "  driver   unknown");
    }

    #[test]
    fn device_without_a_service_is_told_to_have_no_driver() {
        for state in [State::Started, State::NotStarted] {
            let lines = Node { service: None, ..node(state) }.lines();
            assert_eq!(lines[3], "  status   no driver is installed, and no problem reported");
            assert!(lines[4].contains("pnputil /add-driver"), "{lines:#?}");
        }
    }

    #[test]
    fn only_a_problem_and_the_lack_of_a_driver_are_unsound() {
        for state in [State::Started, State::Absent, State::NotStarted] {
            assert!(node(state).is_sound(), "{state:?}");
            let bare = Node { service: None, ..node(state) };
            assert_eq!(bare.is_sound(), state == State::Absent, "{state:?}");
        }
        assert!(!node(State::Problem { code: 10, status: None }).is_sound());
    }
}
