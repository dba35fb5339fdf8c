use std::fmt;
use std::ops::BitOr;
use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};

use crate::tree::ZkError;

/// What may be done with a znode: a set of five permissions (`ZooDefs.Perms`). Written by letters, `cdrwa`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Perms(pub u8);

impl Perms {
    /// Read its data and list its children.
    pub const READ: Perms = Perms(1);
    /// Set its data.
    pub const WRITE: Perms = Perms(2);
    /// Create a child.
    pub const CREATE: Perms = Perms(4);
    /// Delete a child.
    pub const DELETE: Perms = Perms(8);
    /// Set its ACL.
    pub const ADMIN: Perms = Perms(16);
    /// All of them.
    pub const ALL: Perms = Perms(31);

    /// Whether the two have one in common.
    pub fn meets(self, other: Perms) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Perms {
    type Output = Perms;

    fn bitor(self, other: Perms) -> Perms {
        Perms(self.0 | other.0)
    }
}

impl fmt::Display for Perms {
    /// In the order of zkCli's `getAcl`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = [
            (Self::CREATE, "c"),
            (Self::DELETE, "d"),
            (Self::READ, "r"),
            (Self::WRITE, "w"),
            (Self::ADMIN, "a"),
        ];
        letters.iter().filter(|(perm, _)| self.meets(*perm)).try_for_each(|(_, letter)| f.write_str(letter))
    }
}

/// Who somebody is, in the terms of a scheme: `world:anyone`, `digest:user:hash`, `ip:127.0.0.1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// How to tell: `world`, `auth`, `digest`, `ip`, `super`.
    pub scheme: Arc<str>,
    /// What the scheme goes by.
    pub id: Arc<str>,
}

impl Id {
    /// An id of a scheme.
    pub fn new(scheme: &str, id: &str) -> Id {
        Id { scheme: scheme.into(), id: id.into() }
    }

    /// What every connection has from its beginning.
    pub fn ip(address: &str) -> Id {
        Id::new("ip", address)
    }

    fn is_anyone(&self) -> bool {
        &*self.scheme == "world" && &*self.id == "anyone"
    }

    /// The part that `whoAmI` shows (`AuthUtil.getUser`): of a digest the user; of a scheme without provider nothing.
    pub fn user(&self) -> &str {
        match &*self.scheme {
            "digest" => self.id.split(':').next().unwrap_or(""),
            "ip" => &self.id,
            _ => "",
        }
    }
}

/// One line of an ACL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acl {
    /// What is permitted.
    pub perms: Perms,
    /// To whom.
    pub id: Id,
}

/// A whole ACL; shared by all who were given the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AclList(Arc<[Acl]>);

impl AclList {
    /// An ACL of these lines.
    pub fn new(lines: Vec<Acl>) -> AclList {
        AclList(lines.into())
    }

    /// All to everyone (`OPEN_ACL_UNSAFE`): one for all, as nearly every znode has it.
    pub fn open() -> AclList {
        static OPEN: LazyLock<AclList> = LazyLock::new(|| AclList::of_anyone(Perms::ALL));
        OPEN.clone()
    }

    /// Reading to everyone (`READ_ACL_UNSAFE`).
    pub fn read_only() -> AclList {
        Self::of_anyone(Perms::READ)
    }

    fn of_anyone(perms: Perms) -> AclList {
        Self::new(vec![Acl { perms, id: Id::new("world", "anyone") }])
    }

    /// Its lines.
    pub fn lines(&self) -> &[Acl] {
        &self.0
    }

    /// Whether somebody with these ids may do one of `perms` (`ZooKeeperServer.checkACL`): `NoAuth` if not.
    pub fn check(&self, perms: Perms, ids: &[Id]) -> Result<(), ZkError> {
        let all = self.0.is_empty() || ids.iter().any(|it| &*it.scheme == "super");
        let granted = |line: &&Acl| line.id.is_anyone() || ids.iter().any(|it| matches(&line.id, it));
        if all || self.0.iter().filter(|it| it.perms.meets(perms)).any(|it| granted(&it)) {
            return Ok(());
        }
        Err(ZkError::NoAuth)
    }

