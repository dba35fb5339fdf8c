//! page
pub fn run() {}
