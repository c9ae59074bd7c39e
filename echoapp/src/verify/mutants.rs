//! The checks against drivers with one mistake each: which check names which mistake.

use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::Duration;

use echo_mutants::{mutants, original, shows_in, subject};
use echo_support::{Subject, Variant};
use kmdf_host::Machine;

use super::arguments::Like;
use super::checks::{CHECKS, Check};
use super::expected::Expected;
use super::hosted::HostedSystem;
use super::report::Verdict;
use super::run;
use crate::stop::Stop;
use crate::watchdog::Pulse;

/// The mutants that a few checks name, and all the checks that name each.
const FEW: &[(&str, &[&str])] = &[
    (
        "cancel_callback_leaves_the_request_stored",
        &[
            "cancel-pending",
            "cancel-pending-read",
            "cancel-next",
            "cancel-all",
            "process-killed",
            "mixed-load",
            "mode-changed",
        ],
    ),
    ("timer_is_stopped_before_the_queue", &["disable-pending"]),
    ("read_copies_all_stored_bytes", &["short-read"]),
    (
        "queue_presents_requests_in_parallel",
        &[
            "no-bytes-queued",
            "device-control-queued",
            "cancel-queued",
            "cancel-next",
            "cancel-all",
            "close-pending",
            "queue-order",
            "two-handles",
            "mixed-load",
            "disable-open",
            "mode-changed",
            "sleep",
        ],
    ),
    ("queue_presents_zero_length_requests", &["no-bytes"]),
    ("limit_excludes_40_960", &["write-40960"]),
    ("limit_is_41_000", &["refuse-40961", "refuse-41000"]),
    ("failed_write_drops_the_stored_bytes", &["refuse-40961", "refuse-41000"]),
    (
        "read_completes_on_arrival",
        &["cancel-pending-read", "queue-order", "latency", "period-changed", "settings-absent"],
    ),
    ("failed_request_reports_copied_bytes", CANCELLED_BYTES),
    ("cancelled_request_succeeds", CANCELLED_BYTES),
    ("queue_is_not_restarted", &["sleep"]),
    ("suspend_does_not_drain_the_queue", &["disable-pending"]),
    ("first_tick_comes_at_once", &["first-tick"]),
    ("period_of_zero_is_accepted", &["period-refused"]),
    ("period_above_60_000_is_accepted", &["period-refused"]),
    ("absent_value_is_an_error", &["settings-absent"]),
    ("queue_is_stopped_while_it_is_being_stopped", &["disable-pending"]),
    ("io_stop_requeues_a_marked_request", &["disable-pending"]),
    ("suspend_returns_not_supported", &["sleep"]),
];

/// The checks that look at a cancelled request which the driver held.
const CANCELLED_BYTES: &[&str] =
    &["cancel-pending", "cancel-pending-read", "cancel-all", "mode-changed"];

/// The mutants with which hardly a request succeeds, and the checks whose rows are broken.
const MANY: &[(&str, &[&str])] = &[
    ("read_copies_the_requested_length", &["long-read"]),
    ("read_drops_its_request", &["short-read", "long-read", "latency"]),
    ("tick_drops_the_place_of_its_request", &["write-1", "latency"]),
    ("timer_is_not_started", &["write-1", "latency", "first-tick"]),
    ("read_retrieves_its_input", &["short-read", "long-read"]),
    ("request_completes_with_pending", &["write-1", "short-read"]),
    ("information_counts_one_byte_too_many", &["write-512", "short-read"]),
    ("write_is_copied_in_the_wrong_direction", &["write-512"]),
    ("stored_bytes_are_the_buffer_of_the_write", &["write-512"]),
    ("driver_object_is_not_created", &["interface", "open", "fresh-read", "mode-refused"]),
    ("write_drops_its_request_under_the_lock", &["write-1", "queue-order"]),
    ("write_waits_until_the_queue_is_drained", &["write-1", "queue-order"]),
];

/// What is expected of the driver with the settings of its INF.
fn expected() -> Expected {
    Expected {
        like: Like::ThisDriver,
        period: Duration::from_millis(100),
        load: Duration::from_millis(300),
        sleep: true,
    }
}

