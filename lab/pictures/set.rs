//! The pictures: the defects of each are drawn according to its class.

use std::f64::consts::{PI, TAU};

use jpeg_encoder::{ColorType, Encoder};

use crate::camera::{Camera, Pose, turned};
use crate::generator::Generator;
use crate::light::{Picture, Shadow};
use crate::sheets::Printed;

/// The main defect of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Mild,
    Rotation,
    Perspective,
    Blur,
    Noise,
    Shadow,
    Jpeg,
    Covered,
    Mixed,
}

impl Class {
    pub(crate) const ALL: [Self; 9] = [
        Self::Mild,
        Self::Rotation,
        Self::Perspective,
        Self::Blur,
        Self::Noise,
        Self::Shadow,
        Self::Jpeg,
        Self::Covered,
        Self::Mixed,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Rotation => "turned",
            Self::Perspective => "perspective",
            Self::Blur => "blur",
            Self::Noise => "noise",
            Self::Shadow => "shadow",
            Self::Jpeg => "JPEG quality 20",
            Self::Covered => "20 % covered",
            Self::Mixed => "mixed",
        }
    }

    /// Returns the number of the 300 pictures in this class.
    pub(crate) fn pictures(self) -> u32 {
        if self == Self::Mild { 36 } else { 33 }
    }
}

/// A file, and the ending that its name needs.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    pub(crate) ending: &'static str,
}

/// A finger: an ellipse on the sheet, in millimeters.
struct Finger {
    middle: [f64; 2],
    half: [f64; 2],
    direction: f64,
}

/// The share of the QR code that a finger covers.
const COVERED: f64 = 0.20;
const SKIN: [f32; 3] = [0.80, 0.58, 0.47];
const PAPER: [f32; 3] = [0.93, 0.92, 0.89];
const INK: f32 = 0.07;

/// The sample points within a pixel along each axis: a pixel spans up to three dots of the print.
const OFFSETS: [f64; 2] = [0.25, 0.75];

/// All defects of one picture.
struct Fate {
    pose: Pose,
    finger: Option<Finger>,
    shadow: Option<Shadow>,
    /// The standard deviation of the blur, in pixels.
    blur: f64,
    motion: Option<(f64, bool)>,
    grain: f32,
    specks: f64,
    quality: u8,
}

/// Returns a picture of this class.
pub(crate) fn picture(class: Class, sheet: &Printed, generator: &mut Generator) -> File {
    let fate = fate(class, sheet, generator);
    let mut picture = taken(&fate, sheet, generator);
    if let Some(shadow) = &fate.shadow {
        picture.shaded(shadow);
    }
    if fate.blur > 0.0 {
        picture.blurred(fate.blur);
    }
    if let Some((pixels, is_across)) = fate.motion {
        picture.moved(pixels, is_across);
    }
    picture.grained(fate.grain, fate.specks, generator);
    let is_png = fate.quality > 20 && generator.chance(0.15);
    encoded(&picture, (!is_png).then_some(fate.quality), generator.chance(0.3))
}

/// Draws the defects, each as bad as the class demands.
fn fate(class: Class, sheet: &Printed, generator: &mut Generator) -> Fate {
    use Class::{Blur, Covered, Jpeg, Mild, Mixed, Noise};
    let is_mixed = class == Mixed;
    let pose = pose(class, sheet, generator);
    // Pixels per module, for 29 modules.
    let module = Camera::of(&pose).scale * sheet.side / 29.0;
    let mut between = |from: f64, to: f64| from + (to - from) * part(generator);
    let blur = match class {
        Blur => between(0.35, 0.75) * module,
        Mixed => between(0.1, 0.45) * module,
        Mild => between(0.0, 0.2) * module,
        _ => between(0.3, 0.7),
    };
    let grain = match class {
        Noise => between(0.03, 0.18),
        Mixed => between(0.02, 0.10),
        _ => between(0.005, 0.015),
    };
    let quality = match class {
        Jpeg => 20.0,
        Mixed => between(25.0, 75.0),
        _ => between(80.0, 95.0),
    };
    let specks = if class == Noise && generator.chance(0.4) { 0.02 } else { 0.0 };
    let is_moved = class == Blur && generator.chance(0.4);
    let finger = class == Covered || is_mixed && generator.chance(0.3);
    let shadow = class == Class::Shadow || is_mixed && generator.chance(0.5);
    Fate {
        pose,
        finger: finger.then(|| {
            let covered = if is_mixed { COVERED / 4.0 } else { COVERED };
            Finger::over(sheet, covered, generator)
        }),
        shadow: shadow.then(|| shadow_of(generator)),
        blur: if is_moved { 0.4 * blur } else { blur },
        motion: is_moved.then(|| (1.8 * blur, generator.chance(0.5))),
        grain: grain as f32,
        specks,
        quality: quality as u8,
    }
}

