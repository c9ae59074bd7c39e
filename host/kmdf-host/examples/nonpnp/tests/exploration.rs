//! What the keeper does in every order of events.

mod support;

use kmdf_host::ServiceStatus;
use kmdf_host::explore::{Explorer, Stage, Strategy};
use support::{PATH, started};

#[test]
fn service_stops_beside_an_application_in_every_order() {
    let report = Explorer::new(Strategy::exhaustive()).run(&|stage: &mut Stage| {
        let service = started(&stage.machine());
        let stopped = service.clone();
        stage.thread("stop", move |_| service.stop().expect("the stop is accepted"));
        stage.thread("application", |machine| {
            let Ok(file) = machine.process().open(PATH) else { return };
            let written = file.write(b"kept").wait().expect("the write completes");
            assert_eq!(written.status, 0);
            file.close();
        });
        stage.at_end(move |_| match stopped.status() {
            ServiceStatus::Stopped => Ok(()),
            other => Err(format!("the service is {other}")),
        });
    });
    assert!(report.failure().is_none(), "{report}");
    assert!(report.is_exhausted(), "{report}");
}
