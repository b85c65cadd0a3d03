//! The files of `deploy/` for clusters, containers and systemd, read as those who run them read them.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use k8s_openapi::{
    api::{
        apps::v1::Deployment,
        core::v1::{ConfigMap, Service},
        networking::v1::{Ingress, NetworkPolicy},
    },
    serde::{Serialize, de::DeserializeOwned},
};
use parse_dockerfile::{Dockerfile, Instruction};
use serde::Deserialize;
use serde_json::Value;

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn text(name: &str) -> String {
    fs::read_to_string(repository().join("deploy").join(name)).unwrap()
}

/// The documents of a file.
fn documents(name: &str) -> Vec<Value> {
    let text = text(name);
    serde_yaml_ng::Deserializer::from_str(&text).map(|document| Value::deserialize(document).unwrap()).collect()
}

/// The documents of a file by their kind.
fn by_kind(name: &str) -> BTreeMap<String, Value> {
    documents(name).into_iter().map(|document| (document["kind"].as_str().unwrap().to_owned(), document)).collect()
}

/// What a cluster makes of a document: all that stands in it has to be there. The cluster's own types leave out what
/// they do not know, such as a name with a mistake in it.
fn strictly<T: DeserializeOwned + Serialize>(document: &Value) -> T {
    let read: T = serde_json::from_value(document.clone()).unwrap();
    assert_kept(document, &serde_json::to_value(&read).unwrap(), document["kind"].as_str().unwrap());
    read
}

fn assert_kept(written: &Value, read: &Value, place: &str) {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => {
            for (name, value) in written {
                let place = format!("{place}.{name}");
                assert_kept(value, read.get(name).unwrap_or_else(|| panic!("{place} is not known")), &place);
            }
        }
        (Value::Array(written), Value::Array(read)) => {
            assert_eq!(written.len(), read.len(), "{place}");
            written.iter().zip(read).for_each(|(written, read)| assert_kept(written, read, place));
        }
        _ => assert_eq!(written, read, "{place}"),
    }
}

#[test]
#[should_panic(expected = "spec.replica is not known")]
fn a_name_with_a_mistake_is_found() {
    let mut document = by_kind("kubernetes/refscope.yaml").remove("Deployment").unwrap();
    document["spec"]["replica"] = 2.into();
    strictly::<Deployment>(&document);
}

#[test]
fn the_manifests_are_what_a_cluster_reads_and_fit_each_other() {
    let all = by_kind("kubernetes/refscope.yaml");
    assert_eq!(all.keys().collect::<Vec<_>>(), ["ConfigMap", "Deployment", "NetworkPolicy", "Service"]);
    let config: ConfigMap = strictly(&all["ConfigMap"]);
    let deployment: Deployment = strictly(&all["Deployment"]);
    let service: Service = strictly(&all["Service"]);
    strictly::<NetworkPolicy>(&all["NetworkPolicy"]);
    let ingress: Ingress = strictly(&by_kind("kubernetes/ingress.yaml")["Ingress"]);

    let spec = deployment.spec.unwrap();
    let labels = spec.template.metadata.unwrap().labels.unwrap();
    assert_eq!(spec.selector.match_labels.as_ref(), Some(&labels));
    let service_spec = service.spec.unwrap();
    assert_eq!(service_spec.selector.as_ref(), Some(&labels));
    let rules = ingress.spec.unwrap().rules.unwrap();
    let paths = &rules[0].http.as_ref().unwrap().paths;
    let backend = paths[0].backend.service.as_ref().unwrap();
    assert_eq!(Some(&backend.name), service.metadata.name.as_ref());
    let port = backend.port.as_ref().unwrap().name.as_ref();
    assert!(service_spec.ports.unwrap().iter().any(|found| found.name.as_ref() == port));

    // The page's configuration: JSON, and mounted where the server has the page.
    let json: Value = serde_json::from_str(&config.data.unwrap()["config.json"]).unwrap();
    assert!(json.is_object());
    let pod = spec.template.spec.unwrap();
    let volume = pod.volumes.unwrap().into_iter().find(|volume| volume.config_map.is_some()).unwrap();
    assert_eq!(volume.config_map.unwrap().name, config.metadata.name.unwrap());
    let mounts = pod.containers[0].volume_mounts.clone().unwrap();
    let mount = mounts.iter().find(|mount| mount.name == volume.name).unwrap();
    assert_eq!((mount.mount_path.as_str(), mount.sub_path.as_deref()), ("/srv/config.json", Some("config.json")));
}

/// Kubernetes' "restricted" profile (Pod Security Standards), as OpenShift's `restricted-v2` gives it.
#[test]
fn the_pod_may_do_nothing_but_answer() {
    let deployment: Deployment = strictly(&by_kind("kubernetes/refscope.yaml")["Deployment"]);
    let pod = deployment.spec.unwrap().template.spec.unwrap();
    assert_eq!(pod.automount_service_account_token, Some(false));
    let of_pod = pod.security_context.unwrap();
    assert_eq!(of_pod.run_as_non_root, Some(true));
    assert_eq!(of_pod.run_as_user, None, "OpenShift gives a number of its own");
    assert_eq!(of_pod.seccomp_profile.unwrap().type_, "RuntimeDefault");
    let container = &pod.containers[0];
    let of_container = container.security_context.as_ref().unwrap();
    assert_eq!(of_container.allow_privilege_escalation, Some(false));
    assert_eq!(of_container.read_only_root_filesystem, Some(true));
    assert_eq!(of_container.capabilities.as_ref().unwrap().drop.as_deref(), Some(&["ALL".to_owned()][..]));
    assert!(container.readiness_probe.is_some() && container.liveness_probe.is_some());
    assert!(container.resources.as_ref().unwrap().limits.as_ref().unwrap().contains_key("memory"));
    let image = container.image.as_ref().unwrap();
    assert!(image.contains(':') && !image.ends_with(":latest"), "{image}");
}

