"""How often a suggested label, and a topic, is the right one: precision and recall on real messages held apart.

    python bench/topics.py [FOLDER]     FOLDER holds labelled_sample.csv of the public messages to a city's mail box

Learned are 60 of 100 messages drawn by a fixed seed, measured are the other 40, which nothing has seen; the bound for
abstaining is found within the 60. What is printed: the suggestion as the operator's page shows it (three labels), a
topic as the daily digest counts it (the best label or none), the same with ten examples of each label, as a programme
begins, and grouping without labels, for comparison. No text is printed.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections import Counter
from pathlib import Path

from fangxian.engine.suggestion import Share, Suggester, learn, measure

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "cn_hotline_messages"
LEARNED_SHARE, SEED, EXAMPLES = 0.6, 20200310, 10
Pair = tuple[str, str]


def pairs_in(path: Path) -> list[Pair]:
    """Subject and words of each message, with its label."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(f"{row['subject']} {row['detail']}", row["label"]) for row in csv.DictReader(file)]


def held_apart(pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """What is learned and what is measured, label by label in the same proportion. A message that occurs twice is
    taken once, so that nothing learned is measured."""
    dice = random.Random(SEED)
    learned: list[Pair] = []
    held: list[Pair] = []
    once = list(dict.fromkeys(pairs))
    for label in sorted({label for _, label in once}):
        mine = [pair for pair in once if pair[1] == label]
        dice.shuffle(mine)
        cut = round(len(mine) * LEARNED_SHARE)
        learned += mine[:cut]
        held += mine[cut:]
    return learned, held


def few(pairs: list[Pair], count: int) -> list[Pair]:
    """So many examples of each label."""
    seen: Counter[str] = Counter()
    found = []
    for pair in pairs:
        seen[pair[1]] += 1
        if seen[pair[1]] <= count:
            found.append(pair)
    return found


def grouped_without_labels(learned: list[Pair], held: list[Pair]) -> tuple[float, float]:
    """Precision and recall of pairs of messages that k-means puts together, k by the number of labels."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    topics = len({label for _, label in learned})
    space = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=3, max_df=0.3, sublinear_tf=True),
        TruncatedSVD(30, random_state=0), Normalizer(), KMeans(topics, n_init=5, random_state=0),
    )  # fmt: skip
    space.fit([text for text, _ in learned])
    group = space.predict([text for text, _ in held])
    labels = [label for _, label in held]
    together = _pairs(Counter(zip(group.tolist(), labels, strict=True)))
    return together / _pairs(Counter(group.tolist())), together / _pairs(Counter(labels))


def _pairs(counts: Counter) -> float:
    return sum(count * (count - 1) / 2 for count in counts.values())


def table(lines: list[Share]) -> str:
    shown = ["| label | messages | suggested | precision | recall | among three |", "|---|--:|--:|--:|--:|--:|"]
    for one in lines:
        cells = [one.label or "all", str(one.count), str(one.suggested)]
        cells += ["–" if value is None else f"{value:.2f}" for value in (one.precision, one.recall, one.among_three)]
        shown.append("| " + " | ".join(cells) + " |")
    return "\n".join(shown)


def without_abstaining(suggester: Suggester) -> Suggester:
    return Suggester(suggester.labels, suggester.weights, suggester.offsets, 0.0, suggester.learned_from)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    learned, held = held_apart(pairs_in(folder / "labelled_sample.csv"))
    began = time.process_time()
    whole = learn(learned)
    print(f"learned from {len(learned)} messages in {time.process_time() - began:.1f} s of processor time; "
          f"measured on {len(held)}; {len(whole.weights)} grams")  # fmt: skip
    began = time.process_time()
    for text, _ in held:
        whole.suggest(text)
    print(f"a suggestion takes {(time.process_time() - began) / len(held) * 1000:.1f} ms\n")
    print("Label suggestion, always shown\n\n" + table(measure(without_abstaining(whole), held)))
    print(f"\nTopic, none below a share of {whole.least:.2f}\n\n" + table(measure(whole, held)))
    some = learn(few(learned, EXAMPLES))
    print(f"\nTopic, {EXAMPLES} examples of each\n\n" + table(measure(some, held)[:1]))
    precision, recall = grouped_without_labels(learned, held)
    print(f"\nGrouping without labels: of pairs put together {precision:.2f} are of one label; of pairs of one label "
          f"{recall:.2f} are put together")  # fmt: skip


if __name__ == "__main__":
    main()
