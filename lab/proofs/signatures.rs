//! Random codes sign as ssh-keygen does, byte for byte, and each verifies what the other signed.

use collab::sshsig::Hash;

use crate::proof::{Agreed, Proof, codes, seed, share_of};
use crate::slips::Generator;
use crate::support::keygen::is_here;
use crate::support::signatures::both_ways;

#[test]
fn random_codes_sign_as_ssh_keygen_does() {
    const NAME: &str = "signatures of random codes, beside ssh-keygen";
    assert!(is_here(), "ssh-keygen is missing (Debian: openssh-client)");
    let codes = codes(NAME, share_of(1_000));
    let count = u32::try_from(codes.len()).expect("few");
    let tally = Proof::begin(NAME, count).run(|case| {
        let code = &codes[usize::try_from(case).expect("an index")];
        let mut generator = Generator::of(seed(), "messages", case);
        let message: Vec<u8> = (0..generator.below(5_000)).map(|it| it.to_le_bytes()[0]).collect();
        let folder = tempfile::tempdir().expect("a folder");
        for hash in Hash::ALL {
            both_ways(folder.path(), code, &message, hash);
        }
        Agreed(2)
    });
    assert_eq!(tally.0, 2 * count);
}
