//! The versions of QR codes (ISO/IEC 18004): side, function patterns, and the division into blocks.

/// Check bytes per block, by version, for the levels in the order of the format information: M, L,
/// H, Q.
const CHECKS: [[u8; 40]; 4] = [
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30,
        30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30,
        30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// Number of blocks, by version, for the levels in the same order.
const BLOCKS: [[u8; 40]; 4] = [
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23,
        25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13,
        14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35,
        37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29,
        34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
];

/// A version, from 1 to 40.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version(usize);

impl Version {
    /// Returns the version with this side, in modules.
    pub(super) fn of(side: usize) -> Self {
        Self((side - 17) / 4)
    }

    /// Returns the class, from 0 to 2, which sets the number of bits of a segment's length.
    pub(super) fn class(self) -> usize {
        usize::from(self.0 > 9) + usize::from(self.0 > 26)
    }

    /// Returns the number of check bytes per block at this level.
    pub(super) fn checks(self, level: usize) -> usize {
        CHECKS[level][self.0 - 1].into()
    }

    /// Returns the positions of each block's bytes, for this total number of bytes. The blocks are
    /// interleaved, first their data bytes, then their check bytes; the last blocks may have one
    /// more data byte.
    pub(super) fn blocks(self, level: usize, bytes: usize) -> Vec<Vec<usize>> {
        let count = usize::from(BLOCKS[level][self.0 - 1]);
        let checks = count * self.checks(level);
        let longer = count - bytes % count..count;
        let data = bytes - checks - longer.len();
        let mut blocks = vec![Vec::new(); count];
        let turns = (0..data).chain(longer).chain(0..checks).map(|turn| turn % count);
        for (place, block) in turns.enumerate() {
            blocks[block].push(place);
        }
        blocks
    }

    /// Returns the positions of the data bits in order: up and down in columns of two, from the
    /// right.
    pub(super) fn places(self) -> impl Iterator<Item = [usize; 2]> {
        let side = 17 + 4 * self.0;
        let aligned = self.aligned();
        // The column of the timing pattern is skipped.
        let columns = (1..side).rev().step_by(2).map(|x| if x <= 6 { x - 1 } else { x });
        columns.enumerate().flat_map(move |(pair, right)| {
            let rows = (0..side).map(move |row| if pair % 2 == 0 { side - 1 - row } else { row });
            let both = rows.flat_map(move |y| [[right, y], [right - 1, y]]);
            let is_data = |[x, y]: &[usize; 2]| !is_pattern(side, &aligned, *x, *y);
            both.filter(is_data).collect::<Vec<_>>()
        })
    }

    /// Returns the centers of the alignment patterns, the same in both directions.
    fn aligned(self) -> Vec<usize> {
        let gaps = match self.0 {
            1 => return Vec::new(),
            version => version / 7 + 1,
        };
        let last = 4 * self.0 + 10;
        // Even, and as equal as possible; the first gap takes the remainder.
        let step = (8 * self.0 + 3 * gaps + 8) / (4 * gaps) * 2;
        [6].into_iter().chain((0..gaps).rev().map(|gap| last - gap * step)).collect()
    }
}

/// Whether a module belongs to a function pattern, or to the format or version information.
fn is_pattern(side: usize, aligned: &[usize], x: usize, y: usize) -> bool {
    let is_far = |at: usize, reach: usize| at >= side - reach;
    let is_finder = |x, y| y < 9 && (x < 9 || is_far(x, 8));
    let is_version = |x, y| side >= 45 && y < 6 && is_far(x, 11);
    let near = |at: usize| aligned.iter().position(|middle| at.abs_diff(*middle) < 3);
    let is_alignment = || {
        let [Some(column), Some(row)] = [near(x), near(y)] else { return false };
        let last = aligned.len() - 1;
        // Three of the corners have finder patterns instead.
        ![[0, 0], [0, last], [last, 0]].contains(&[column, row])
    };
    x == 6
        || y == 6
        || is_finder(x, y)
        || is_finder(y, x)
        || is_version(x, y)
        || is_version(y, x)
        || is_alignment()
}
