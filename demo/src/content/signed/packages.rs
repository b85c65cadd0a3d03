//! The packages that the SBOMs list, and what the scans found in them. The findings are made up.

/// A package: its name, version and licence.
pub type Package = (&'static str, &'static str, &'static str);

/// What a scan found in a package.
pub struct Finding {
    /// Its name.
    pub id: &'static str,
    /// The package.
    pub package: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// The version in which it is mended; empty where there is none.
    pub fixed: &'static str,
    /// How bad it is, as Trivy says it.
    pub severity: &'static str,
    /// What it is.
    pub title: &'static str,
}

const fn finding(
    (id, package, version): (&'static str, &'static str, &'static str),
    fixed: &'static str,
    severity: &'static str,
    title: &'static str,
) -> Finding {
    Finding { id, package, version, fixed, severity, title }
}

/// The packages.
pub const PACKAGES: &[Package] = &[
    ("alpine-baselayout", "3.7.0-r0", "GPL-2.0-only"),
    ("alpine-keys", "2.5-r0", "MIT"),
    ("apk-tools", "2.14.9-r2", "GPL-2.0-only"),
    ("brotli-libs", "1.1.0-r2", "MIT"),
    ("busybox", "1.37.0-r18", "GPL-2.0-only"),
    ("c-ares", "1.34.5-r0", "MIT"),
    ("ca-certificates-bundle", "20250619-r0", "MPL-2.0"),
    ("curl", "8.14.1-r1", "curl"),
    ("expat", "2.7.1-r0", "MIT"),
    ("gdbm", "1.24-r0", "GPL-3.0-or-later"),
    ("keyutils-libs", "1.6.3-r4", "LGPL-2.0-or-later"),
    ("krb5-libs", "1.21.3-r0", "MIT"),
    ("libbz2", "1.0.8-r6", "bzip2-1.0.6"),
    ("libcap2", "2.76-r0", "BSD-3-Clause"),
    ("libcom_err", "1.47.2-r2", "GPL-2.0-or-later"),
    ("libcrypto3", "3.5.1-r0", "Apache-2.0"),
    ("libcurl", "8.14.1-r1", "curl"),
    ("libffi", "3.4.8-r0", "MIT"),
    ("libgcc", "14.2.0-r6", "GPL-2.0-or-later"),
    ("libidn2", "2.3.7-r0", "LGPL-3.0-or-later"),
    ("libncursesw", "6.5_p20250503-r0", "X11"),
    ("libpanelw", "6.5_p20250503-r0", "X11"),
    ("libpq", "17.5-r0", "PostgreSQL"),
    ("libpsl", "0.21.5-r3", "MIT"),
    ("libsasl", "2.1.28-r8", "BSD-4-Clause-UC"),
    ("libssl3", "3.5.1-r0", "Apache-2.0"),
    ("libstdc++", "14.2.0-r6", "GPL-2.0-or-later"),
    ("libunistring", "1.3-r0", "LGPL-3.0-or-later"),
    ("libuuid", "2.41-r9", "BSD-3-Clause"),
    ("libverto", "0.3.2-r2", "MIT"),
    ("libxml2", "2.13.8-r0", "MIT"),
    ("mpdecimal", "4.0.1-r0", "BSD-2-Clause"),
    ("musl", "1.2.5-r10", "MIT"),
    ("musl-utils", "1.2.5-r10", "MIT"),
    ("nghttp2-libs", "1.65.0-r0", "MIT"),
    ("openldap", "2.6.8-r0", "OLDAP-2.8"),
    ("pax-utils", "1.3.8-r1", "GPL-2.0-only"),
    ("pyc", "3.12.11-r0", "PSF-2.0"),
    ("python3", "3.12.11-r0", "PSF-2.0"),
    ("readline", "8.2.13-r1", "GPL-3.0-or-later"),
    ("scanelf", "1.3.8-r1", "GPL-2.0-only"),
    ("sqlite-libs", "3.49.2-r1", "blessing"),
    ("ssl_client", "1.37.0-r18", "GPL-2.0-only"),
    ("tzdata", "2025b-r0", "Unlicense"),
    ("xz-libs", "5.8.1-r0", "0BSD"),
    ("zlib", "1.3.1-r2", "Zlib"),
    ("zstd-libs", "1.5.7-r0", "BSD-3-Clause"),
];

/// The findings.
pub const FINDINGS: &[Finding] = &[
    finding(("EXAMPLE-2026-1001", "brotli-libs", "1.1.0-r2"), "1.1.0-r3", "CRITICAL", "out-of-bounds write"),
    finding(("EXAMPLE-2026-1018", "keyutils-libs", "1.6.3-r4"), "1.6.3-r6", "CRITICAL", "integer overflow"),
    finding(("EXAMPLE-2026-1035", "libffi", "3.4.8-r0"), "", "HIGH", "incorrect certificate check"),
    finding(("EXAMPLE-2026-1052", "libsasl", "2.1.28-r8"), "2.1.28-r10", "HIGH", "timing side channel"),
    finding(("EXAMPLE-2026-1069", "mpdecimal", "4.0.1-r0"), "4.0.1-r1", "HIGH", "use after free"),
    finding(("EXAMPLE-2026-1086", "python3", "3.12.11-r0"), "", "HIGH", "race condition"),
    finding(("EXAMPLE-2026-1103", "zlib", "1.3.1-r2"), "1.3.1-r3", "HIGH", "null pointer dereference"),
    finding(("EXAMPLE-2026-1120", "c-ares", "1.34.5-r0"), "1.34.5-r2", "MEDIUM", "out-of-bounds read"),
    finding(("EXAMPLE-2026-1137", "libbz2", "1.0.8-r6"), "", "MEDIUM", "unbounded memory consumption"),
    finding(("EXAMPLE-2026-1154", "libidn2", "2.3.7-r0"), "2.3.7-r2", "MEDIUM", "path traversal"),
    finding(("EXAMPLE-2026-1171", "libstdc++", "14.2.0-r6"), "14.2.0-r7", "MEDIUM", "out-of-bounds write"),
    finding(("EXAMPLE-2026-1188", "musl-utils", "1.2.5-r10"), "", "MEDIUM", "integer overflow"),
    finding(("EXAMPLE-2026-1205", "scanelf", "1.3.8-r1"), "1.3.8-r2", "MEDIUM", "incorrect certificate check"),
    finding(("EXAMPLE-2026-1222", "alpine-baselayout", "3.7.0-r0"), "3.7.0-r2", "MEDIUM", "timing side channel"),
    finding(("EXAMPLE-2026-1239", "curl", "8.14.1-r1"), "", "MEDIUM", "use after free"),
    finding(("EXAMPLE-2026-1256", "libcom_err", "1.47.2-r2"), "1.47.2-r4", "MEDIUM", "race condition"),
    finding(
        ("EXAMPLE-2026-1273", "libpanelw", "6.5_p20250503-r0"),
        "6.5_p20250503-r1",
        "LOW",
        "null pointer dereference",
    ),
    finding(("EXAMPLE-2026-1290", "libuuid", "2.41-r9"), "", "LOW", "out-of-bounds read"),
    finding(("EXAMPLE-2026-1307", "openldap", "2.6.8-r0"), "2.6.8-r1", "LOW", "unbounded memory consumption"),
    finding(("EXAMPLE-2026-1324", "ssl_client", "1.37.0-r18"), "1.37.0-r20", "LOW", "path traversal"),
    finding(("EXAMPLE-2026-1341", "apk-tools", "2.14.9-r2"), "", "LOW", "out-of-bounds write"),
    finding(("EXAMPLE-2026-1358", "gdbm", "1.24-r0"), "1.24-r2", "LOW", "integer overflow"),
    finding(("EXAMPLE-2026-1375", "libcurl", "8.14.1-r1"), "8.14.1-r2", "LOW", "incorrect certificate check"),
    finding(("EXAMPLE-2026-1392", "libpsl", "0.21.5-r3"), "", "LOW", "timing side channel"),
    finding(("EXAMPLE-2026-1409", "libxml2", "2.13.8-r0"), "2.13.8-r1", "UNKNOWN", "use after free"),
    finding(("EXAMPLE-2026-1426", "pyc", "3.12.11-r0"), "3.12.11-r2", "UNKNOWN", "race condition"),
];
