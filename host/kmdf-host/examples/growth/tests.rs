//! Nothing that a machine keeps grows with the machine's age.

use kmdf_host::Machine;

use super::work::{self, KINDS};

/// Does a kind of work `count` times.
fn repeat(repeat: &mut dyn FnMut(), count: usize) {
    for _ in 0..count {
        repeat();
    }
}

/// What a machine keeps, without what has a limit.
fn unlimited(machine: &Machine) -> Vec<(&'static str, usize)> {
    let kept = machine.kept().into_iter().filter(|kept| kept.limit.is_none());
    kept.map(|kept| (kept.what, kept.count)).collect()
}

#[test]
fn machine_keeps_as_much_after_a_thousand_repetitions_as_before() {
    for kind in KINDS {
        let machine = work::machine();
        let mut work = (kind.begin)(&machine);
        repeat(&mut work, 10);
        let before = unlimited(&machine);
        repeat(&mut work, 1000);
        assert_eq!(unlimited(&machine), before, "{}", kind.name);
    }
}

#[test]
fn what_has_a_limit_keeps_to_it() {
    for kind in KINDS {
        let machine = work::machine();
        machine.set_silent(true);
        let count = if kind.fills_a_list { 10_100 } else { 200 };
        repeat(&mut (kind.begin)(&machine), count);
        for kept in machine.kept() {
            let within = kept.limit.is_none_or(|limit| kept.count <= limit);
            assert!(within, "{}: {kept:?}", kind.name);
        }
    }
}