fn pose(class: Class, sheet: &Printed, generator: &mut Generator) -> Pose {
    let is_large = generator.chance(0.06);
    let pixels = if is_large { within(generator, 8e6, 12e6) } else { within(generator, 1e6, 3e6) };
    let short = (pixels * 0.75).sqrt();
    let [short, long] = [short, short / 0.75].map(|side| side as usize);
    let is_upright = generator.chance(0.7);
    let page = sheet.page_middle();
    // The whole page, half of it, or little more than the QR code.
    let (seen, middle) = match generator.below(10) {
        0..6 => (within(generator, 228.0, 260.0), page),
        6..9 => (within(generator, 120.0, 170.0), sheet.middle),
        _ => (within(generator, 65.0, 90.0), sheet.middle),
    };
    let seen = if is_upright || seen < 200.0 { seen } else { seen * 1.36 };
    let off = (seen - sheet.side) / 12.0;
    let off = if seen < 200.0 { off } else { 4.0 };
    let turn = match class {
        Class::Rotation | Class::Mixed => within(generator, -PI, PI),
        Class::Mild => within(generator, -0.09, 0.09),
        _ => within(generator, -0.17, 0.17),
    };
    // A strongly rotated page needs more room.
    let seen = if seen >= 200.0 && turn.sin().abs() > 0.3 { seen * 1.3 } else { seen };
    let lean = match class {
        Class::Perspective => within(generator, 0.45, 1.05),
        Class::Mixed => within(generator, 0.1, 0.6),
        Class::Mild => within(generator, 0.0, 0.07),
        _ => within(generator, 0.0, 0.17),
    };
    Pose {
        size: if is_upright { [short, long] } else { [long, short] },
        middle: middle.map(|along| along + within(generator, -off, off)),
        seen,
        turn,
        lean: [lean, within(generator, 0.0, TAU)],
    }
}

fn shadow_of(generator: &mut Generator) -> Shadow {
    let least = within(generator, 0.12, 0.5) as f32;
    let direction = within(generator, 0.0, TAU);
    if generator.chance(0.4) {
        Shadow::Gradient { least: least * 0.6, direction }
    } else {
        let through = [within(generator, 0.2, 0.8), within(generator, 0.3, 0.9)];
        let soft = within(generator, 1.0, 40.0);
        Shadow::Edge { least, direction, through, soft }
    }
}

impl Finger {
    /// Returns a finger that comes from any side and covers this share of the QR code.
    fn over(sheet: &Printed, covered: f64, generator: &mut Generator) -> Self {
        let direction = within(generator, 0.0, TAU);
        let width = sheet.side * within(generator, 0.26, 0.38);
        let half = [width * 2.2, width];
        let at = |away: f64| {
            let [x, y] = turned([away, 0.0], direction);
            Self { middle: [sheet.middle[0] + x, sheet.middle[1] + y], half, direction }
        };
        let [mut near, mut far] = [0.0, sheet.side * 3.0];
        for _ in 0..30 {
            let away = f64::midpoint(near, far);
            if at(away).share_of(sheet) > covered { near = away } else { far = away }
        }
        at(far)
    }

