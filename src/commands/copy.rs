//! placeholder
use super::{Context, Run};
use crate::failure::Outcome;
use clap::Args;
#[derive(Args, Debug)]
pub struct Copy {}
impl Run for Copy {
    fn run(self, _: &mut Context<'_>) -> Outcome {
        Ok(())
    }
}
#[derive(Args, Debug)]
pub struct HoldClipboard {}
impl Run for HoldClipboard {
    fn run(self, _: &mut Context<'_>) -> Outcome {
        Ok(())
    }
}
