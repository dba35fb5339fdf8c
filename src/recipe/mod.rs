//! What applications make out of znodes: elections, locks, barriers, queues, as programs over the client library.
//!
//! A [`Program`] is a machine at a client process, where the shell sits otherwise. [`Program::step`] takes one [`Input`] and returns
//! what it asks its process for: a call of the library, a new handle, a write to the [`Store`]. It knows what any application
//! knows: replies, watch events, the state of its connection; nothing of the servers. It makes one call at a time, as a program
//! of one thread does, and takes events in between.
//!
//! What every recipe needs is done once, in [`Program`]: a call that came to nothing because the connection was lost is made again
//! unless the recipe wants to know of the loss; a session that is over is followed by a new handle, with which the recipe begins
//! anew; what is missing above a znode is created before it; who holds something may write to a resource outside of ZooKeeper as
//! long as it believes to hold it. Each recipe is a [`Steps`] in a file of its own, which cites its source. What a program takes for
//! true is its [`Belief`]; whether it is true, the servers decide, and `check` compares.
//!
//! Left out: what makes a recipe larger and shows nothing new, such as the lock that Curator's counters fall back to, its queues
//! that put an item back if its consumer dies, and members that read each other's addresses. The store is no process of the network:
//! what is sent to it takes as long as any message, but no cut or hold touches it, and writes that follow each other within the
//! jitter may overtake.

mod belief;
mod contest;
mod latch;
mod lease;
mod names;
mod machine;
mod master;
mod program;
mod spec;
mod store;
// What several of the following share.
mod calls;
mod pace;
mod roster;
// Together at one point.
mod barrier;
mod double_barrier;
// Work and numbers.
mod config;
mod counter;
mod naming;
mod queue;
// Who is there.
mod discovery;
mod member;
// Two-phase commit.
mod ballot;
mod coordinator;
mod site;

pub use barrier::Barrier;
pub use belief::{Belief, Fact, Goal, Hold, Token};
pub use config::Config;
pub use contest::{Contest, ContestRules, Style};
pub use coordinator::Coordinator;
pub use counter::Counter;
pub use discovery::Discovery;
pub use double_barrier::DoubleBarrier;
pub use latch::{Latch, LatchRules};
pub use lease::{Lease, LeaseRules};
pub use machine::{Desk, Loss, Machine, Steps, Stimulus};
pub use master::{Master, MasterRules};
pub use member::Member;
pub use names::sequence;
pub use naming::Naming;
pub use pace::Pace;
pub use program::{Effect, Handle, Input, Program};
pub use queue::{Consumer, Order, Producer};
pub use site::Site;
pub use spec::{Kind, Recipe};
pub use store::{Store, Verdict};
