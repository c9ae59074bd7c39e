//! Contents that other packages may have.

use kmdf_inf::{Architecture, ErrorControl, Inf, InfErrorKind, StartType, Target};

use crate::{install, package};

#[test]
fn closest_models_section_of_each_manufacturer_counts() {
    let text = "[Version]\nSignature = $Chicago$\n[Manufacturer]\n\
                \"One, Inc.\" = One, NTamd64, NTamd64.10.0...19041, NTarm64, NTamd64.10.0...22000,\n\
                Two = Two, NTamd64\nThree = Three\n\
                [One.NTamd64]\nold = X, id\n[One.NTamd64.10.0...19041]\nnew = X, id\n\
                [One.NTarm64]\n[One.NTamd64.10.0...22000]\n[Two.NTamd64]\ntwo = X, id\n\
                [Three]\nthree = X, id";
    let inf = Inf::parse(text).unwrap();
    let found = |build| {
        let models = inf.models(Target { architecture: Architecture::Amd64, build }).unwrap();
        models.into_iter().map(|m| (m.manufacturer, m.description)).collect::<Vec<_>>()
    };
    let two = ("Two".to_owned(), "two".to_owned());
    assert_eq!(found(19045), [("One, Inc.".to_owned(), "new".to_owned()), two.clone()]);
    assert_eq!(found(17763), [("One, Inc.".to_owned(), "old".to_owned()), two.clone()]);
    assert_eq!(found(22631), [two]);
    // A section without a version is for every Windows.
    assert_eq!(inf.lowest_build(Architecture::Amd64), Ok(0));
    // The only section for ARM64 is empty, which excludes it.
    assert_eq!(inf.models(Architecture::Arm64), Ok(vec![]));
}

#[test]
fn lowest_build_is_that_of_the_first_section_for_the_architecture() {
    let text = "[Version]\nSignature = $Chicago$\n[Manufacturer]\n\
                One = One, NTamd64.10.0...22000, NTamd64.10.0...19041\nTwo = Two, NTx86";
    let inf = Inf::parse(text).unwrap();
    assert_eq!(inf.lowest_build(Architecture::Amd64), Ok(19041));
    let missing = inf.lowest_build(Architecture::Arm64).unwrap_err();
    assert_eq!(missing.kind(), InfErrorKind::WrongTarget);
    let faulty = Inf::parse(&text.replace("NTx86", "x86")).unwrap();
    assert_eq!(
        faulty.lowest_build(Architecture::Amd64).unwrap_err().kind(),
        InfErrorKind::BadValue
    );
}

#[test]
fn install_section_for_the_architecture_is_preferred() {
    let sections = "[X]\nAddReg = plain\n[X.HW]\nAddReg = plain\n[X.NT.HW]\nAddReg = plain\n\
                    [plain]\nHKR,,plain,,x\n[own]\nHKR,sub,own,,x\n";
    let plain = package(sections).unwrap();
    assert_eq!((plain.section.as_str(), plain.hardware_key.len()), ("X", 1));
    assert_eq!(plain.driver_key[0].name, "plain");
    let own = package(&format!("{sections}[x.ntAMD64]\nAddReg = own\n[X.NT]\n")).unwrap();
    assert_eq!((own.section.as_str(), own.hardware_key.len()), ("x.ntAMD64", 0));
    assert_eq!(
        (own.driver_key[0].subkey.as_str(), own.driver_key[0].name.as_str()),
        ("sub", "own")
    );
    let error = package("").unwrap_err();
    assert_eq!((error.kind(), error.line()), (InfErrorKind::MissingSection, Some(6)));
}

#[test]
fn copied_files_get_their_source_and_destination() {
    let installation = package(
        "[X]\nCopyFiles = list, @one.dll\nCopyFiles = other\n[list]\nx.sys\nnew.bin, old.bin\n\
         [other]\nx.dat\n[DestinationDirs]\nDefaultDestDir = 13\nlist = 12, \\sub\n\
         [SourceDisksNames]\n1 = disk,,, \\root\n2 = disk\n\
         [SourceDisksFiles]\nx.sys = 2\none.dll = 1\nx.dat = 1, deep\\er\nold.bin = 1\n\
         [SourceDisksFiles.amd64]\nX.SYS = 2, x64\n[SourceDisksFiles.arm64]\nx.sys = 9\n",
    );
    let files: Vec<_> =
        installation.unwrap().files.into_iter().map(|f| (f.source.clone(), f.path())).collect();
    let expected = [
        (r"x64\x.sys", r"%12%\sub\x.sys"),
        (r"root\old.bin", r"%12%\sub\new.bin"),
        (r"root\one.dll", r"%13%\one.dll"),
        (r"root\deep\er\x.dat", r"%13%\x.dat"),
    ];
    assert_eq!(files, expected.map(|(source, path)| (source.to_owned(), path.to_owned())));
}

