//! Scripts: the steps of recorded scenes, one to a line.

/// A scene: its name, and its steps.
#[derive(Debug, Clone)]
pub struct Scene<'a> {
    pub name: &'a str,
    pub steps: Vec<Step<'a>>,
}

/// One step. Files and operations have names; an underscore in a name stands for a space.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// Creates the device, which starts.
    Create,
    Open {
        file: &'a str,
    },
    Close {
        file: &'a str,
    },
    Read {
        file: &'a str,
        operation: &'a str,
        length: usize,
    },
    Write {
        file: &'a str,
        operation: &'a str,
        length: usize,
    },
    Control {
        file: &'a str,
        operation: &'a str,
        function: u32,
        input: usize,
        output: usize,
    },
    Flush {
        file: &'a str,
    },
    /// Looks whether an operation has ended.
    Peek {
        operation: &'a str,
    },
    Wait {
        operation: &'a str,
    },
    Cancel {
        operation: &'a str,
    },
    Stop,
    Start,
    Sleep,
    Wake,
    Disable,
    Enable,
    Surprise,
    /// The removal that follows a surprise removal; the last close begins it.
    Remove,
    /// Lets time pass.
    Pass {
        milliseconds: u64,
    },
}

impl Step<'_> {
    /// The code of a control step: buffered I/O on a device of unknown type, with a function of a
    /// vendor's.
    pub const fn control_code(&self) -> Option<u32> {
        match self {
            Self::Control { function, .. } => Some(0x0022_2000 + (*function << 2)),
            _ => None,
        }
    }
}

/// The scenes of a script.
pub fn scenes(script: &str) -> Vec<Scene<'_>> {
    let mut scenes: Vec<Scene> = Vec::new();
    for line in script.lines() {
        if let Some(name) = line.strip_prefix("scene ") {
            scenes.push(Scene { name, steps: Vec::new() });
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let step = step(&words).unwrap_or_else(|| panic!("not a step of a script: {line}"));
        scenes.last_mut().expect("a script begins with a scene").steps.push(step);
    }
    scenes
}

fn step<'a>(words: &[&'a str]) -> Option<Step<'a>> {
    Some(match *words {
        ["start1"] => Step::Create,
        ["open", file] => Step::Open { file },
        ["close", file] => Step::Close { file },
        ["read", file, operation, length] => {
            Step::Read { file, operation, length: length.parse().ok()? }
        }
        ["write", file, operation, length] => {
            Step::Write { file, operation, length: length.parse().ok()? }
        }
        ["ioctl", file, operation, function] => {
            let function = function.parse().ok()?;
            Step::Control { file, operation, function, input: 0, output: 0 }
        }
        ["ioctl", file, operation, function, input, output] => Step::Control {
            file,
            operation,
            function: function.parse().ok()?,
            input: input.parse().ok()?,
            output: output.parse().ok()?,
        },
        ["flush", file] => Step::Flush { file },
        ["peek", operation] => Step::Peek { operation },
        ["wait", operation] => Step::Wait { operation },
        ["cancel", operation] => Step::Cancel { operation },
        ["stop"] => Step::Stop,
        ["start"] => Step::Start,
        ["sleep"] => Step::Sleep,
        ["wake"] => Step::Wake,
        ["disable"] => Step::Disable,
        ["enable"] => Step::Enable,
        ["surprise"] => Step::Surprise,
        ["remove"] => Step::Remove,
        ["ms", milliseconds] => Step::Pass { milliseconds: milliseconds.parse().ok()? },
        _ => return None,
    })
}
