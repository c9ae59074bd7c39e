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
    /// Sets the value `Mode` in the hardware key of the devices from now on.
    Mode {
        value: Option<u32>,
    },
    /// Creates the device, which starts.
    Create,
    /// Creates a device of a model under a name, and uses this device from here on.
    Up {
        device: &'a str,
        model: &'a str,
    },
    /// Uses another device from here on.
    At {
        device: &'a str,
    },
    /// Reports how the start of the device ended.
    Started,
    /// Removes the device in good order.
    Down,
    /// Removes the device, which has failed.
    Uninstall,
    /// Starts the service of a driver without Plug and Play.
    Load,
    /// Stops that service.
    Unload,
    Open {
        file: &'a str,
        name: &'a str,
    },
    /// Begins to open a file, on a thread that waits as long as the driver keeps the create.
    BeginOpen {
        file: &'a str,
        name: &'a str,
    },
    /// Cancels an open that has begun.
    CancelOpen {
        file: &'a str,
    },
    /// Waits for the end of an open.
    EndOpen {
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
        /// The transfer method of the control code; or the whole code, without a function.
        method: u32,
        input: usize,
        output: usize,
        /// The first four bytes of the input, if the script tells them.
        value: Option<u32>,
    },
    Flush {
        file: &'a str,
    },
    /// Tells what an operation has returned.
    Data {
        operation: &'a str,
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

/// The function of a control step that tells its whole code.
const WHOLE: u32 = u32::MAX;

impl Step<'_> {
    /// The code of a control step, on a device of unknown type, with a function of a vendor's.
    pub const fn control_code(&self) -> Option<u32> {
        match self {
            Self::Control { function: WHOLE, method, .. } => Some(*method),
            Self::Control { function, method, .. } => {
                Some(0x0022_2000 + (*function << 2) + *method)
            }
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
        ["mode", "none"] => Step::Mode { value: None },
        ["mode", value] => Step::Mode { value: Some(value.parse().ok()?) },
        ["start1"] => Step::Create,
        ["up", device, model] => Step::Up { device, model },
        ["at", device] => Step::At { device },
        ["started"] => Step::Started,
        ["down"] => Step::Down,
        ["uninstall"] => Step::Uninstall,
        ["load"] => Step::Load,
        ["unload"] => Step::Unload,
        ["open", file] => Step::Open { file, name: "" },
        ["open", file, name] => Step::Open { file, name },
        ["opena", file] => Step::BeginOpen { file, name: "" },
        ["opena", file, name] => Step::BeginOpen { file, name },
        ["cancelopen", file] => Step::CancelOpen { file },
        ["opened", file] => Step::EndOpen { file },
        ["close", file] => Step::Close { file },
        ["read", file, operation, length] => {
            Step::Read { file, operation, length: length.parse().ok()? }
        }
        ["write", file, operation, length] => {
            Step::Write { file, operation, length: length.parse().ok()? }
        }
        ["ioctl", file, operation, function] => {
            let function = function.parse().ok()?;
            Step::Control { file, operation, function, method: 0, input: 0, output: 0, value: None }
        }
        ["ioctl", file, operation, function, input, output] => Step::Control {
            file,
            operation,
            function: function.parse().ok()?,
            method: 0,
            input: input.parse().ok()?,
            output: output.parse().ok()?,
            value: None,
        },
        ["ioctl", file, operation, function, input, output, value] => Step::Control {
            file,
            operation,
            function: function.parse().ok()?,
            method: 0,
            input: input.parse().ok()?,
            output: output.parse().ok()?,
            value: Some(value.parse().ok()?),
        },
        ["ioctlm", method, file, operation, function, input, output] => Step::Control {
            file,
            operation,
            function: function.parse().ok()?,
            method: method.parse().ok()?,
            input: input.parse().ok()?,
            output: output.parse().ok()?,
            value: None,
        },
        ["code", file, operation, code, input, output] => Step::Control {
            file,
            operation,
            function: WHOLE,
            method: u32::from_str_radix(code, 16).ok()?,
            input: input.parse().ok()?,
            output: output.parse().ok()?,
            value: None,
        },
        ["data", operation] => Step::Data { operation },
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
