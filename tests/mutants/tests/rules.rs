//! The host names the rule that a mutant breaks, in the life of one device and one process.
#![cfg(any(not(windows), hosted))]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use echo_mutants::catalogue::Mutant;
use echo_mutants::{mutants, original, shows_in, subject};
use echo_support::{INTERFACE, Variant};
use kmdf_host::abi::STATUS_INSUFFICIENT_RESOURCES;
use kmdf_host::{DriverEntry, Fault, FaultTarget, Machine, Violation};

/// A period of the timer.
const TICK: Duration = Duration::from_millis(100);

/// Writes, reads, cancels, sends the device to sleep with a write under way, and lets the process end.
fn use_device(machine: &Machine) {
    let Some(path) = machine.interfaces(&INTERFACE).into_iter().next() else { return };
    let process = machine.process();
    let Ok(file) = process.open(&path) else { return };
    let Some(node) = machine.devices().pop() else { return };
    for length in [5, 9, 3] {
        let _ = file.write(b"bytes");
        machine.advance(TICK);
        let _ = file.read(length);
        machine.advance(TICK);
    }
    let _ = file.write(b"cancelled").cancel();
    let _ = file.write(b"asleep");
    let _ = node.suspend();
    machine.advance(TICK);
    let _ = node.resume();
    machine.advance(TICK);
    let _ = file.write(b"last");
    process.exit();
    let _ = node.surprise_remove();
}

/// What the host reports of a build of the driver: first of a device whose creation fails, then of one
/// that starts.
fn reported(entry: DriverEntry, variant: Variant) -> Vec<Violation> {
    let machine = Machine::new();
    subject(entry, variant).install(&machine).expect("the package is whole");
    let call = FaultTarget::Ddi("WdfDeviceCreate");
    machine.inject(Fault { call, nth: 1, status: STATUS_INSUFFICIENT_RESOURCES });
    let _ = machine.create_device(variant.hardware_id());
    let _ = machine.create_device(variant.hardware_id());
    use_device(&machine);
    machine.shut_down()
}

fn check_all(variant: Variant) {
    let mut wrong = Vec::new();
    let breaks = |mutant: &Mutant| mutant.rule.is_some() && shows_in(mutant, variant);
    for (mutant, entry) in mutants().filter(|(mutant, _)| breaks(mutant)) {
        let found = catch_unwind(AssertUnwindSafe(|| reported(entry, variant)));
        let found: Vec<_> =
            found.into_iter().flatten().map(|violation| violation.rule.name()).collect();
        let rule = mutant.rule.unwrap_or_default();
        if !found.contains(&rule) {
            wrong.push(format!("\n    {}: expected {rule}, found {found:?}", mutant.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.concat());
}

#[test]
fn rules_that_auto_sync_mutants_break_are_named() {
    check_all(Variant::AutoSync);
}

#[test]
fn rules_that_driver_sync_mutants_break_are_named() {
    check_all(Variant::DriverSync);
}

#[test]
fn unchanged_copy_breaks_no_rule() {
    for variant in Variant::ALL {
        assert_eq!(reported(original(), variant), []);
    }
}
