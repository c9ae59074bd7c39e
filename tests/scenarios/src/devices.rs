//! Several devices and several machines, which share nothing.

use std::thread;

use crate::Variant;
use crate::bench::Bench;
use crate::echo::Echo;
use crate::outcome::Outcome;
use echo_support::pattern;

pub(crate) fn devices_of_both_variants_echo_independently(bench: &Bench) {
    let one = bench.device();
    let other = bench.device_of(bench.subject.variant.other(), &[]);
    echo_independently(bench, &one, &other);
}

pub(crate) fn devices_of_one_variant_echo_independently(bench: &Bench) {
    let one = bench.device();
    let other = bench.device();
    echo_independently(bench, &one, &other);
}

/// Two devices, each with a pending and a queued request; then one of them is removed.
fn echo_independently(bench: &Bench, one: &Echo, other: &Echo) {
    assert_ne!(one.path, other.path);
    let (one_file, other_file) = (one.open(), other.open());
    let writes = [one_file.write(&pattern(100, 1)), other_file.write(&pattern(200, 2))];
    let reads = [one_file.read(500), other_file.read(500)];
    writes.iter().chain(&reads).for_each(Outcome::pends);
    let tick = one.pass_tick();
    writes[0].succeeded(100, tick);
    writes[1].succeeded(200, tick);
    let tick = one.pass_tick();
    assert_eq!(reads[0].succeeded(100, tick), pattern(100, 1));
    assert_eq!(reads[1].succeeded(200, tick), pattern(200, 2));
    let stays = other_file.read(500);
    let goes = one_file.read(500);
    bench.pass_ms(30);
    assert!(goes.cancel());
    goes.cancelled(bench.machine.now());
    stays.pends();
    one_file.close();
    let removed = one.node.remove();
    assert!(removed.is_ok(), "{removed:?}");
    let tick = other.pass_tick();
    assert_eq!(stays.succeeded(200, tick), pattern(200, 2));
}

pub(crate) fn device_added_and_removed_leaves_no_object_behind(bench: &Bench) {
    // This device keeps the driver loaded, and with it the objects below the driver object.
    let keeper = bench.device();
    keeper.store(&pattern(10, 1));
    for variant in Variant::ALL {
        let before = (bench.machine.objects(), bench.machine.pool());
        let echo = bench.device_of(variant, &[]);
        echo.works();
        let file = echo.open();
        let pending = file.write(&pattern(20, 2));
        file.close();
        let removed = echo.node.remove();
        assert!(removed.is_ok(), "{removed:?}");
        pending.succeeded(20, bench.machine.now());
        let after = (bench.machine.objects(), bench.machine.pool());
        assert_eq!(after, before, "(objects, pool) after and before a device of {variant:?}");
    }
    keeper.has_stored(&pattern(10, 1));
}

pub(crate) fn machines_echo_independently(bench: &Bench) {
    let subject = bench.subject.clone();
    let run = |seed: u8| {
        Bench::run(&subject, |bench| {
            let echo = bench.device();
            let file = echo.open();
            for round in 0..20 {
                let bytes = pattern(400, seed.wrapping_add(round));
                let (write, read) = (file.write(&bytes), file.read(400));
                let tick = echo.pass_tick();
                write.succeeded(400, tick);
                let tick = echo.pass_tick();
                assert!(
                    read.succeeded(400, tick) == bytes,
                    "the read returned other bytes than this machine's"
                );
            }
        });
    };
    thread::scope(|scope| {
        let threads = [1, 100].map(|seed| scope.spawn(move || run(seed)));
        for thread in threads {
            assert!(thread.join().is_ok(), "the machine of another thread failed");
        }
    });
}
