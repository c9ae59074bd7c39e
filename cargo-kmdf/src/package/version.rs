//! The date and the version of a driver package, in `DriverVer` and in the catalog.

use std::env;
use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use der::DateTime;

use crate::image::version::file_version;

/// A day of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(DateTime);

impl Date {
    /// The day that `SOURCE_DATE_EPOCH` names (seconds since 1970, as the reproducible-builds
    /// project defines it), else today.
    ///
    /// # Errors
    /// If the variable is not a number of seconds, or is out of range.
    pub fn of_the_build() -> anyhow::Result<Self> {
        const VARIABLE: &str = "SOURCE_DATE_EPOCH";
        let Some(value) = env::var_os(VARIABLE) else {
            return Self::of(SystemTime::now().duration_since(UNIX_EPOCH)?);
        };
        let value = value.to_string_lossy();
        let seconds = value.parse().with_context(|| {
            format!("{VARIABLE} is `{value}`; set it to seconds since 1970, or unset it")
        })?;
        Self::of(Duration::from_secs(seconds))
    }

    fn of(since_1970: Duration) -> anyhow::Result<Self> {
        let time = DateTime::from_unix_duration(since_1970).with_context(|| {
            format!("{} s after 1970 is past the year 9999", since_1970.as_secs())
        })?;
        Self::new(time.year(), time.month(), time.day())
    }

    fn new(year: u16, month: u8, day: u8) -> anyhow::Result<Self> {
        let time = DateTime::new(year, month, day, 0, 0, 0);
        let time =
            time.with_context(|| format!("{year:04}-{month:02}-{day:02} is not in the calendar"))?;
        // The catalog's date is a UTCTime, which has two digits for the year.
        if !(2000..2050).contains(&year) {
            bail!("the year {year} cannot be written into a catalog; use 2000 to 2049");
        }
        Ok(Self(time))
    }

    /// The day's first second.
    #[must_use]
    pub const fn start(self) -> DateTime {
        self.0
    }
}

/// In the form of `DriverVer`: `mm/dd/yyyy` (INF `DriverVer` directive).
impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(time) = self;
        write!(formatter, "{:02}/{:02}/{:04}", time.month(), time.day(), time.year())
    }
}

impl FromStr for Date {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let (year, month, day) = year_month_day(text)
            .with_context(|| format!("`{text}` is not a date; write it as yyyy-mm-dd"))?;
        Self::new(year, month, day)
    }
}

fn year_month_day(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    parts.next().is_none().then_some((year, month, day))
}

/// A driver's version: four numbers, `w.x.y.z` (INF `DriverVer` directive).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DriverVersion([u16; 4]);

impl DriverVersion {
    /// A package's version `major.minor.patch`, with a zero as the fourth number.
    ///
    /// # Errors
    /// If the version is not three numbers up to 65535.
    pub fn of_the_package(version: &str) -> anyhow::Result<Self> {
        file_version(version).map(Self)
    }
}

impl fmt::Display for DriverVersion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([w, x, y, z]) = self;
        write!(formatter, "{w}.{x}.{y}.{z}")
    }
}

impl FromStr for DriverVersion {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<Self> {
        let parts = text.split('.').map(str::parse).collect::<Result<Vec<u16>, _>>();
        match parts.ok().as_deref() {
            Some(&[w, x, y, z]) => Ok(Self([w, x, y, z])),
            _ => bail!("`{text}` is not a driver version; write w.x.y.z, each from 0 to 65535"),
        }
    }
}
