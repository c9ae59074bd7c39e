//! The driver's own template installs everything that the driver needs.

use kmdf_inf::{
    Architecture, DriverVer, ErrorControl, Inf, InfErrorKind, Installation, KmdfLibraryVersion,
    RegistryData, RegistryEntry, StartType, Target,
};

use crate::{AUTO_SYNC, DRIVER_SYNC, TEMPLATE, install};

const ARCHITECTURES: [Architecture; 2] = [Architecture::Amd64, Architecture::Arm64];

/// The template after stampinf.
fn stamped(architecture: &str) -> String {
    TEMPLATE
        .replace("$ARCH$", architecture)
        .replace("$KMDFVERSION$", "1.31")
        .replace("01/01/2026,1.0.0.0", "07/14/2026,12.34.56.789")
}

#[test]
fn echo_template_installs_both_models_on_both_architectures() {
    for architecture in ARCHITECTURES {
        let unstamped = (TEMPLATE.to_owned(), KmdfLibraryVersion::Unstamped);
        let version = KmdfLibraryVersion::Stamped { major: 1, minor: 31 };
        for (text, version) in [unstamped, (stamped(architecture.name()), version)] {
            let inf = Inf::parse(&text).unwrap();
            for (id, mode, name) in [(AUTO_SYNC, 0, "AutoSync"), (DRIVER_SYNC, 1, "DriverSync")] {
                let installation = inf.model_for(id, architecture).unwrap();
                check_echo(&installation, id, mode, name);
                let [kmdf] = installation.kmdf_services.as_slice() else { panic!("{name}") };
                assert_eq!((kmdf.service.as_str(), kmdf.library_version), ("RustEcho", version));
            }
        }
    }
}

fn check_echo(installation: &Installation, id: &str, mode: u32, name: &str) {
    let model = &installation.model;
    assert_eq!(model.hardware_id.as_deref(), Some(id));
    assert_eq!(model.manufacturer, "Rust echo driver project");
    assert!(model.description.ends_with(&format!("({name})")), "{}", model.description);
    assert_eq!(installation.section, format!("{name}_Device.NT"));

    let dword = |name: &str, value| RegistryEntry {
        subkey: String::new(),
        name: name.to_owned(),
        data: RegistryData::Dword(value),
    };
    let expected = [dword("TimerPeriod", 100), dword("SynchronizationMode", mode)];
    assert_eq!(installation.hardware_key, expected);
    assert_eq!(installation.hardware_value("timerperiod"), Some(&RegistryData::Dword(100)));
    assert_eq!(
        installation.device.security.as_deref(),
        Some("D:P(A;;GA;;;SY)(A;;GA;;;BA)(A;;GRGW;;;IU)")
    );
    assert_eq!(installation.driver_key, []);

    let service = installation.function_driver().unwrap();
    assert_eq!(installation.services.as_slice(), std::slice::from_ref(service));
    assert_eq!(service.name, "RustEcho");
    assert_eq!(service.display_name.as_deref(), Some("Rust echo driver"));
    assert_eq!(service.service_type, 1);
    assert_eq!(service.start_type, StartType::Demand);
    assert_eq!(service.error_control, ErrorControl::Normal);
    assert_eq!(service.registry, []);
    let [file] = installation.files.as_slice() else { panic!("{:?}", installation.files) };
    assert_eq!((file.source.as_str(), file.dirid), ("echo.sys", 13));
    assert_eq!(service.binary, file.path());
}

#[test]
fn echo_template_has_the_data_that_infverif_requires() {
    let inf = Inf::parse(TEMPLATE).unwrap();
    let version = inf.version();
    assert_eq!(version.signature, "$WINDOWS NT$");
    assert_eq!(version.class.as_deref(), Some("RustEcho"));
    assert_eq!(version.class_guid.as_deref(), Some("{E6C26D43-CE84-431C-A67D-A07CF6E2BE7F}"));
    assert_eq!(version.provider.as_deref(), Some("Rust echo driver project"));
    assert_eq!(version.catalog_file.as_deref(), Some("echo.cat"));
    assert_eq!(
        version.driver_ver,
        Some(DriverVer { month: 1, day: 1, year: 2026, version: [1, 0, 0, 0] })
    );
    assert!(version.pnp_lockdown);
    // The package defines its class, so it must name the class, and give the class an icon.
    let text = |name: &str, text: &str| RegistryEntry {
        subkey: String::new(),
        name: name.to_owned(),
        data: RegistryData::Sz(text.to_owned()),
    };
    let class_key = install(&inf, AUTO_SYNC).unwrap().class_key;
    assert_eq!(class_key, [text("", "Rust echo devices"), text("Icon", "-5")]);
    assert!(TEMPLATE.is_ascii(), "an INF without byte order mark must be ASCII");
}

#[test]
fn stamped_inf_installs_on_its_own_architecture_only() {
    let inf = Inf::parse(&stamped("arm64")).unwrap();
    assert_eq!(inf.version().driver_ver.unwrap().version, [12, 34, 56, 789]);
    assert_eq!(inf.models(Architecture::Arm64).unwrap().len(), 2);
    let error = install(&inf, AUTO_SYNC).unwrap_err();
    assert_eq!(error.kind(), InfErrorKind::WrongTarget);
    assert!(error.to_string().contains("Echo.NTarm64.10.0...19041"), "{error}");
}

#[test]
fn windows_before_the_floor_is_rejected() {
    let inf = Inf::parse(TEMPLATE).unwrap();
    let windows = |build| Target { architecture: Architecture::Arm64, build };
    assert!(inf.model_for(AUTO_SYNC, windows(26100)).is_ok());
    let error = inf.model_for(AUTO_SYNC, windows(19040)).unwrap_err();
    assert_eq!(error.kind(), InfErrorKind::WrongTarget);
}

#[test]
fn file_is_read_in_every_encoding() {
    let utf16: Vec<u8> = TEMPLATE.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| {
        bytes.extend(unit.to_le_bytes());
        bytes
    });
    let dos = TEMPLATE.replace('\n', "\r\n");
    let marked = format!("\u{feff}{dos}");
    let expected = install(&Inf::parse(TEMPLATE).unwrap(), DRIVER_SYNC).unwrap();
    for bytes in [&utf16, dos.as_bytes(), marked.as_bytes()] {
        assert_eq!(install(&Inf::from_bytes(bytes).unwrap(), DRIVER_SYNC), Ok(expected.clone()));
    }
    let cut = utf16.split_last().unwrap().1;
    for bytes in [cut, b"\xff\xfe\x00\xd8", b"\xfe\xff\x00["] {
        let error = Inf::from_bytes(bytes).unwrap_err();
        assert_eq!((error.kind(), error.line()), (InfErrorKind::Encoding, None), "{error}");
    }
    let ansi = b"[Version]\nSignature = $Chicago$\nProvider = M\xfcller";
    let provider = Inf::from_bytes(ansi).unwrap().version().provider.clone();
    assert_eq!(provider.as_deref(), Some("Müller"));
}

#[test]
fn hardware_id_ignores_letter_case_and_unknown_id_lists_known() {
    let inf = Inf::parse(TEMPLATE).unwrap();
    assert_eq!(install(&inf, r"ROOT\echo_2").unwrap().model.hardware_id.unwrap(), DRIVER_SYNC);
    let error = install(&inf, r"root\ECHO_3").unwrap_err();
    assert_eq!(error.kind(), InfErrorKind::UnknownHardwareId);
    assert_eq!(
        error.to_string(),
        r"INF: no model has the hardware ID `root\ECHO_3`; the INF has: `root\ECHO`, `root\ECHO_2`"
    );
}
