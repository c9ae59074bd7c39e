//! The points of a run at which another thread may run first, a call may fail, or a thread waits.
//!
//! This is all that a machine sees of an exploration. Outside an exploration, a thread passes every
//! point, and no call fails there.

#[cfg_attr(all(windows, target_arch = "aarch64"), path = "no_switch.rs")]
pub(crate) mod switch;
pub(crate) mod way_out;

/// Why an explored thread continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resume {
    /// It has its turn.
    Go,
    /// It has its turn, and the call that it is about to make fails.
    Fail,
    /// It checks whether its wait is over, and does nothing else.
    Look,
    /// Its wait has timed out.
    TimeOut,
    /// Nothing will ever end its wait.
    InVain,
}

/// Where an explored thread has stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Before something that other threads may see; it can continue.
    Point,
    /// Before a call that may fail.
    Fallible,
    /// At a wait, until a time in 100 ns units since the machine started.
    Waiting(u64),
    /// At its end.
    Ended,
    /// In a driver that has crashed: it never continues.
    Crashed,
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waited {
    /// The condition holds.
    Ready,
    /// The time has run out.
    TimedOut,
    /// Nothing on the machine can ever make the condition hold.
    InVain,
}

/// Whether the calling code runs on an explored thread.
pub(crate) fn is_explored() -> bool {
    switch::is_explored()
}

/// Stops a thread whose driver has crashed. It must not be resumed.
pub(crate) fn crashed() {
    switch::stop(Stop::Crashed);
}

/// A point at which other threads may run first.
pub(crate) fn point() {
    if is_explored() {
        switch::stop(Stop::Point);
    }
}

/// A point before a call that may fail. Returns whether the call fails.
pub(crate) fn fails() -> bool {
    is_explored() && switch::stop(Stop::Fallible) == Resume::Fail
}

/// Waits on an explored thread until `ready`, or until a time in 100 ns units since the machine
/// started.
pub(crate) fn wait(deadline: impl FnOnce() -> u64, mut ready: impl FnMut() -> bool) -> Waited {
    if ready() {
        return Waited::Ready;
    }
    let waiting = Stop::Waiting(deadline());
    let mut stop = waiting;
    loop {
        stop = match switch::stop(stop) {
            Resume::Look if ready() => Stop::Point,
            // Other threads may have run since it checked.
            Resume::Go | Resume::Fail if ready() => return Waited::Ready,
            Resume::Look | Resume::Go | Resume::Fail => waiting,
            Resume::TimeOut => return Waited::TimedOut,
            Resume::InVain => return Waited::InVain,
        };
    }
}
