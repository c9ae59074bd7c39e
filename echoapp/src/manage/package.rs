//! Which INF is installed.

use std::fmt;
use std::path::{Path, PathBuf, absolute};

use echo_interface::{IMAGE, INF};

use crate::error::Error;

/// A file that is there, with the driver's image beside it, and may be an INF. By its whole path: the
/// system takes no other.
pub struct Inf(PathBuf);

impl Inf {
    /// The file that `--inf` names, or that of the package beside this program.
    pub fn find(named: Option<&Path>) -> Result<Self, Error> {
        match named {
            Some(path) => Self::at(path),
            None => std::env::current_exe()
                .map_err(|error| {
                    Error::System(format!("cannot find this program's folder: {error}; use --inf"))
                })
                .and_then(|program| Self::at(&program.with_file_name(INF)))
                .map_err(|error| {
                    Error::System(format!("{error}\nPut the program into the package, or name it"))
                }),
        }
    }

    fn at(path: &Path) -> Result<Self, Error> {
        let refused = |reason: &str| {
            Error::System(format!(
                "the INF {} {reason}; name the one in the driver's package: --inf PATH",
                path.display()
            ))
        };
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("inx")) {
            return Err(refused("is a template, of which packaging makes echo.inf"));
        }
        let whole = absolute(path).map_err(|error| refused(&format!("has no path: {error}")))?;
        match whole.metadata() {
            Ok(data) if data.is_file() => {
                // The system would ask for a disk with the image, in a window that maybe nobody sees.
                if whole.with_file_name(IMAGE).is_file() {
                    Ok(Self(whole))
                } else {
                    Err(refused(&format!("has no {IMAGE} beside it")))
                }
            }
            Ok(_) => Err(refused("is no file")),
            Err(error) => Err(refused(&format!("cannot be read: {error}"))),
        }
    }

    /// The file's whole path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl fmt::Display for Inf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

/// For unit tests: a package with files that stand for the INF and the image. Its INF.
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
    fn inf_that_is_there_has_its_whole_path() {
        let named = stand_in();
        let devious = named.with_file_name("..").join(named.parent().unwrap().file_name().unwrap());
        for path in [named, devious.join(INF)] {
            let inf = Inf::find(Some(&path)).map(|inf| inf.path().to_owned()).unwrap();
            assert!(inf.is_absolute() && inf.ends_with(INF), "{}", inf.display());
        }
    }

    #[test]
    fn inf_that_is_none_is_refused_with_its_name_and_the_reason() {
        for (path, reason) in [
            ("no/such/echo.inf", "cannot be read: "),
            ("src", "is no file"),
            ("Cargo.toml", "has no echo.sys beside it"),
            ("../echo.inx", "is a template"),
            ("../ECHO.INX", "is a template"),
            ("", "has no path: "),
        ] {
            let refusal = refusal(path);
            assert!(refusal.starts_with(&format!("the INF {path} {reason}")), "{refusal}");
            assert!(refusal.ends_with("--inf PATH"), "{refusal}");
        }
    }

    #[test]
    fn inf_that_is_not_named_is_sought_beside_the_program() {
        let refusal = Inf::find(None).map(|inf| inf.to_string()).unwrap_err().to_string();
        let program = std::env::current_exe().unwrap();
        let beside = program.with_file_name("echo.inf");
        assert!(refusal.contains(&*beside.to_string_lossy()), "{refusal}");
        assert!(refusal.ends_with("Put the program into the package, or name it"), "{refusal}");
    }
}
