//! `candour hold`: what must not be erased or destroyed while an inquiry, an inquest or a court may ask for it.
//!
//! *Invariant:* the same acts as on `/holds`; whoever holds the data folder is the operator.

use clap::{Args, Subcommand};
use domain::{ActKind, HoldGround};
use serde_json::{Value, json};

use super::Given;
use crate::acts::{self, Asked, HoldView};
use crate::now;
use crate::outcome::{Exit, Failure};

/// Keep records from being erased or destroyed, or let go of them.
#[derive(Args)]
pub(crate) struct Hold {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Keep a record and all that belongs to it.
    Place {
        /// What: REC-12, ACT-9, DOC-3, SRC-2, MTG-1, OUT-4, a body by its address or name, or a record's identifier.
        on: String,
        /// On what ground: inquiry, inquest, proceedings or request.
        #[arg(long)]
        ground: String,
        /// For what, and who asked.
        #[arg(long)]
        why: String,
    },
    /// Let go of what a hold kept.
    Lift {
        /// The hold's identifier, as the list shows it.
        hold: String,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// List the holds there are and were.
    List,
}

pub(crate) fn hold(given: &Given, args: Hold) -> Result<Exit, Failure> {
    let app = given.existing()?;
    let ctx = now::operator();
    let done = |act: ActKind, with: Value| {
        let asked = Asked { act, act_id: super::fresh_act()?, seen: None, with };
        acts::perform(&app, &ctx, asked).map_err(super::act::failed)
    };
    match args.what {
        What::Place { on, ground, why } => {
            if HoldGround::parse(&ground).is_none() {
                let all = HoldGround::ALL.map(HoldGround::as_str).join(", ");
                return Err(Failure::usage(format!("--ground: '{ground}' is none of {all}")));
            }
            done(ActKind::PlaceHold, json!({"on": on, "ground": ground, "why": why}))?;
        }
        What::Lift { hold, why } => drop(done(ActKind::LiftHold, json!({"hold": hold, "why": why}))?),
        What::List => {}
    }
    let rows: Vec<HoldView> = app.holds(&ctx)?.iter().map(HoldView::of).collect();
    given.say(|| listed(&rows), || json!({"holds": rows}));
    Ok(Exit::Done)
}

fn listed(rows: &[HoldView]) -> String {
    if rows.is_empty() {
        return "Nothing is held.".to_owned();
    }
    let line = |row: &HoldView| {
        let over = match (&row.lifted, &row.lifted_why) {
            (Some(on), Some(why)) => format!(", lifted {on}: {why}"),
            _ => String::new(),
        };
        format!("{} {} {} since {}: {}{over}", row.id, row.on, row.ground, row.since, row.why)
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
