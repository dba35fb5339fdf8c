use super::Leader;
use crate::session::SessionTracker;
use crate::tree::{Header, Outstanding, Request, Requester, Settings, Txn, TxnOp, ZkError, prepare};
use crate::vocab::{Config, ServerId, SessionId, SimTime, Span, Zxid};
use crate::zab::{ClientRequest, Context, Note, Phase, SessionScope};

/// What a leader knows of all sessions, and what it has prepared for them and not applied yet (`LeaderSessionTracker`,
/// `PrepRequestProcessor`, `ContainerManager`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sessions {
    /// None before it serves.
    tracker: Option<SessionTracker>,
    outstanding: Outstanding,
    /// When containers and TTL nodes are looked at next.
    containers: Option<SimTime>,
}

impl Sessions {
    /// The leader serves: every session that is in its tree gets its full time, whatever was left of it.
    pub fn begin(&mut self, now: SimTime, ctx: &Context) {
        let sessions = ctx.database.tree.sessions();
        self.tracker = Some(SessionTracker::new(now, ctx.config.tick_time, sessions));
        self.containers = Some(now + ctx.config.container_check_interval);
    }

    /// When the next sessions expire, or containers are looked at.
    pub fn deadline(&self) -> Option<SimTime> {
        let expiry = self.tracker.as_ref().and_then(SessionTracker::deadline);
        expiry.into_iter().chain(self.containers).min()
    }

    /// A sign of life, of this leader's own client or of a learner's; whether the session is alive.
    pub fn touch(&mut self, now: SimTime, session: SessionId, timeout: u32) -> bool {
        self.tracker.as_mut().is_some_and(|it| it.touch(now, session, timeout))
    }

    /// A client has come to `owner` with a session: whether there is one. It belongs to that server from now on.
    pub fn revalidate(&mut self, now: SimTime, session: SessionId, timeout: u32, owner: ServerId) -> bool {
        let Some(tracker) = &mut self.tracker else { return false };
        tracker.touch(now, session, timeout) && tracker.set_owner(session, owner).is_ok()
    }

    /// Makes a transaction of a request, under the next number.
    pub fn prepare(&mut self, now: SimTime, zxid: Zxid, asked: &ClientRequest, ctx: &Context) -> Txn {
        let ClientRequest { origin, session, ids, request, scope } = asked;
        let tracker = self.tracker.as_mut().expect("a leader that serves tracks sessions");
        match &**request {
            Request::CreateSession { timeout } => {
                tracker.track(now, *session, *timeout);
                let owned = tracker.set_owner(*session, origin.server);
                debug_assert!(owned.is_ok(), "it is tracked");
            }
            Request::CloseSession => tracker.set_closing(*session),
            _ => {}
        }
        let (me, owner) = (ctx.me, origin.server);
        let (standing, global_standing) = match scope {
            // The server itself needs no session.
            _ if *session == SessionId(0) => (Ok(()), Ok(())),
            SessionScope::Global => {
                (self.check(*session, owner, me, ctx.config), self.check_global(*session, owner))
            }
            SessionScope::Local => (Ok(()), self.check_global(*session, owner)),
            SessionScope::NotUpgraded => (Ok(()), Err(ZkError::EphemeralOnLocalSession)),
        };
        let header = Header { zxid, time: now.as_wall_millis(), origin: *origin };
        let requester = Requester { session: *session, ids, standing, global_standing };
        prepare(&ctx.database.tree, &mut self.outstanding, &settings(ctx.config), header, &requester, request)
    }

    /// A transaction is in the tree.
    pub fn applied(&mut self, txn: &Txn) {
        self.outstanding.applied(txn.zxid);
        if let (TxnOp::CloseSession { .. }, Some(tracker)) = (&txn.change, &mut self.tracker) {
            tracker.remove(txn.session);
        }
    }

    /// Whether a session may ask that has come to `owner` (`LeaderSessionTracker.checkSession`). One that is not global may be
    /// a local one of that server; of its own the leader would know.
    fn check(
        &mut self,
        id: SessionId,
        owner: ServerId,
        me: ServerId,
        config: &Config,
    ) -> Result<(), ZkError> {
        let Some(tracker) = &mut self.tracker else { return Ok(()) };
        match tracker.check(id, owner) {
            Err(ZkError::UnknownSession) if config.local_sessions_enabled && id.server() != me => Ok(()),
            Err(ZkError::UnknownSession) => Err(ZkError::SessionExpired),
            standing => standing,
        }
    }

    fn check_global(&mut self, id: SessionId, owner: ServerId) -> Result<(), ZkError> {
        self.tracker.as_mut().map_or(Ok(()), |it| it.check_global(id, owner))
    }

    fn expire(&mut self, now: SimTime) -> Vec<SessionId> {
        self.tracker.as_mut().map(|it| it.expire(now)).unwrap_or_default()
    }

    /// The tracker, once the leader serves.
    pub fn tracker(&self) -> Option<&SessionTracker> {
        self.tracker.as_ref()
    }
}

impl Leader {
    /// The sessions that it tracks, once it serves.
    pub fn sessions(&self) -> Option<&SessionTracker> {
        self.sessions.tracker()
    }

    /// A client of its own shows a sign of life; whether its session is alive.
    pub fn touch(&mut self, now: SimTime, session: SessionId, timeout: u32) -> bool {
        self.sessions.touch(now, session, timeout)
    }

    /// Whether a session may read that has come to `me`, this leader, and is not a local one of its.
    pub fn standing(&mut self, session: SessionId, me: ServerId, config: &Config) -> Result<(), ZkError> {
        self.sessions.check(session, me, me, config)
    }

    /// Closes the sessions that have been silent for too long, and deletes the containers that have had their time.
    pub(super) fn look_after_sessions(&mut self, now: SimTime, ctx: &mut Context) {
        if self.phase != Phase::Broadcast {
            return;
        }
        for session in self.sessions.expire(now) {
            ctx.note(Note::SessionExpired { session });
            let close = ClientRequest::of_server(ctx.me, session, Request::CloseSession);
            self.on_request(now, &close, ctx);
        }
        if self.sessions.containers.is_some_and(|it| it <= now) {
            self.sessions.containers = Some(now + ctx.config.container_check_interval.max(Span(1)));
            let due = ctx.database.tree.deletion_candidates(&settings(ctx.config), now.as_wall_millis());
            for path in due {
                let delete = Request::DeleteContainer { path };
                self.on_request(now, &ClientRequest::of_server(ctx.me, SessionId(0), delete), ctx);
            }
        }
    }
}

/// The settings that the tree heeds.
fn settings(config: &Config) -> Settings {
    Settings {
        extended_types_enabled: config.extended_types_enabled,
        enforce_quota: config.enforce_quota,
        max_never_used_interval: config.container_max_never_used.as_millis(),
    }
}
