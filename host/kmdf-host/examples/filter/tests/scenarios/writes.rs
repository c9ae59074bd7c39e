//! What is written, and what is read.

use echo_support::LIMIT;
use kmdf_host::abi::{STATUS_BUFFER_OVERFLOW, STATUS_CANCELLED};

use super::both;

#[test]
fn read_gives_in_upper_case_what_was_written() {
    both(|bench| {
        let text = "Straße, 7 élan: abc[]`{|}".as_bytes();
        let written = bench.file.write(text).wait().expect("a tick completes it");
        assert_eq!((written.status, written.information), (0, text.len()));
        let read = bench.file.read(100).wait().expect("a tick completes it");
        assert_eq!(String::from_utf8_lossy(&read.data), "STRAßE, 7 éLAN: ABC[]`{|}");
        bench.file.close();
        bench.end();
    });
}

#[test]
fn write_completes_as_echo_completes_it() {
    both(|bench| {
        let longest = bench.file.write(&vec![b'a'; LIMIT]).wait().expect("a tick completes it");
        assert_eq!((longest.status, longest.information), (0, LIMIT));
        let longer = bench.file.write(&vec![b'b'; LIMIT + 1]).wait().expect("it completes");
        assert_eq!((longer.status, longer.information), (STATUS_BUFFER_OVERFLOW, 0));
        assert_eq!(bench.file.read(1).wait().expect("a tick completes it").data, b"A");
        bench.end();
    });
}

#[test]
fn write_of_no_bytes_goes_down() {
    both(|bench| {
        let mark = bench.machine.trace().len();
        let written = bench.file.write(&[]).wait().expect("it completes at once");
        assert_eq!((written.status, written.information), (0, 0));
        let sends = |event: &kmdf_host::Event| event.kind.calls("WdfRequestSend");
        assert_eq!(bench.machine.trace()[mark..].iter().filter(|event| sends(event)).count(), 1);
        bench.end();
    });
}

#[test]
fn cancelled_write_is_cancelled_in_echo() {
    both(|bench| {
        let write = bench.file.write(b"lost");
        assert!(write.result().is_none());
        assert!(write.cancel());
        assert_eq!(write.result().expect("echo completes it").status, STATUS_CANCELLED);
        bench.end();
    });
}

#[test]
fn writes_wait_in_echo_one_after_the_other() {
    both(|bench| {
        let writes = [b"one".as_slice(), b"two"].map(|text| bench.file.write(text));
        bench.tick();
        assert_eq!(writes.each_ref().map(|write| write.result().is_some()), [true, false]);
        bench.tick();
        assert!(writes[1].result().is_some());
        assert_eq!(bench.file.read(9).wait().expect("a tick completes it").data, b"TWO");
        bench.end();
    });
}
