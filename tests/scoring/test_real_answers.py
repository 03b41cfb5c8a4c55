"""3,000 real answers, against pingouin, statsmodels and scipy, to six digits and more."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.api import OLS
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import RoundFindings
from selfeval.imports.answers import read_answers
from selfeval.questionnaires.catalogue import load
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.round_findings import between, round_findings, shrunken_distances
from selfeval.scoring.weighting.post_stratification import stratum
from tests.scoring.forms import plain_ends
from tests.scoring.references import listed, results

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # warnings of its own imports are not ours
    import pingouin

HERE = Path(__file__).parent
SIX_DIGITS = 1e-7
BEST = {"BEL": 3, "SAF": 4}
"""Least keyed points that count as favourable in each set."""


@pytest.fixture(scope="module")
def keyed(real_file: Path) -> pd.DataFrame:
    """The answers with 4 as the best, by pandas alone."""
    raw = pd.read_csv(real_file, index_col="respondent_id")
    return pd.DataFrame({name: 5 - raw[name] if name.startswith("BEL") else raw[name] for name in raw})


@pytest.fixture(scope="module")
def findings(real_file: Path) -> RoundFindings:
    questionnaire = load(HERE / "timss" / "timss.toml")
    return round_findings(questionnaire.definition, read_answers(questionnaire, real_file).responses)


def ends(estimate: Estimate | None) -> tuple[float, float]:
    assert estimate is not None
    assert estimate.interval is not None
    return estimate.interval.low, estimate.interval.high


@pytest.mark.parametrize(("scale", "prefix"), [(0, "BEL"), (1, "SAF")])
def test_means_spreads_and_intervals(
    findings: RoundFindings, keyed: pd.DataFrame, scale: int, prefix: str
) -> None:
    scores = (100 * (keyed.filter(like=prefix) - 1) / 3).mean(axis=1)
    found, reference = findings.scales[scale], DescrStatsW(scores)
    assert found.n == 3000
    assert found.mean is not None
    assert found.mean.value == pytest.approx(scores.mean(), rel=SIX_DIGITS)
    assert found.sd == pytest.approx(scores.std(ddof=1), rel=SIX_DIGITS)
    assert plain_ends(found.mean) == pytest.approx(reference.tconfint_mean(), rel=SIX_DIGITS)


@pytest.mark.parametrize(("scale", "prefix"), [(0, "BEL"), (1, "SAF")])
def test_pooled_per_cent_favourable(
    findings: RoundFindings, keyed: pd.DataFrame, scale: int, prefix: str
) -> None:
    liked = (keyed.filter(like=prefix) >= BEST[prefix]).to_numpy(dtype=float)
    fit = OLS(liked.ravel(), np.ones((liked.size, 1))).fit(
        cov_type="cluster", cov_kwds={"groups": np.repeat(np.arange(len(liked)), liked.shape[1])}
    )
    half = stats.t.ppf(0.975, len(liked) - 1) * fit.bse[0]
    found = findings.scales[scale].favourable
    assert found is not None
    assert found.value == pytest.approx(100 * liked.mean(), rel=SIX_DIGITS)
    assert plain_ends(found) == pytest.approx(
        (100 * (liked.mean() - half), 100 * (liked.mean() + half)), rel=SIX_DIGITS
    )


@pytest.mark.parametrize(("scale", "prefix"), [(0, "BEL"), (1, "SAF")])
def test_alpha_and_its_interval(
    findings: RoundFindings, keyed: pd.DataFrame, scale: int, prefix: str
) -> None:
    answers = keyed.filter(like=prefix)
    alpha, rounded = pingouin.cronbach_alpha(answers)
    found = findings.scales[scale].reliability
    assert found is not None
    assert found.alpha.value == pytest.approx(alpha, rel=SIX_DIGITS)
    n, k = answers.shape
    low, high = (1 - (1 - alpha) * stats.f.ppf(tail, n - 1, (n - 1) * (k - 1)) for tail in (0.975, 0.025))
    assert ends(found.alpha) == pytest.approx((low, high), rel=SIX_DIGITS)
    assert ends(found.alpha) == pytest.approx(tuple(rounded), abs=0.0006)


@pytest.mark.parametrize(("scale", "prefix"), [(0, "BEL"), (1, "SAF")])
def test_omega_and_each_item_as_r_has_them(findings: RoundFindings, scale: int, prefix: str) -> None:
    found, r = findings.scales[scale].reliability, results("timss")
    assert found is not None
    assert found.omega == pytest.approx(r[f"{prefix}.omega_factanal"], abs=1e-6)
    assert found.omega == pytest.approx(r[f"{prefix}.omega_lavaan"], abs=1e-5)
    assert found.together == pytest.approx(r[f"{prefix}.together"], rel=SIX_DIGITS)
    assert [fit.rest for fit in found.fits] == pytest.approx(
        listed("timss", f"{prefix}.rest"), rel=SIX_DIGITS
    )
    assert [fit.alpha_without for fit in found.fits] == pytest.approx(
        listed("timss", f"{prefix}.without"), rel=SIX_DIGITS
    )


def test_items(findings: RoundFindings, keyed: pd.DataFrame) -> None:
    for item in findings.items:
        liked = int((keyed[item.item] >= BEST[item.item[:3]]).sum())
        assert item.favourable is not None
        assert item.favourable.value == pytest.approx(liked / 30, rel=SIX_DIGITS)
        reference = [100 * end for end in proportion_confint(liked, 3000, method="wilson")]
        assert ends(item.favourable) == pytest.approx(reference, rel=SIX_DIGITS)
        codes = keyed[item.item].value_counts().reindex([4, 3, 2, 1]) / 30
        expected = codes.tolist() if item.item.startswith("BEL") else codes.tolist()[::-1]
        assert list((item.shares or {}).values()) == pytest.approx(expected, rel=SIX_DIGITS)


def test_with_a_made_up_roll_intervals_narrow_and_items_become_exact(
    real_file: Path, keyed: pd.DataFrame
) -> None:
    questionnaire = load(HERE / "timss" / "timss.toml")
    definition = questionnaire.definition
    found = round_findings(definition, read_answers(questionnaire, real_file).responses, roll=4000)
    scores = (100 * (keyed.filter(like="BEL") - 1) / 3).mean(axis=1)
    half = stats.t.ppf(0.975, 2999) * np.sqrt(0.25 * scores.var(ddof=1) / 3000)
    assert plain_ends(found.scales[0].mean) == pytest.approx(
        (scores.mean() - half, scores.mean() + half), rel=SIX_DIGITS
    )
    liked = int((keyed["BEL1"] >= 3).sum())
    marked = np.arange(liked, 4000 - (3000 - liked) + 1)
    inside = (stats.hypergeom.sf(liked - 1, 4000, marked, 3000) > 0.025) & (
        stats.hypergeom.cdf(liked, 4000, marked, 3000) > 0.025
    )
    assert ends(found.items[0].favourable) == pytest.approx(
        (marked[inside].min() / 40, marked[inside].max() / 40), rel=SIX_DIGITS
    )


def test_made_up_groups_of_real_pupils_are_weighted_and_set_apart_as_in_r(real_file: Path) -> None:
    questionnaire = load(HERE / "timss" / "timss.toml")
    definition = questionnaire.definition
    responses = read_answers(questionnaire, real_file).responses
    raw = pd.read_csv(real_file, index_col="respondent_id")
    groups = [f"{group:02}" for group in 3 * (raw["SAF1"] - 1) + (raw["SAF2"] - 1) % 3]
    rolls = {f"{place:02}": groups.count(f"{place:02}") + 5 * ((place + 1) % 4 + 1) for place in range(12)}
    found, r = round_findings(definition, responses, groups=groups, rolls=rolls), results("timss")
    weighted = found.scales[0].weighted
    assert weighted is not None
    assert weighted.value == pytest.approx(r["groups.mean"], rel=SIX_DIGITS)
    half = stats.t.ppf(0.975, 3000 - 12) * r["groups.se"]
    plain = weighted.value - half, weighted.value + half
    assert plain_ends(weighted) == pytest.approx(plain, rel=SIX_DIGITS)
    strata = [stratum(group.group, 0, group.scales[0]) for group in found.breakdowns[0].groups]
    pooled = sum(each.scatter for each in strata) / sum(each.n - 1 for each in strata)
    means, within = [each.mean for each in strata], [pooled / each.n for each in strata]
    assert between(means, within).variance == pytest.approx(r["groups.reml_tau2"], rel=SIX_DIGITS, abs=1e-9)
    assert [guess for guess, _ in shrunken_distances(means, within)] == pytest.approx(
        listed("timss", "groups.apart"), rel=SIX_DIGITS, abs=1e-9
    )


def test_with_made_up_year_groups_they_can_be_published(real_file: Path) -> None:
    questionnaire = load(HERE / "timss" / "timss.toml")
    definition = questionnaire.definition
    responses = read_answers(questionnaire, real_file).responses
    groups = ["Year 9" if row % 7 else "Year 8" for row in range(2992)] + ["Year 10"] * 8
    published = publish(round_findings(definition, responses, groups=groups))
    shown = [(group.group, group.hidden) for group in published.breakdowns[0].groups]
    assert shown == [("Year 8", None), ("Year 9 and Year 10", None)]
