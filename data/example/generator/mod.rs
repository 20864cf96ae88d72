//! The parts of the generator, in the order in which they work.

pub mod calendar;
pub mod chance;
pub mod table;

pub mod clock;
pub mod lives;
pub mod reviews;

pub mod counts;
pub mod faults;
pub mod returns;

pub mod audit;
pub mod feedback;
pub mod service;
pub mod words;