/// Routes are OpenShift's own, so their names are held against its `route/v1` by hand.
#[test]
fn the_routes_have_the_names_that_openshift_knows() {
    const KNOWN: [&str; 8] =
        ["alternateBackends", "host", "httpHeaders", "path", "port", "tls", "to", "wildcardPolicy"];
    for name in ["page-route.yaml", "same-origin-route.yaml", "cors-route.yaml"] {
        let route = documents(&format!("openshift/{name}")).remove(0);
        assert_eq!(
            (&route["apiVersion"], &route["kind"]),
            (&"route.openshift.io/v1".into(), &"Route".into()),
            "{name}"
        );
        let spec = route["spec"].as_object().unwrap();
        assert!(spec.keys().all(|key| KNOWN.contains(&key.as_str())), "{name}: {spec:?}");
        assert_eq!(spec["to"]["kind"], "Service", "{name}");
        assert!(["edge", "reencrypt"].contains(&spec["tls"]["termination"].as_str().unwrap()), "{name}");
        assert_eq!(spec["tls"]["insecureEdgeTerminationPolicy"], "Redirect", "{name}: passwords pass here");
        assert!(spec["path"].as_str().unwrap().starts_with('/') && spec["port"]["targetPort"] == "http", "{name}");
        let headers = spec.get("httpHeaders").map(|headers| &headers["actions"]["response"]);
        for header in headers.and_then(Value::as_array).into_iter().flatten() {
            assert_eq!(header["action"]["type"], "Set", "{name}: {header}");
            assert!(header["action"]["set"]["value"].is_string() && header["name"].is_string(), "{name}: {header}");
        }
    }
}

/// The words of an instruction in its form of a list, which needs no shell.
fn list(instruction: &parse_dockerfile::Command<'_>) -> Option<Vec<String>> {
    match instruction {
        parse_dockerfile::Command::Exec(words) => Some(words.value.iter().map(|word| word.value.to_string()).collect()),
        _ => None,
    }
}

#[test]
fn the_containerfile_builds_a_server_that_is_nobody_and_can_be_asked_how_it_is() {
    let text = text("container/Containerfile");
    let file: Dockerfile<'_> = parse_dockerfile::parse(&text).unwrap();
    let (mut user, mut health, mut entry, mut ports) = (None, None, None, Vec::new());
    for instruction in &file.instructions {
        match instruction {
            Instruction::From(from) => {
                let image = from.image.value.as_ref();
                assert!(image.contains(':') && !image.ends_with(":latest"), "{image}: which one?");
                user = None;
            }
            Instruction::User(found) => user = Some(found.arguments.value.to_string()),
            Instruction::Healthcheck(found) => health = Some(found),
            Instruction::Entrypoint(found) => entry = list(&found.arguments),
            Instruction::Expose(found) => ports.extend(found.arguments.iter().map(|port| port.value.to_string())),
            Instruction::Copy(copy) => copied_files_are_there(copy),
            _ => {}
        }
    }
    let user = user.unwrap();
    let number: u32 = user.split(':').next().unwrap().parse().expect("by number, so that a cluster sees who it is");
    assert!(number != 0 && user.ends_with(":0"), "{user}: not root, and of the group that OpenShift gives");
    assert!(health.is_some());
    let entry = entry.expect("no shell in between, which would not pass the end on");
    let config = entry.last().unwrap();
    assert!(text.contains(&format!("COPY deploy/container/Caddyfile {config}")), "{config}");
    assert_eq!(ports, ["8080"]);
    assert!(self::text("container/Caddyfile").contains("\n:8080 {"));
}

/// What comes from the repository is in it, or is made by `cargo xtask dist`.
fn copied_files_are_there(copy: &parse_dockerfile::CopyInstruction<'_>) {
    if copy.options.iter().any(|flag| flag.name.value == "from") {
        return;
    }
    for source in &copy.src {
        let parse_dockerfile::Source::Path(path) = source else { continue };
        let path = path.value.as_ref();
        assert!(path == "dist/" || repository().join(path).exists(), "{path} is not there");
        let ignored = text("container/Containerfile.containerignore");
        assert!(ignored.lines().any(|line| line.strip_prefix('!') == Some(path.trim_end_matches('/'))), "{path}");
    }
}

/// systemd's own check, where systemd is installed. It wants the program to be there, so another one stands for it.
#[test]
fn systemd_knows_all_of_the_unit_and_finds_that_it_may_do_little() {
    let folder = tempfile::tempdir().unwrap();
    let unit = folder.path().join("refscope.service");
    let program = std::env::current_exe().unwrap();
    fs::write(&unit, text("systemd/refscope.service").replace("/usr/bin/caddy", program.to_str().unwrap())).unwrap();
    for check in [&["verify", "--man=no"][..], &["security", "--offline=true", "--threshold=20", "--no-pager"]] {
        let output = match Command::new("systemd-analyze").args(check).arg(&unit).output() {
            Ok(output) => output,
            Err(error) => {
                eprintln!("skipped: systemd-analyze does not run here ({error})");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
        // A name that it does not know is only a warning to it.
        assert!(!said.contains("Unknown") && !said.contains("ignoring"), "{said}");
    }
}
