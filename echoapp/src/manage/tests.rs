//! The decisions of `echoapp device`, on a simulated Windows.

use super::fake::FakeSystem;
use super::node::State;
use super::package::stand_in;
use super::*;
use crate::console::memory;
use crate::stop::Stop;

fn ran(action: &Action, system: &FakeSystem) -> (Result<bool, Error>, String) {
    let (console, printed) = memory::console(&Stop::default());
    let result = run(action, system, &console);
    (result, printed.lines().join("\n"))
}

fn add(variant: Variant) -> Action {
    Action::Add { variant, inf: Some(stand_in()), if_missing: false }
}

fn add_if_missing(variant: Variant) -> Action {
    Action::Add { variant, inf: Some(stand_in()), if_missing: true }
}

fn remove(instance_id: Option<&str>, all: bool) -> Action {
    Action::Remove { instance_id: instance_id.map(str::to_owned), all }
}

fn left(system: &FakeSystem) -> usize {
    system.nodes.borrow().len()
}

#[test]
fn add_creates_a_device_of_the_variant_and_shows_it() {
    for variant in Variant::ALL {
        let system = FakeSystem::with(0);
        let (result, text) = ran(&add(variant), &system);
        assert_eq!(result, Ok(true));
        assert!(text.contains(r"Added ROOT\RUSTECHO\0000 with "), "{text}");
        assert!(text.contains(variant.name()) && text.ends_with("status   started"), "{text}");
        assert!(!text.contains("Restart"), "{text}");
        assert_eq!(system.nodes.borrow()[0].variant, variant);
    }
}

#[test]
fn add_if_missing_adds_one_device_of_each_variant() {
    let system = FakeSystem::with(0);
    for (variant, devices) in [
        (Variant::AutoSync, 1),
        (Variant::AutoSync, 1),
        (Variant::DriverSync, 2),
        (Variant::DriverSync, 2),
    ] {
        let (result, text) = ran(&add_if_missing(variant), &system);
        assert_eq!((result, left(&system)), (Ok(true), devices), "{text}");
        assert!(text.contains(variant.name()) && text.ends_with("status   started"), "{text}");
    }
}

#[test]
fn add_if_missing_beside_a_device_with_a_problem_is_no_success() {
    let outcome = State::Problem { code: 52, status: None };
    let system = FakeSystem { outcome, ..FakeSystem::with(0) };
    for _ in 0..2 {
        let (result, text) = ran(&add_if_missing(Variant::AutoSync), &system);
        assert_eq!((result, left(&system)), (Ok(false), 1));
        assert!(text.contains("problem 52"), "{text}");
    }
}

#[test]
fn add_of_a_device_that_cannot_be_listed_says_it_exists() {
    let system = FakeSystem { failing: &["nodes"], ..FakeSystem::with(0) };
    let error = ran(&add(Variant::AutoSync), &system).0.unwrap_err().to_string();
    assert!(error.starts_with("cannot list the devices: nodes failed"), "{error}");
    assert!(error.contains(r"ROOT\RUSTECHO\0000 was created, and "), "{error}");
    assert_eq!(left(&system), 1);
}

#[test]
fn add_that_needs_a_restart_says_so() {
    let system = FakeSystem { restart: Restart::Needed, ..FakeSystem::with(0) };
    assert!(ran(&add(Variant::AutoSync), &system).1.contains("Restart Windows"));
}

#[test]
fn add_of_a_device_with_a_problem_is_no_success() {
    let outcome = State::Problem { code: 52, status: None };
    let system = FakeSystem { outcome, ..FakeSystem::with(0) };
    let (result, text) = ran(&add(Variant::AutoSync), &system);
    assert_eq!(result, Ok(false));
    assert!(text.contains("problem 52"), "{text}");
    assert_eq!(left(&system), 1);
}

#[test]
fn add_whose_installation_fails_removes_the_device() {
    let system = FakeSystem { failing: &["install"], ..FakeSystem::with(1) };
    let error = ran(&add(Variant::AutoSync), &system).0.unwrap_err().to_string();
    assert!(error.contains("install failed: It is so. (error 0x800B0109)"), "{error}");
    assert!(error.contains("certutil"), "{error}");
    assert_eq!(left(&system), 1);
}

