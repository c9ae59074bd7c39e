//! `cargo kmdf new`: the driver that it writes passes its tests and is packaged, and what cannot be
//! written is refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use cargo_kmdf::new::name::Name;

/// An empty folder of a test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder goes");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// A folder outside the repository, whose `.cargo` and `.rustfmt.toml` hold for each folder below it.
/// Removed with the value.
struct Outside(PathBuf);

impl Outside {
    fn new() -> Self {
        let name = format!("cargo-kmdf-new-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir(&folder).expect("no test of this process made the folder");
        Self(folder)
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        // What a program holds open stays; the test does not fail for that reason.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn kmdf(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-kmdf"));
    command.arg("kmdf").args(arguments).current_dir(folder).output().expect("it starts")
}

fn refusal(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.starts_with("error: "), "{error}");
    error
}

#[test]
fn name_with_dashes_or_underscores_becomes_the_others() {
    for text in ["silver-box2", "silver_box2"] {
        let name = Name::of(text).expect(text);
        assert_eq!(name.package, "silver-box2");
        assert_eq!(name.file, "silver_box2");
        assert_eq!(name.title, "SilverBox2");
    }
}

#[test]
fn name_that_cargo_rust_or_windows_refuse_is_refused_with_a_remedy() {
    let long = "a".repeat(32);
    for (text, remedy) in [
        ("", "a letter first"),
        ("Bell", "lower-case"),
        ("2bell", "a letter first"),
        ("-bell", "a letter first"),
        ("glöckchen", "a to z"),
        ("a/b", "a to z"),
        (&*long, "up to 31"),
        ("bell-", "after each"),
        ("a--b", "after each"),
        ("test", "such as test-driver"),
        ("fn", "reserved"),
        ("nul", "reserved"),
        ("com1", "reserved"),
        ("wdk_sys", "reserved"),
    ] {
        let error = Name::of(text).expect_err(text).to_string();
        assert!(error.contains(remedy), "{text}: {error}");
    }
    assert!(Name::of("com").is_ok(), "no port without a number");
}

#[test]
fn existing_folder_is_left_alone() {
    let folder = scratch("existing");
    fs::create_dir(folder.join("bell")).expect("a folder");
    fs::write(folder.join("bell/mine"), "mine").expect("a file");
    assert!(refusal(&kmdf(&folder, &["new", "bell"])).contains("bell exists; choose another"));
    assert_eq!(fs::read_dir(folder.join("bell")).expect("it is there").count(), 1);
}

#[test]
fn host_or_name_that_cannot_be_used_leaves_no_folder() {
    let folder = scratch("refused");
    let error = refusal(&kmdf(&folder, &["new", "bell", "--host", "."]));
    assert!(error.contains("--host"), "{error}");
    assert!(refusal(&kmdf(&folder, &["new", "toaster"])).contains("choose another name"));
    assert!(refusal(&kmdf(&folder, &["new", ".."])).contains("does not end with a name"));
    assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 0);
}

#[test]
fn two_drivers_of_one_name_have_different_guids() {
    let folder = scratch("guids");
    let inf = |place: &str| {
        let path = format!("{place}/bell");
        assert!(kmdf(&folder, &["new", &path, "--quiet"]).status.success());
        fs::read_to_string(folder.join(path).join("bell.inx")).expect("an INF")
    };
    let (one, other) = (inf("one"), inf("other"));
    let class =
        |inf: &str| inf.lines().find(|line| line.starts_with("ClassGuid")).map(str::to_owned);
    assert!(class(&one).is_some() && class(&one) != class(&other));
    assert!(!one.contains("FEDCBA98") && !one.contains("y_driver"), "{one}");
}

/// Takes a minute or two: `cargo test -p cargo-kmdf --test new -- --ignored`.
#[test]
#[ignore = "builds the host, a driver and its image"]
fn new_driver_passes_its_tests_and_is_packaged_runs_and_is_explored() {
    let folder = Outside::new();
    assert!(kmdf(&folder.0, &["new", "silver-box"]).status.success());
    let driver = folder.0.join("silver-box");
    // The folder is shared by all runs, and keeps the host that was built.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new-target");
    let run = |command: &mut Command| {
        command.current_dir(&driver).env("CARGO_TARGET_DIR", &target);
        let output = command.output().expect("it starts");
        let (out, error) = (&output.stdout, &output.stderr);
        let text = String::from_utf8_lossy(out).into_owned() + &String::from_utf8_lossy(error);
        assert!(output.status.success(), "{command:?}\n{text}");
        text
    };
    let cargo = || Command::new(env!("CARGO"));
    let kmdf = || Command::new(env!("CARGO_BIN_EXE_cargo-kmdf"));
    let tested = run(cargo().args(["test", "--offline"]).env("RUSTFLAGS", "-Dwarnings"));
    assert!(tested.contains("message_reaches_the_wait"), "{tested}");
    run(cargo().args(["fmt", "--check"]));
    assert!(run(kmdf().arg("infverif")).contains("0 errors, 0 warnings"));
    run(kmdf().args(["package", "--release"]));
    let package = target.join("package/x64-release");
    for file in ["silver_box.sys", "silver_box.inf", "silver_box.cat", "silver_box.cer"] {
        assert!(package.join(file).is_file(), "{file}");
    }
}
