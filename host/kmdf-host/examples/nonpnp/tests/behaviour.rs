//! What the keeper does, in one order of events.

mod support;

use keeper::CAPACITY;
use kmdf_host::abi::{
    STATUS_ACCESS_DENIED, STATUS_INSUFFICIENT_RESOURCES, STATUS_INVALID_PARAMETER,
};
use kmdf_host::{Fault, FaultTarget, Machine, ServiceStatus};
use support::{PATH, service, started};

#[test]
fn read_gives_what_was_written_last() {
    let machine = Machine::new();
    let service = started(&machine);
    let file = machine.process().open(PATH).unwrap();
    assert_eq!(file.read(CAPACITY).wait().unwrap().data, b"");
    for text in [&b"first"[..], b"second"] {
        assert_eq!(file.write(text).wait().unwrap().information, text.len());
    }
    assert_eq!(file.read(CAPACITY).wait().unwrap().data, b"second");
    assert_eq!(file.read(3).wait().unwrap().data, b"sec");
    let longer = file.write(&[0; CAPACITY + 1]).wait().unwrap();
    assert_eq!(longer.status, STATUS_INVALID_PARAMETER);
    assert_eq!(file.read(CAPACITY).wait().unwrap().data, b"second");
    file.close();
    service.stop().unwrap();
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn device_opens_once_and_keeps_the_service_until_the_close() {
    let machine = Machine::new();
    let service = started(&machine);
    let file = machine.process().open(PATH).unwrap();
    let second = machine.process().open(PATH);
    assert_eq!(second.map(|_| ()), Err(STATUS_ACCESS_DENIED));
    service.stop().unwrap();
    assert_eq!(service.status(), ServiceStatus::StopPending);
    file.close();
    assert_eq!(service.status(), ServiceStatus::Stopped);
    assert_eq!(machine.shut_down(), []);
}

#[test]
fn each_call_that_fails_leaves_nothing_behind() {
    for nth in 1.. {
        let machine = Machine::new();
        let status = STATUS_INSUFFICIENT_RESOURCES;
        machine.inject(Fault { call: FaultTarget::AnyFallible, nth, status });
        let started = service(&machine).start();
        assert_eq!(machine.shut_down(), [], "call {nth}");
        assert_eq!(machine.pool(), [], "call {nth}");
        if started.is_ok() {
            assert!(nth > 5, "the driver makes more calls that can fail");
            break;
        }
    }
}
