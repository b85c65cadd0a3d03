//! The commands as a person meets them: what they answer, and with which exit code.

use std::{
    net::TcpListener,
    process::{Command, Output},
};

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_unknown_command_is_answered_with_the_usage_and_exit_code_2() {
    let output = xtask(&["sevre"]);
    assert_eq!(output.status.code(), Some(2));
    let text = errors(&output);
    assert!(text.contains("Usage: cargo xtask") && text.contains("'serve'"), "{text}");
}

#[test]
fn no_command_is_answered_with_all_commands_and_exit_code_2() {
    let output = xtask(&[]);
    assert_eq!(output.status.code(), Some(2));
    for command in ["serve", "demo", "dist", "deploy-file", "soak", "test"] {
        assert!(errors(&output).contains(&format!("\n  {command} ")), "{command} is missing in {}", errors(&output));
    }
}

#[test]
fn help_is_no_error() {
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["demo", "--help"],
        &["dist", "--help"],
        &["deploy-file", "--help"],
        &["soak", "--help"],
        &["test", "--help"],
    ] {
        let output = xtask(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("Usage: cargo xtask"), "{arguments:?}");
    }
}

#[test]
fn a_port_in_use_is_one_sentence_before_anything_else_is_done() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for arguments in [&["serve", "--port", &port, "--registry-port", "1"][..], &["demo", "--port", &port]] {
        let output = xtask(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?} did something first");
        let text = errors(&output);
        let start = format!("error: port {port} is in use by another program: ");
        assert!(text.starts_with(&start) && text.contains(" with --port "), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[test]
fn the_page_and_the_registry_need_two_ports() {
    let output = xtask(&["serve", "--port", "5000", "--registry-port", "5000"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("cannot both use port 5000"), "{}", errors(&output));
}

#[test]
fn a_file_for_a_server_is_printed_alone_and_what_it_lacks_is_said_beside() {
    let hosts = ["--page", "https://page.test", "--quay", "https://quay.test"];
    let output = xtask(&[&["deploy-file", "nginx"], &hosts[..]].concat());
    assert_eq!((output.status.code(), errors(&output).as_str()), (Some(0), ""));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.starts_with("# nginx: ") && text.contains("proxy_pass https://quay.test;"), "{text}");

    let output = xtask(&[&["deploy-file", "nginx", "--cors"], &hosts[..]].concat());
    assert_eq!(output.status.code(), Some(0));
    assert!(errors(&output).starts_with("note: replace quay.internal:8080 by"), "{}", errors(&output));

    let output = xtask(&["deploy-file", "nginx", "--page", "page.test"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(errors(&output).starts_with("error: --page page.test: an address begins with https://"));

    let help = xtask(&["deploy-file", "--help"]);
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for server in ["nginx", "caddy", "haproxy", "openshift", "kubernetes"] {
        assert!(help.contains(&format!("- {server}:")), "{help}");
    }
}