#[test]
fn add_without_a_matching_model_removes_the_device() {
    let system = FakeSystem { has_model: false, ..FakeSystem::with(1) };
    let (result, text) = ran(&add(Variant::AutoSync), &system);
    let error = result.unwrap_err().to_string();
    assert!(error.contains(r"no driver was installed on the device ROOT\RUSTECHO\0001"), "{error}");
    assert!(error.contains("problem 28 (CM_PROB_FAILED_INSTALL)"), "{error}");
    assert!(error.contains("has no model") && error.contains("setupapi.dev.log"), "{error}");
    assert_eq!(text, "");
    assert_eq!(left(&system), 1);

    let system = FakeSystem { has_model: false, failing: &["remove"], ..FakeSystem::with(0) };
    let error = ran(&add(Variant::AutoSync), &system).0.unwrap_err().to_string();
    assert!(error.contains(r"ROOT\RUSTECHO\0000 was created and remains"), "{error}");
}

#[test]
fn add_that_cannot_be_undone_names_the_device_left() {
    let system = FakeSystem { failing: &["install", "remove"], ..FakeSystem::with(0) };
    let error = ran(&add(Variant::AutoSync), &system).0.unwrap_err().to_string();
    assert!(error.contains(r"ROOT\RUSTECHO\0000 was created and remains"), "{error}");
    assert!(error.contains("install failed") && error.contains("remove failed"), "{error}");
}

#[test]
fn add_and_remove_without_elevation_change_nothing() {
    for action in [add(Variant::AutoSync), remove(None, true)] {
        let system = FakeSystem { elevated: false, ..FakeSystem::with(1) };
        let error = ran(&action, &system).0.unwrap_err().to_string();
        assert!(error.contains("needs an elevated prompt"), "{error}");
        assert!(error.contains("-Verb RunAs"), "{error}");
        assert_eq!(left(&system), 1);
    }
}

#[test]
fn remove_removes_the_only_device_the_named_one_or_all() {
    let named = Some(r"root\rustecho\0001");
    for (count, action, remaining) in
        [(1, remove(None, false), 0), (3, remove(named, false), 2), (3, remove(None, true), 0)]
    {
        let system = FakeSystem::with(count);
        assert_eq!(ran(&action, &system).0, Ok(true));
        assert_eq!(left(&system), remaining);
        assert!(system.nodes.borrow().iter().all(|node| !node.is(r"ROOT\RUSTECHO\0001")));
    }
}

#[test]
fn remove_without_an_id_among_several_lists_them() {
    let system = FakeSystem::with(2);
    let error = ran(&remove(None, false), &system).0.unwrap_err().to_string();
    assert!(error.contains(r"ROOT\RUSTECHO\0001") && error.contains("--all"), "{error}");
    assert_eq!(left(&system), 2);
}

#[test]
fn remove_of_a_foreign_device_is_an_error() {
    let system = FakeSystem::with(1);
    let error = ran(&remove(Some(r"ROOT\DISK\0000"), false), &system).0.unwrap_err().to_string();
    assert!(error.contains(r"ROOT\DISK\0000 is not an echo device"), "{error}");
    assert_eq!(left(&system), 1);
}

#[test]
fn remove_without_devices_is_an_error_unless_all() {
    let system = FakeSystem::with(0);
    assert_eq!(ran(&remove(None, false), &system).0, Err(Error::NoDevice));
    assert_eq!(ran(&remove(None, true), &system).0, Ok(true));
}

#[test]
fn remove_that_fails_is_no_success() {
    let system = FakeSystem { failing: &["remove"], ..FakeSystem::with(2) };
    assert_eq!(ran(&remove(None, true), &system).0, Ok(false));
}

#[test]
fn status_shows_every_device_and_fails_on_a_problem() {
    let system = FakeSystem::with(2);
    let (result, text) = ran(&Action::Status, &system);
    assert_eq!(result, Ok(true));
    assert!(text.contains(r"ROOT\RUSTECHO\0000") && text.contains(r"ROOT\RUSTECHO\0001"), "{text}");
    system.nodes.borrow_mut()[1].state = State::Problem { code: 10, status: None };
    assert_eq!(ran(&Action::Status, &system).0, Ok(false));
}

#[test]
fn status_without_devices_or_without_a_list_is_an_error() {
    assert_eq!(ran(&Action::Status, &FakeSystem::with(0)).0, Err(Error::NoDevice));
    let system = FakeSystem { failing: &["nodes"], ..FakeSystem::with(1) };
    let error = ran(&Action::Status, &system).0.unwrap_err().to_string();
    assert!(error.starts_with("cannot list the devices: nodes failed"), "{error}");
}
