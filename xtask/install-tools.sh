#!/bin/sh
# Installs what `cargo xtask` needs on Debian and Ubuntu; `cargo xtask doctor` checks the result.
#
# It may be run again at any time: what is there stays as it is. The machine's package sources are
# not changed.
set -eu

toolchain=$(rustc --print sysroot)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# The first path that matches a pattern, if there is one.
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
    command -v x86_64-w64-mingw32-gcc >/dev/null || missing="$missing gcc-mingw-w64-x86-64"
    exists /usr/bin/wine /usr/bin/wine64 /usr/lib/wine/wine64 || missing="$missing wine64"
    if [ -n "$missing" ]; then
        as_root apt-get update -qq
        # shellcheck disable=SC2086 # a list of packages, one word each
        as_root apt-get install -y -qq --no-install-recommends $missing
    fi
}

targets='x86_64-pc-windows-msvc aarch64-pc-windows-msvc x86_64-pc-windows-gnu'

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

# apt-get with a state of its own and the sources in $scratch/sources.
apt_aside() {
    apt-get -qq \
        -o Dir::Etc::SourceList="$scratch/none" \
        -o Dir::Etc::SourceParts="$scratch/sources" \
        -o Dir::State::Lists="$scratch/lists" \
        -o Dir::Cache="$scratch/cache" \
        -o APT::Sandbox::User=root \
        "$@"
}

# The address that this machine gets Debian from.
debian_archive() {
    # shellcheck disable=SC2016 # apt's variable, not the shell's
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
        grep '/debian/$' | head -n 1
}

# The library's source as Debian packages it, if it has exactly this compiler's version.
#
# A stable release has the compiler that is current elsewhere in a backport, or not at all; the
# package is for every architecture and every release, and it is unpacked, not installed.
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

# For the thread sanitizer of `cargo xtask sanitize`, even where the targets are installed.
add_source() {
    command -v rustup >/dev/null && rustup component add rust-src
}

install_packages
install_cargo_fuzz
if ! has_targets && ! has_source && ! add_targets && ! unpack_source; then
    printf '%s\n' "error: neither the Rust targets nor the source of Rust's library could be had." \
        "Run 'rustup target add $targets', or" \
        "'rustup component add rust-src', where rustup can reach its server." >&2
    exit 1
fi
if ! has_source && ! add_source && ! unpack_source; then
    printf '%s\n' "warning: the source of Rust's library could not be had, so that there is no thread" \
        "sanitizer. Run 'rustup component add rust-src' where rustup can reach its server." >&2
fi
