//! The comparison finds every difference, and every listed difference that does not occur.

use std::panic::catch_unwind;

use kmdf_host::trace::{Argument, CallResult, FileIrp, ObjectName, ThreadName};
use kmdf_host::{Event, EventKind, ObjectKind, describe_panic};
use kmdf_host_recordings::{Comparison, Difference, Happened, Recording, without_idle};

const DONE: &str = r#"step,who,what,irql
1,application,"open a, twice",
2,callback enter,"EvtIoRead(Q1, R4, len 8)",2
3,call,"WdfRequestComplete(R4, 00000000)",2
4,call returned,WdfRequestComplete,2
5,callback leave,EvtIoRead,2
6,io,IRP_MJ_CLEANUP file ptr,0
7,io,IRP_MJ_CLEANUP file ptr -> 00000000,0
"#;

const END_OF_IRP: Difference = Difference {
    recordings: &["*"],
    recorded: &["io,IRP_MJ_CLEANUP file ptr -> *"],
    happened: &[],
    why: "the trace has no event for the end of an IRP",
};

const NEVER: Difference = Difference {
    recordings: &["other-*"],
    recorded: &["io,IRP_MJ_CLEANUP file ptr"],
    happened: &[],
    why: "occurs in another recording only",
};

fn event(irql: u8, kind: EventKind) -> Happened {
    Happened::Event(Event { time: 0, thread: ThreadName::Dpc(0), irql, kind })
}

/// What the recording shows, with other names; the call completes the request of this number.
fn happened(completed: u32) -> Vec<Happened> {
    let request = |number| Argument::from(ObjectName::new(ObjectKind::Request, number));
    let queue = ObjectName::new(ObjectKind::Queue, 7).into();
    let (callback, ddi) = ("EvtIoRead", "WdfRequestComplete");
    let arguments = [queue, request(1), Argument::Length(8)].into();
    let completion = [request(completed), Argument::Status(0)].into();
    let result = CallResult::Untraced;
    vec![
        Happened::Application("open a, twice".into()),
        event(2, EventKind::CallbackEnter { callback, arguments }),
        event(2, EventKind::Call { ddi, arguments: completion }),
        event(2, EventKind::CallReturned { ddi, result }),
        event(2, EventKind::CallbackLeave { callback, result }),
        event(0, EventKind::FileIrp { irp: FileIrp::Cleanup, file: None }),
    ]
}

/// The report about a disagreement, if there is one.
fn report(happened: &[Happened], differences: &'static [Difference]) -> Option<String> {
    let compared = catch_unwind(|| {
        let mut comparison = Comparison::new(differences);
        comparison.compare(&Recording::new("done", DONE), happened);
        comparison.finish();
    });
    compared.err().map(|panic| describe_panic(&*panic))
}

#[test]
fn lines_with_other_names_of_the_same_objects_agree() {
    assert_eq!(report(&happened(1), &[END_OF_IRP]), None);
}

#[test]
fn one_name_for_two_objects_disagrees() {
    let report = report(&happened(2), &[END_OF_IRP]).expect("R4 was presented, R2 is completed");
    assert!(report.contains("done: row 3 differs"), "{report}");
}

#[test]
fn other_irql_disagrees() {
    let mut lines = happened(1);
    let Happened::Event(last) = &mut lines[5] else { panic!("the cleanup") };
    last.irql = 2;
    let report = report(&lines, &[END_OF_IRP]).expect("the IRQL differs");
    assert!(report.contains("done: row 6 differs"), "{report}");
}

#[test]
fn line_too_few_or_too_many_disagrees() {
    let mut lines = happened(1);
    lines.push(Happened::Application("close a".into()));
    let longer = report(&lines, &[END_OF_IRP]).expect("the recording has no such row");
    assert!(longer.contains("happened next:\n        application,close a"), "{longer}");
    lines.truncate(5);
    let shorter = report(&lines, &[END_OF_IRP]).expect("the recording has another row");
    assert!(shorter.contains("happened next:\n        the end"), "{shorter}");
}

#[test]
fn row_without_an_event_disagrees_until_it_is_listed() {
    let report = report(&happened(1), &[]).expect("the trace has no such event");
    assert!(report.contains("done: row 7 differs"), "{report}");
}

#[test]
fn listed_difference_that_does_not_occur_is_reported() {
    let report = report(&happened(1), &[END_OF_IRP, NEVER]).expect("NEVER does not occur");
    assert!(report.contains("take it out of the list"), "{report}");
    assert!(report.contains("occurs in another recording only"), "{report}");
}

#[test]
fn callback_without_the_call_is_idle() {
    let lines = happened(1);
    assert_eq!(without_idle(lines.clone(), "EvtIoRead", "WdfRequestComplete"), lines);
    let rest = without_idle(lines.clone(), "EvtIoRead", "WdfRequestRequeue");
    assert_eq!(rest, [&lines[..1], &lines[5..]].concat());
}
