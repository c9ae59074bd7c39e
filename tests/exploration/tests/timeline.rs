//! The picture of a schedule: well-formed, self-contained, and with all that happened.

use std::time::Duration;

use echo_exploration::timeline::{svg, without_set_up};
use echo_support::{INTERFACE, Variant};
use kmdf_host::{DriverEntry, Event, Machine, Operation, Who};
use roxmltree::{Document, Node};

/// A run with two requests: just before the first tick makes `call`, the write is cancelled.
fn run(driver: DriverEntry, hardware_id: &str, call: &'static str) -> Vec<Event> {
    let machine = Machine::new();
    let subject = echo_mutants::subject(driver, Variant::AutoSync);
    subject.install(&machine).expect("a package that can be installed");
    let node = machine.create_device(hardware_id).expect("it has a driver");
    let link = &node.interface(&INTERFACE).expect("it has started");
    let open = || machine.process().open(link).expect("it has started");
    let (file, other) = (open(), open());
    let operations = [file.write(b"four"), other.read(4)];
    let write: Operation = operations[0].clone();
    machine.before_call(call, 1, move |_| _ = write.cancel());
    machine.advance(Duration::from_millis(300));
    assert!(operations.iter().all(|operation| operation.result().is_some()));
    let _ = machine.shut_down();
    machine.trace()
}

fn cancel_at_a_tick(hardware_id: &str) -> Vec<Event> {
    run(echo_mutants::original(), hardware_id, "WdfRequestUnmarkCancelable")
}

/// The elements that have one of some classes.
fn of_class<'a>(picture: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
    let has = |node: &Node<'_, '_>| {
        node.attribute("class").is_some_and(|list| list.split(' ').any(|one| one == class))
    };
    picture.descendants().filter(has).collect()
}

/// The event that an element shows when it is pointed at.
fn tip<'a>(node: &Node<'a, 'a>) -> &'a str {
    node.first_element_child().and_then(|title| title.text()).unwrap_or_default()
}

fn texts<'a>(picture: &'a Document<'_>) -> Vec<&'a str> {
    let text = picture.descendants().filter(|node| node.has_tag_name("text"));
    text.filter_map(|node| node.text()).collect()
}

#[test]
fn picture_of_a_run_is_well_formed_and_needs_nothing_else() {
    for hardware_id in [r"root\ECHO", r"root\ECHO_2"] {
        let picture = svg(&cancel_at_a_tick(hardware_id), "a <title> & \"more\"");
        let document = Document::parse(&picture).expect("it is well-formed");
        assert!(texts(&document).contains(&"a <title> & \"more\""));
        for outside in ["href", "@import", "url(", "<script", "http"] {
            let own = picture.replace("http://www.w3.org/2000/svg", "");
            assert!(!own.contains(outside), "{outside}");
        }
    }
}

#[test]
fn each_callback_that_is_entered_has_a_bar() {
    for hardware_id in [r"root\ECHO", r"root\ECHO_2"] {
        let events = cancel_at_a_tick(hardware_id);
        let picture = svg(&events, "");
        let document = Document::parse(&picture).expect("it is well-formed");
        let entered = events.iter().filter(|event| event.who() == Who::CallbackEnter);
        let expected: Vec<String> = entered.map(ToString::to_string).collect();
        let bars = of_class(&document, "callback");
        let mut shown: Vec<&str> = bars.iter().map(tip).filter(|tip| !tip.is_empty()).collect();
        shown.sort_by_key(|tip| expected.iter().position(|event| event == tip));
        assert_eq!(shown, expected);
        assert!(shown.len() > 10, "{shown:?}");
    }
}

#[test]
fn each_request_has_a_row_with_its_end() {
    let events = cancel_at_a_tick(r"root\ECHO");
    let picture = svg(&events, "");
    let document = Document::parse(&picture).expect("it is well-formed");
    let texts = texts(&document);
    assert!(["R1", "R2", "CANCELLED", "SUCCESS"].iter().all(|text| texts.contains(text)));
    let owners = |request: &str| -> Vec<&str> {
        let own = of_class(&document, "own").into_iter();
        own.filter_map(|area| tip(&area).strip_prefix(request)?.strip_prefix(": ")).collect()
    };
    let marked = "driver, marked cancelable";
    assert_eq!(owners("R1"), ["application", "queue", "driver", marked, "cancelled"]);
    assert_eq!(owners("R2"), ["application", "queue", "driver", marked, "driver"]);
}

#[test]
fn lock_that_is_waited_for_is_drawn_as_held_and_as_waited_for() {
    let events = cancel_at_a_tick(r"root\ECHO_2");
    let picture = svg(&events, "");
    let document = Document::parse(&picture).expect("it is well-formed");
    assert!(texts(&document).contains(&"waits for L1"));
    let acquired = |event: &&Event| {
        event.who() == Who::CallReturned && event.kind.name() == Some("WdfSpinLockAcquire")
    };
    let held = of_class(&document, "lock").into_iter().filter(|lock| tip(lock) == "L1 is held");
    assert_eq!(held.count(), events.iter().filter(acquired).count());
}

#[test]
fn violation_is_drawn_in_red_with_its_text() {
    let mutant = echo_mutants::mutants();
    let name = "status_of_the_unmark_is_ignored";
    let driver = mutant.into_iter().find(|(mutant, _)| mutant.name == name).expect("there").1;
    let events = run(driver, r"root\ECHO", "WdfRequestUnmarkCancelable");
    let violations = events.iter().filter(|event| event.who() == Who::Violation);
    let expected: Vec<String> = violations.map(|event| event.kind.to_string()).collect();
    assert!(!expected.is_empty(), "the mutant breaks a rule");
    let picture = svg(&events, name);
    let document = Document::parse(&picture).expect("it is well-formed");
    assert_eq!(of_class(&document, "breach").len(), expected.len());
    let told: String = of_class(&document, "broken").iter().filter_map(Node::text).collect();
    assert_eq!(told.replace(' ', ""), expected.concat().replace(' ', ""));
    assert!(!of_class(&document, "breached").is_empty());
}

#[test]
fn passing_run_has_nothing_red() {
    let picture = svg(&cancel_at_a_tick(r"root\ECHO_2"), "");
    let document = Document::parse(&picture).expect("it is well-formed");
    for red in ["violation", "breach", "breached", "broken"] {
        assert!(of_class(&document, red).is_empty(), "{red}");
    }
}

#[test]
fn any_part_of_a_run_gives_a_picture() {
    let events = cancel_at_a_tick(r"root\ECHO_2");
    for start in 0..events.len() {
        for end in [start, start + 1, events.len()] {
            let end = end.min(events.len());
            let picture = svg(&events[start..end], "part");
            assert!(Document::parse(&picture).is_ok(), "{start}..{end}");
        }
    }
}

#[test]
fn lanes_are_the_threads_of_the_run() {
    let events = cancel_at_a_tick(r"root\ECHO_2");
    let picture = svg(&events, "");
    let document = Document::parse(&picture).expect("it is well-formed");
    let lanes: Vec<&str> = of_class(&document, "lane").iter().filter_map(Node::text).collect();
    for thread in ["app 1", "app 2", "dpc 0", "pnp", "0 ms", "100 ms", "200 ms"] {
        assert!(lanes.contains(&thread), "{thread}: {lanes:?}");
    }
}

#[test]
fn run_without_its_set_up_begins_with_the_first_request() {
    let events = cancel_at_a_tick(r"root\ECHO");
    let rest = without_set_up(&events);
    assert_eq!(rest[0].kind.name(), Some("EvtIoWrite"));
    assert_eq!(events.last(), rest.last());
}
