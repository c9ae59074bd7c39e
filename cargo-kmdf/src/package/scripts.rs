//! The scripts of a package, which install, verify and uninstall it on a test machine.
//!
//! The scripts are plain ASCII with CR LF at the ends of lines: `cmd` finds labels reliably only in
//! such a file.

use anyhow::{Context, Result, ensure};
use der::Encode;
use kmdf_inf::{Architecture, Inf};
use sha1::{Digest, Sha1};
use x509_cert::Certificate;

use super::Names;
use crate::driver::{Commands, is_plain};
use crate::target::Arch;

/// Installs the package.
pub const INSTALL: &str = "install.cmd";
/// Says whether the installed driver works.
pub const VERIFY: &str = "verify.cmd";
/// Removes what [`INSTALL`] made.
pub const UNINSTALL: &str = "uninstall.cmd";

/// Windows 10 version 1607, the first with the commands of `pnputil` that the scripts run (documented as
/// "`PnPUtil` Command Syntax").
const PNPUTIL: u32 = 14393;

/// What the scripts say about a package.
#[derive(Debug)]
pub struct Package<'a> {
    /// The driver's name, which the files of the package have.
    pub driver: &'a str,
    /// The architecture.
    pub arch: Arch,
    /// The hardware IDs of the INF.
    pub hardware_ids: &'a [String],
    /// The INF.
    pub inf: &'a Inf,
    /// The signer's certificate.
    pub certificate: &'a Certificate,
    /// The programs and commands of the driver's manifest.
    pub commands: &'a Commands,
}

/// The names and contents of the scripts.
///
/// # Errors
/// If the INF has no service, or a name that a script cannot have.
pub fn scripts(package: &Package<'_>) -> Result<Vec<(String, Vec<u8>)>> {
    let Package { driver, commands, certificate, .. } = package;
    let Names { image, inf, catalog, certificate: cer } = Names::of(driver);
    let files = [image, inf, catalog, cer].into_iter().chain(commands.programs.iter().cloned());
    let mark = mark(package.inf)?;
    // A certificate that another one vouches for is trusted through that one.
    let issuer = &certificate.tbs_certificate.issuer;
    let is_root = *issuer == certificate.tbs_certificate.subject;
    let values = [
        ("DRIVER", (*driver).to_owned()),
        ("FILES", files.collect::<Vec<_>>().join(" ")),
        ("PROGRAMS", commands.programs.join(" ")),
        ("ARCH", package.arch.inf_name().to_uppercase()),
        ("BUILD", package.inf.lowest_build(architecture(package.arch))?.max(PNPUTIL).to_string()),
        ("STORES", if is_root { "Root TrustedPublisher" } else { "TrustedPublisher" }.to_owned()),
        ("CERTIFICATE", thumbprint(certificate)?),
        ("SERVICE", service(package)?),
        ("NAME_LENGTH", (driver.len() + " .inf".len()).to_string()),
        ("MARK_LENGTH", (mark.len() + " ".len()).to_string()),
        ("MARK", mark),
    ];
    let scripts = [
        (INSTALL, include_str!("scripts/install.cmd"), installing(package)),
        (VERIFY, include_str!("scripts/verify.cmd"), verifying(commands)),
        (UNINSTALL, include_str!("scripts/uninstall.cmd"), running(&commands.uninstall)),
    ];
    let script = |(name, template, commands): (&str, &str, String)| {
        let mut text = template.replace("$COMMANDS$\n", &commands);
        for (key, value) in &values {
            text = text.replace(&format!("${key}$"), value);
        }
        (name.to_owned(), text.replace('\n', "\r\n").into_bytes())
    };
    Ok(scripts.map(script).into())
}

/// Stops a script after a failure. Wine's `cmd` gets `||` after a `call` wrong.
const OR_STOP: &str = "if not \"%errorlevel%\"==\"0\" goto failed\n";

/// The lines that run commands of the manifest.
fn running(commands: &[String]) -> String {
    let line = |command: &String| format!("call :run {command}\n{OR_STOP}");
    commands.iter().map(line).collect()
}

fn installing(package: &Package<'_>) -> String {
    let is_root_enumerated = |id: &String| id.to_lowercase().starts_with(r"root\");
    if package.commands.install.is_empty() && package.hardware_ids.iter().any(is_root_enumerated) {
        return format!(
            "echo To do: make a device {}. pnputil cannot; devcon install of the WDK can, and\n\
             echo Device Manager: Action, Add legacy hardware.\n",
            package.hardware_ids.join(" or ")
        );
    }
    running(&package.commands.install)
}

fn verifying(commands: &Commands) -> String {
    if commands.verify.is_empty() {
        return format!("call :running\n{OR_STOP}");
    }
    running(&commands.verify)
}

/// The text that ends a line of `pnputil /enum-drivers` for each package of this driver, in any
/// language: the provider, else the GUID of the class.
fn mark(inf: &Inf) -> Result<String> {
    let version = inf.version();
    let provider = version.provider.clone().filter(|provider| is_plain(provider));
    provider.or_else(|| version.class_guid.clone()).context(
        "the INF has neither a Provider in ASCII nor a ClassGuid in [Version]; add them, so that \
         uninstall.cmd finds the package",
    )
}

/// The name of the driver's service.
fn service(package: &Package<'_>) -> Result<String> {
    let id = package.hardware_ids.first().context("the INF has no hardware ID")?;
    let installation = package.inf.model_for(id, architecture(package.arch))?;
    let service = installation.function_driver().or(installation.services.first());
    let name = &service.with_context(|| format!("the INF has no service for {id}"))?.name;
    ensure!(
        is_plain(name),
        "the INF has the service {name}; a script can only name a service in ASCII without the \
         characters that cmd replaces"
    );
    Ok(name.clone())
}

/// The SHA-1 hash by which `certutil` finds a certificate in a store.
fn thumbprint(certificate: &Certificate) -> Result<String> {
    Ok(format!("{:x}", Sha1::digest(certificate.to_der()?)))
}

const fn architecture(arch: Arch) -> Architecture {
    match arch {
        Arch::X64 => Architecture::Amd64,
        Arch::Arm64 => Architecture::Arm64,
    }
}
