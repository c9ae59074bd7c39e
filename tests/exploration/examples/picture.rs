//! Draws a picture of the documents, as SVG on standard output: `cargo xtask docs`.
//!
//! The argument is the picture: variants or mutant. Every run draws the same picture.

#[cfg(any(not(windows), hosted))]
fn main() -> Result<(), String> {
    use std::io::Write;

    let name = std::env::args().nth(1).unwrap_or_default();
    let picture = match &*name {
        "variants" => hosted::variants(),
        "mutant" => hosted::mutant(),
        _ => return Err(format!("{name:?} is not a picture: expected variants or mutant")),
    }?;
    let written = std::io::stdout().lock().write_all(picture.as_bytes());
    written.map_err(|error| format!("standard output: {error}"))
}

#[cfg(any(not(windows), hosted))]
mod hosted {
    use std::time::Duration;

    use echo_exploration::timeline::panel::{Panel, panels, until_violation};
    use echo_exploration::{Scenario, timeline};
    use echo_mutants::{mutants, original, subject};
    use echo_support::{INTERFACE, Variant};
    use kmdf_host::explore::{Explorer, Strategy};
    use kmdf_host::{Event, Machine, describe};

    /// One write and one read as both variants.
    pub fn variants() -> Result<String, String> {
        let [auto, driver] = Variant::ALL.map(write_and_read);
        let (auto, driver) = (auto?, driver?);
        let both = [
            Panel {
                title: "AutoSync",
                about: &[
                    "The framework holds its lock around each callback.",
                    "The read comes from a DPC after the tick has returned.",
                ],
                events: &auto,
                serialized: true,
            },
            Panel {
                title: "DriverSync",
                about: &[
                    "The driver holds its spin lock briefly. The read comes",
                    "inside the call that completes the write.",
                ],
                events: &driver,
                serialized: false,
            },
        ];
        Ok(panels(&both, "One write and one read, as AutoSync and as DriverSync"))
    }

    fn write_and_read(variant: Variant) -> Result<Vec<Event>, String> {
        let machine = Machine::new();
        subject(original(), variant).install(&machine).map_err(|error| error.to_string())?;
        let node = machine.create_device(variant.hardware_id()).map_err(|e| e.to_string())?;
        let path = node.interface(&INTERFACE).ok_or("the device has no interface")?;
        let file = machine.process().open(&path).map_err(describe)?;
        let before = machine.trace().len();
        let requests = [file.write(b"echo"), file.read(4)];
        machine.advance(Duration::from_millis(100));
        if requests.map(|request| request.result().is_some()) != [true, false] {
            return Err("one tick has not completed the first request of two".into());
        }
        Ok(machine.trace().split_off(before))
    }

    /// The shortest schedule in which a mutant completes one request twice.
    pub fn mutant() -> Result<String, String> {
        const NAME: &str = "tick_and_cancel_callback_both_complete";
        let found = mutants().find(|(mutant, _)| mutant.name == NAME);
        let (_, entry) = found.ok_or_else(|| format!("there is no mutant {NAME}"))?;
        let scenario = Scenario::named("tick_and_cancel").ok_or("there is no such scenario")?;
        let subject = subject(entry, Variant::DriverSync);
        let situation = scenario.situation(&subject).map_err(|error| error.to_string())?;
        let report = Explorer::new(Strategy::exhaustive()).run(&situation);
        let failure = report.failure().ok_or("no schedule shows the mistake")?;
        let title = "A tick and a cancel complete the same request";
        let schedule =
            format!("The shortest schedule that exploration finds: {}", failure.schedule);
        let about = [
            "The mutant's tick ignores STATUS_CANCELLED from WdfRequestUnmarkCancelable and completes R1.",
            "Then the cancel callback, which owns R1, completes R1 again.",
            &schedule,
        ];
        let events = until_violation(timeline::without_set_up(&failure.trace));
        let panel = Panel { title, about: &about, events, serialized: false };
        Ok(panels(&[panel], title))
    }
}

#[cfg(not(any(not(windows), hosted)))]
fn main() {}
