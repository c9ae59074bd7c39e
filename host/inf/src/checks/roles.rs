//! The roles of sections, and the directives and extensions that lead from section to section.

/// The role of a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// `[ClassInstall32]`.
    Class,
    /// `DDInstall`, `[DefaultInstall]` and `[DefaultUninstall]`.
    Install,
    /// `DDInstall.HW`.
    Hardware,
    /// `DDInstall.Services`.
    Services,
    /// `DDInstall.Wdf`.
    Wdf,
    /// Another companion of `DDInstall`, or a section that such a companion names.
    Other,
    /// Named by `AddService`.
    Service,
    /// Named by `KmdfService`.
    Kmdf,
    /// Named by `CopyFiles`, `DelFiles` and `RenFiles`: a list of files.
    Files,
    /// Named by `AddReg` and `DelReg`: a list of registry values.
    Registry,
    /// Another list.
    List,
}

impl Role {
    /// Whether the section's entries are directives, which may name other sections.
    pub(super) fn has_directives(self) -> bool {
        !matches!(self, Self::Files | Self::Registry | Self::List)
    }
}

/// The directives that name sections, the field with the name (`None`: every field), and the role
/// of the named section (INF Directives). A section that `Needs` names has the role of the section
/// with the directive.
pub(super) const DIRECTIVES: [(&str, Option<usize>, Role); 27] = [
    ("AddComponent", Some(2), Role::Other),
    ("AddEventProvider", Some(1), Role::Other),
    ("AddFilter", Some(2), Role::Other),
    ("AddInterface", Some(2), Role::Other),
    ("AddProperty", None, Role::List),
    ("AddReg", None, Role::Registry),
    ("AddService", Some(2), Role::Service),
    ("AddService", Some(3), Role::Other),
    ("AddSoftware", Some(2), Role::Other),
    ("AddTrigger", None, Role::List),
    ("BitReg", None, Role::List),
    ("CopyFiles", None, Role::Files),
    ("DelFiles", None, Role::Files),
    ("DelProperty", None, Role::List),
    ("DelReg", None, Role::Registry),
    ("FilterName", Some(1), Role::Other),
    ("Ini2Reg", None, Role::List),
    ("KmdfService", Some(1), Role::Kmdf),
    ("LogConfig", None, Role::List),
    ("Needs", None, Role::Other),
    ("ProfileItems", None, Role::List),
    ("RegisterDlls", None, Role::List),
    ("RenFiles", None, Role::Files),
    ("UmdfService", Some(1), Role::Other),
    ("UnregisterDlls", None, Role::List),
    ("UpdateIniFields", None, Role::List),
    ("UpdateInis", None, Role::List),
];

/// The extensions of an install section's companions (INF Sections and Directives).
pub(super) const COMPANIONS: [(&str, Role); 11] = [
    (".HW", Role::Hardware),
    (".Services", Role::Services),
    (".Wdf", Role::Wdf),
    (".CoInstallers", Role::Other),
    (".Components", Role::Other),
    (".Events", Role::Other),
    (".FactDef", Role::Other),
    (".Filters", Role::Other),
    (".Interfaces", Role::Other),
    (".LogConfigOverride", Role::Other),
    (".Software", Role::Other),
];
