//! The INF to install.

use std::fmt;
use std::path::{Path, PathBuf, absolute};

use echo_interface::{IMAGE, INF};

use crate::error::Error;

/// The absolute path of an existing file with the driver's image in the same folder. The system
/// accepts absolute paths only.
pub struct Inf(PathBuf);

impl Inf {
    /// The file that `--inf` names, or by default `echo.inf` in this program's folder.
    pub fn find(named: Option<&Path>) -> Result<Self, Error> {
        match named {
            Some(path) => Self::at(path),
            None => std::env::current_exe()
                .map_err(|error| {
                    Error::System(format!(
                        "cannot find this program's folder: {error}; name the INF with --inf"
                    ))
                })
                .and_then(|program| Self::at(&program.with_file_name(INF)))
                .map_err(|error| {
                    Error::System(format!(
                        "{error}\nOr copy this program into the package's folder"
                    ))
                }),
        }
    }

    /// An INF that Windows has published, whose image is in the driver store.
    pub fn published(path: &Path) -> Self {
        Self(path.to_owned())
    }

    fn at(path: &Path) -> Result<Self, Error> {
        let refused = |reason: &str| {
            Error::System(format!(
                "the INF {} {reason}; name the INF of the driver package: --inf PATH",
                path.display()
            ))
        };
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("inx")) {
            return Err(refused("is a template, from which packaging makes echo.inf"));
        }
        let whole = absolute(path).map_err(|error| refused(&format!("is not a path: {error}")))?;
        match whole.metadata() {
            Ok(data) if data.is_file() => {
                // Without the image, Windows would ask for a disk, in a window that nobody may see.
                if whole.with_file_name(IMAGE).is_file() {
                    Ok(Self(whole))
                } else {
                    Err(refused(&format!("has no {IMAGE} in its folder")))
                }
            }
            Ok(_) => Err(refused("is not a file")),
            Err(error) => Err(refused(&format!("cannot be read: {error}"))),
        }
    }

    /// The file's absolute path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl fmt::Display for Inf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

/// For unit tests: the INF of a package with placeholder files.
#[cfg(test)]
pub fn stand_in() -> PathBuf {
    let program = std::env::current_exe().expect("the path of this program");
    let folder = program.with_file_name("echoapp-stand-in");
    std::fs::create_dir_all(&folder).expect("a folder for the package");
    for name in [INF, IMAGE] {
        std::fs::write(folder.join(name), "not the real one").expect("a file of the package");
    }
    folder.join(INF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(path: &str) -> String {
        Inf::find(Some(Path::new(path))).map(|inf| inf.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn inf_of_a_package_has_an_absolute_path() {
        let named = stand_in();
        let devious = named.with_file_name("..").join(named.parent().unwrap().file_name().unwrap());
        for path in [named, devious.join(INF)] {
            let inf = Inf::find(Some(&path)).map(|inf| inf.path().to_owned()).unwrap();
            assert!(inf.is_absolute() && inf.ends_with(INF), "{}", inf.display());
        }
    }

    #[test]
    fn file_that_is_no_inf_of_a_package_is_an_error() {
        for (path, reason) in [
            ("no/such/echo.inf", "cannot be read: "),
            ("src", "is not a file"),
            ("Cargo.toml", "has no echo.sys in its folder"),
            ("../echo.inx", "is a template"),
            ("../ECHO.INX", "is a template"),
            ("", "is not a path: "),
        ] {
            let refusal = refusal(path);
            assert!(refusal.starts_with(&format!("the INF {path} {reason}")), "{refusal}");
            assert!(refusal.ends_with("--inf PATH"), "{refusal}");
        }
    }

    #[test]
    fn inf_is_by_default_in_the_folder_of_the_program() {
        let refusal = Inf::find(None).map(|inf| inf.to_string()).unwrap_err().to_string();
        let program = std::env::current_exe().unwrap();
        let beside = program.with_file_name("echo.inf");
        assert!(refusal.contains(&*beside.to_string_lossy()), "{refusal}");
        assert!(refusal.ends_with("copy this program into the package's folder"), "{refusal}");
    }
}
