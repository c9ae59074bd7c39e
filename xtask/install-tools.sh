#!/bin/sh
# Installs what `cargo kmdf` and `cargo xtask` need on Debian and Ubuntu; `cargo xtask doctor` checks the result.
#
# You can run it again at any time: it installs only what is missing. It does not change the
# machine's package sources.
set -eu

toolchain=$(rustc --print sysroot)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Succeeds if any of these paths exists.
exists() {
    for path in "$@"; do
        if [ -e "$path" ]; then return 0; fi
    done
    return 1
}

install_packages() {
    missing=
    exists /usr/bin/clang /usr/lib/llvm-*/bin/clang || missing="$missing clang"
    exists /usr/bin/llvm-lib /usr/lib/llvm-*/bin/llvm-lib || missing="$missing llvm"
    exists /usr/lib/llvm-*/lib/libclang.so* || missing="$missing libclang-dev"
    command -v osslsigncode >/dev/null || missing="$missing osslsigncode"
    command -v openssl >/dev/null || missing="$missing openssl"
    command -v c++ >/dev/null || missing="$missing g++"
    command -v valgrind >/dev/null || missing="$missing valgrind"
    command -v x86_64-w64-mingw32-gcc >/dev/null || missing="$missing gcc-mingw-w64-x86-64"
    exists /usr/bin/wine /usr/bin/wine64 /usr/lib/wine/wine64 || missing="$missing wine64"
    case $(uname -m) in
    aarch64 | arm64)
        echo "not installed: what emulates ARM64, because this machine runs ARM64 programs itself"
        ;;
    *)
        command -v aarch64-linux-gnu-gcc >/dev/null || missing="$missing gcc-aarch64-linux-gnu"
        exists /usr/aarch64-linux-gnu/lib/libc.so || missing="$missing libc6-dev-arm64-cross"
        command -v qemu-aarch64 >/dev/null || missing="$missing qemu-user"
        ;;
    esac
    if [ -n "$missing" ]; then
        as_root apt-get update -qq
        # shellcheck disable=SC2086 # a list of packages, one word each
        as_root apt-get install -y -qq --no-install-recommends $missing
    fi
}

targets='x86_64-pc-windows-msvc aarch64-pc-windows-msvc x86_64-pc-windows-gnu aarch64-unknown-linux-gnu'

has_targets() {
    for triple in $targets; do
        exists "$toolchain/lib/rustlib/$triple"/lib/libcore-*.rlib || return 1
    done
}

has_source() {
    [ -e "$toolchain/lib/rustlib/src/rust/library/core/Cargo.toml" ]
}

add_targets() {
    # shellcheck disable=SC2086 # a list of targets, one word each
    command -v rustup >/dev/null && rustup target add $targets
}

# Runs apt-get with its own state and the package sources in $scratch/sources.
apt_aside() {
    apt-get -qq \
        -o Dir::Etc::SourceList="$scratch/none" \
        -o Dir::Etc::SourceParts="$scratch/sources" \
        -o Dir::State::Lists="$scratch/lists" \
        -o Dir::Cache="$scratch/cache" \
        -o APT::Sandbox::User=root \
        "$@"
}

# The address from which this machine gets Debian packages.
debian_archive() {
    # shellcheck disable=SC2016 # apt's variable, not the shell's
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
        grep '/debian/$' | head -n 1
}

# Unpacks the standard library's source from Debian's package, if Debian has exactly this compiler's
# version.
#
# A stable release may have that version only in its backports, or not at all. The package is the
# same for every architecture and release, so it is unpacked from any suite that has it, not
# installed.
unpack_source() {
    version=$(rustc --version | cut -d ' ' -f 2)
    archive=$(debian_archive)
    keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -n "$archive" ] || return 1
    mkdir -p "$scratch/sources" "$scratch/lists/partial" "$scratch/cache/archives/partial"
    for suite in trixie-backports trixie sid; do
        {
            printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$archive" "$suite"
            [ ! -e "$keys" ] || printf 'Signed-By: %s\n' "$keys"
        } >"$scratch/sources/debian.sources"
        apt_aside update || continue
        package=$(apt_aside --print-uris download rust-src 2>/dev/null |
            sed -n 's/.* \(rust-src_[^ ]*\.deb\) .*/\1/p')
        case $package in
        "rust-src_$version"[+~-]*) ;;
        *) continue ;;
        esac
        (cd "$scratch" && apt_aside download rust-src)
        dpkg-deb -x "$scratch/$package" "$scratch/unpacked"
        mkdir -p "$toolchain/lib/rustlib/src"
        rm -rf "$toolchain/lib/rustlib/src/rust"
        mv "$scratch/unpacked/usr/src/rustc-$version" "$toolchain/lib/rustlib/src/rust"
        return 0
    done
    return 1
}

# For `cargo xtask fuzz`.
install_cargo_fuzz() {
    command -v cargo-fuzz >/dev/null || exists "${CARGO_HOME:-$HOME/.cargo}/bin/cargo-fuzz" ||
        cargo install cargo-fuzz --locked
}

# For the thread sanitizer of `cargo xtask sanitize`, which needs the source even where the targets
# are installed.
add_source() {
    command -v rustup >/dev/null && rustup component add rust-src
}

install_packages
install_cargo_fuzz
if ! has_targets && ! has_source && ! add_targets && ! unpack_source; then
    printf '%s\n' "error: could install neither the Rust targets nor the standard library's source." \
        "Run 'rustup target add $targets', or" \
        "'rustup component add rust-src', where rustup can reach its server." >&2
    exit 1
fi
if ! has_source && ! add_source && ! unpack_source; then
    printf '%s\n' "warning: could not install the standard library's source, which the thread sanitizer needs." \
        "Run 'rustup component add rust-src' where rustup can reach its server." >&2
fi
