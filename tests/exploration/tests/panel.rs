//! The compact picture of a schedule: what stands inside what, and that all texts fit.
#![cfg(any(not(windows), hosted))]

use std::time::Duration;

use echo_exploration::timeline::panel::{Panel, panels, until_violation};
use echo_support::{INTERFACE, Variant};
use kmdf_host::{Event, Machine, Who};
use roxmltree::{Document, Node};

/// A write and a read, of which one tick completes the first. At the first call of `call`, the write
/// is cancelled.
fn run(variant: Variant, driver: kmdf_host::DriverEntry, call: &'static str) -> Vec<Event> {
    let machine = Machine::new();
    let subject = echo_mutants::subject(driver, variant);
    subject.install(&machine).expect("a package that can be installed");
    let node = machine.create_device(variant.hardware_id()).expect("it has a driver");
    let link = node.interface(&INTERFACE).expect("it has started");
    let file = machine.process().open(&link).expect("it has started");
    let before = machine.trace().len();
    let (write, _read) = (file.write(b"four"), file.read(4));
    machine.before_call(call, 1, move |_| _ = write.cancel());
    machine.advance(Duration::from_millis(100));
    machine.trace().split_off(before)
}

fn passing(variant: Variant) -> Vec<Event> {
    run(variant, echo_mutants::original(), "no call")
}

fn draw(variant: Variant, events: &[Event]) -> String {
    let serialized = variant == Variant::AutoSync;
    panels(&[Panel { title: "a < b", about: &["one", "two"], events, serialized }], "")
}

/// The top and the bottom of each rectangle of a class, from the top down.
fn areas(picture: &Document<'_>, class: &str) -> Vec<(f64, f64)> {
    let drawn = picture.descendants().filter(|node| node.has_tag_name("rect"));
    // The legend has examples, without anything to point at.
    let found = drawn.filter(|node| {
        let classes = node.attribute("class").unwrap_or_default();
        classes.split(' ').any(|one| one == class) && node.first_element_child().is_some()
    });
    let mut areas: Vec<(f64, f64)> = found
        .map(|node| (number(&node, "y"), number(&node, "y") + number(&node, "height")))
        .collect();
    areas.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    areas
}

fn number(node: &Node<'_, '_>, attribute: &str) -> f64 {
    node.attribute(attribute).and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

fn is_inside(inner: (f64, f64), outer: (f64, f64)) -> bool {
    inner.0 >= outer.0 && inner.1 <= outer.1
}

#[test]
fn read_stands_inside_the_tick_only_in_driver_sync() {
    for variant in Variant::ALL {
        let picture = draw(variant, &passing(variant));
        let document = Document::parse(&picture).expect("it is well-formed");
        let callbacks = areas(&document, "callback");
        let [_write, tick, read] = callbacks[..] else { panic!("{callbacks:?}") };
        assert_eq!(is_inside(read, tick), variant == Variant::DriverSync, "{variant:?}");
        assert_eq!(areas(&document, "call").len(), usize::from(variant == Variant::DriverSync));
    }
}

#[test]
fn framework_lock_lasts_for_the_callback_and_the_own_one_is_shorter() {
    for variant in Variant::ALL {
        let picture = draw(variant, &passing(variant));
        let document = Document::parse(&picture).expect("it is well-formed");
        let (locks, callbacks) = (areas(&document, "lock"), areas(&document, "callback"));
        assert_eq!(locks.len(), 3, "{variant:?}");
        assert_eq!(locks == callbacks, variant == Variant::AutoSync, "{variant:?}");
        for lock in locks {
            assert!(callbacks.iter().any(|callback| is_inside(lock, *callback)), "{lock:?}");
        }
    }
}

#[test]
fn two_panels_have_the_same_time_at_the_same_height() {
    let runs = Variant::ALL.map(|variant| (variant, passing(variant)));
    let both = runs.each_ref().map(|(variant, events)| Panel {
        title: variant.name(),
        about: &[],
        events,
        serialized: *variant == Variant::AutoSync,
    });
    let picture = panels(&both, "");
    let document = Document::parse(&picture).expect("it is well-formed");
    let lines = document.descendants().filter(|node| node.attribute("class") == Some("moment"));
    let mut heights: Vec<&str> = lines.filter_map(|line| line.attribute("y1")).collect();
    assert_eq!(heights.len(), 4, "{heights:?}");
    heights.dedup();
    heights.sort_unstable();
    heights.dedup();
    assert_eq!(heights.len(), 2, "{heights:?}");
}

#[test]
fn broken_rule_has_its_text_and_a_cross_beside_its_request() {
    let name = "tick_and_cancel_callback_both_complete";
    let (_, driver) = echo_mutants::mutants().find(|(one, _)| one.name == name).expect("there");
    let events = run(Variant::DriverSync, driver, "WdfRequestUnmarkCancelable");
    let events = until_violation(&events);
    let broken = events.iter().filter(|event| event.who() == Who::Violation);
    let broken: Vec<String> = broken.map(|event| event.kind.to_string()).collect();
    assert!(!broken.is_empty(), "the mutant breaks a rule");
    let picture = draw(Variant::DriverSync, events);
    let document = Document::parse(&picture).expect("it is well-formed");
    let texts =
        document.descendants().filter(|node| node.attribute("class") == Some("words broken"));
    let texts: String = texts.filter_map(|node| node.text()).collect();
    assert_eq!(texts.replace(' ', ""), broken.concat().replace(' ', ""));
    let crosses =
        document.descendants().filter(|node| node.attribute("class") == Some("violation"));
    assert!(crosses.count() > broken.len());
}

#[test]
fn any_part_of_a_run_gives_a_picture_whose_texts_fit() {
    for variant in Variant::ALL {
        let events = passing(variant);
        for start in 0..=events.len() {
            for end in [start, (start + 1).min(events.len()), events.len()] {
                let picture = draw(variant, &events[start..end]);
                let document = Document::parse(&picture).expect("it is well-formed");
                let right = number(&document.root_element(), "width");
                for text in document.descendants().filter(|node| node.has_tag_name("text")) {
                    let characters = text.text().unwrap_or_default().chars().count();
                    let width = f64::from(u32::try_from(characters).expect("few")) * 5.5;
                    assert!(number(&text, "x") + width <= right, "{text:?} in {start}..{end}");
                }
            }
        }
    }
}
