//! The scripts of a package. The tests of the built package run them.

use cargo_kmdf::driver::Commands;
use cargo_kmdf::package::scripts::{INSTALL, Package, UNINSTALL, VERIFY, scripts};
use cargo_kmdf::package::stamp::stamp;
use cargo_kmdf::target::Arch;
use kmdf_inf::Inf;
use x509_cert::Certificate;

use crate::{message, signer, template, values};

/// The scripts for an INF, in the order of installation, verification and removal.
fn of(inf: &str, certificate: &Certificate, commands: &Commands) -> anyhow::Result<[String; 3]> {
    let made = scripts(&Package {
        driver: "echo",
        arch: Arch::X64,
        hardware_ids: &[r"root\ECHO".to_owned()],
        inf: &Inf::parse(inf)?,
        certificate,
        commands,
    })?;
    let names: Vec<&str> = made.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, [INSTALL, VERIFY, UNINSTALL]);
    let mut texts = made.into_iter().map(|(_, bytes)| String::from_utf8(bytes).expect("ASCII"));
    Ok([(); 3].map(|()| texts.next().expect("three scripts")))
}

fn inf() -> String {
    stamp(&template(), &values(Arch::X64)).expect("an INF")
}

fn commands() -> Commands {
    let list = |text: &str| vec![text.to_owned()];
    Commands {
        programs: list("app.exe"),
        install: list("app.exe add \"a b\""),
        verify: list("app.exe verify"),
        uninstall: list("app.exe remove"),
    }
}

#[test]
fn scripts_are_ascii_lines_without_placeholders() {
    let certificate = signer().certificate().clone();
    for commands in [commands(), Commands::default()] {
        for script in of(&inf(), &certificate, &commands).expect("scripts") {
            assert!(script.is_ascii() && script.starts_with("@echo off\r\n"), "{script}");
            assert_eq!(script.matches('\n').count(), script.matches("\r\n").count());
            assert!(!script.contains('$'), "{script}");
        }
    }
}

#[test]
fn commands_of_the_manifest_run_in_their_scripts() {
    let certificate = signer().certificate().clone();
    let scripts = of(&inf(), &certificate, &commands()).expect("scripts");
    for (script, command) in
        scripts.iter().zip(["app.exe add \"a b\"", "app.exe verify", "app.exe remove"])
    {
        let call = format!("\r\ncall :run {command}\r\nif not \"%errorlevel%\"==\"0\" goto failed");
        assert!(script.contains(&call), "{script}");
    }
    assert!(scripts[0].contains("(echo.sys echo.inf echo.cat echo.cer app.exe)"), "{}", scripts[0]);
}

#[test]
fn driver_without_commands_is_verified_by_its_service() {
    let certificate = signer().certificate().clone();
    let [install, verify, _] = of(&inf(), &certificate, &Commands::default()).expect("scripts");
    assert!(install.contains(r"echo To do: make a device root\ECHO. pnputil cannot"), "{install}");
    assert!(verify.contains("\r\ncall :running\r\n"), "{verify}");
    assert!(verify.contains("query \"RustEcho\""), "{verify}");
}

/// The lowest build is that of the INF, or the first with the commands of `pnputil`.
#[test]
fn lowest_build_is_that_of_the_inf_and_of_pnputil() {
    let certificate = signer().certificate().clone();
    for (decoration, build) in [("10.0...19041", "19041"), ("10.0...10240", "14393")] {
        let inf = inf().replace("10.0...19041", decoration);
        let [install, ..] = of(&inf, &certificate, &commands()).expect("scripts");
        assert!(install.contains(&format!("LSS {build} goto failed")), "{install}");
    }
}

#[test]
fn certificate_of_an_issuer_is_not_made_a_root() {
    let mut certificate = signer().certificate().clone();
    let [install, ..] = of(&inf(), &certificate, &commands()).expect("scripts");
    assert!(install.contains("in (Root TrustedPublisher) do call :trust"), "{install}");
    certificate.tbs_certificate.issuer = "CN=Another".parse().expect("a name");
    for script in [0, 2] {
        let script = &of(&inf(), &certificate, &commands()).expect("scripts")[script];
        assert!(script.contains("in (TrustedPublisher) do call :"), "{script}");
    }
}

#[test]
fn package_is_found_by_its_provider_or_else_by_its_class() {
    let certificate = signer().certificate().clone();
    let provider = "ProviderName          = \"Rust echo driver project\"";
    assert!(inf().contains(provider));
    for (name, mark) in [
        ("Rust echo driver project", "-25%\"==\" Rust echo driver project\""),
        ("Größe & Söhne", "-39%\"==\" {E6C26D43-CE84-431C-A67D-A07CF6E2BE7F}\""),
    ] {
        let inf = inf().replace(provider, &format!("ProviderName = \"{name}\""));
        let [.., uninstall] = of(&inf, &certificate, &commands()).expect("scripts");
        assert!(uninstall.contains(mark), "{uninstall}");
    }
}

#[test]
fn service_that_a_script_cannot_name_is_refused() {
    let certificate = signer().certificate().clone();
    let inf = inf().replace("\"RustEcho\"", "\"Rust%%Echo\"");
    let message = message(of(&inf, &certificate, &commands()));
    assert!(message.contains("the service Rust%%Echo; a script can only name"), "{message}");
}
