"""Learning labels from labelled texts: a linear model on character pairs, and how good it is on texts held apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .suggesting import Suggester, grams_of

FEWEST = 5  # texts of a label before it is suggested at all
FOLDS = 5
MOST_GRAMS = 30_000
STRENGTH = 30.0  # inverse of the penalty; chosen on the training part of bench/topics.py
PRECISE = 0.9  # of those suggested by the best label alone, the share that should be right
_NOTHING = Suggester((), {}, (), 1.0, 0)


def learn(pairs: Iterable[tuple[str, str]], *, precise: float = PRECISE) -> Suggester:
    """Learn from (text, label). A label with fewer than FEWEST texts is left out; fewer than two labels teach nothing.

    precise  the bound below which it abstains is the lowest share of the best label at which, on texts held apart in
             turn, so many of the suggested labels were right
    """
    told = [(text, label) for text, label in pairs if label and any(char.isalpha() for char in text)]
    counts = Counter(label for _, label in told)
    told = [(text, label) for text, label in told if counts[label] >= FEWEST]
    if len({label for _, label in told}) < 2:
        return _NOTHING
    import sklearn.linear_model  # noqa: F401 - read before the limit, which holds for what is loaded
    from threadpoolctl import threadpool_limits  # comes with scikit-learn

    texts, labels = [text for text, _ in told], [label for _, label in told]
    with threadpool_limits(limits=1):  # the tables are small: several threads cost ten times as much as one
        least = _least_share(texts, labels, precise=precise)
        return _fitted(texts, labels, least=least)


def _fitted(texts: Sequence[str], labels: Sequence[str], *, least: float) -> Suggester:
    from sklearn.feature_extraction.text import TfidfVectorizer  # few ask for it, and it takes a second to read
    from sklearn.linear_model import LogisticRegression

    rare = 2 if len(texts) >= 200 else 1
    counted: Any = TfidfVectorizer(analyzer=grams_of, min_df=rare, sublinear_tf=True, max_features=MOST_GRAMS)
    table = counted.fit_transform(texts)
    model: Any = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(table, labels)
    known = [str(label) for label in model.classes_]
    rows = model.coef_.tolist()
    offsets = model.intercept_.tolist()
    if len(known) == 2:  # one row then speaks of the second label alone
        rows, offsets = [[0.0] * len(rows[0]), rows[0]], [0.0, offsets[0]]
    columns = list(zip(*rows, strict=True))
    weights = {str(gram): (float(counted.idf_[place]), columns[place]) for gram, place in counted.vocabulary_.items()}
    return Suggester(tuple(known), weights, tuple(offsets), least, len(texts))


def _least_share(texts: Sequence[str], labels: Sequence[str], *, precise: float) -> float:
    """The bound for abstaining, found on texts held apart in turn; 1 if no bound is precise enough."""
    from sklearn.model_selection import StratifiedKFold

    rated: list[tuple[float, bool]] = []
    folds: Any = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for learned, held in folds.split(texts, labels):
        fitted = _fitted([texts[n] for n in learned], [labels[n] for n in learned], least=0.0)
        for n in held:
            if found := fitted.suggest(texts[n], most=1):
                rated.append((found[0].share, found[0].label == labels[n]))
    rated.sort(reverse=True)
    bound, right = 1.0, 0
    for count, (share, is_right) in enumerate(rated, start=1):
        right += is_right
        if right / count >= precise:
            bound = share
    return bound


@dataclass(frozen=True)
class Share:
    """How good suggestions were on labelled texts.

    count          texts with this label (in the line of all: texts)
    suggested      texts for which it was the best label; precision: of these, the share that was right
    recall         of all texts with this label, the share for which it was suggested
    among_three    of all texts, the share whose label was among three that were shown (of the line of all only)
    """

    label: str
    count: int
    suggested: int
    precision: float | None
    recall: float | None
    among_three: float | None = None


def measure(suggester: Suggester, pairs: Iterable[tuple[str, str]]) -> list[Share]:
    """Precision and recall label by label, all together first, on texts that it has not learned from."""
    told = [(label, suggester.suggest(text)) for text, label in pairs]
    best = [(label, found[0].label if found else None) for label, found in told]
    lines = []
    for label in sorted({label for label, _ in told}):
        count = sum(one == label for one, _ in best)
        suggested = sum(other == label for _, other in best)
        lines.append(_share(label, count, suggested, sum(one == other == label for one, other in best)))
    placed, right = sum(other is not None for _, other in best), sum(one == other for one, other in best)
    everything = _share("", len(told), placed, right)
    three = sum(label in [one.label for one in found] for label, found in told) / len(told) if told else None
    return [Share("", everything.count, placed, everything.precision, everything.recall, three), *lines]


def _share(label: str, count: int, suggested: int, right: int) -> Share:
    return Share(label, count, suggested, right / suggested if suggested else None, right / count if count else None)
