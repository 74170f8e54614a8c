//! One answer for all who came before it was asked: fifty people who click at once ask the ledger once, and none of them
//! is told of a moment before they came.
//!
//! Refuses to know what is asked.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

/// A question that many ask at the same time.
#[derive(Debug)]
pub(super) struct Together<T> {
    /// How many came so far.
    came: AtomicU64,
    /// Held by whoever asks.
    last: Mutex<Last<T>>,
}

#[derive(Debug)]
struct Last<T> {
    /// How many had come when the answer was asked for.
    of: u64,
    answer: Option<T>,
}

impl<T> Default for Together<T> {
    fn default() -> Self {
        Self { came: AtomicU64::new(0), last: Mutex::new(Last { of: 0, answer: None }) }
    }
}

impl<T: Clone> Together<T> {
    /// The answer: of a question that began after this one came. Whoever asks is given the answer before, where there is
    /// one.
    ///
    /// # Errors
    /// Those of the question, of which nobody else is told: the next one asks again.
    pub(super) async fn ask<E, A: Future<Output = Result<T, E>>>(
        &self,
        question: impl FnOnce(Option<T>) -> A,
    ) -> Result<T, E> {
        let came = self.came.fetch_add(1, Ordering::SeqCst);
        let mut last = self.last.lock().await;
        if came < last.of
            && let Some(answer) = &last.answer
        {
            return Ok(answer.clone());
        }
        let of = self.came.load(Ordering::SeqCst);
        let answer = question(last.answer.clone()).await?;
        *last = Last { of, answer: Some(answer.clone()) };
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, sync::Arc};

    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test]
    async fn all_who_came_before_a_question_share_its_answer_and_nobody_an_older_one() {
        let (together, asked) = (Arc::new(Together::default()), Arc::new(AtomicU64::new(0)));
        let go = Arc::new(Semaphore::new(0));
        let come = || {
            let (together, asked, go) =
                (Arc::clone(&together), Arc::clone(&asked), Arc::clone(&go));
            tokio::spawn(async move {
                let question = |_| async {
                    let nth = asked.fetch_add(1, Ordering::SeqCst) + 1;
                    go.acquire().await.expect("open").forget();
                    Ok::<_, Infallible>(nth)
                };
                together.ask(question).await.expect("answered")
            })
        };
        let first = come();
        while asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let later = [come(), come(), come()];
        while together.came.load(Ordering::SeqCst) < 4 {
            tokio::task::yield_now().await;
        }
        go.add_permits(4);
        assert_eq!(first.await.expect("it ends"), 1);
        for one in later {
            assert_eq!(one.await.expect("it ends"), 2, "they came after the first question began");
        }
        assert_eq!(come().await.expect("it ends"), 3);
    }
}
