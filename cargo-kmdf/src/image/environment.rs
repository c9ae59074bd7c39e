//! The environment variables that make the published crates build with the kit in place of the WDK.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::kit::{self, Kit};
use super::{crates, folder, wdk_build};
use crate::driver::Driver;
use crate::target::Arch;
use crate::toolchain::Toolchain;
use crate::tools;

/// The variables for one architecture, and the copy of `wdk-build` that goes with them.
#[derive(Debug)]
pub struct Environment {
    variables: Vec<(String, OsString)>,
}

impl Environment {
    /// Prepares the kit of a driver.
    ///
    /// # Errors
    /// If a tool is missing, or a file of the kit cannot be made.
    pub fn stage(driver: &Driver, arch: Arch) -> Result<Self> {
        let workspace = driver.kernel_folder();
        let toolchain = Toolchain::of_this_cargo()?;
        let kit = kit::stage(&workspace.join("kit"), &driver.kmdf_version()?, &toolchain, arch)?;
        Self::of(&kit, &workspace, arch)
    }

    /// The variables for a kit.
    ///
    /// # Errors
    /// If a tool is missing.
    pub(super) fn of(kit: &Kit, workspace: &Path, arch: Arch) -> Result<Self> {
        let for_target = |name: &str| format!("{name}_{}", arch.triple().replace('-', "_"));
        let variables = vec![
            ("WDKContentRoot".to_owned(), kit.root.clone().into()),
            ("Version_Number".to_owned(), kit::VERSION.into()),
            ("LIBCLANG_PATH".to_owned(), tools::LIBCLANG.path()?.into()),
            (for_target("CC"), clang_cl(workspace)?.into()),
            (for_target("AR"), tools::LLVM_LIB.path()?.into()),
        ];
        Ok(Self { variables })
    }

    /// Sets the variables for a command.
    pub fn set(&self, command: &mut Command) {
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
    }
}

/// Makes the copy of the published `wdk-build` that also runs outside Windows, and returns its folder
/// and that of the registry.
///
/// # Errors
/// If `wdk-build` is not the known version.
pub fn copy_wdk_build(driver: &Driver) -> Result<(PathBuf, PathBuf)> {
    let published = crates::published_wdk_build(driver.manifest())?;
    let copy = driver.kernel_folder().join("wdk-build");
    wdk_build::prepare(&published, &copy)?;
    let registry = published.parent().context("wdk-build lies in no folder")?;
    Ok((copy, registry.to_owned()))
}

/// The compiler that the crate `cc` needs for an MSVC target. It is clang, which changes its
/// options when its name is clang-cl.
fn clang_cl(workspace: &Path) -> Result<PathBuf> {
    let clang = tools::CLANG.path()?;
    let clang = fs::canonicalize(&clang).unwrap_or(clang);
    let beside = clang.with_file_name(format!("clang-cl{}", env::consts::EXE_SUFFIX));
    if beside.exists() {
        return Ok(beside);
    }
    let link = workspace.join("bin/clang-cl");
    folder::make_folder(&workspace.join("bin"))?;
    folder::remove_file(&link)?;
    make_link(&clang, &link)?;
    Ok(link)
}

#[cfg(unix)]
fn make_link(to: &Path, link: &Path) -> Result<()> {
    std::os::unix::fs::symlink(to, link)
        .with_context(|| format!("cannot make the link {}", link.display()))
}

#[cfg(not(unix))]
fn make_link(to: &Path, _link: &Path) -> Result<()> {
    anyhow::bail!(
        "there is no clang-cl beside {}; install it: {}",
        to.display(),
        tools::CLANG.install.here()
    )
}
