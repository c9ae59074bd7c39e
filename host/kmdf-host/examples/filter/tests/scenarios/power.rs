//! The power and the removal of the device.

use kmdf_host::abi::STATUS_INVALID_DEVICE_STATE;

use super::both;

#[test]
fn write_to_a_sleeping_device_waits_in_echo() {
    both(|bench| {
        bench.node.suspend().expect("the device falls asleep");
        let write = bench.file.write(b"late");
        bench.tick();
        assert!(write.result().is_none());
        bench.node.resume().expect("the device wakes");
        assert_eq!(write.wait().expect("a tick completes it").status, 0);
        assert_eq!(bench.file.read(9).wait().expect("a tick completes it").data, b"LATE");
        bench.end();
    });
}

#[test]
fn write_after_a_surprise_removal_fails_in_echo() {
    both(|bench| {
        bench.node.surprise_remove().expect("the device is there");
        let result = bench.file.write(b"late").wait().expect("it fails at once");
        assert_eq!(result.status, STATUS_INVALID_DEVICE_STATE);
        bench.file.close();
        bench.end();
    });
}

#[test]
fn surprise_removal_completes_a_write_that_waits() {
    both(|bench| {
        let write = bench.file.write(b"lost");
        bench.node.surprise_remove().expect("the device is there");
        assert!(write.result().is_some());
        bench.file.close();
        bench.end();
    });
}
