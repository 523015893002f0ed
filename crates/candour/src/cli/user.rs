//! `candour user`: invite people, say what they may do where, and stop them.
//!
//! *Invariant:* whoever holds the data folder is the operator; what is done here is an act in the ledger like any other.

use accounts::Link;
use app::AppError;
use clap::{Args, Subcommand};
use domain::{Held, Role};
use serde_json::json;

use super::Given;
use crate::now;
use crate::outcome::{Exit, Failure};

/// Invite people, say what they may do, and stop them.
#[derive(Args)]
pub(crate) struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Give someone a role, with an invitation if they have no account yet.
    Add(Add),
    /// Take a role away.
    End(Of),
    /// Print a new link: to take up the invitation, or to a new password.
    Link {
        /// Their e-mail address.
        email: String,
    },
    /// Stop an account: it cannot sign in, and its sessions and tokens end.
    Stop {
        /// Their e-mail address.
        email: String,
    },
    /// Forget which person of the provider somebody is, so that they can be known by another name there or at another.
    Unlink {
        /// Their e-mail address.
        email: String,
    },
    /// List people and their roles.
    List,
}

#[derive(Args)]
struct Add {
    #[command(flatten)]
    of: Of,
    /// Their name.
    #[arg(long, default_value = "")]
    name: String,
}

#[derive(Args)]
struct Of {
    /// Their e-mail address.
    email: String,
    /// The role: operator, administrator, clerk, assurer, approver, contributor or viewer.
    #[arg(long)]
    role: String,
    /// The body, by the last part of its address; an operator's role is in none.
    #[arg(long)]
    body: Option<String>,
}

pub(crate) fn user(given: &Given, args: User) -> Result<Exit, Failure> {
    let app = given.app()?;
    let (ctx, accounts) = (now::operator(), app.accounts());
    let held = |of: &Of| held(&app, of);
    let whose = |email: &str| -> Result<domain::ActorId, Failure> {
        let found = accounts.user_at(email, ctx.now).map_err(AppError::from)?;
        found.ok_or_else(|| Failure::failed("not_found", format!("nobody has the address {email}")))
    };
    let act_id = super::fresh_act()?;
    let address = given.config.server.address.trim_end_matches('/');
    let address =
        if address.is_empty() { format!("http://{}", given.config.server.listen) } else { address.to_owned() };
    let tell = |email: &str, link: &str| {
        let link = format!("{address}/links/{link}");
        given.say(
            || format!("{email} can sign in after opening {link} (good once)"),
            || json!({"email": email, "link": link}),
        );
    };
    match args.what {
        What::Add(add) => {
            let (held, email) = (held(&add.of)?, add.of.email.to_lowercase());
            match app.invite(&ctx, act_id, &add.name, &email, held)?.link {
                Some(link) => tell(&email, &link),
                None => given.say(
                    || format!("{email} is {} now", held.role),
                    || json!({"email": email, "role": held.role.as_str()}),
                ),
            }
        }
        What::End(of) => {
            app.end_membership(&ctx, act_id, whose(&of.email)?, held(&of)?)?;
            given.say(
                || format!("{} is not {} there any more", of.email, of.role),
                || json!({"email": of.email, "ended": of.role}),
            );
        }
        What::Link { email } => {
            let actor = whose(&email)?;
            let active = accounts.user(actor, ctx.now).map_err(AppError::from)?.is_some_and(|user| user.active());
            let link = if active { Link::Recovery(actor) } else { Link::Invitation(actor) };
            tell(&email, &accounts.make_link(link, ctx.now).map_err(AppError::from)?);
        }
        What::Stop { email } => {
            stop(&app, &ctx, whose(&email)?)?;
            given.say(|| format!("{email} cannot sign in any more"), || json!({"email": email, "stopped": true}));
        }
        What::Unlink { email } => unlink(given, &app, whose(&email)?, &email)?,
        What::List => return list(given, &app),
    }
    Ok(Exit::Done)
}

/// A role as it was named, in the body that was named.
fn held(app: &app::App, of: &Of) -> Result<Held, Failure> {
    let role = Role::parse(&of.role);
    let role =
        role.ok_or_else(|| Failure::usage(format!("there is no role '{}'; see candour user add --help", of.role)))?;
    let body = of.body.as_deref().map(|slug| {
        let found = app.read_public(|view| view.body_by_slug(slug))?;
        found.ok_or_else(|| AppError::NotFound(format!("body '{slug}' in this register")))
    });
    Ok(Held { role, body: body.transpose()? })
}

/// Forgets which person of the provider somebody is.
fn unlink(given: &Given, app: &app::App, actor: domain::ActorId, email: &str) -> Result<(), Failure> {
    let linked = app.accounts().forget_outside(actor, now::now()).map_err(AppError::from)?;
    let said = if linked { "is known to no provider any more" } else { "was known to no provider" };
    given.say(|| format!("{email} {said}"), || json!({"email": email, "unlinked": linked}));
    Ok(())
}

/// Stops an account, unless nobody would be left who can put it right.
fn stop(app: &app::App, ctx: &domain::Ctx, actor: domain::ActorId) -> Result<(), AppError> {
    if app.actor(actor, ctx.today)?.is_operator() && app.other_operators(actor, ctx.now)? == 0 {
        return Err(domain::MembershipRefused::LastOperator.into());
    }
    Ok(app.accounts().stop_user(actor, ctx.now)?)
}

fn list(given: &Given, app: &app::App) -> Result<Exit, Failure> {
    let ctx = now::operator();
    for (actor, user) in app.accounts().users(ctx.now).map_err(AppError::from)? {
        let held = app.read_workspace(|view| view.roles_of(actor, ctx.today))?;
        let roles = held.into_iter().map(|held| {
            let body = held.body.map(|body| app.read_public(|view| view.body_slug(body))).transpose()?.flatten();
            Ok(body.map_or_else(|| held.role.to_string(), |body| format!("{} in {body}", held.role)))
        });
        let roles = roles.collect::<Result<Vec<_>, AppError>>()?;
        let state = if user.stopped.is_some() {
            "stopped"
        } else if user.active() {
            "active"
        } else {
            "invited"
        };
        given.say(
            || format!("{}  {}  {state}  {}", user.email, user.name, roles.join(", ")),
            || json!({"email": user.email, "name": user.name, "state": state, "roles": roles, "pseudonym": actor}),
        );
    }
    Ok(Exit::Done)
}
