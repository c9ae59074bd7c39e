//! Random changes to the driver's INF: the check never panics, and finds every change that prevents
//! installation.

use kmdf_inf::checks::Severity;
use kmdf_inf::{Architecture, Inf, InfErrorKind};

use super::{check, check_bytes, good};

/// A generator of pseudo-random numbers (Xorshift64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % end.max(1)
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

const PIECES: [&str; 20] = [
    "\"", "%", "%%", "[", "]", ";", "\\", ",", "=", "\n", " ", ":", "(", ".", "$", "0x", "-", "é",
    "\0", "@",
];

/// The text with a change in one place.
fn changed(text: &str, numbers: &mut Numbers) -> String {
    let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
    let index = numbers.below(lines.len());
    let words: Vec<_> = text.split_whitespace().collect();
    match numbers.below(7) {
        0 => drop(lines.remove(index)),
        1 => lines.insert(index, lines[index].clone()),
        2 => {
            let other = numbers.below(lines.len());
            lines.swap(index, other);
        }
        3 => {
            let line = &mut lines[index];
            if let Some((at, c)) = line.char_indices().nth(numbers.below(line.len())) {
                line.replace_range(at..at + c.len_utf8(), numbers.of(&PIECES));
            }
        }
        4 => {
            let line = &mut lines[index];
            let at = line.char_indices().nth(numbers.below(line.len())).map_or(0, |(at, _)| at);
            line.insert_str(at, numbers.of(&PIECES));
        }
        5 => {
            let fields: Vec<_> = lines[index].split(',').map(str::to_owned).collect();
            let gone = numbers.below(fields.len());
            let kept = fields.iter().enumerate().filter(|(index, _)| *index != gone);
            lines[index] = kept.map(|(_, field)| field.as_str()).collect::<Vec<_>>().join(",");
        }
        _ => {
            let (old, new) = (numbers.of(&words), numbers.of(&words));
            lines[index] = lines[index].replacen(old, new, 1);
        }
    }
    lines.join("\n")
}

/// The lines of the changed text that the good one does not have.
fn difference(good: &str, changed: &str) -> String {
    let known: Vec<_> = good.lines().collect();
    let new: Vec<_> = changed.lines().filter(|line| !known.contains(line)).collect();
    new.join("\n")
}

/// Checks that the reader can follow the INF for both models.
fn installs(text: &str) -> Result<(), String> {
    let inf = Inf::parse(text).map_err(|error| error.to_string())?;
    for id in ["root\\ECHO", "root\\ECHO_2"] {
        match inf.model_for(id, Architecture::Amd64) {
            // An INF for other devices or for another machine is not faulty.
            Err(error)
                if !matches!(
                    error.kind(),
                    InfErrorKind::UnknownHardwareId | InfErrorKind::WrongTarget
                ) =>
            {
                return Err(error.to_string());
            }
            _ => {}
        }
    }
    Ok(())
}

#[test]
fn check_finds_every_change_that_prevents_installation() {
    let good = good("amd64");
    let mut numbers = Numbers(0x5eed_0001);
    let mut refused = 0;
    for _ in 0..2_000 {
        let text = changed(&good, &mut numbers);
        if let Err(why) = installs(&text) {
            refused += 1;
            let findings = check(&text);
            assert!(
                findings.iter().any(|finding| finding.severity == Severity::Error),
                "not found: {why}\n{}",
                difference(&good, &text)
            );
        }
    }
    assert!(refused > 200, "only {refused} of the changed INFs cannot be installed");
}

#[test]
fn check_of_often_changed_inf_does_not_panic() {
    let good = good("amd64");
    let mut numbers = Numbers(0x5eed_0002);
    for _ in 0..20 {
        let mut text = good.clone();
        for _ in 0..50 {
            text = changed(&text, &mut numbers);
            let _findings = check(&text);
        }
    }
}

#[test]
fn check_of_random_bytes_does_not_panic() {
    let mut numbers = Numbers(0x5eed_0003);
    let alphabet: Vec<u8> =
        b"[]%\",;=\\\n\r $.(){}:@-0x1AHKRVersion\xff\xfe\xef\xbb\xbf\0".to_vec();
    for _ in 0..2_000 {
        let length = numbers.below(400);
        let bytes: Vec<_> = (0..length).map(|_| numbers.of(&alphabet)).collect();
        let _findings = check_bytes(&bytes);
    }
}
