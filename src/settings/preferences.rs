//! What a reader prefers: the colours, the language.

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Those that the system asks for.
    #[default]
    Automatic,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::Light, Self::Dark];

    /// A name for the style sheets and for what is kept; `theme.js` knows them too.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Automatic => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one of that name; the automatic one for any other.
    #[must_use]
    pub fn of(slug: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.slug() == slug).unwrap_or_default()
    }
}

/// Which language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// The first of the reader's own that there is.
    #[default]
    Automatic,
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Tongue {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Automatic, Self::English, Self::Chinese];

    /// Its tag (RFC 5646), or a name for the automatic one: what is kept.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Automatic => "auto",
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// The one of that name; the automatic one for any other.
    #[must_use]
    pub fn of(slug: &str) -> Self {
        Self::ALL.into_iter().find(|tongue| tongue.slug() == slug).unwrap_or_default()
    }

    /// The tag of the language to speak to a reader with these languages, best first, as browsers list them. Empty
    /// for English to a reader whose dates and numbers are best written their own way.
    #[must_use]
    pub fn tag(self, readers: &[String]) -> &'static str {
        let first = readers.iter().find_map(|tag| Self::speaks(tag));
        match self {
            Self::Chinese => "zh-Hans",
            Self::Automatic if first == Some(Self::Chinese) => "zh-Hans",
            // Who chooses English in a browser of another language wants no foreign month in the middle of it.
            Self::English if first != Some(Self::English) => "en",
            _ => "",
        }
    }

    /// The language of a tag, where it is one of those here. Traditional Chinese is another one.
    fn speaks(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split('-');
        match parts.next() {
            Some("en") => Some(Self::English),
            Some("zh") if !parts.any(|part| ["hant", "tw", "hk", "mo"].contains(&part)) => Some(Self::Chinese),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_again_and_others_mean_automatic() {
        assert_eq!(Theme::ALL.map(|theme| Theme::of(theme.slug())), Theme::ALL);
        assert_eq!(Tongue::ALL.map(|tongue| Tongue::of(tongue.slug())), Tongue::ALL);
        assert_eq!((Theme::of("<b>"), Tongue::of("")), (Theme::Automatic, Tongue::Automatic));
    }

    #[test]
    fn the_language_is_the_first_of_the_readers_own() {
        for (readers, expected) in [
            (&["zh-CN", "en"][..], ["zh-Hans", "en", "zh-Hans"]),
            (&["en-GB", "zh-CN"], ["", "", "zh-Hans"]),
            (&["zh"], ["zh-Hans", "en", "zh-Hans"]),
            (&["ZH-hans-SG"], ["zh-Hans", "en", "zh-Hans"]),
            (&["zh-TW", "en-US"], ["", "", "zh-Hans"]),
            (&["zh-Hant", "fr"], ["", "en", "zh-Hans"]),
            (&["de-AT", "zh-CN"], ["zh-Hans", "en", "zh-Hans"]),
            (&["zhx", "", "-"], ["", "en", "zh-Hans"]),
            (&[], ["", "en", "zh-Hans"]),
        ] {
            let readers: Vec<String> = readers.iter().map(|tag| (*tag).to_owned()).collect();
            assert_eq!(Tongue::ALL.map(|tongue| tongue.tag(&readers)), expected, "{readers:?}");
        }
    }
}
