//! What becomes of a request that the driver drops: the sender gets a failure and does not wait.
#![cfg(any(not(windows), hosted))]

use echo_mutants::{mutants, subject};
use echo_support::{INTERFACE, MS, Variant};
use kmdf_host::abi::{STATUS_SUCCESS, STATUS_UNSUCCESSFUL};
use kmdf_host::{File, Machine, Operation};
use std::time::Duration;

/// A handle to a device of the mutant.
fn open(name: &str, variant: Variant) -> (Machine, File) {
    let (_, entry) = mutants().find(|(mutant, _)| mutant.name == name).expect("a mutant's name");
    let machine = Machine::new();
    subject(entry, variant).install(&machine).expect("the package is whole");
    machine.create_device(variant.hardware_id()).expect("the package has the model");
    let file = machine.process().open(&machine.interfaces(&INTERFACE)[0]).expect("it has started");
    (machine, file)
}

fn pass_tick(machine: &Machine) {
    machine.advance(Duration::from_millis(100));
}

/// The status, the number of bytes and the time in milliseconds with which an operation completed.
fn outcome(operation: &Operation) -> (i32, usize, u64) {
    let result = operation.result().expect("a dropped request is completed");
    (result.status, result.information, result.completed_at / MS)
}

#[test]
fn read_dropped_on_arrival_fails_at_once_and_the_next_is_presented() {
    let (machine, file) = open("read_drops_its_request", Variant::AutoSync);
    let write = file.write(b"bytes");
    pass_tick(&machine);
    assert_eq!(outcome(&write), (STATUS_SUCCESS, 5, 100));
    for read in [file.read(5), file.read(5)] {
        assert_eq!(outcome(&read), (STATUS_UNSUCCESSFUL, 0, 100));
    }
    file.close();
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn write_dropped_on_arrival_fails_at_once() {
    let (machine, file) = open("write_drops_its_request_under_the_lock", Variant::DriverSync);
    assert_eq!(outcome(&file.write(b"bytes")), (STATUS_UNSUCCESSFUL, 0, 0));
    file.close();
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn request_dropped_with_its_place_is_unmarked_and_fails() {
    let (machine, file) = open("tick_drops_the_place_of_its_request", Variant::AutoSync);
    let (write, read) = (file.write(b"bytes"), file.read(5));
    pass_tick(&machine);
    assert_eq!(outcome(&write), (STATUS_UNSUCCESSFUL, 0, 100));
    assert!(read.result().is_none(), "a held request waits for a tick");
    pass_tick(&machine);
    assert_eq!(outcome(&read), (STATUS_UNSUCCESSFUL, 0, 200));
    file.close();
    // A mark that was not taken away would be a broken rule.
    assert_eq!(machine.shut_down(), []);
}
