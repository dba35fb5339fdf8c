use std::sync::Arc;

use crate::tree::{AclList, Data, Id, Perms, ReadOp, Rules, Stat, Tree, ZkError, Znode};
use crate::vocab::SessionId;

/// The result of one part of a multiRead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadResult {
    /// Data and stat.
    Data(Data, Stat),
    /// The names of the children.
    Children(Vec<Arc<str>>),
}

/// What one server's tree says to somebody with some ids (`FinalRequestProcessor`). Paths are not looked at: one that is
/// malformed is not found.
impl Tree {
    /// `getData`: `NoNode`, `NoAuth` without READ.
    pub fn get_data(&self, path: &str, ids: &[Id]) -> Result<(Data, Stat), ZkError> {
        let node = self.readable(path, ids)?;
        Ok((node.data.clone(), node.stat()))
    }

    /// `exists`: `BadArguments` with a U+0000 in the path, `NoNode`; from 3.9.2 on `NoAuth` without READ.
    pub fn exists(&self, path: &str, ids: &[Id], rules: Rules) -> Result<Stat, ZkError> {
        if path.contains('\0') {
            return Err(ZkError::BadArguments);
        }
        if rules.exists_needs_read {
            return self.readable(path, ids).map(Znode::stat);
        }
        self.get(path).map(Znode::stat).ok_or(ZkError::NoNode)
    }

    /// `getChildren` and `getChildren2`: names in their order (in ZooKeeper in none) and the stat. `NoNode`, `NoAuth`
    /// without READ.
    pub fn get_children(&self, path: &str, ids: &[Id]) -> Result<(Vec<Arc<str>>, Stat), ZkError> {
        let stat = self.readable(path, ids)?.stat();
        Ok((self.children(path), stat))
    }

    /// `getAllChildrenNumber`: how many znodes are below it, at any depth. `NoNode`, `NoAuth` without READ.
    pub fn get_all_children_number(&self, path: &str, ids: &[Id]) -> Result<u32, ZkError> {
        self.readable(path, ids)?;
        // Asked for "", ZooKeeper counts the names that begin with a slash, that of the root among them.
        let root = usize::from(path.is_empty());
        Ok(u32::try_from(self.below(path).count() + root).unwrap_or(u32::MAX))
    }

    /// `getACL`: without ADMIN the hashes of digests are left out. `NoNode`, `NoAuth` without READ and ADMIN.
    pub fn get_acl(&self, path: &str, ids: &[Id]) -> Result<(AclList, Stat), ZkError> {
        let node = self.get(path).ok_or(ZkError::NoNode)?;
        node.acl.check(Perms::READ | Perms::ADMIN, ids)?;
        let whole = node.acl.check(Perms::ADMIN, ids).is_ok();
        Ok((if whole { node.acl.clone() } else { node.acl.masked() }, node.stat()))
    }

    /// `getEphemerals`: those of a session whose path begins with `prefix`, in their order (in ZooKeeper in none). A prefix
    /// of blanks, or of a slash among blanks, stands for all.
    pub fn get_ephemerals(&self, session: SessionId, prefix: &str) -> Vec<Arc<str>> {
        let all = ["", "/"].contains(&prefix.trim_matches(|c| c <= ' '));
        self.ephemerals_of(session).filter(|it| all || it.starts_with(prefix)).cloned().collect()
    }

    /// `multiRead`: each part by itself, failures too.
    pub fn multi_read(&self, ops: &[ReadOp], ids: &[Id]) -> Vec<Result<ReadResult, ZkError>> {
        let read = |op: &ReadOp| match op {
            ReadOp::GetData { path } => {
                self.get_data(path, ids).map(|(data, stat)| ReadResult::Data(data, stat))
            }
            ReadOp::GetChildren { path } => {
                self.get_children(path, ids).map(|(names, _)| ReadResult::Children(names))
            }
        };
        ops.iter().map(read).collect()
    }

    fn readable(&self, path: &str, ids: &[Id]) -> Result<&Znode, ZkError> {
        let node = self.get(path).ok_or(ZkError::NoNode)?;
        node.acl.check(Perms::READ, ids)?;
        Ok(node)
    }
}
