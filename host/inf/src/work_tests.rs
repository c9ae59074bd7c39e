//! The work of reading and checking an INF is proportional to the INF's length, for any content.

use crate::checks::{Mode, check};
use crate::{Architecture, Inf, work};

const HEAD: &str = "[Version]\nSignature = \"$Windows NT$\"\n[Manufacturer]\nm = M, NTamd64\n\
                    [M.NTamd64]\nd = X, root\\x\n[X.NT]\n";

/// Generates the text after [`HEAD`], with `count` parts.
type Generator = fn(usize) -> String;

fn repeat(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// Contents for which a step per pair of entries would be slow.
const CONTENTS: [(&str, Generator); 50] = [
    ("sections of one name", |n| repeat(n, |_| "[A]\n".into())),
    ("sections", |n| repeat(n, |i| format!("[S{i}]\nx = 1\n"))),
    ("strings", |n| format!("[Strings]\n{}", repeat(n, |i| format!("s{i} = \"x\"\n")))),
    ("keys of one name", |n| format!("[Version]\n{}", repeat(n, |_| "Class = X\n".into()))),
    ("backslashes", |n| format!("x = a{}b\n", "\\".repeat(n))),
    ("backslashes and blanks", |n| format!("x = a{}b\n", "\\ ".repeat(n))),
    ("continued lines", |n| format!("x = a{}\n", ",\\\n b".repeat(n))),
    ("quotes", |n| repeat(n, |_| "x = \"a\n".into())),
    ("percent signs", |n| format!("x = {}\n", "%".repeat(n))),
    ("undefined strings", |n| repeat(n, |i| format!("x{i} = %y{i}%\n"))),
    ("long strings", |n| {
        let long = "x".repeat(4000);
        format!("{}[Strings]\ns = {long}\n", repeat(n, |i| format!("x{i} = a%s%\n")))
    }),
    ("too long strings", |n| {
        format!("{}[Strings]\ns = {}\n", "x = %s%\n".repeat(n), "x".repeat(4096 + n))
    }),
    ("models", |n| format!("[M.NTamd64]\n{}", repeat(n, |i| format!("d = X, id{i}\n")))),
    ("models of one ID", |n| format!("[M.NTamd64]\n{}", "d = X, id\n".repeat(n))),
    ("manufacturers of one models section", |n| {
        format!(
            "[Manufacturer]\n{}[M.NTamd64]\n{}",
            "m = M, NTamd64\n".repeat(n),
            "d = X, id\n".repeat(n)
        )
    }),
    ("decorations", |n| {
        format!(
            "[Manufacturer]\nm = N{}\n",
            repeat(n, |i| format!(", NTamd64.10.0...{}", 14310 + i))
        )
    }),
    ("lists of registry values", |n| {
        let lists = repeat(n, |i| format!("AddReg = L{i}\n"));
        format!("{lists}{}", repeat(n, |i| format!("[L{i}]\nHKR,,v{i},,x\n")))
    }),
    ("one list of registry values", |n| {
        format!("{}[L]\n{}", "AddReg = L\n".repeat(n), "HKR,,v,,x\n".repeat(n))
    }),
    ("one list named in a line", |n| {
        format!("AddReg = {}\n[L]\n{}", "L,".repeat(n), "HKR,,v,,x\n".repeat(n))
    }),
    ("registry values", |n| {
        format!("AddReg = L\n[L]\n{}", repeat(n, |i| format!("HKR,s\\{i},v{i},,x\nHKR,s,,4\n")))
    }),
    ("appended strings", |n| {
        format!("AddReg = L\n[L]\n{}", repeat(n, |i| format!("HKR,,v,0x10008,s{i}\n")))
    }),
    ("lists of files", |n| {
        let lists = repeat(n, |i| format!("CopyFiles = F{i}\n[F{i}]\nf{i}\n[X.NT]\n"));
        let media = repeat(n, |i| format!("f{i} = 1\n"));
        let folders = repeat(n, |i| format!("F{i} = 13\n"));
        format!("{lists}[DestinationDirs]\n{folders}[SourceDisksFiles]\n{media}")
    }),
    ("one list of files", |n| {
        format!("{}[F]\n{}", "CopyFiles = F\n".repeat(n), repeat(n, |i| format!("f{i}\n")))
    }),
    ("services", |n| {
        let services = repeat(n, |i| format!("AddService = s{i}, 2, S{i}\n"));
        format!("[X.NT.Services]\n{services}")
    }),
    ("services of one name", |n| {
        let services = repeat(n, |i| format!("AddService = s, 2, S{i}\n"));
        format!("[M.NT]\ny = Y, id\n[Y.Services]\n{services}[X.NT.Services]\n{services}")
    }),
    ("one service with one list", |n| {
        format!(
            "[X.NT.Services]\n{}[S]\nServiceType = 1\nStartType = 3\nErrorControl = 1\n\
             ServiceBinary = %13%\\x.sys\nAddReg = L\n[L]\n{}",
            "AddService = s, 2, S\n".repeat(n),
            "HKR,,v,,x\n".repeat(n)
        )
    }),
    ("needed sections", |n| {
        format!("Needs = N0\n{}", repeat(n, |i| format!("[N{i}]\nNeeds = N{}\n", i + 1)))
    }),
    ("needed sections in a circle", |n| {
        format!("Needs = N0\n{}", repeat(n, |i| format!("[N{i}]\nNeeds = N{}\n", (i + 1) % n)))
    }),
    ("needed sections that need one another", |n| {
        let names = |of: &str| repeat(20, |i| format!("{of}{i},"));
        let all =
            repeat(20, |i| format!("[N{i}]\n{}", repeat(n / 20, |_| "Needs = N0,N1\n".into())));
        format!("Needs = {}\n{all}[N0]\nNeeds = {}\n", names("N"), names("N"))
    }),
    ("sections of other INFs", |n| {
        repeat(n, |i| format!("Include = inf{i}.inf\nNeeds = Other{i}\n"))
    }),
    ("sections of other INFs in a line", |n| {
        let names = |of: &str| repeat(n, |i| format!("{of}{i},"));
        format!("Include = {}\nNeeds = {}\n", names("inf"), names("Other"))
    }),
    ("sections by turns", |n| repeat(n, |i| format!("[A]\na{i} = 1\n[B]\nb{i} = 1\n"))),
    ("sections that are not closed", |n| repeat(n, |i| format!("[S{i}\nx = 1\n"))),
    ("sections without a name", |n| repeat(n, |_| "[]\nx\n".into())),
    ("long names of sections", |n| {
        repeat(n / 10, |i| format!("[{}{i}]\nx = 1\n", "s.".repeat(300)))
    }),
    ("entries of a long name's section", |n| {
        format!("[Strings.{}]\n{}", "s".repeat(25 * n), "x\n".repeat(n))
    }),
    ("decorations of a long name", |n| {
        let decorations = repeat(n, |i| format!(", NTamd64.10.0...{}", 14310 + i));
        format!("[Manufacturer]\nm = {}{decorations}\n", "N".repeat(25 * n))
    }),
    ("services beside one of a long name", |n| {
        let services = repeat(n, |i| format!("AddService = s, 2, S{i}\n"));
        format!("[X.NT.Services]\nAddService = s, 2, {}\n{services}", "S".repeat(25 * n))
    }),
    ("files of a folder with a long name", |n| {
        let files = repeat(n, |i| format!("f{i}\n"));
        let folder = "f".repeat(25 * n);
        format!("CopyFiles = F\n[F]\n{files}[DestinationDirs]\nDefaultDestDir = 12, {folder}\n")
    }),
    ("characters of one line", |n| format!("{}\n", "x".repeat(50 * n))),
    ("fields of one line", |n| format!("x = {}\n", "a, ".repeat(n))),
    ("equals signs of one line", |n| format!("x {}\n", "= ".repeat(n))),
    ("quotes of one line", |n| format!("x = {}\n", "\"a\"\",".repeat(n))),
    ("blanks before a comment", |n| format!("x = a{};\n", " ".repeat(50 * n))),
    ("continued lines without text", |n| format!("x = {}\n", "\\\n".repeat(n))),
    ("lone percent signs", |n| repeat(n, |i| format!("x{i} = 100%, %\n"))),
    ("strings of one line", |n| format!("x = {}\n[Strings]\ns = \"a%s%\"\n", "%s%".repeat(n))),
    ("strings as names", |n| {
        let strings = repeat(n, |i| format!("s{i} = \"L\"\n"));
        format!("{}[L]\n[Strings]\n{strings}", repeat(n, |i| format!("AddReg = %s{i}%\n")))
    }),
    ("IDs of one model", |n| {
        format!("[M.NTamd64]\nd = X, {}\n", repeat(n, |i| format!("root\\id{i},")))
    }),
    ("security descriptors", |n| {
        let open = repeat(n, |_| format!("HKR,,Security,,\"D:{}\"\n", "(".repeat(500)));
        let entries =
            repeat(n, |_| format!("HKR,,Security,,\"D:P{}\"\n", "(A;;GA;;;SY)".repeat(40)));
        format!("[X.NT.HW]\nAddReg = L\n[L]\n{entries}{open}")
    }),
];

/// The work of reading and checking.
fn work(text: &str) -> u64 {
    work::of(|| {
        let _ = check(text.as_bytes(), Mode::Windows);
        if let Ok(inf) = Inf::from_bytes(text.as_bytes()) {
            let _ = inf.models(Architecture::Amd64);
            let _ = inf.model_for("root\\x", Architecture::Amd64);
        }
    })
}

#[test]
fn work_is_proportional_to_the_length() {
    for (name, generate) in CONTENTS {
        let [(length, once), (_, twice)] = [500, 1_000].map(|count| {
            let text = format!("{HEAD}{}", generate(count));
            (text.len() as u64, work(&text))
        });
        assert!(
            twice * 10 <= once * 25,
            "{name}: {once} units of work, {twice} for twice the content"
        );
        assert!(once <= length * 5_000, "{name}: {once} units of work for {length} bytes");
    }
}