    /// What is stored of an ACL that somebody with these ids asks for (`PrepRequestProcessor.fixupACL`): without
    /// duplicates, `auth` replaced by the asker's authenticated ids. `InvalidAcl` if it is empty or a line is not valid.
    pub fn fixed_up(&self, ids: &[Id]) -> Result<AclList, ZkError> {
        let plain = |line: &Acl| line.id.is_anyone() || is_valid(&line.id);
        let twice = |(place, line): (usize, &Acl)| self.0[..place].contains(line);
        if !self.0.is_empty() && self.0.iter().all(plain) && !self.0.iter().enumerate().any(twice) {
            return Ok(self.clone());
        }
        let mut lines = Vec::new();
        for (_, line) in self.0.iter().enumerate().filter(|it| !twice(*it)) {
            if plain(line) {
                lines.push(line.clone());
                continue;
            }
            let known = lines.len();
            if &*line.id.scheme == "auth" {
                let own = ids.iter().filter(|it| &*it.scheme == "digest");
                lines.extend(own.map(|it| Acl { perms: line.perms, id: it.clone() }));
            }
            if lines.len() == known {
                return Err(ZkError::InvalidAcl);
            }
        }
        if lines.is_empty() { Err(ZkError::InvalidAcl) } else { Ok(Self::new(lines)) }
    }

    /// What those are shown who may not change it: the hashes of digests are left out.
    pub fn masked(&self) -> AclList {
        let masked = |line: &Acl| match line.id.id.split_once(':') {
            Some((user, _)) if &*line.id.scheme == "digest" => {
                Acl { perms: line.perms, id: Id::new("digest", &format!("{user}:x")) }
            }
            _ => line.clone(),
        };
        Self::new(self.0.iter().map(masked).collect())
    }
}

impl Default for AclList {
    fn default() -> Self {
        Self::open()
    }
}

/// Who somebody becomes by `addauth scheme auth` on a connection from `address`, beside who they are already; `AuthFailed`
/// for a scheme without provider, after which the connection is closed. Known are `digest` and `ip`, as by default.
pub fn authenticate(
    scheme: &str,
    auth: Option<&str>,
    address: &str,
    super_digest: Option<&str>,
) -> Result<Vec<Id>, ZkError> {
    match scheme {
        "digest" => {
            let digest = digest(auth.ok_or(ZkError::AuthFailed)?);
            let is_super = super_digest == Some(&digest);
            let id = Id::new("digest", &digest);
            Ok(if is_super { vec![Id::new("super", ""), id] } else { vec![id] })
        }
        "ip" => Ok(vec![Id::ip(address)]),
        _ => Err(ZkError::AuthFailed),
    }
}

/// The id of `user:password` in the scheme `digest`: the user, and the SHA-1 of all of it
/// (`DigestAuthenticationProvider.generateDigest`).
pub fn digest(user_and_password: &str) -> String {
    let user = user_and_password.split(':').next().unwrap_or("");
    format!("{user}:{}", STANDARD.encode(Sha1::digest(user_and_password.as_bytes())))
}

/// Whether an id may stand in an ACL: the scheme has a provider, and it takes the id.
fn is_valid(id: &Id) -> bool {
    match &*id.scheme {
        // As Java splits: empty pieces at the end do not count.
        "digest" => id.id.trim_end_matches(':').split(':').count() == 2,
        "ip" => masked_address(&id.id).is_some(),
        _ => false,
    }
}

/// Whether what an ACL names is what a connection has.
fn matches(named: &Id, had: &Id) -> bool {
    named.scheme == had.scheme
        && match &*named.scheme {
            "digest" => named.id == had.id,
            "ip" => masked_address(&named.id).is_some_and(|(address, mask)| {
                address_bits(&had.id).is_some_and(|own| own & mask == address & mask)
            }),
            _ => false,
        }
}

