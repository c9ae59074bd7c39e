//! Many overlapped operations on two handles: first in, first out, one completion per tick.

use crate::bench::Bench;
use crate::outcome::Outcome;
use echo_support::{PERIOD, pattern};

pub(crate) fn overlapped_requests_complete_in_order_one_per_tick(bench: &Bench) {
    let echo = bench.device();
    let handles = [echo.open(), echo.open()];
    let mut operations = Vec::new();
    for number in 0..100_u8 {
        let [one, other] = if number % 3 == 0 { [0, 1] } else { [1, 0] };
        operations.push(handles[one].write(&pattern(300 + usize::from(number), number)));
        operations.push(handles[other].read(1_000));
    }
    operations.iter().for_each(Outcome::pends);
    let mut tick = bench.machine.now();
    for (index, operation) in operations.iter().enumerate() {
        assert_eq!(echo.pass_tick(), tick + PERIOD);
        tick += PERIOD;
        let number = u8::try_from(index / 2).unwrap_or(u8::MAX);
        let bytes = pattern(300 + usize::from(number), number);
        let data = operation.succeeded(bytes.len(), tick);
        assert!(
            index % 2 == 0 || data == bytes,
            "read {number} returned other bytes than write {number} stored"
        );
        let left = operations.iter().filter(|operation| operation.result().is_none()).count();
        assert_eq!(left, operations.len() - index - 1, "operations left after tick {}", index + 1);
    }
}

pub(crate) fn overlapped_reads_return_the_preceding_write(bench: &Bench) {
    let echo = bench.device();
    let (writer, reader) = (echo.open(), echo.open());
    let early = reader.read(50);
    early.succeeded(0, bench.machine.now());
    let operations = [
        (writer.write(&pattern(30, 1)), None),
        (reader.read(50), Some(pattern(30, 1))),
        (reader.read(10), Some(pattern(10, 1))),
        (writer.write(&pattern(20, 2)), None),
        (writer.write(&pattern(40, 3)), None),
        (reader.read(50), Some(pattern(40, 3))),
    ];
    for (operation, expected) in operations {
        echo.pass_tick();
        let result = operation.done();
        if let Some(expected) = expected {
            assert_eq!(result.data, expected);
        }
    }
}
