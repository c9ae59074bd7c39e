//! What Windows finds in the built images, read back from the files: headers, sections, imports,
//! control flow guard, version resource; and that a second build gives the same bytes.

mod built;
mod guard;
mod headers;
mod imports;
mod reproducible;
mod sections;
mod version;
