//! PLACEHOLDER until the real filter is merged.
use std::borrow::Cow;
/// Cleans.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { Cow::Borrowed(text) }
}
