//! The order of the host's layers.

use anyhow::Result;

use crate::ci::layers::{LAYERS, Layer};

/// The layers of `kmdf-host` as a paragraph, from the lowest up.
///
/// # Errors
/// Never; the table of what is made asks for a result.
#[expect(clippy::unnecessary_wraps, reason = "other rows of the table can fail")]
pub fn layers() -> Result<Vec<u8>> {
    Ok(paragraph(LAYERS).into_bytes())
}

fn paragraph(layers: &[Layer]) -> String {
    let rooms = |layer: &Layer| {
        let names: Vec<String> = layer.rooms.iter().map(|room| format!("`{room}`")).collect();
        names.join(if layer.is_knot { " + " } else { ", " })
    };
    let layers: Vec<String> = layers.iter().map(rooms).collect();
    format!("\n{}\n\n", layers.join(" →\n"))
}

#[cfg(test)]
mod tests {
    use super::{Layer, paragraph};

    #[test]
    fn layers_are_in_order_and_knots_are_marked() {
        let layers = [
            Layer { rooms: &["low", "ground"], is_knot: false },
            Layer { rooms: &["caller", "callee"], is_knot: true },
        ];
        assert_eq!(paragraph(&layers), "\n`low`, `ground` →\n`caller` + `callee`\n\n");
    }
}
