//! Sentences with what is wrong in them, worked out by hand.
