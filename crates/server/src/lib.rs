//! The appraiser's desk: web pages and the HTTP interface. What it shows comes from `engine`, what it says from
//! `report`; it refuses to know SQL and the search engine.
//!
//! A request passes the [`gate`] (who asks, from where, for whose address), then one function of [`pages`] or [`api`],
//! which gets an [`ask::Ask`] and gives a response. Which addresses there are, who may see them and what they give is
//! one table, [`routes::ROUTES`].

mod address;
mod api;
mod ask;
mod assets;
mod failure;
mod gate;
mod grid;
mod gzip;
mod observation;
mod openid;
mod pages;
mod pointed;
mod routes;
mod secret;
mod serve;
mod site;
mod table;
mod throttle;
mod viewer;
mod words;

pub use observation::ObservationPoint;
pub use openid::{ClientSecret, OpenId, UnusableProvider};
pub use routes::{Address, addresses, router};
pub use serve::serve;
pub use site::{Access, LocalSecret, NamedSet, Site, first_administrator};
