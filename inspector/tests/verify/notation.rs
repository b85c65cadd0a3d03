//! Signatures of the Notary Project, as JWS and as COSE.

use crate::ask::{Layer, assert_outcome, digest, told, verdict};
use crate::keys::{p256, p384, rsa};
use crate::notary::{Attributes, Chain, Form, Made, NOW};
use report::message::Case;
use report::trust::{Named, Trust};
use report::{Outcome, State};

const CHAIN: &str = "Certificate issued under a trusted root";
const SIGNED_OVER: &str = "Signature over the content";
const FORMS: [Form; 2] = [Form::Jws, Form::Cose];

fn image() -> String {
    digest(b"an image")
}

fn case(certificates: Vec<Named>) -> Case {
    let now = u64::try_from(NOW).unwrap();
    Case { subject: image(), trust: Trust { certificates, ..Trust::default() }, now, ..Case::default() }
}

/// A chain of each kind of key, with the algorithm that goes with it.
fn chains() -> Vec<(&'static str, Chain)> {
    vec![
        ("ES256", Chain::issue(p256().into())),
        ("ES384", Chain::issue(p384().into())),
        ("PS256", Chain::issue(rsa().into())),
    ]
}

#[test]
fn a_signature_under_a_trusted_certificate_is_verified() {
    for form in FORMS {
        for (algorithm, chain) in chains() {
            let made = Made::new(form, &image(), &chain);
            let found = verdict(&case(vec![chain.root("acme")]), &[made.layer()]);
            assert_outcome(&found, Outcome::Verified, None);
            assert!(told(&found).contains(algorithm), "{}", told(&found));
            let signer = found.signer.as_ref().unwrap();
            assert_eq!((signer.name.as_str(), signer.trust.as_str()), ("CN=Release,O=Acme", "acme"));
            let revocation = found.steps.iter().find(|step| step.name.english().contains("revoked")).unwrap();
            assert_eq!(revocation.state, State::NotAsked);
        }
    }
}

#[test]
fn a_self_signed_certificate_counts_where_it_is_trusted_itself() {
    for form in FORMS {
        let chain = Chain::self_signed(p256());
        let made = Made::new(form, &image(), &chain);
        assert_outcome(&verdict(&case(vec![chain.root("own")]), &[made.layer()]), Outcome::Verified, None);
        let other = Chain::self_signed(p256());
        let found = verdict(&case(vec![other.root("own")]), &[made.layer()]);
        assert_outcome(&found, Outcome::NotTrusted, Some(CHAIN));
        assert!(found.signer.is_none(), "anybody can make a certificate of this name");
    }
}

#[test]
fn a_root_that_is_left_out_is_found_among_the_trusted() {
    for form in FORMS {
        let chain = Chain::issue(p256().into());
        let mut made = Made::new(form, &image(), &chain);
        made.chain.truncate(1);
        let other = Chain::issue(p256().into());
        let trusted = case(vec![other.root("other"), chain.root("acme")]);
        assert_outcome(&verdict(&trusted, &[made.layer()]), Outcome::Verified, None);
        assert_outcome(&verdict(&case(vec![other.root("other")]), &[made.layer()]), Outcome::NotTrusted, Some(CHAIN));
    }
}

#[test]
fn every_certificate_of_a_longer_chain_counts() {
    for form in FORMS {
        let chain = Chain::through_another(p256().into());
        let made = || Made::new(form, &image(), &chain);
        for place in 1..3 {
            let trusted = case(vec![chain.named("acme", place)]);
            assert_outcome(&verdict(&trusted, &[made().layer()]), Outcome::Verified, None);
        }
        // A trust store holds authorities, and certificates that are their own.
        let found = verdict(&case(vec![chain.named("acme", 0)]), &[made().layer()]);
        assert_outcome(&found, Outcome::NotTrusted, Some(CHAIN));
        assert!(told(&found).contains("“acme” is among what is trusted, but"), "{}", told(&found));
        let trusted = case(vec![chain.root("acme")]);
        let broken = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
            let mut made = made();
            change(&mut made.chain);
            assert_outcome(&verdict(&trusted, &[made.layer()]), Outcome::Broken, Some(CHAIN));
        };
        broken(&|it| drop(it.remove(1)));
        broken(&|it| it.swap(1, 2));
        broken(&|it| it.insert(1, Chain::through_another(p256().into()).ders()[1].clone()));
        broken(&|it| it[1].clone_from(&Chain::through_another(p256().into()).ders()[1]));
        broken(&|it| replace(&mut it[1], b"Team", b"Lean"));
    }
}

