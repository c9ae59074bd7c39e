//! What Windows finds in the built images, read back from the files: headers, sections, imports,
//! control flow guard, version resource; and that a second build gives the same bytes.

#[path = "image/built.rs"]
mod built;
#[path = "image/guard.rs"]
mod guard;
#[path = "image/headers.rs"]
mod headers;
#[path = "image/imports.rs"]
mod imports;
#[path = "image/reproducible.rs"]
mod reproducible;
#[path = "image/sections.rs"]
mod sections;
#[path = "image/version.rs"]
mod version;
