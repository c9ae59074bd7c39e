//! Counts the work of reading and checking an INF, for the tests that compare the work with the
//! INF's length. Outside of tests nothing is counted.

#[cfg(test)]
thread_local! {
    static WORK: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Adds `units` characters, names or entries to the work.
pub(crate) fn count(units: usize) {
    #[cfg(test)]
    WORK.with(|work| work.set(work.get() + units as u64));
    #[cfg(not(test))]
    let _ = units;
}

/// The work of a call.
#[cfg(test)]
pub(crate) fn of(call: impl FnOnce()) -> u64 {
    let before = WORK.get();
    call();
    WORK.get() - before
}
