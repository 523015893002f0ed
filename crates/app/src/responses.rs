//! `response.record`: what an addressee said enters the register.
//!
//! *Invariant:* the rule is `domain::record_response`; here are only the permit and the facts it needs.

use domain::{ActKind, Ctx, RecordResponse};

use crate::App;
use crate::error::AppError;
use crate::writer::Receipt;

impl App {
    /// Records a response.
    pub fn record_response(&self, ctx: &Ctx, cmd: RecordResponse) -> Result<Receipt, AppError> {
        self.write(ctx, ActKind::RecordResponse, cmd.act_id, move |facts| {
            let obligations: Vec<_> = cmd.response.answers.iter().map(|a| a.obligation).collect();
            let duties = facts.public.duties(&obligations)?;
            let permit = facts.ctx.permit::<RecordResponse>(&duties)?;
            Ok(domain::record_response(&facts.ctx, permit, &duties, cmd.clone())?)
        })
    }
}
