//! The QR codes in a picture, looked for again and again: in several sizes, with the light evened
//! out in several ways, and with dark and light exchanged.

use rqrr::PreparedImage;

use super::Watch;
use super::picture::Picture;
use super::threshold::Bitmap;
use crate::secret::{Secret, SecretBytes};

/// The longest side of the picture, from one try to the next.
const SIZES: [usize; 6] = [1200, 800, 1800, 560, 2600, 400];
/// A picture grows by no more than this.
const MOST_GROWTH: usize = 3;

/// How dark is told from light.
#[derive(Clone, Copy)]
enum Light {
    /// As the reader does it.
    Given,
    /// By a square around each pixel: what part of the longest side it has; by how many percent.
    Around(usize, u64),
}

const LIGHTS: [Light; 4] =
    [Light::Given, Light::Around(8, 12), Light::Around(24, 10), Light::Around(50, 6)];

/// What the QR codes say that are wanted, each once.
pub(super) fn codes(
    picture: &Picture,
    watch: Watch<'_>,
    mut is_wanted: impl FnMut(&[u8]) -> bool,
) -> Vec<SecretBytes> {
    let mut found: Vec<SecretBytes> = Vec::new();
    let largest = picture.width.max(picture.height);
    #[allow(clippy::cast_precision_loss, reason = "some fifty")]
    let [mut tries, all] = [0.0, (2 * SIZES.len() * LIGHTS.len()) as f64];
    for is_inverted in [false, true] {
        for size in SIZES.into_iter().filter(|size| *size <= MOST_GROWTH * largest) {
            let scaled = picture.scaled_to(size);
            for light in LIGHTS {
                if watch(tries / all).is_break() {
                    return found;
                }
                tries += 1.0;
                for text in look(&scaled, light, is_inverted) {
                    if is_wanted(text.expose()) && !found.contains(&text) {
                        found.push(text);
                    }
                }
            }
            // What else is in the picture would have been found by now.
            if !found.is_empty() {
                return found;
            }
        }
    }
    found
}

fn look(picture: &Picture, light: Light, is_inverted: bool) -> Vec<SecretBytes> {
    let Picture { grey, width, height } = picture;
    let mut prepared = match light {
        Light::Given => PreparedImage::prepare_from_greyscale(*width, *height, |x, y| {
            let shade = grey[y * width + x];
            if is_inverted { 255 - shade } else { shade }
        }),
        Light::Around(part, percent) => {
            let bitmap = Bitmap::of(picture, width.max(height) / part, percent);
            PreparedImage::prepare_from_bitmap(*width, *height, |x, y| {
                bitmap.is_dark(x, y) != is_inverted
            })
        }
    };
    let decoded = prepared.detect_grids().into_iter().filter_map(|grid| {
        let mut text = Secret::new(Vec::with_capacity(rqrr::MAX_PAYLOAD_SIZE));
        grid.decode_to(text.expose_mut()).is_ok().then_some(text)
    });
    decoded.collect()
}