/// Runs one check on a new machine. A driver that crashes the machine fails.
fn verdict(check: &'static Check, subject: &Subject, expected: &Expected) -> Verdict {
    let work = || {
        let machine = Machine::new();
        machine.set_silent(true);
        subject.install(&machine).expect("the package is valid");
        let node = machine.create_device(subject.variant.hardware_id());
        let system =
            HostedSystem::new(&machine, node.expect("a model of the INF"), &Pulse::default());
        let stop = Stop::default();
        let mut outcomes = run::run(&system, expected, [check].into_iter(), &stop, |_| ());
        outcomes.remove(0).verdict
    };
    let crashed = |_| Verdict::Failed("the machine crashed".to_owned());
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(crashed)
}

/// Hides the messages of crashes.
fn quiet() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let message = info.payload().downcast_ref::<String>();
            if message.is_none_or(|text| !text.starts_with("the machine has crashed")) {
                loud(info);
            }
        }));
    });
}

/// The names of the checks that fail.
fn named(subject: &Subject, expected: &Expected) -> Vec<&'static str> {
    quiet();
    let fails =
        |check: &&'static Check| matches!(verdict(check, subject, expected), Verdict::Failed(_));
    CHECKS.iter().filter(fails).map(|check| check.name).collect()
}

/// Compares the checks that name each mutant of a variant with the tables. A mutant in no table is
/// named by no check: an application cannot see the mistake, or only in rare orders.
fn compare(variant: Variant) {
    let mut unseen: Vec<&str> = CHECKS.iter().map(|check| check.name).collect();
    for (mutant, entry) in mutants().filter(|(mutant, _)| shows_in(mutant, variant)) {
        let named = named(&subject(entry, variant), &expected());
        unseen.retain(|check| !named.contains(check));
        let row = |table: &[(&str, &'static [&'static str])]| {
            let mut rows = table.iter();
            rows.find(|(name, _)| *name == mutant.name).map(|(_, checks)| *checks)
        };
        if let Some(broken) = row(MANY) {
            let all = broken.iter().all(|check| named.contains(check));
            assert!(all && named.len() >= 25, "{variant:?} {}: {named:?}", mutant.name);
        } else {
            let expected = row(FEW).unwrap_or_default();
            assert_eq!(named, expected, "{variant:?} {}: {}", mutant.name, mutant.mistake);
        }
    }
    assert_eq!(unseen, [""; 0], "checks that no mutant fails");
}

#[test]
fn mutants_of_auto_sync_are_named_by_their_checks() {
    compare(Variant::AutoSync);
}

#[test]
fn mutants_of_driver_sync_are_named_by_their_checks() {
    compare(Variant::DriverSync);
}

#[test]
fn tables_have_at_least_twenty_mutants_of_the_catalogue() {
    let rows = || FEW.iter().chain(MANY).map(|(name, _)| *name);
    assert!(rows().count() >= 20);
    for name in rows() {
        assert!(mutants().any(|(mutant, _)| mutant.name == name), "{name} is not a mutant");
    }
}

#[test]
fn unchanged_copy_passes_every_check() {
    for variant in Variant::ALL {
        assert_eq!(named(&subject(original(), variant), &expected()), [""; 0], "{variant:?}");
    }
}

/// This mutant differs from the driver as the C sample does: its cancelled requests have a length.
/// With a period of 100 ms, its first tick comes when that of the C sample does.
#[test]
fn driver_like_the_c_sample_passes_with_like_only() {
    let mut entries = mutants();
    let entry = entries.find(|(it, _)| it.name == "failed_request_reports_copied_bytes");
    let (_, entry) = entry.expect("a mutant of the catalogue");
    for variant in Variant::ALL {
        let subject = subject(entry, variant);
        assert_eq!(named(&subject, &expected()), CANCELLED_BYTES, "{variant:?}");
        let like = Expected { like: Like::CSample, ..expected() };
        assert_eq!(named(&subject, &like), [""; 0], "{variant:?}");
    }
}
