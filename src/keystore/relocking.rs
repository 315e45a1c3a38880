//! Changes of a keystore's lock: its passphrase and its recovery codes.

use std::time::SystemTime;

use crate::code::{Entropy, EntropyError};
use crate::dates::dated;
use crate::keystore::MOST_SLOTS;
use crate::keystore::contents::{Contents, SecretPart};
use crate::keystore::lock::{CodeId, Lock, PassphraseKey, RecoveryCode, RecoverySlot};

/// The reason why the recovery codes of a lock can't be changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The random number generator failed.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// There is no lock, or no longer.
    #[error("no lock")]
    NoLock,
}

/// The changes of the lock. Each makes a new store key, except [`Contents::add_recovery_codes`],
/// which takes no access away.
impl Contents {
    /// Locks with this passphrase, or changes it. Recovery codes stay valid.
    ///
    /// # Errors
    ///
    /// If the random number generator fails.
    pub fn set_passphrase(
        &mut self,
        key: &PassphraseKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), EntropyError> {
        self.relock(key, Some, None, entropy)
    }

    /// Removes the lock, with all of its recovery codes.
    pub fn remove_lock(&mut self) {
        let secrets = std::mem::take(self.secrets_mut());
        self.secret_part = SecretPart::Unlocked(secrets);
    }

    /// Adds slots for recovery codes. They work at once, but do not count until they are confirmed.
    /// If there would be too many slots, the oldest unconfirmed ones are removed.
    ///
    /// # Errors
    ///
    /// If the random number generator fails, or there is no lock.
    pub fn add_recovery_codes(
        &mut self,
        codes: &[RecoveryCode],
        when: SystemTime,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), LockError> {
        let SecretPart::Opened(lock, store_key, _) = &mut self.secret_part else {
            return Err(LockError::NoLock);
        };
        let mut too_many = (lock.codes.len() + codes.len()).saturating_sub(MOST_SLOTS);
        lock.codes.retain(|slot| {
            let goes = too_many > 0 && !slot.is_confirmed;
            too_many -= usize::from(goes);
            !goes
        });
        for code in codes {
            let slot = RecoverySlot::pending(code, dated(when), store_key, entropy)?;
            lock.codes.push(slot);
        }
        Ok(())
    }

    /// Confirms these recovery codes, and removes all others.
    ///
    /// # Errors
    ///
    /// If the random number generator fails, or there is no lock.
    pub fn confirm_recovery_codes(
        &mut self,
        codes: &[CodeId],
        key: &PassphraseKey,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), LockError> {
        self.lock().ok_or(LockError::NoLock)?;
        let keep = |slot: RecoverySlot| {
            let is_confirmed = codes.contains(&CodeId(slot.public_key));
            is_confirmed.then_some(RecoverySlot { is_confirmed, ..slot })
        };
        Ok(self.relock(key, keep, None, entropy)?)
    }

    /// Removes a used recovery code and all unconfirmed ones, confirms its replacement, and locks
    /// with this passphrase.
    ///
    /// # Errors
    ///
    /// If the random number generator fails, or there is no lock.
    pub fn retire_recovery_code(
        &mut self,
        used: CodeId,
        replacement: CodeId,
        key: &PassphraseKey,
        when: SystemTime,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), LockError> {
        self.lock().ok_or(LockError::NoLock)?;
        let keep = |slot: RecoverySlot| {
            let id = CodeId(slot.public_key);
            let is_confirmed = slot.is_confirmed || id == replacement;
            let stays = is_confirmed && id != used;
            stays.then_some(RecoverySlot { is_confirmed, ..slot })
        };
        Ok(self.relock(key, keep, Some(dated(when)), entropy)?)
    }

    /// Removes the record that a recovery code was used.
    pub fn forget_use(&mut self) {
        if let SecretPart::Opened(lock, ..) = &mut self.secret_part {
            lock.used = None;
        }
    }

    /// Replaces the lock, with the recovery-code slots that `keep` returns.
    fn relock(
        &mut self,
        key: &PassphraseKey,
        keep: impl FnMut(RecoverySlot) -> Option<RecoverySlot>,
        used: Option<SystemTime>,
        entropy: &mut Entropy<'_>,
    ) -> Result<(), EntropyError> {
        let before = self.lock();
        let used = used.or(before.and_then(|lock| lock.used));
        let codes = before.map_or(&[][..], |lock| &lock.codes).to_vec();
        let codes = codes.into_iter().filter_map(keep).collect();
        let (lock, store_key) = Lock::new(key, codes, used, entropy)?;
        let secrets = std::mem::take(self.secrets_mut());
        self.secret_part = SecretPart::Opened(lock, store_key, secrets);
        Ok(())
    }
}
