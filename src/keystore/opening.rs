//! Opening of sealed secrets.

use crate::account::Name;
use crate::keystore::contents::{Contents, Sealed, SecretPart};
use crate::keystore::lock::{Opener, StoreKey};
use crate::keystore::secrets::Secrets;
use crate::keystore::{Damage, Error, Listed, format, seal};
use crate::secret::Secret;
use crate::service_codes;

impl Contents {
    /// Opens the secrets, if they are sealed.
    ///
    /// # Errors
    ///
    /// [`Error::WrongSecret`] if the opener opens no key slot; [`Error::Damaged`] if the sealed or
    /// the public part was altered.
    pub fn unlock(&mut self, opener: &Opener) -> Result<(), Error> {
        let SecretPart::Sealed(lock, sealed) = &self.secret_part else { return Ok(()) };
        let store_key = lock.store_key(opener).ok_or(Error::WrongSecret)?;
        let secrets = sealed.open(&store_key, &self.accounts)?;
        self.secret_part = SecretPart::Opened(lock.clone(), store_key, secrets);
        Ok(())
    }
}

impl Contents {
    /// Opens the file that was written from these contents, and verifies every account that was
    /// added or changed, and its lists. The other accounts are byte for byte as they were read.
    pub(super) fn find_all_of_it_in(&self, mut written: Self) -> Result<(), Error> {
        if let (SecretPart::Opened(_, key, _), SecretPart::Sealed(lock, sealed)) =
            (&self.secret_part, &written.secret_part)
        {
            let secrets = sealed.open(key, &written.accounts)?;
            let key = StoreKey(Secret::new(*key.0.expose()));
            written.secret_part = SecretPart::Opened(lock.clone(), key, secrets);
        }
        let is_here = |name: &&Name| self.position(name).is_ok();
        self.changed.iter().filter(is_here).try_for_each(|name| {
            written.verified(name)?;
            let lists = |contents: &Self| contents.lists(name).map(service_codes::write);
            let is_same = lists(self)? == lists(&written)?;
            if is_same { Ok(()) } else { Err(Error::Damaged(Damage::Unsteady)) }
        })
    }
}

impl Sealed {
    /// Opens the secrets of these accounts, if the store key is right and nothing was altered.
    pub(super) fn open(&self, key: &StoreKey, accounts: &[Listed]) -> Result<Secrets, Error> {
        let damaged = || Error::Damaged(Damage::Seal);
        let opened = seal::open(&key.0, &self.public, &self.secrets).ok_or_else(damaged)?;
        format::read_sealed_secrets(opened, accounts).ok_or_else(damaged)
    }
}
