//! The member `lock`: the key slots, and the time when a recovery code was used.

use super::reader::Reader;
use super::writer::Writer;
use crate::dates::date;
use crate::keystore::lock::{Cost, Lock, PassphraseSlot, RecoverySlot, is_sound};
use crate::keystore::{Error, MOST_SLOTS};

const LOCK: &str = r#",
    "lock": "#;
const PASSPHRASE: &str = r#"{
      "passphrase": {"kdf": "argon2id", "memory_kib": "#;
const PASSES: &str = r#", "passes": "#;
const LANES: &str = r#", "lanes": "#;
const SALT: &str = r#", "salt": ""#;
const STORE_KEY: &str = r#"", "store_key": ""#;
const RECOVERY_CODES: &str = r#""},
      "recovery_codes": ["#;
const FIRST_CODE: &str = r#"
        {"public_key": ""#;
const NEXT_CODE: &str = r#",
        {"public_key": ""#;
const ISSUED: &str = r#"", "issued": ""#;
const CONFIRMED: &str = r#"", "state": "confirmed", "ephemeral_key": ""#;
const PENDING: &str = r#"", "state": "pending", "ephemeral_key": ""#;
const END_OF_CODE: &str = r#""}"#;
const END_OF_CODES: &str = "\n      ";
const USED: &str = r#"],
      "recovery_code_used": "#;
const END: &str = "\n    }";

/// An upper bound for the lock without its recovery codes, and for each recovery code, in bytes.
pub(super) const ROOM: usize = 640;

pub(super) fn write(lock: Option<&Lock>, writer: &mut Writer) {
    writer.put(LOCK);
    let Some(lock) = lock else {
        writer.put("null");
        return;
    };
    let PassphraseSlot { cost, salt, store_key } = &lock.passphrase;
    writer.put(PASSPHRASE).put(&cost.memory.to_string());
    writer.put(PASSES).put(&cost.passes.to_string());
    writer.put(LANES).put(&cost.lanes.to_string());
    writer.put(SALT).put_hex(salt).put(STORE_KEY).put_hex(store_key);
    writer.put(RECOVERY_CODES);
    for (index, slot) in lock.codes.iter().enumerate() {
        writer.put(if index == 0 { FIRST_CODE } else { NEXT_CODE }).put_hex(&slot.public_key);
        writer.put(ISSUED).put(&date(slot.issued));
        writer.put(if slot.is_confirmed { CONFIRMED } else { PENDING }).put_hex(&slot.ephemeral);
        writer.put(STORE_KEY).put_hex(&slot.store_key).put(END_OF_CODE);
    }
    writer.put(if lock.codes.is_empty() { "" } else { END_OF_CODES });
    writer.put(USED).put_or_null(lock.used.map(date).as_deref()).put(END);
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Option<Lock>, Error> {
    reader.expect(LOCK)?;
    if reader.accept("null") {
        return Ok(None);
    }
    let memory = reader.expect(PASSPHRASE)?.number()?;
    let passes = reader.expect(PASSES)?.number()?;
    let lanes = reader.expect(LANES)?.number()?;
    let cost = Cost::new(memory, passes, lanes).ok_or_else(|| reader.damaged())?;
    let salt = reader.expect(SALT)?.hex()?;
    let store_key = reader.expect(STORE_KEY)?.hex()?;
    let passphrase = PassphraseSlot { cost, salt, store_key };
    reader.expect(RECOVERY_CODES)?;
    let mut codes: Vec<RecoverySlot> = Vec::new();
    while reader.accept(if codes.is_empty() { FIRST_CODE } else { NEXT_CODE }) {
        let public_key = reader.hex()?;
        let is_new = codes.iter().all(|slot| slot.public_key != public_key);
        if !is_new || !is_sound(public_key) || codes.len() == MOST_SLOTS {
            return Err(reader.damaged());
        }
        let issued = reader.expect(ISSUED)?.date()?;
        let is_confirmed = reader.accept(CONFIRMED);
        if !is_confirmed {
            reader.expect(PENDING)?;
        }
        let ephemeral = reader.hex()?;
        let store_key = reader.expect(STORE_KEY)?.hex()?;
        reader.expect(END_OF_CODE)?;
        codes.push(RecoverySlot { public_key, issued, is_confirmed, ephemeral, store_key });
    }
    if !codes.is_empty() {
        reader.expect(END_OF_CODES)?;
    }
    let used = reader.expect(USED)?.date_or_null()?;
    reader.expect(END)?;
    Ok(Some(Lock { passphrase, codes, used }))
}