#[test]
fn services_and_device_properties_are_complete() {
    let installation = package(
        "[X]\n[X.HW]\nAddReg = hw\n[hw]\nHKR,,UpperFilters,0x10000,above\n\
         HKR,,DeviceType,0x10001,0x22\nHKR,,DeviceCharacteristics,0x10001,0x100\n\
         HKR,,Exclusive,0x10001,1\nHKR,Sub,Security,,kept\n\
         [X.Services]\nAddService = above,, filter\nAddService = x, 2, driver\n\
         [filter]\nServiceType = 1\nStartType = 0\nErrorControl = 0x3\nServiceBinary = %12%\\f.sys\n\
         LoadOrderGroup = Base\nDependencies = a, b\n\
         [driver]\nServiceType = 0x10\nStartType = 2\nErrorControl = 1\nServiceBinary = %13%\\x.exe\n\
         AddReg = parameters\n[parameters]\nHKR,Parameters,Level,0x10001,7\n",
    )
    .unwrap();
    let device = &installation.device;
    assert_eq!((device.device_type, device.characteristics), (Some(0x22), Some(0x100)));
    assert!(device.exclusive && device.lower_filters.is_empty() && device.security.is_none());
    assert_eq!(device.upper_filters, ["above"]);
    let [kept] = installation.hardware_key.as_slice() else { panic!("{installation:?}") };
    assert_eq!((kept.subkey.as_str(), kept.name.as_str()), ("Sub", "Security"));
    let [filter, driver] = installation.services.as_slice() else { panic!("{installation:?}") };
    assert_eq!(
        (filter.start_type, filter.error_control),
        (StartType::Boot, ErrorControl::Critical)
    );
    assert_eq!(filter.load_order_group.as_deref(), Some("Base"));
    assert_eq!(filter.dependencies, ["a", "b"]);
    assert_eq!(installation.function_driver(), Some(driver));
    assert_eq!((driver.service_type, driver.binary.as_str()), (0x10, r"%13%\x.exe"));
    assert_eq!((driver.registry[0].subkey.as_str(), driver.registry.len()), ("Parameters", 1));
}

#[test]
fn service_name_has_at_most_256_characters() {
    let with = |name: &str| {
        package(&format!(
            "[X]\n[X.Services]\nAddService = {name}, 2, service\n[service]\nServiceType = 1\n\
             StartType = 3\nErrorControl = 1\nServiceBinary = %13%\\x.sys\n"
        ))
    };
    // Characters are UTF-16 units.
    let (long, longer) = ("é".repeat(256), "🦀".repeat(129));
    assert_eq!(with(&long).unwrap().services[0].name, long);
    let error = with(&longer).unwrap_err();
    assert_eq!(error.kind(), InfErrorKind::BadValue);
    assert!(error.to_string().contains("258 characters; shorten it to at most 256"), "{error}");
}

#[test]
fn device_without_driver_has_no_services() {
    let installation = package("[X]\n[X.Services]\nAddService = ,2\n").unwrap();
    assert_eq!((installation.services.len(), installation.function_driver()), (0, None));
}

#[test]
fn hardware_id_is_preferred_to_compatible_id() {
    let text = "[Version]\nSignature = $Chicago$\n[Manufacturer]\nm = M, NTamd64\n[M.NTamd64]\n\
                A = X, one, other, both\nB = X, two, both\nC = X,, last\nD = X, other\n[X]\n";
    let inf = Inf::parse(text).unwrap();
    let found = |id| install(&inf, id).unwrap().model.description;
    assert_eq!([found("ONE"), found("other"), found("both"), found("last")], ["A", "D", "B", "C"]);
}

#[test]
fn first_of_equally_close_models_sections_counts() {
    let text = "[Version]\nSignature = $Chicago$\n[Manufacturer]\nm = M, NT$ARCH$, NTamd64\n\
                [M.NT$ARCH$]\nA = X, id\n[M.NTamd64]\nB = X, id\n";
    let models = Inf::parse(text).unwrap().models(Architecture::Amd64).unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(models[0].description, "A");
}

#[test]
fn omitted_version_entries_are_none() {
    let inf = Inf::parse("[Version]\nSignature = $Chicago$\nDriverVer = ; later\n").unwrap();
    let version = inf.version();
    assert_eq!((version.driver_ver, version.pnp_lockdown), (None, false));
    assert_eq!((&version.class, &version.class_guid, &version.provider), (&None, &None, &None));
}
