//! Degradations of a picture between the sheet and the file: shadows, blur, noise.

use crate::generator::Generator;

/// A picture in linear red, green and blue, each from 0 to 1.
pub(crate) struct Picture {
    pub(crate) size: [usize; 2],
    pub(crate) pixels: Vec<[f32; 3]>,
}

/// Uneven light.
pub(crate) enum Shadow {
    /// From full light on one side to this fraction of it on the other, in this direction.
    Gradient { least: f32, direction: f64 },
    /// An edge through this place (as fractions of the picture), with this softness in pixels.
    Edge { least: f32, direction: f64, through: [f64; 2], soft: f64 },
}

impl Picture {
    pub(crate) fn shaded(&mut self, shadow: &Shadow) {
        let [width, height] = self.size.map(|side| side as f64);
        for (index, pixel) in self.pixels.iter_mut().enumerate() {
            let [x, y] = [index % self.size[0], index / self.size[0]].map(|n| n as f64);
            let light = match shadow {
                Shadow::Gradient { least, direction } => {
                    let (sin, cos) = direction.sin_cos();
                    let along = (x / width - 0.5) * cos + (y / height - 0.5) * sin;
                    let part = (along / (cos.abs() + sin.abs()) + 0.5).clamp(0.0, 1.0);
                    least + (1.0 - least) * part as f32
                }
                Shadow::Edge { least, direction, through, soft } => {
                    let (sin, cos) = direction.sin_cos();
                    let beyond = (x - through[0] * width) * cos + (y - through[1] * height) * sin;
                    let part = (beyond / soft + 0.5).clamp(0.0, 1.0);
                    least + (1.0 - least) * part as f32
                }
            };
            *pixel = pixel.map(|part| part * light);
        }
    }

    /// Blurs the picture with a Gaussian of this standard deviation, in pixels.
    pub(crate) fn blurred(&mut self, deviation: f64) {
        // Three box filters approximate it; each has the variance (w² - 1) / 12.
        let width = (4.0 * deviation * deviation + 1.0).sqrt();
        for _ in 0..3 {
            self.box_along(width, true);
            self.box_along(width, false);
        }
    }

    /// Adds motion blur along one side, by this many pixels.
    pub(crate) fn moved(&mut self, pixels: f64, is_across: bool) {
        self.box_along(pixels, is_across);
    }

    /// Replaces each pixel by the mean over this width, which may have a fraction, along rows or
    /// columns.
    fn box_along(&mut self, box_width: f64, is_across: bool) {
        let [width, height] = self.size;
        let (lines, length, step, next) =
            if is_across { (height, width, 1, width) } else { (width, height, width, 1) };
        let half = ((box_width - 1.0) / 2.0).max(0.0);
        let whole = half as usize;
        let part = (half - whole as f64) as f32;
        let all = (2.0 * half + 1.0) as f32;
        let mut line = vec![[0.0; 3]; length];
        for number in 0..lines {
            for (place, pixel) in line.iter_mut().enumerate() {
                *pixel = self.pixels[number * next + place * step];
            }
            let at = |place: isize| line[place.clamp(0, length as isize - 1) as usize];
            let reach = whole as isize;
            let mut sum = [0.0_f32; 3];
            for place in -reach..=reach {
                add(&mut sum, at(place), 1.0);
            }
            for place in 0..length as isize {
                let mut mean = sum;
                add(&mut mean, at(place - reach - 1), part);
                add(&mut mean, at(place + reach + 1), part);
                self.pixels[number * next + place as usize * step] = mean.map(|part| part / all);
                add(&mut sum, at(place + reach + 1), 1.0);
                add(&mut sum, at(place - reach), -1.0);
            }
        }
    }

    /// Adds grain of this standard deviation, and makes this share of the pixels black or white.
    pub(crate) fn grained(&mut self, deviation: f32, specks: f64, generator: &mut Generator) {
        for pixel in &mut self.pixels {
            if specks > 0.0 && generator.chance(specks) {
                *pixel = [f32::from(u8::from(generator.chance(0.5))); 3];
                continue;
            }
            let mut bits = generator.next();
            // The sum of four numbers below 2^16 is nearly normally distributed.
            let mut bell = || {
                let sum: u64 = (0..4).map(|part| bits >> (16 * part) & 0xffff).sum();
                bits = bits.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                (sum as f32 - 131_070.0) / 37_837.0
            };
            for part in pixel {
                *part += bell() * deviation;
            }
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let byte = |part: &f32| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        self.pixels.iter().flatten().map(byte).collect()
    }
}

fn add(sum: &mut [f32; 3], pixel: [f32; 3], times: f32) {
    for (sum, part) in sum.iter_mut().zip(pixel) {
        *sum += part * times;
    }
}
