//! Starting programs, and reading what they say while the person reads it too.

use std::{
    io::{self, BufRead, BufReader, IsTerminal, Read, Write},
    path::Path,
    process::{Command, ExitStatus, Stdio},
};

use crate::error::Error;

/// Runs a program to its end; its output goes to the terminal.
///
/// # Errors
/// [`Error::Start`] when it cannot be started.
pub fn run(command: &mut Command) -> Result<ExitStatus, Error> {
    command.status().map_err(|source| not_started(command, source))
}

/// Runs a program that has to succeed.
///
/// # Errors
/// [`Error::Start`], and [`Error::Failed`] when it ends badly.
pub fn run_well(command: &mut Command) -> Result<(), Error> {
    let status = run(command)?;
    if status.success() { Ok(()) } else { Err(Error::Failed { program: line_of(command), status }) }
}

/// What a program says on its standard output; empty if it cannot be started or fails, as a program that
/// is not there has nothing to say.
pub fn answer(command: &mut Command) -> String {
    match command.stdin(Stdio::null()).stderr(Stdio::null()).output() {
        Ok(output) if output.status.success() => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        _ => String::new(),
    }
}

/// Runs a program and hands each line of its standard output to `line` while showing it.
///
/// # Errors
/// [`Error::Start`]; [`Error::Io`] when its output cannot be read.
pub fn run_reading_output(command: &mut Command, line: impl FnMut(&str)) -> Result<ExitStatus, Error> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|source| not_started(command, source))?;
    if let Some(pipe) = child.stdout.take() {
        tee(pipe, io::stdout(), line).map_err(Error::io("reading a program's output"))?;
    }
    child.wait().map_err(Error::io("waiting for a program"))
}

/// The same with what cargo and rustup say on standard error, where their messages and progress go.
///
/// # Errors
/// As [`run_reading_output`].
pub fn run_reading_errors(command: &mut Command, line: impl FnMut(&str)) -> Result<ExitStatus, Error> {
    if io::stderr().is_terminal() {
        // Cargo sees a pipe; the person at its other end still has a terminal.
        command.env("CARGO_TERM_COLOR", "always");
        command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "80");
    }
    let mut child = command.stderr(Stdio::piped()).spawn().map_err(|source| not_started(command, source))?;
    if let Some(pipe) = child.stderr.take() {
        tee(pipe, io::stderr(), line).map_err(Error::io("reading a program's output"))?;
    }
    child.wait().map_err(Error::io("waiting for a program"))
}

/// The error of a program that could not be started.
pub fn not_started(command: &Command, source: io::Error) -> Error {
    Error::Start { program: name_of(command), source }
}

/// A command as a person would type it.
fn line_of(command: &Command) -> String {
    let arguments = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name_of(command)).chain(arguments).collect::<Vec<_>>().join(" ")
}

/// A program's name without where it lies.
fn name_of(command: &Command) -> String {
    let program = Path::new(command.get_program());
    program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// Copies as the bytes come, so that half a line (`test x ... `) is seen at once, and gathers whole lines.
fn tee(from: impl Read, mut to: impl Write, mut line: impl FnMut(&str)) -> io::Result<()> {
    let mut from = BufReader::new(from);
    let mut gathered = Vec::new();
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        to.write_all(bytes)?;
        to.flush()?;
        for byte in bytes {
            gathered.push(*byte);
            if *byte == b'\n' {
                line(String::from_utf8_lossy(&gathered).trim_end());
                gathered.clear();
            }
        }
        let read = bytes.len();
        from.consume(read);
    }
    if !gathered.is_empty() {
        line(&String::from_utf8_lossy(&gathered));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tee_copies_every_byte_and_cuts_lines() {
        let text = "one\r\ntwo\n\nhalf";
        let (mut copy, mut lines) = (Vec::new(), Vec::new());
        tee(text.as_bytes(), &mut copy, |line| lines.push(line.to_owned())).unwrap();
        assert_eq!(copy, text.as_bytes());
        assert_eq!(lines, ["one", "two", "", "half"]);
    }

    #[test]
    fn a_command_is_told_without_the_path_of_its_program() {
        let mut command = Command::new("/somewhere/bin/cargo");
        assert_eq!(line_of(command.args(["fmt", "--all"])), "cargo fmt --all");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run_well(&mut Command::new("refscope-no-such-program")).unwrap_err();
        assert!(error.to_string().starts_with("refscope-no-such-program could not be started"), "{error}");
    }
}
