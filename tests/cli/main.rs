//! The whole program as its users meet it: the demo round, bad input, misuse, death and resumption.

mod appraising;
mod bad_input;
mod confinement;
mod council;
mod criteria;
mod demo_round;
mod desk;
mod erase;
mod facts;
mod founding_rounds;
mod guides;
mod hand_in;
mod hostile_files;
mod load;
mod openid;
mod persons;
mod program;
mod record;
mod results;
mod retry;
mod same_bytes;
mod scans;
mod search;
mod serve;
mod tls;
