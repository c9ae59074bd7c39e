//! `[Manufacturer]` and the models sections: the devices that the package is for.

use super::walk::Walk;
use crate::decoration::{Decoration, WINDOWS_10};
use crate::follow::manufacturers;
use crate::line::Line;
use crate::names::same_name;
use crate::{Architecture, InfError, InfErrorKind, Target};

/// A device that the package installs: one line of a models section (INF Models Section).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The manufacturer's name, from `[Manufacturer]`.
    pub manufacturer: String,
    /// The device's name in Device Manager.
    pub description: String,
    /// The name of the install section, without extension.
    pub install_section: String,
    /// The hardware ID, as the INF spells it; `None` if the line leaves it out.
    pub hardware_id: Option<String>,
    /// The compatible IDs, best first.
    pub compatible_ids: Vec<String>,
    pub(super) line: usize,
}

impl Model {
    /// The rank of the device ID: 0 for the hardware ID, then the compatible IDs in order.
    fn rank(&self, id: &str) -> Option<usize> {
        self.hardware_id
            .iter()
            .map(|own| (own, 0))
            .chain(self.compatible_ids.iter().zip(1..))
            .find(|(own, _)| same_name(own, id))
            .map(|(_, rank)| rank)
    }
}

impl Walk<'_> {
    /// The devices that the package is for on the target.
    pub(super) fn models(&self, target: Target) -> Result<Vec<Model>, InfError> {
        if self.find("Manufacturer").is_none() {
            return Err(InfError::new(
                InfErrorKind::MissingSection,
                "there is no [Manufacturer] section, so the INF installs no device; add one that \
                 names a models section",
            ));
        }
        let mut models = Vec::new();
        let mut offered = Vec::new();
        let mut any = false;
        for manufacturer in manufacturers(self.document) {
            self.document.check_tokens(manufacturer.line)?;
            let (line, section) = (manufacturer.line, manufacturer.models);
            let decorations = manufacturer.decorations;
            let name = match &line.key {
                Some(key) => self.expand(key, line.number)?,
                None => section.clone(),
            };
            let Some(decoration) = closest(target, &decorations, line.number)? else {
                if decorations.is_empty() || self.find(&section).is_some() {
                    offered.push(format!("{section} (undecorated)"));
                }
                offered.extend(decorations.iter().map(|name| format!("{section}.{name}")));
                continue;
            };
            any = true;
            let section = format!("{section}.{decoration}");
            for model in &self.named(&section, "[Manufacturer]", line.number)?.lines {
                models.push(self.model(name.clone(), model)?);
            }
        }
        if any { Ok(models) } else { Err(wrong_target(target, &offered)) }
    }

    /// The lowest build of Windows 10 for which there is a models section.
    pub(super) fn lowest_build(&self, architecture: Architecture) -> Result<u32, InfError> {
        let newest = Target { architecture, build: u32::MAX };
        let mut lowest = None;
        for manufacturer in manufacturers(self.document) {
            for decoration in &manufacturer.decorations {
                let read = read(decoration, manufacturer.line.number)?;
                if newest.closeness(&read).is_some() {
                    let build = if read.version == WINDOWS_10 { read.build } else { 0 };
                    lowest = lowest.into_iter().chain([build]).min();
                }
            }
        }
        lowest.ok_or_else(|| wrong_target(newest, &[]))
    }

    fn model(&self, manufacturer: String, line: &Line) -> Result<Model, InfError> {
        let install_section = self.text(line, 0)?;
        let description = line.key.as_deref().filter(|_| !install_section.is_empty());
        let description = description.ok_or_else(|| {
            InfError::at(
                InfErrorKind::Syntax,
                line.number,
                "this is not a model; write: description = install section, hardware ID",
            )
        })?;
        let hardware_id = Some(self.text(line, 1)?).filter(|id| !id.is_empty());
        Ok(Model {
            manufacturer,
            description: self.expand(description, line.number)?,
            install_section,
            hardware_id,
            compatible_ids: self.list(line, 2)?,
            line: line.number,
        })
    }

    /// The model that matches the device ID best.
    pub(super) fn best_model(&self, id: &str, target: Target) -> Result<Model, InfError> {
        let models = self.models(target)?;
        let best = models
            .iter()
            .filter_map(|model| Some((model.rank(id)?, model)))
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, model)| model.clone());
        best.ok_or_else(|| {
            let known: Vec<_> = models
                .iter()
                .flat_map(|model| model.hardware_id.iter().chain(&model.compatible_ids))
                .map(|id| format!("`{id}`"))
                .collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            InfError::new(
                InfErrorKind::UnknownHardwareId,
                format!("no model has the hardware ID `{id}`; the INF has: {known}"),
            )
        })
    }
}

/// The decoration closest to the target; of equally close ones, the first.
fn closest(target: Target, decorations: &[String], line: usize) -> Result<Option<&str>, InfError> {
    let mut best = None;
    for decoration in decorations {
        let read = read(decoration, line)?;
        let closeness = target.closeness(&read);
        if closeness > best.map(|(closeness, _)| closeness) {
            best = closeness.map(|closeness| (closeness, decoration.as_str()));
        }
    }
    Ok(best.map(|(_, decoration)| decoration))
}

fn read(decoration: &str, line: usize) -> Result<Decoration, InfError> {
    Decoration::parse(decoration).map_err(|fault| {
        InfError::at(
            InfErrorKind::BadValue,
            line,
            format!(
                "the decoration `{decoration}` {fault}; write for example NTamd64.10.0...19041"
            ),
        )
    })
}

fn wrong_target(target: Target, offered: &[String]) -> InfError {
    let architecture = target.architecture.name();
    let offered = if offered.is_empty() { "no section".to_owned() } else { offered.join(", ") };
    InfError::new(
        InfErrorKind::WrongTarget,
        format!(
            "no models section is for Windows build {} on {architecture}; [Manufacturer] has \
             {offered}; 64-bit Windows needs a section decorated with its architecture, such as \
             NT{architecture}.10.0...{}",
            target.build, target.build
        ),
    )
}
