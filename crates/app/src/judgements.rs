//! `likeness.judge`: a person says what two recommendations are to each other.
//!
//! *Invariant:* the rule is `domain::judge_likeness`; a measure never calls this.

use domain::{ActId, ActKind, Ctx, JudgeLikeness, JudgementId, Verdict, Whole};

use crate::App;
use crate::error::AppError;
use crate::ids::digest_id;
use crate::writer::Receipt;

impl App {
    /// Records a verdict; the same again, in place of the last one, changes nothing.
    pub fn judge_likeness(&self, ctx: &Ctx, of: u64, on: u64, verdict: Verdict) -> Result<Receipt, AppError> {
        // One judgement a pair, whichever is named first.
        let pair = [of.min(on).to_string(), of.max(on).to_string()];
        let id = JudgementId(digest_id("candour/judgement/1", &[self.register(), &pair[0], &pair[1]]));
        let now = ctx.now.to_string();
        let (first, second) = (of.to_string(), on.to_string());
        let act_id = ActId(digest_id("candour/act/1", &["likeness.judge", &first, &second, verdict.as_str(), &now]));
        let cmd = JudgeLikeness { act_id, id, of, on, verdict };
        self.write(ctx, ActKind::JudgeLikeness, act_id, move |facts| {
            let permit = facts.ctx.permit::<JudgeLikeness>(&Whole)?;
            let (of, on) = (facts.public.recommendation_at(cmd.of)?, facts.public.recommendation_at(cmd.on)?);
            Ok(domain::judge_likeness(permit, of, on, &cmd)?)
        })
    }
}
