//! Writes the generated seeds into `corpus/`: `cargo run --no-default-features --example seeds`.

use std::fs;
use std::path::Path;

fn main() {
    for seed in collab_account_fuzz::seeds::made() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(seed.target);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join(seed.name), seed.bytes).expect("a file");
    }
}
