//! The host against recordings of the real framework.
//!
//! The tests replay each recording: a driver makes the calls of the recorded driver, the
//! application takes the recorded steps, and the two stories must agree line by line. Load, close,
//! power and removal have no recordings here; their tests state the behaviour of the same driver on
//! the real framework (`docs/kmdf-behaviour`). The host differs in these points:
//!
//! - The version string names 1.31 with the verifier, the framework that the host simulates.
//! - The system's power IRPs are missing: the driver sees only the device's power IRPs.
//! - IRPs that the framework answers or passes down by itself, such as `QUERY_PNP_DEVICE_STATE`,
//!   are missing: no part of the host uses them.

mod application;
mod close;
mod driver;
mod load;
mod power;
mod recorded_event;
mod recording;
mod scene;
mod story;
mod transfer;

macro_rules! recordings {
    ($($test:ident $file:literal $auto:literal,)*) => {
        $(
            #[test]
            fn $test() {
                let csv = include_str!(concat!("recorded/", $file, ".csv"));
                application::replay($file, csv, driver::driver_entry::<$auto>);
            }
        )*
    };
}

recordings! {
    autosync_basic_replayed_agrees "autosync-basic" true,
    autosync_big_replayed_agrees "autosync-big" true,
    autosync_cancel_replayed_agrees "autosync-cancel" true,
    autosync_ioctl_replayed_agrees "autosync-ioctl" true,
    autosync_many_replayed_agrees "autosync-many" true,
    autosync_rbw_replayed_agrees "autosync-rbw" true,
    autosync_short_replayed_agrees "autosync-short" true,
    autosync_zero_replayed_agrees "autosync-zero" true,
    driversync_basic_replayed_agrees "driversync-basic" false,
    driversync_big_replayed_agrees "driversync-big" false,
    driversync_cancel_replayed_agrees "driversync-cancel" false,
    driversync_ioctl_replayed_agrees "driversync-ioctl" false,
    driversync_many_replayed_agrees "driversync-many" false,
    driversync_rbw_replayed_agrees "driversync-rbw" false,
    driversync_short_replayed_agrees "driversync-short" false,
    driversync_zero_replayed_agrees "driversync-zero" false,
}
