"""The partially pooled Gaussian model of a log count: the posterior over its terms, with variances learned by group.

reward = design @ terms + noise, every group of terms Gaussian around 0 with a variance of its own, so that an arm with
few posts borrows from the rest, and a group in which nothing differs is drawn together. The posterior given the
variances is exact (Bishop 2006, eq. 3.50). The variances are found by expectation maximisation (the same, section
9.3.4) under inverse-gamma priors around the settings' values, in a fixed number of steps, so that the same sums give
the same belief on every day that they are asked.

Posts of the user's habit are confounded: they count a share of a drawn post. Each share of the settings is graded by
how well what habit says under it predicts the drawn posts (a power prior: Ibrahim & Chen 2000), and the mean share by
those grades is used. Before anything is drawn a share is as credible as it is large: history is believed, for the most
part, until draws contradict it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.linalg import block_diag, cho_factor, cho_solve

from tweet_assets.learning.design import Gram, Group
from tweet_assets.settings import Learning

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Gaussian over the terms: mean (t,), covariance (t, t); sd of a post's noise; sd by group; share of habit used.

    by_noise (t, t) is the covariance of the mean itself if nothing differed and noise alone moved it.
    """

    mean: Array
    covariance: Array
    by_noise: Array
    noise_sd: float
    group_sd: dict[str, float]
    history_weight: float


def posterior(groups: Sequence[Group], drawn: Gram, habit: Gram, settings: Learning) -> Posterior:
    """What is believed of the terms given the sums over drawn posts and over those of habit, measured alike."""
    offered = np.geomspace(settings.history_weight_min, 1.0, settings.history_weight_steps)
    share = float(offered @ offered / offered.sum())
    root = block_diag(*(np.linalg.cholesky(group.kernel) for group in groups))
    drawn, habit = _turned(drawn, root), _turned(habit, root)
    sums = _together(drawn, habit, share)
    variances, noise = _variances(groups, sums, settings)
    if drawn.weight > 0 and habit.weight > 0:
        share = _graded(drawn, habit, _spread(groups, variances), noise, offered)
        sums = _together(drawn, habit, share)
        variances, noise = _variances(groups, sums, settings)
    elif habit.weight == 0:
        share = 1.0
    prior = _spread(groups, variances)
    mean, covariance = _given(sums, prior, noise)
    by_noise = root @ (covariance - covariance / prior @ covariance) @ root.T
    sd = {group.name: float(np.sqrt(variance)) for group, variance in zip(groups, variances, strict=True)}
    return Posterior(root @ mean, root @ covariance @ root.T, by_noise, float(np.sqrt(noise)), sd, share)


def given(groups: Sequence[Group], drawn: Gram, habit: Gram, like: Posterior) -> tuple[Array, Array]:
    """Mean and covariance of the terms given other sums, with the sizes, noise and share that `like` has learned."""
    prior = np.zeros((len(drawn.reward), len(drawn.reward)))
    ends = np.cumsum([len(group.arms) for group in groups])
    for group, end in zip(groups, ends.tolist(), strict=True):
        here = slice(end - len(group.arms), end)
        prior[here, here] = like.group_sd[group.name] * np.linalg.cholesky(group.kernel)
    sums = _turned(_together(drawn, habit, like.history_weight), prior)
    mean, covariance = _given(sums, np.ones(len(prior)), like.noise_sd**2)
    return prior @ mean, prior @ covariance @ prior.T


def _turned(gram: Gram, root: Array) -> Gram:
    """The sums over terms that are independent of each other in the prior."""
    return replace(gram, product=root.T @ gram.product @ root, reward=root.T @ gram.reward)


def _together(drawn: Gram, habit: Gram, share: float) -> Gram:
    return replace(
        drawn,
        product=drawn.product + share * habit.product,
        reward=drawn.reward + share * habit.reward,
        reward_square=drawn.reward_square + share * habit.reward_square,
        weight=drawn.weight + share * habit.weight,
    )


def _spread(groups: Sequence[Group], variances: Sequence[float]) -> Array:
    """The prior variance of each term."""
    return np.concatenate([np.full(len(g.arms), v) for g, v in zip(groups, variances, strict=True)])


def _given(gram: Gram, prior: Array, noise: float) -> tuple[Array, Array]:
    """Posterior mean and covariance given the variances."""
    root = np.sqrt(prior)
    inner = np.eye(len(prior)) + root[:, None] * gram.product * root / noise
    covariance = root[:, None] * cho_solve(cho_factor(inner, lower=True), np.diag(root))
    covariance = (covariance + covariance.T) / 2
    return covariance @ gram.reward / noise, covariance


def _variances(groups: Sequence[Group], gram: Gram, settings: Learning) -> tuple[list[float], float]:
    """The variance of each group and of the noise, after the steps of expectation maximisation."""
    guess, posts = settings.variance_prior_terms, settings.noise_prior_posts
    variances, noise = [group.prior_sd**2 for group in groups], settings.noise_prior_sd**2
    ends = np.cumsum([len(group.arms) for group in groups])
    for _ in range(settings.variance_steps if gram.weight > 0 else 0):
        mean, covariance = _given(gram, _spread(groups, variances), noise)
        second = np.split(mean**2 + np.diag(covariance), ends[:-1])
        squares = mean @ gram.product @ mean - 2 * mean @ gram.reward + (gram.product * covariance).sum()
        residual = gram.reward_square + float(squares)
        noise = (posts * settings.noise_prior_sd**2 + max(residual, 0.0)) / (posts + gram.weight)
        variances = [
            (guess * group.prior_sd**2 + float(found.sum())) / (guess + len(found)) if group.learned else variance
            for group, found, variance in zip(groups, second, variances, strict=True)
        ]
    return variances, noise


def _graded(drawn: Gram, habit: Gram, prior: Array, noise: float, shares: Array) -> float:
    """The mean share of habit, each weighted by the likelihood of the drawn posts given habit at that share."""
    log_likelihood = np.array(
        [
            _evidence(_together(drawn, habit, s), prior, noise) - _evidence(_scaled(habit, s), prior, noise)
            for s in shares
        ]
    )
    grade = shares * np.exp(log_likelihood - log_likelihood.max())
    return float(shares @ grade / grade.sum())


def _scaled(gram: Gram, share: float) -> Gram:
    return replace(gram, product=share * gram.product, reward=share * gram.reward)


def _evidence(gram: Gram, prior: Array, noise: float) -> float:
    """Log marginal likelihood, up to what does not depend on which sums were taken with which share."""
    root = np.sqrt(prior)
    inner = np.eye(len(prior)) + root[:, None] * gram.product * root / noise
    factor = np.linalg.cholesky(inner)
    shrunk = np.linalg.solve(factor, root * gram.reward) / noise
    return float(shrunk @ shrunk / 2 - np.log(np.diag(factor)).sum())