#[test]
fn a_signature_under_an_unknown_root_is_not_trusted() {
    for form in FORMS {
        let chain = Chain::issue(p256().into());
        let made = Made::new(form, &image(), &chain);
        for trusted in [vec![], vec![Chain::issue(p256().into()).root("other")]] {
            assert_outcome(&verdict(&case(trusted), &[made.layer()]), Outcome::NotTrusted, Some(CHAIN));
        }
    }
}

#[test]
fn what_was_changed_is_broken() {
    for form in FORMS {
        for (_, chain) in chains() {
            let trusted = case(vec![chain.root("acme")]);
            let broken = |change: &dyn Fn(&mut Made), step: &str| {
                let mut made = Made::new(form, &image(), &chain);
                change(&mut made);
                assert_outcome(&verdict(&trusted, &[made.layer()]), Outcome::Broken, Some(step));
            };
            broken(&|it| it.payload.push(b' '), SIGNED_OVER);
            broken(&|it| it.payload = Made::payload_of(&digest(b"another image")), "It signs this image");
            broken(&|it| it.signature[9] ^= 1, SIGNED_OVER);
            broken(&|it| it.signature.truncate(20), SIGNED_OVER);
            broken(&|it| it.attributes.expiry = Some(NOW + 9), SIGNED_OVER);
            broken(&|it| it.attributes.signing_time += 1, SIGNED_OVER);
            broken(&|it| it.chain = Chain::issue(p256().into()).ders(), SIGNED_OVER);
            broken(&|it| it.chain.clear(), "Form of the signature");
            // The certificate says something else, with the signature of its issuer left as it is.
            broken(&|it| replace(&mut it.chain[0], b"Release", b"Revenge"), CHAIN);
            let other = Case { subject: digest(b"another image"), ..trusted.clone() };
            let found = verdict(&other, &[Made::new(form, &image(), &chain).layer()]);
            assert_outcome(&found, Outcome::Broken, Some("It signs this image"));
        }
    }
}

/// A root that only has the name of the trusted one is not the trusted one.
#[test]
fn a_root_of_the_same_name_does_not_count() {
    for form in FORMS {
        let (trusted, forged) = (Chain::issue(p256().into()), Chain::issue(p256().into()));
        let mut made = Made::new(form, &image(), &forged);
        let case = case(vec![trusted.root("acme")]);
        assert_outcome(&verdict(&case, &[made.layer()]), Outcome::NotTrusted, Some(CHAIN));
        made.chain[1].clone_from(&trusted.ders()[1]);
        assert_outcome(&verdict(&case, &[made.layer()]), Outcome::Broken, Some(CHAIN));
    }
}

fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to);
}

