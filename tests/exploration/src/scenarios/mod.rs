//! The table of scenarios.

mod arrival;
mod creation;
mod power;
mod removal;
mod sequence;
mod ticks;

use crate::record::Allows;
use crate::{Scenario, Size};

const NOTHING: Allows = Allows { cancelled: false, closed: false, gone: false, failed: false };
const CANCELS: Allows = Allows { cancelled: true, ..NOTHING };
const CLOSES: Allows = Allows { closed: true, ..CANCELS };
const REMOVES: Allows = Allows { gone: true, ..CANCELS };
const FAILS: Allows = Allows { failed: true, ..CANCELS };

macro_rules! size {
    (Single) => {
        Size::Single
    };
    (Small) => {
        Size::Small
    };
    (Large $preemptions:literal) => {
        Size::Large { preemptions: $preemptions }
    };
}

macro_rules! table {
    ($($size:ident $($preemptions:literal)? $allows:ident $group:ident::$name:ident: $about:literal,)*) => {
        /// All scenarios, the simplest first.
        pub(crate) const SCENARIOS: &[Scenario] = &[$(Scenario {
            name: stringify!($name),
            about: $about,
            size: size!($size $($preemptions)?),
            allows: $allows,
            set: $group::$name,
        }),*];
    };
}

table! {
    Single NOTHING sequence::limits: "one application writes the longest write and a longer one, and reads",
    Single NOTHING sequence::lengths: "one application reads fewer bytes than stored, more, and none",
    Single NOTHING sequence::settings: "devices with invalid settings, and with the smallest and the largest",
    Single NOTHING sequence::no_settings: "a device without settings has the defaults",
    Small CLOSES arrival::core: "one write, one tick, one cancel, process exit",
    Small CANCELS arrival::read_and_cancel: "one read, one tick, one cancel",
    Large 3 NOTHING arrival::write_then_read: "a write, then a read of the same bytes, two ticks",
    Small CANCELS arrival::write_and_cancel_then_read: "a write arrives; one thread cancels, then reads; one tick",
    Large 3 NOTHING arrival::two_requests: "a write and a read arrive, two ticks",
    Large 3 CANCELS arrival::two_requests_and_cancel: "a write and a read arrive, two ticks, a cancel of both",
    Large 1 CANCELS arrival::two_writes_and_read: "two writes and a read arrive, two ticks",
    Large 2 CLOSES arrival::two_handles: "one process writes and exits, another reads; two ticks",
    Small CANCELS ticks::tick_and_cancel: "a write is active; one tick, one cancel",
    Small CANCELS ticks::two_ticks_and_cancel: "a write is active; two ticks that may overlap, one cancel",
    Small CANCELS ticks::two_ticks_one_queued: "a write is active and a read queued; two ticks that may overlap",
    Large 3 CANCELS ticks::two_ticks_one_queued_and_cancel: "a write is active and a read queued; two ticks that may overlap, a cancel of both",
    Large 3 NOTHING ticks::write_and_read_queued: "a write is active; a write and a read are queued; three ticks that may overlap",
    Large 2 CANCELS ticks::two_ticks_and_two_cancels: "a write is active; two ticks, two cancels",
    Small CLOSES ticks::close: "a write is active and a read queued; the handle is closed; two ticks",
    Large 3 CLOSES ticks::exit: "a write is active and a read queued; the process exits; two ticks",
    Large 2 CLOSES ticks::close_and_exit: "a write is active and a read queued; close and exit; two ticks",
    Small NOTHING power::asleep: "a device without requests sleeps; the timer does not tick",
    Small CANCELS power::suspend_and_resume_idle: "a device without requests sleeps and wakes; one tick",
    Large 3 CANCELS power::suspend_and_resume_active: "a write is active; sleep and wake; two ticks",
    Large 3 CANCELS power::suspend_and_resume_queued: "a write is active and a read queued; sleep and wake; two ticks",
    Large 1 CANCELS power::suspend_and_resume_and_cancel: "a write is active and a read queued; sleep and wake, a cancel; two ticks",
    Small CANCELS power::suspend_and_resume_and_write: "a write arrives while the device sleeps and wakes; one tick",
    Small CANCELS power::stop_and_start_active: "a write is active; the device is stopped and started; one tick",
    Small REMOVES removal::remove_and_close: "the handle is closed while the device is removed; one tick",
    Small REMOVES removal::remove_and_open: "a process opens the device and writes while the device is removed; one tick",
    Small REMOVES removal::remove_active: "a write of a closed handle is active; removal; one tick",
    Small REMOVES removal::remove_active_and_exit: "a write of a closed handle is active; removal, unload and process exit; one tick",
    Large 3 REMOVES removal::remove_queued_and_close: "a write is active and a read queued; removal and close; two ticks",
    Large 2 REMOVES removal::remove_queued_and_exit: "a write is active and a read queued; removal and process exit; two ticks",
    Small REMOVES removal::surprise_idle: "a write arrives while the device vanishes; one tick",
    Small REMOVES removal::surprise_active: "a write is active; the device vanishes, and a cancel; one tick",
    Large 3 REMOVES removal::surprise_queued: "a write is active and a read queued; the device vanishes; two ticks",
    Large 2 REMOVES removal::surprise_queued_and_cancel: "a write is active and a read queued; the device vanishes, and a cancel; two ticks",
    Small REMOVES removal::surprise_asleep: "a write arrives while a sleeping device vanishes; one tick",
    Small REMOVES removal::surprise_and_close: "a write is active; the device vanishes, the handle is closed; one tick",
    Small REMOVES removal::surprise_and_exit: "a write is active; the device vanishes, the process exits; one tick",
    Small NOTHING removal::remove_and_unload_with_late_ticks: "a device without requests is removed and its driver unloaded; two ticks",
    Small FAILS creation::load_with_a_failure: "the driver is loaded, a device created and started; one call fails",
    Small FAILS creation::load_with_two_failures: "the driver is loaded, a device created and started; two calls fail",
    Small FAILS creation::second_device_with_a_failure: "a second device is created; one call fails",
    Small FAILS creation::settings_with_a_failure: "the settings are invalid; one call fails",
    Small FAILS creation::wake_with_a_failure: "a device wakes; one call fails, one tick",
    Small FAILS arrival::write_with_a_failure: "a write arrives; a cancel, one tick; one call fails",
    Small FAILS arrival::read_with_a_failure: "a read arrives; a cancel, one tick; one call fails",
    Large 2 FAILS arrival::two_requests_with_two_failures: "a write and a read arrive, one tick; two calls fail",
    Small FAILS ticks::queued_with_a_failure: "a write is active and a write queued; two ticks; one call fails",
}
