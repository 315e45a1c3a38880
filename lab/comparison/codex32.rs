//! codex32 (BIP-93): a seed of 128 or 256 bits as characters of bech32, of which the last 13 are
//! the checksum of a BCH code.
//!
//! A text that is not valid is corrected as the BIP recommends: characters outside the alphabet
//! become the ones that they are written for, and up to four are substituted where that makes a
//! valid text. The BIP has a person confirm every correction. Erasures, of which the code can fill
//! eight, do not occur here; neither do long codex32 strings, of seeds above 400 bits.

use crate::bch;
use crate::bits::{self, bits};
use crate::scheme::{Known, Scheme};
use crate::slips::written::Script;
use crate::slips::{Generator, Written};

const PREFIX: &str = "ms1";
const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/// The characters before the payload: threshold, identifier and index.
const HEADER: usize = 6;
const CHECKSUM: usize = 13;
/// The remainder that a valid text leaves.
const VALID: u128 = 0x1_0ce0_795c_2fd1_e62a;
/// The longest data part that this checksum is for.
const LONGEST: usize = 93;
/// The shortest text: a seed of 128 bits.
const SHORTEST: usize = 48;

/// The BIP does not say how a text is grouped; in one run nobody could copy it.
const GROUP: usize = 4;

static CHARACTERS: Script = Script {
    alphabet: ALPHABET,
    alike: &[
        (b'4', b'9'),
        (b'0', b'6'),
        (b'3', b'8'),
        (b'5', b'6'),
        (b'2', b'z'),
        (b'5', b's'),
        (b'9', b'g'),
        (b'9', b'q'),
        (b'g', b'q'),
        (b'u', b'v'),
        (b'7', b'l'),
    ],
    foreign: &[(b'0', b'o'), (b'l', b'1'), (b'l', b'i'), (b'8', b'b')],
    row: 4,
    words: false,
};

pub(crate) struct Codex32 {
    /// Bytes of the seed.
    pub(crate) seed: usize,
}

/// The remainder of a data part, from BIP-93, `ms32_polymod`.
fn polymod(data: &[u8]) -> u128 {
    const GENERATOR: [u128; 5] = [
        0x1_9dc5_00ce_73fd_e210,
        0x1_bfae_00de_f77f_e529,
        0x1_fbd9_20ff_fe7b_ee52,
        0x1_7396_40bd_eee3_fdad,
        0x0_7729_a039_cfc7_5f5a,
    ];
    data.iter().fold(0x231_81b3, |remainder, &value| {
        let high = remainder >> 60;
        let low = (remainder & 0x0fff_ffff_ffff_ffff) << 5 ^ u128::from(value);
        (0..5).filter(|bit| high >> bit & 1 == 1).fold(low, |sum, bit| sum ^ GENERATOR[bit])
    })
}

fn number(character: u8) -> Option<u8> {
    let index = ALPHABET.iter().position(|&one| one == character)?;
    Some(u8::try_from(index).expect("below 32"))
}

fn text(data: &[u8]) -> String {
    let characters = data.iter().map(|&value| char::from(ALPHABET[usize::from(value)]));
    PREFIX.chars().chain(characters).collect()
}

/// The text of a seed that is not shared, with this identifier.
fn encoded(identifier: [u8; 4], seed: &[u8]) -> String {
    let mut data = vec![number(b'0').expect("a character")];
    data.extend(identifier);
    data.push(number(b's').expect("a character"));
    let payload = bits::numbers(&bits::of_bytes(seed), 5).collect::<Vec<_>>();
    data.extend(payload.into_iter().map(|value| u8::try_from(value).expect("five bits")));
    data.extend([0; CHECKSUM]);
    let checksum = polymod(&data) ^ VALID;
    let end = data.len();
    for (n, value) in data[end - CHECKSUM..].iter_mut().enumerate() {
        *value = u8::try_from(checksum >> (5 * (CHECKSUM - 1 - n)) & 31).expect("five bits");
    }
    text(&data)
}

/// The seed of a text that is valid as it is (BIP-93, `ms32_decode` and "Unshared Secret").
fn seed(text: &str) -> Option<Vec<u8>> {
    let (small, large) = (text.to_ascii_lowercase(), text.to_ascii_uppercase());
    let data = small.strip_prefix(PREFIX).filter(|_| text == small || text == large)?;
    let data: Vec<u8> = data.bytes().map(number).collect::<Option<_>>()?;
    let is_long_enough = small.len() >= SHORTEST && data.len() <= LONGEST;
    if !is_long_enough || polymod(&data) != VALID {
        return None;
    }
    // Alone it opens something only where its index says that it is the secret itself.
    let (threshold, index) = (ALPHABET[usize::from(data[0])], ALPHABET[usize::from(data[5])]);
    if !threshold.is_ascii_digit() || index != b's' {
        return None;
    }
    let payload = &data[HEADER..data.len() - CHECKSUM];
    let bits = bits(payload.iter().copied().map(u16::from), 5);
    let (seed, rest) = bits.split_at(bits.len() / 8 * 8);
    (rest.len() <= 4 && (128..=512).contains(&seed.len())).then(|| bits::bytes(seed))
}

