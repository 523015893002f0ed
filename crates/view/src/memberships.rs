//! Who has which role, and which bodies hold what is not public. Rights are a predicate in the query, never a list of identifiers.
//!
//! *Invariant:* pseudonyms only; the names behind them are in `accounts`.

use domain::{ActorId, BodyId, Held, Membership, RecordId, Role};
use jiff::civil::Date;
use rusqlite::params;

use crate::columns::{day_number, day_of, named};
use crate::project::At;
use crate::store::{Store, View, ViewError};

/// One role of someone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MembershipRow {
    /// Who, by pseudonym.
    pub actor: ActorId,
    /// The role and the body.
    pub held: Held,
    /// From this day.
    pub from: Option<Date>,
    /// Not any more from this day.
    pub until: Option<Date>,
}

impl Store {
    pub(crate) fn project_membership(&mut self, at: &At, membership: &Membership) -> Result<(), ViewError> {
        self.conn.execute(
            "INSERT OR REPLACE INTO membership (n, actor, role, body, since, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                at.n,
                membership.actor.0,
                membership.role.as_str(),
                membership.body.map(|body| body.0),
                day_number(membership.from),
                membership.until.map(day_number),
            ],
        )?;
        Ok(())
    }

    /// Keeps which bodies and forums hold a record that is not public.
    pub(crate) fn keep_holders(&mut self, at: &At, visibility: &ledger::Visibility) -> Result<(), ViewError> {
        if let ledger::Visibility::Restricted(readers) = visibility {
            return self.keep_readers(at, readers);
        }
        let ledger::Visibility::Shared(holders) = visibility else { return Ok(()) };
        if !at.first {
            self.conn.prepare_cached("DELETE FROM held_by WHERE n = ?1")?.execute([at.n])?;
        }
        for holder in holders {
            let id: RecordId = holder.parse().map_err(|_| ViewError::Unknown(holder.clone()))?;
            self.conn
                .prepare_cached("INSERT OR IGNORE INTO held_by (n, holder) VALUES (?1, ?2)")?
                .execute(params![at.n, id.0])?;
        }
        Ok(())
    }

    /// Keeps which roles, each in its body, read a restricted record.
    fn keep_readers(&mut self, at: &At, readers: &[String]) -> Result<(), ViewError> {
        self.conn.prepare_cached("DELETE FROM read_by WHERE n = ?1")?.execute([at.n])?;
        for reader in readers {
            let unknown = || ViewError::Unknown(reader.clone());
            let (role, body) = reader.split_once(' ').ok_or_else(unknown)?;
            let (role, body) = (Role::parse(role).ok_or_else(unknown)?, body.parse::<BodyId>().map_err(|_| unknown())?);
            self.conn
                .prepare_cached("INSERT OR IGNORE INTO read_by (n, role, body) VALUES (?1, ?2, ?3)")?
                .execute(params![at.n, role.as_str(), body.0])?;
        }
        Ok(())
    }
}

impl View<'_> {
    /// The roles someone has on a day.
    pub fn roles_of(&self, actor: ActorId, on: Date) -> Result<Vec<Held>, ViewError> {
        self.rows(
            "SELECT role, body FROM membership WHERE actor = ?1 AND since <= ?2 AND (until IS NULL OR until > ?2)",
            params![actor.0, day_number(on)],
            read_held,
        )
    }

    /// The roles that read a restricted record; none where it is not restricted.
    pub fn readable_by(&self, id: RecordId) -> Result<Vec<(Role, BodyId)>, ViewError> {
        self.rows(
            "SELECT x.role, x.body FROM record r JOIN read_by x ON x.n = r.n WHERE r.id = ?1 ORDER BY x.role, x.body",
            [id.0],
            |r| Ok((named(&r.get::<_, String>(0)?, Role::parse)?, BodyId(r.get(1)?))),
        )
    }

    /// Who has or had a role in a body, or the operator's where none is named: those who have it first.
    pub fn members_of(&self, body: Option<BodyId>) -> Result<Vec<MembershipRow>, ViewError> {
        self.rows(
            "SELECT role, body, actor, since, until FROM membership WHERE body IS ?1 ORDER BY until IS NOT NULL, role, n",
            [body.map(|b| b.0)],
            read_membership,
        )
    }

    /// The roles that someone has or had, the first first.
    pub fn memberships_of(&self, actor: ActorId) -> Result<Vec<MembershipRow>, ViewError> {
        self.rows(
            "SELECT role, body, actor, since, until FROM membership WHERE actor = ?1 ORDER BY n",
            [actor.0],
            read_membership,
        )
    }

    /// How many have a role now, in a body or, for the operator's, in none.
    pub fn how_many(&self, held: Held, on: Date) -> Result<u64, ViewError> {
        let count = self.one(
            "SELECT count(*) FROM membership WHERE role = ?1 AND body IS ?2 AND since <= ?3 AND (until IS NULL OR until > ?3)",
            params![held.role.as_str(), held.body.map(|b| b.0), day_number(on)],
            |r| r.get(0),
        )?;
        Ok(count.unwrap_or(0))
    }
}

fn read_membership(r: &rusqlite::Row<'_>) -> rusqlite::Result<MembershipRow> {
    let until: Option<i64> = r.get(4)?;
    Ok(MembershipRow {
        actor: ActorId(r.get(2)?),
        held: read_held(r)?,
        from: day_of(r.get(3)?),
        until: until.and_then(day_of),
    })
}

fn read_held(r: &rusqlite::Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held { role: named(&r.get::<_, String>(0)?, Role::parse)?, body: r.get::<_, Option<_>>(1)?.map(BodyId) })
}