#[test]
fn times_count() {
    for form in FORMS {
        let chain = Chain::issue(p256().into());
        let trusted = case(vec![chain.root("acme")]);
        let at = |now: i64| Case { now: u64::try_from(now).unwrap(), ..trusted.clone() };
        let with = |attributes: Attributes| Made::with(form, &image(), &chain, attributes).layer();

        let until = Attributes { expiry: Some(NOW + 60), ..Attributes::default() };
        assert_outcome(&verdict(&trusted, &[with(until.clone())]), Outcome::Verified, None);
        let found = verdict(&at(NOW + 61), &[with(until)]);
        assert_outcome(&found, Outcome::Broken, Some("Signature has not expired"));

        let plain = with(Attributes::default());
        for outside in [Chain::FROM - 1, Chain::UNTIL + 1] {
            let found = verdict(&at(outside), std::slice::from_ref(&plain));
            assert_outcome(&found, Outcome::Broken, Some("Certificates were valid"));
        }
        // A signing authority states when it was signed: it counts whether the certificates were valid then.
        let authority = |time| Attributes { authentic_time: Some(time), ..Attributes::default() };
        let later = at(Chain::UNTIL + 1);
        let found = verdict(&later, &[with(authority(NOW))]);
        assert_outcome(&found, Outcome::Verified, None);
        assert!(found.signer.unwrap().time.is_some());
        let found = verdict(&later, &[with(authority(Chain::FROM - 1))]);
        assert_outcome(&found, Outcome::Broken, Some("Certificates were valid"));
        let found = verdict(&trusted, &[with(authority(NOW + 60))]);
        assert_outcome(&found, Outcome::Broken, Some("Certificates were valid"));
    }
}

#[test]
fn a_time_stamp_that_is_not_checked_here_leaves_an_expired_certificate_open() {
    for form in FORMS {
        let chain = Chain::issue(p256().into());
        let mut made = Made::new(form, &image(), &chain);
        made.stamp = Some(b"a token".to_vec());
        let later = Case { now: u64::try_from(Chain::UNTIL + 1).unwrap(), ..case(vec![chain.root("acme")]) };
        assert_outcome(&verdict(&later, &[made.layer()]), Outcome::NotChecked, None);
    }
}

#[test]
fn what_is_not_understood_is_not_checked() {
    for form in FORMS {
        let chain = Chain::issue(p256().into());
        let trusted = case(vec![chain.root("acme")]);
        let unchecked = |attributes: Attributes| {
            let found = verdict(&trusted, &[Made::with(form, &image(), &chain, attributes).layer()]);
            assert_outcome(&found, Outcome::NotChecked, None);
        };
        unchecked(Attributes { critical: vec!["io.cncf.notary.verificationPlugin"], ..Attributes::default() });
        unchecked(Attributes { scheme: Some("notary.x509.later"), ..Attributes::default() });
        unchecked(Attributes { content_type: Some("text/plain"), ..Attributes::default() });
        unchecked(Attributes { algorithm: Some("ES512"), ..Attributes::default() });
        // Whoever signs has to say that the scheme is to be understood.
        let silent = Attributes { is_scheme_critical: false, ..Attributes::default() };
        let found = verdict(&trusted, &[Made::with(form, &image(), &chain, silent).layer()]);
        assert_outcome(&found, Outcome::Broken, Some("Form of the signature"));
        // An algorithm that is not the key's.
        let other = Attributes { algorithm: Some("ES384"), ..Attributes::default() };
        let found = verdict(&trusted, &[Made::with(form, &image(), &chain, other).layer()]);
        assert_outcome(&found, Outcome::Broken, Some(SIGNED_OVER));
    }
}

#[test]
fn a_certificate_for_something_else_does_not_sign() {
    for form in FORMS {
        for chain in [Chain::for_servers(p256()), Chain::for_keys_only(p256())] {
            let made = Made::new(form, &image(), &chain);
            assert_outcome(&verdict(&case(vec![chain.root("acme")]), &[made.layer()]), Outcome::Broken, Some(CHAIN));
        }
    }
}

#[test]
fn what_is_no_envelope_is_broken() {
    let chain = Chain::issue(p256().into());
    let trusted = case(vec![chain.root("acme")]);
    for form in FORMS {
        let whole = Made::new(form, &image(), &chain).layer();
        for end in (0..whole.bytes.len()).step_by(97) {
            let cut = Layer::new(&whole.media_type, &whole.bytes[..end]);
            assert_outcome(&verdict(&trusted, &[cut]), Outcome::Broken, Some("Form of the signature"));
        }
    }
}
