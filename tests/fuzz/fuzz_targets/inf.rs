//! Any text as an INF: the host refuses it with a message, or it installs devices that start or
//! fail.
#![no_main]

use echo_fuzz::this_build;
use echo_model::Variant;
use kmdf_host::{DriverPackage, Machine, NodeStatus};
use kmdf_inf::checks::{self, Mode};
use kmdf_inf::{Architecture, Inf, InfError};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for mode in Mode::ALL {
        let _ = checks::check(bytes, mode);
    }
    let text = String::from_utf8_lossy(bytes);
    // The reader refuses damaged UTF-16 as bytes, so the text is parsed, too.
    let read = match Inf::from_bytes(bytes) {
        Ok(inf) => Some(inf),
        Err(error) => {
            check(&error, bytes);
            Inf::parse(&text).map_err(|error| check(&error, text.as_bytes())).ok()
        }
    };
    let Some(inf) = read else { return };
    let _ = inf.version();
    for architecture in [Architecture::Amd64, Architecture::Arm64] {
        match inf.models(architecture) {
            Ok(models) => {
                for id in models.iter().filter_map(|model| model.hardware_id.as_ref()).take(8) {
                    let _ = inf.model_for(id, architecture);
                }
            }
            Err(error) => check(&error, bytes),
        }
    }
    install(bytes, &inf);
});

/// Installs the package, and a device for each hardware ID of its models.
fn install(bytes: &[u8], inf: &Inf) {
    let machine = Machine::new();
    let package = DriverPackage::from_bytes(bytes, this_build(Variant::AutoSync).image);
    if package.and_then(|package| machine.install(package)).is_err() {
        return;
    }
    let models = inf.models(Architecture::HOST).unwrap_or_default();
    let ids = models.iter().filter_map(|model| model.hardware_id.as_ref());
    for id in ids.take(4) {
        if let Ok(node) = machine.create_device(id) {
            let status = node.status();
            let ended = matches!(status, NodeStatus::Started | NodeStatus::Failed { .. });
            assert!(ended, "a new device is {status}");
        }
    }
    assert_eq!(machine.shut_down(), []);
}

/// Checks that an error has a text, and names an existing line.
fn check(error: &InfError, bytes: &[u8]) {
    assert!(!error.message().is_empty() && !error.to_string().is_empty());
    let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
    assert!(
        error.line().is_none_or(|line| (1..=lines).contains(&line)),
        "{error} of {lines} lines"
    );
}
