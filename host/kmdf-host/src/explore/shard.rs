//! Shards: several processes, on any machines, that divide a search among themselves.
#![forbid(unsafe_code)]

use std::fmt;
use std::str::FromStr;

/// One of several processes that divide a search among themselves: `3/16` is the third of 16.
///
/// No shard hears of another. Each runs [`Explorer::run`](super::Explorer::run) with the same
/// situation, strategy and limits, and [`Part::merge`](super::Part::merge) puts the results together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shard {
    number: u32,
    count: u32,
}

impl Shard {
    /// The only shard.
    pub(super) const WHOLE: Self = Self { number: 1, count: 1 };

    /// Shard `number` of `count`, from 1; `None` if there is no such shard.
    #[must_use]
    pub const fn new(number: u32, count: u32) -> Option<Self> {
        if number == 0 || number > count { None } else { Some(Self { number, count }) }
    }

    /// Which of the shards this is, from 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// How many shards there are.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.count
    }

    /// Whether the shard has the step, or the block of schedules, with this number.
    pub(super) fn owns(self, number: u64) -> bool {
        usize::try_from(number % u64::from(self.count)).is_ok_and(|index| self.is_at(index))
    }

    /// Whether the shard is the one at this index, from 0.
    pub(super) const fn is_at(self, index: usize) -> bool {
        self.number as usize == index + 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

/// The error for a shard that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseShardError {
    text: String,
}

impl fmt::Display for ParseShardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "found {:?}, expected NUMBER/COUNT with a number from 1 to the count, such as 3/16",
            self.text
        )
    }
}

impl std::error::Error for ParseShardError {}

impl FromStr for Shard {
    type Err = ParseShardError;

    fn from_str(text: &str) -> Result<Self, ParseShardError> {
        let shard = || {
            let (number, count) = text.split_once('/')?;
            Self::new(number.parse().ok()?, count.parse().ok()?)
        };
        shard().ok_or_else(|| ParseShardError { text: text.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn shard_is_read_as_it_is_written() {
        for text in ["1/1", "3/16", "16/16"] {
            assert_eq!(text.parse::<Shard>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn shard_outside_its_count_is_refused() {
        for text in
            ["3/0", "0/0", "0/16", "17/16", "3", "3/", "/16", "a/b", "-1/2", "1/99999999999"]
        {
            let error = text.parse::<Shard>().unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("such as 3/16"), "{error}");
        }
    }
}