/// `a.b.c.d` or `a.b.c.d/bits` as an address and a mask (`IPAuthenticationProvider`, which knows IPv4 alone).
fn masked_address(text: &str) -> Option<(u32, u32)> {
    let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
    let bits = bits.parse::<i32>().ok().and_then(|it| u32::try_from(it).ok()).filter(|it| *it <= 32)?;
    Some((address_bits(address)?, u32::MAX.checked_shl(32 - bits).unwrap_or(0)))
}

fn address_bits(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() != 4 {
        return None;
    }
    parts.iter().try_fold(0, |bits, part| {
        let byte = part.parse::<i32>().ok().filter(|it| (0..=255).contains(it))?;
        Some(bits << 8 | byte.unsigned_abs())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn list(lines: &[(u8, &str, &str)]) -> AclList {
        let line =
            |(perms, scheme, id): &(u8, &str, &str)| Acl { perms: Perms(*perms), id: Id::new(scheme, id) };
        AclList::new(lines.iter().map(line).collect())
    }

    #[test]
    fn a_digest_is_that_of_the_recorded_servers() {
        assert_eq!(digest("alice:apw"), "alice:l+tY9T55txG8G/8vAjsjlr4obeM=");
        assert_eq!(digest("u:p"), "u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=");
    }

    #[test]
    fn an_acl_is_fixed_up_or_refused() {
        let alice = Id::new("digest", &digest("alice:apw"));
        let ids = [Id::ip("127.0.0.1"), alice.clone()];
        let refused = |lines: &[(u8, &str, &str)]| list(lines).fixed_up(&ids) == Err(ZkError::InvalidAcl);
        assert!(refused(&[]));
        assert!(refused(&[(31, "world", "nobody")]));
        assert!(refused(&[(31, "nosuch", "x")]));
        assert!(refused(&[(31, "digest", "alice")]));
        assert!(refused(&[(31, "digest", "a:b:c")]));
        assert!(refused(&[(31, "world", "anyone"), (1, "ip", "300.1.1.1")]));
        for wrong in ["1.2.3", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/-1", "::1"] {
            assert!(refused(&[(31, "ip", wrong)]), "{wrong}");
        }
        let twice = [(31, "world", "anyone"), (1, "ip", "10.0.0.0/8"), (31, "world", "anyone")];
        assert_eq!(list(&twice).fixed_up(&ids), Ok(list(&twice[..2])));
        let expanded = AclList::new(vec![Acl { perms: Perms(3), id: alice }]);
        assert_eq!(list(&[(3, "auth", "")]).fixed_up(&ids), Ok(expanded));
        assert_eq!(list(&[(3, "auth", "")]).fixed_up(&ids[..1]), Err(ZkError::InvalidAcl));
    }

    #[test]
    fn a_permission_is_looked_for_in_every_line() {
        fn check(lines: &[(u8, &str, &str)], perms: Perms, id: Id, allowed: bool) {
            assert_eq!(list(lines).check(perms, &[id]).is_ok(), allowed, "{lines:?}");
        }
        check(&[(1, "world", "anyone")], Perms::READ, Id::ip("1.2.3.4"), true);
        check(&[(1, "world", "anyone")], Perms::WRITE, Id::ip("1.2.3.4"), false);
        check(&[(1, "world", "anyone")], Perms::WRITE, Id::new("super", ""), true);
        check(&[(1, "ip", "1.2.3.0/24")], Perms::READ, Id::ip("1.2.3.4"), true);
        check(&[(1, "ip", "1.2.3.0/24")], Perms::READ, Id::ip("1.2.4.4"), false);
        check(&[(1, "ip", "0.0.0.0/0")], Perms::READ, Id::ip("9.9.9.9"), true);
        check(&[(1, "digest", "a:b"), (2, "world", "anyone")], Perms::WRITE, Id::ip("1.2.3.4"), true);
        check(&[(1, "digest", "a:b")], Perms::READ | Perms::ADMIN, Id::new("digest", "a:b"), true);
        check(&[(1, "digest", "a:b")], Perms::READ, Id::new("digest", "a:c"), false);
    }

    #[test]
    fn permissions_are_written_by_letters() {
        assert_eq!(Perms::ALL.to_string(), "cdrwa");
        assert_eq!((Perms::READ | Perms::ADMIN).to_string(), "ra");
    }
}
