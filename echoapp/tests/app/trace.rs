//! `--trace`: the table, and the difference between the variants.

use crate::running::{Finished, run};

const HEADING: &str = "           ms  thread   IRQL  who             what";

/// A row of the table without its time.
struct Row {
    thread: String,
    irql: String,
    who: String,
    what: String,
}

fn traced(device: &str) -> Finished {
    let finished = run(&["--trace", "--device", device, "--period-ms", "20"]);
    assert_eq!(finished.code, Some(0), "{finished:#?}");
    finished
}

fn rows(finished: &Finished) -> Vec<Row> {
    let column = |line: &str, from: usize, to: usize| {
        line.get(from..to.min(line.len())).unwrap_or_default().trim().to_owned()
    };
    finished
        .lines
        .iter()
        .filter(|line| column(line, 0, 13).parse::<f64>().is_ok())
        .map(|line| Row {
            thread: column(line, 15, 23),
            irql: column(line, 24, 28),
            who: column(line, 30, 44),
            what: column(line, 46, usize::MAX),
        })
        .collect()
}

/// The functions that the driver calls inside its callbacks of this name.
fn calls_inside(rows: &[Row], callback: &str) -> Vec<String> {
    let mut calls = Vec::new();
    let mut inside: Option<&str> = None;
    for row in rows {
        match (inside, row.who.as_str()) {
            (None, "callback enter") if row.what.starts_with(callback) => {
                inside = Some(&row.thread);
            }
            (Some(thread), "callback leave") if row.thread == thread => inside = None,
            (Some(thread), "call") if row.thread == thread => {
                let name = row.what.split('(').next().unwrap_or_default();
                calls.push(name.to_owned());
            }
            _ => {}
        }
    }
    calls
}

#[test]
fn trace_is_a_table_with_a_heading() {
    let finished = traced("1");
    assert_eq!(finished.lines[0], HEADING);
    let rows = rows(&finished);
    assert!(rows.len() > 20, "{finished:#?}");
    for row in &rows {
        assert!(row.irql == "0" || row.irql == "2", "{}", row.what);
        assert!(!row.thread.is_empty() && !row.who.is_empty() && !row.what.is_empty());
    }
    let whos = ["application", "callback enter", "callback leave", "call", "call returned"];
    for who in whos {
        assert!(rows.iter().any(|row| row.who == who), "no {who}");
    }
}

#[test]
fn trace_keeps_the_order_of_the_other_lines() {
    let finished = traced("1");
    let mut rest = finished.lines.iter();
    for line in ["Opened device", "512 Pattern Bytes W", "512 Pattern Bytes R", "Pattern Verified"]
    {
        assert!(rest.any(|found| found.starts_with(line)), "{line}");
    }
}

#[test]
fn trace_shows_a_spin_lock_in_driver_sync_only() {
    let write = |device| calls_inside(&rows(&traced(device)), "EvtIoWrite");
    let (auto_sync, driver_sync) = (write("1"), write("2"));
    let locks = |calls: &[String]| calls.iter().any(|call| call == "WdfSpinLockAcquire");
    assert!(!auto_sync.is_empty() && !locks(&auto_sync), "{auto_sync:?}");
    assert!(locks(&driver_sync), "{driver_sync:?}");
}
