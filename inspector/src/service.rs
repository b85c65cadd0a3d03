//! Questions in, answers out.

use crate::grid::Grid;
use crate::input::Input;
use crate::{readers, verify};
use report::message::{Answer, Question};
use report::say;

/// The inspector, with the reports whose tables the page still shows.
#[derive(Debug, Default)]
pub struct Inspector {
    /// By the number of their report. They are few: what is on screen.
    tables: Vec<(u32, Vec<Grid>)>,
    newest: u32,
    /// What the signature before was checked against.
    remembered: verify::Remembered,
}

impl Inspector {
    /// Answers a question with the buffers that came with it.
    pub fn answer(&mut self, question: &Question, buffers: &[Vec<u8>]) -> Answer {
        match question {
            Question::Read(document) => {
                let bytes = buffers.first().map(Vec::as_slice).unwrap_or_default();
                let inspection = readers::read(&Input::new(document, bytes));
                self.newest = self.newest.wrapping_add(1);
                self.tables.push((self.newest, inspection.grids));
                Answer::Report(self.newest, inspection.report)
            }
            Question::Rows { report, table, window } => {
                let grids = self.tables.iter_mut().find(|(number, _)| number == report).map(|(_, grids)| grids);
                let grid = grids.and_then(|grids| grids.get_mut(*table as usize));
                match grid {
                    Some(grid) => Answer::Rows(grid.rows(window)),
                    None => Answer::Failed(say!("This table is no longer held. Open the document again.")),
                }
            }
            Question::Forget { report } => {
                self.tables.retain(|(number, _)| number != report);
                Answer::Done
            }
            Question::Verify(case) => match buffers.split_first() {
                Some((manifest, layers)) => verify::verify(case, manifest, layers, &mut self.remembered)
                    .map_or_else(Answer::Failed, Answer::Verdicts),
                None => Answer::Failed(say!("There is no signature in it that is known here.")),
            },
            Question::Recognise(named) => verify::recognise(named).map_or_else(Answer::Failed, Answer::Trust),
        }
    }
}
