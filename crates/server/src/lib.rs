//! The appraiser's desk: web pages and the HTTP interface. What it shows comes from `engine`, what it says from
//! `report`; it refuses to know SQL and the search engine.

mod observation;

pub use observation::ObservationPoint;
