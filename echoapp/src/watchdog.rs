//! The watchdog of a hosted driver: ends the app when nothing happens any more.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::console::Console;

/// How often the watchdog looks.
const GLANCE: Duration = Duration::from_millis(100);

/// Notes that something has happened. Clones belong to the same watchdog.
#[derive(Clone, Default)]
pub struct Pulse(Arc<AtomicU64>);

impl Pulse {
    /// Notes that something has happened, such as the completion of a request.
    pub fn beat(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Watches from another thread: after `limit` without a beat, prints what `explain` says and ends
    /// the process with exit code 1.
    pub fn watch(
        &self,
        limit: Duration,
        console: &Console,
        explain: impl Fn() -> String + Send + Sync + 'static,
    ) {
        let (beats, console, explain) = (Arc::clone(&self.0), console.clone(), Arc::new(explain));
        let watch = move || {
            let mut last = (beats.load(Ordering::Relaxed), Instant::now());
            loop {
                thread::sleep(GLANCE);
                let now = beats.load(Ordering::Relaxed);
                if now != last.0 {
                    last = (now, Instant::now());
                } else if last.1.elapsed() >= limit {
                    end(limit, &console, &explain);
                }
            }
        };
        // Without the thread, only a person ends a run in which nothing happens.
        let _ = thread::Builder::new().name("watchdog".into()).spawn(watch);
    }
}

/// Prints why the run ends, and ends the process.
fn end(
    limit: Duration,
    console: &Console,
    explain: &Arc<impl Fn() -> String + Send + Sync + 'static>,
) -> ! {
    // Damage may keep the explanation from ever being ready.
    let (sender, receiver) = std::sync::mpsc::channel();
    let explain = Arc::clone(explain);
    thread::spawn(move || sender.send(explain()));
    let explanation = receiver.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    let seconds = limit.as_secs_f64();
    console.complain(format_args!(
        "error: nothing has happened for {seconds} seconds (--seconds){explanation}"
    ));
    process::exit(1)
}
