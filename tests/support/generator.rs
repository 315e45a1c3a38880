//! A deterministic random generator: `SplitMix64` (Steele, Lea and Flood, "Fast splittable
//! pseudorandom number generators", 2014). For damage and samples, never for secrets that anyone
//! keeps.

use collab::code::{BOXES, BackupCode, BoxNumber};

pub(crate) struct Generator(u64);

impl Generator {
    /// Returns a generator seeded by the name and the number of a case, so that a case does not
    /// depend on the thread that runs it.
    pub(crate) fn of(seed: u64, name: &str, case: u32) -> Self {
        // The FNV-1a hash of the name separates the cases of different names.
        let name = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut mixed = Self(seed ^ name);
        let start = mixed.next() ^ u64::from(case);
        Self(Self(start).next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        u32::try_from(((self.next() >> 32) * u64::from(end)) >> 32).expect("below a u32")
    }

    /// Returns a number below `end` other than `value`.
    pub(crate) fn other_than(&mut self, value: u32, end: u32) -> u32 {
        (value + 1 + self.below(end - 1)) % end
    }

    /// Returns an index into `count` items.
    pub(crate) fn index(&mut self, count: usize) -> usize {
        self.below(u32::try_from(count).expect("a u32")) as usize
    }

    /// Returns true with this probability.
    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        f64::from(self.below(u32::MAX)) < probability * f64::from(u32::MAX)
    }

    pub(crate) fn fill(&mut self, buffer: &mut [u8]) {
        for bytes in buffer.chunks_mut(8) {
            bytes.copy_from_slice(&self.next().to_le_bytes()[..bytes.len()]);
        }
    }

    /// Returns this many different boxes, in random order.
    pub(crate) fn boxes(&mut self, count: usize) -> Vec<BoxNumber> {
        let mut boxes = Vec::with_capacity(count);
        while boxes.len() < count {
            let number = BoxNumber::new(self.index(BOXES) + 1).expect("1 to 16");
            if !boxes.contains(&number) {
                boxes.push(number);
            }
        }
        boxes
    }

    pub(crate) fn code(&mut self) -> BackupCode {
        let mut fill = |buffer: &mut [u8]| {
            self.fill(buffer);
            Ok(())
        };
        BackupCode::generate_from(&mut fill).expect("this generator never fails")
    }
}
