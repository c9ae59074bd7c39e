//! A device as `device status` shows it.

use echo_interface::Variant;

use super::problem::{Advice, INSTALL, advice};

/// A device with one of the driver's hardware IDs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The device's instance ID.
    pub instance_id: String,
    /// The variant that belongs to the hardware ID.
    pub variant: Variant,
    /// The driver's service; `None` if no driver is installed.
    pub service: Option<String>,
    /// The version of the installed driver.
    pub version: Option<String>,
    /// The provider of the installed driver.
    pub provider: Option<String>,
    /// The published name of the driver's INF, such as `oem12.inf`.
    pub inf: Option<String>,
    /// The device's state.
    pub state: State,
}

/// The state of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The device works.
    Started,
    /// The system knows the device, and the device is not present.
    Absent,
    /// The device is present and not started, without a problem.
    NotStarted,
    /// The device has a problem.
    Problem {
        /// The `CM_PROB_…` code.
        code: u32,
        /// The `NTSTATUS` behind the problem, if the system knows one.
        status: Option<u32>,
    },
}

impl State {
    /// The state in a sentence.
    pub fn told(self) -> String {
        match self {
            Self::Started => "started".to_owned(),
            Self::Absent => "not present".to_owned(),
            Self::NotStarted => "not started".to_owned(),
            Self::Problem { code, status } => {
                let status = status.map(|status| format!(", status 0x{status:08X}"));
                format!("not started (problem {code}{})", status.unwrap_or_default())
            }
        }
    }
}

impl Node {
    /// Whether this device has that instance ID. Windows ignores the letter case.
    pub fn is(&self, instance_id: &str) -> bool {
        self.instance_id.eq_ignore_ascii_case(instance_id)
    }

    /// Whether the device has a driver and no problem, or is not present.
    pub fn is_sound(&self) -> bool {
        match self.state {
            State::Absent => true,
            State::Started | State::NotStarted => self.service.is_some(),
            State::Problem { .. } => false,
        }
    }

    /// The status as text.
    pub fn status(&self) -> String {
        self.text().0
    }

    /// The lines that `device status` prints for the device.
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

    /// The status as text, and what to do next.
    fn text(&self) -> (String, &'static str) {
        match self.state {
            State::Absent => ("not present".to_owned(), "To remove it: echoapp device remove"),
            State::Problem { code, status } => {
                let Advice { name, meaning, next } = advice(code, status);
                let status = status.map(|status| format!(", status 0x{status:08X}"));
                let status = status.unwrap_or_default();
                (format!("problem {code} ({name}{status}): {meaning}"), next)
            }
            State::Started | State::NotStarted if self.service.is_none() => {
                ("no driver installed, no problem reported".to_owned(), INSTALL)
            }
            State::Started => ("started".to_owned(), ""),
            State::NotStarted => (
                "not started, no problem reported".to_owned(),
                "Windows may still be installing the device: ask again in a minute",
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
    fn lines_of_a_started_device_name_its_driver() {
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
    fn lines_of_a_problem_name_the_next_step() {
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
    fn lines_without_a_service_say_no_driver_installed() {
        for state in [State::Started, State::NotStarted] {
            let lines = Node { service: None, ..node(state) }.lines();
            assert_eq!(lines[3], "  status   no driver installed, no problem reported");
            assert!(lines[4].contains("pnputil /add-driver"), "{lines:#?}");
        }
    }

    #[test]
    fn device_with_a_problem_or_without_a_driver_is_unsound() {
        for state in [State::Started, State::Absent, State::NotStarted] {
            assert!(node(state).is_sound(), "{state:?}");
            let bare = Node { service: None, ..node(state) };
            assert_eq!(bare.is_sound(), state == State::Absent, "{state:?}");
        }
        assert!(!node(State::Problem { code: 10, status: None }).is_sound());
    }
}
