//! A ZooKeeper that you can break, rewind and share.