/// The text that this one must have been, if at most four substitutions make it that.
fn corrected(text: &str) -> Option<String> {
    let small = text.to_ascii_lowercase();
    let (prefix, data) = small.split_at_checked(PREFIX.len())?;
    if data.len() > LONGEST || small.len() < SHORTEST {
        return None;
    }
    let wrong_prefix = prefix.bytes().zip(PREFIX.bytes()).filter(|(is, was)| is != was).count();
    let meant = |written: u8| {
        let pair = CHARACTERS.foreign.iter().find(|pair| pair.1 == written);
        number(pair.map_or(written, |pair| pair.0))
    };
    let mut data: Vec<u8> = data.bytes().map(meant).collect::<Option<_>>()?;
    let errors = bch::errors(polymod(&data) ^ VALID, data.len())?;
    if errors.len() + wrong_prefix > bch::MOST {
        return None;
    }
    for (at, error) in errors {
        data[at] ^= error;
    }
    Some(self::text(&data))
}

impl Scheme for Codex32 {
    fn code(&self) -> &'static str {
        if self.seed == 16 { "codex32, 128 bits" } else { "codex32, 256 bits" }
    }

    /// The vectors of BIP-93 that are secrets, and such of its invalid ones as differ in kind.
    fn verify(&self) {
        bch::verify();
        for (text, hexadecimal) in SECRETS {
            let secret = base16ct::lower::decode_vec(hexadecimal).expect("hexadecimal");
            assert_eq!(seed(text), Some(secret));
        }
        // Of the vectors, the one that fills its last character up with zeros.
        let leet = [b'l', b'e', b'e', b't'].map(|c| number(c).expect("a character"));
        let (text, hexadecimal) = SECRETS[3];
        let secret = base16ct::lower::decode_vec(hexadecimal).expect("hexadecimal");
        assert_eq!(encoded(leet, &secret), text);
        assert!(INVALID.iter().all(|text| seed(text).is_none()));
        self.verify_correction();
    }

    fn write(&self, generator: &mut Generator) -> Written {
        let mut seed = vec![0; self.seed];
        generator.fill(&mut seed);
        let mut character = || u8::try_from(generator.below(32)).expect("below 32");
        let identifier = std::array::from_fn(|_| character());
        Written::in_groups(&CHARACTERS, encoded(identifier, &seed).as_bytes().chunks(GROUP))
    }

    fn read(&self, copy: &str, _known: Known<'_>) -> Option<Vec<u8>> {
        let text: String = copy.split_whitespace().collect();
        seed(&text).or_else(|| seed(&corrected(&text)?))
    }
}

impl Codex32 {
    /// Up to four substitutions anywhere are corrected, five never back to where they came from.
    fn verify_correction(&self) {
        let mut generator = Generator::of(1, "substitutions", 0);
        for round in 0..5_000 {
            let text = self.write(&mut generator).one_run();
            let count = round % 6;
            let mut copy = text.clone().into_bytes();
            let mut places = Vec::new();
            while places.len() < count {
                let at = generator.index(text.len());
                if !places.contains(&at) {
                    let was = copy[at];
                    while copy[at] == was {
                        copy[at] = ALPHABET[generator.index(ALPHABET.len())];
                    }
                    places.push(at);
                }
            }
            let copy = String::from_utf8(copy).expect("ASCII");
            assert_eq!(corrected(&copy).as_deref() == Some(&text[..]), count <= bch::MOST);
        }
    }
}

const SECRETS: [(&str, &str); 5] = [
    ("ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw", "318c6318c6318c6318c6318c6318c631"),
    ("MS12NAMES6XQGUZTTXKEQNJSJZV4JV3NZ5K3KWGSPHUH6EVW", "d1808e096b35b209ca12132b264662a5"),
    ("ms13cashsllhdmn9m42vcsamx24zrxgs3qqjzqud4m0d6nln", "ffeeddccbbaa99887766554433221100"),
    (
        "ms10leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyqqtum9pgv99ycma",
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100",
    ),
    (
        "ms10leetsllhdmn9m42vcsamx24zrxgs3qrl7ahwvhw4fnzrhve25gvezzyq0pgjxpzx0ysaam",
        "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100",
    ),
];

/// Wrong checksums, lengths that are none, a threshold of 0 that is no secret, a threshold that is
/// no digit, prefixes, and mixed cases.
const INVALID: [&str; 10] = [
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxve740yyge2ghq",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxxlk3yepcstwr",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxrd9sukzl05ej",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxw0a4c70rfefn4",
    "ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxk4pavy5n46nea",
    "ms10fauxxxxxxxxxxxxxxxxxxxxxxxxxxxx0z26tfn0ulw3p",
    "ms1fauxxxxxxxxxxxxxxxxxxxxxxxxxxxxxda3kr3s0s2swg",
    "ms0fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxxxuqxkk05lyf3x2",
    "Ms10fauxsxxxxxxxxxxxxxxxxxxxxxxxxxxuqxkk05lyf3x2",
    "ms10FAUXsxxxxxxxxxxxxxxxxxxxxxxxxxxuqxkk05lyf3x2",
];
