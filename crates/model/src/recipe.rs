//! Recipes: what a stored result was made with, so that a change redoes only what it must.
//!
//! A reading is kept per content and [`ReadRecipe`]; facts per reading and [`FactsRecipe`]; a judgement per unit,
//! ledger generation and [`JudgeRecipe`].

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! recipe {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A recipe by its name, which must differ whenever the result may differ.
            #[must_use]
            pub fn new(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

recipe!(
    /// The readers' version and limits.
    ReadRecipe
);
recipe!(
    /// The version of what understands readings.
    FactsRecipe
);
recipe!(
    /// The pipeline, the criteria set and the version of the judgement.
    JudgeRecipe
);