    /// Returns the share of the QR code that the finger covers.
    fn share_of(&self, sheet: &Printed) -> f64 {
        const GRID: u32 = 60;
        let place = |n: u32| (f64::from(n) + 0.5) / f64::from(GRID) - 0.5;
        let points = (0..GRID * GRID).map(|n| [n % GRID, n / GRID].map(place));
        let places = points
            .map(|[x, y]| [sheet.middle[0] + x * sheet.side, sheet.middle[1] + y * sheet.side]);
        places.filter(|place| self.depth(*place) < 1.0).count() as f64 / f64::from(GRID * GRID)
    }

    /// Returns a value below 1 on the finger, and 0 in its middle.
    fn depth(&self, [x, y]: [f64; 2]) -> f64 {
        let from = [x - self.middle[0], y - self.middle[1]];
        let [along, across] = turned(from, -self.direction);
        (along / self.half[0]).powi(2) + (across / self.half[1]).powi(2)
    }
}

/// Returns the sheet on a table, as the camera sees it.
fn taken(fate: &Fate, sheet: &Printed, generator: &mut Generator) -> Picture {
    let camera = Camera::of(&fate.pose);
    let table = [0.25, 0.4, 0.6].map(|shade| shade + within(generator, -0.2, 0.2) as f32);
    let stripes = within(generator, 4.0, 30.0);
    let [width, height] = fate.pose.size;
    let color = |place: Option<[f64; 2]>| {
        let Some(place) = place else { return table };
        if let Some(depth) =
            fate.finger.as_ref().map(|finger| finger.depth(place)).filter(|d| *d < 1.0)
        {
            return SKIN.map(|part| part * (1.0 - 0.3 * depth as f32));
        }
        if let Some(shade) = sheet.shade(place) {
            return PAPER.map(|part| INK + (part - INK) * shade);
        }
        let grain = (place[0] / stripes + (place[1] / 37.0).sin()).sin() as f32;
        table.map(|part| (part * (1.0 + 0.15 * grain)).clamp(0.0, 1.0))
    };
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0.0_f32; 3];
            for down in OFFSETS {
                for right in OFFSETS {
                    let seen = color(camera.sheet_at([x as f64 + right, y as f64 + down]));
                    for (sum, part) in sum.iter_mut().zip(seen) {
                        *sum += part;
                    }
                }
            }
            pixels.push(sum.map(|part| part / 4.0));
        }
    }
    Picture { size: fate.pose.size, pixels }
}

/// Encodes a picture as JPEG of this quality, or as PNG.
fn encoded(picture: &Picture, quality: Option<u8>, is_gray: bool) -> File {
    const WRITES: &str = "a vector takes everything";
    let mut pixels = picture.bytes();
    if is_gray {
        pixels = pixels.chunks_exact(3).map(|pixel| pixel[1]).collect();
    }
    let [width, height] = picture.size;
    let mut bytes = Vec::new();
    if let Some(quality) = quality {
        let color = if is_gray { ColorType::Luma } else { ColorType::Rgb };
        let [width, height] = [width, height].map(|side| u16::try_from(side).expect("thousands"));
        Encoder::new(&mut bytes, quality).encode(&pixels, width, height, color).expect(WRITES);
        return File { bytes, ending: "jpg" };
    }
    let [width, height] = [width, height].map(|side| u32::try_from(side).expect("thousands"));
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(if is_gray { png::ColorType::Grayscale } else { png::ColorType::Rgb });
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().expect(WRITES);
    writer.write_image_data(&pixels).expect(WRITES);
    writer.finish().expect(WRITES);
    File { bytes, ending: "png" }
}

/// Returns a number from 0 to 1.
fn part(generator: &mut Generator) -> f64 {
    f64::from(generator.below(1 << 30)) / f64::from(1 << 30)
}

fn within(generator: &mut Generator, from: f64, to: f64) -> f64 {
    from + (to - from) * part(generator)
}
