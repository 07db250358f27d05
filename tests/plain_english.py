"""How old a reader must be for what the pages say, by the formula of Flesch and Kincaid.

    school year = 0.39 × words per sentence + 11.8 × syllables per word − 15.59

(J. P. Kincaid and others, Derivation of New Readability Formulas, 1975.) Its school years are those of the United
States, whose first begins at six, so five more give the age in years. Syllables are counted by rule, not looked up.
"""

import ast
import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

YEARS_BEFORE_SCHOOL = 5
# What stands where a page puts in a name, a number or a date.
PUT_IN = "this"
FEWEST_WORDS = 4

_BLOCK = re.compile(
    r"</?(?:p|li|ul|ol|h[1-6]|div|section|td|th|tr|dt|dd|label|legend|summary|option|button|caption)\b[^>]*>"
)
_APART = frozenset({"else", "elif", "block", "endblock", "macro", "endmacro", "call", "endcall"})
_TAG = re.compile(r"<[^>]*>")
_COMMENT = re.compile(r"<!--.*?-->|<(script|style|svg|title)\b.*?</\1>", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[.!?:;])[”’)]*\s+")
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT_END = re.compile(r"(?:[^laeiouy]e|[^tdaeiouy]ed|[^sxzaeiouyc]es|[^aeioun]gues?)$")
# An e that is silent although letters follow it: judgement, something, framework.
_SILENT_INSIDE = re.compile(r"(?<=[^aeiou])e(?=ments?$|thing|one$|body|times?$|where|work)")
_TWO_VOWELS = re.compile(r"i(?:a|o(?!u)|um|e(?:r|t|nc))|[vr]ious|[^gq]ua|eo|ea(?:$|t[ei])|yee|y(?:i|a)|[aeiou]ing")
_ONE_VOWEL = re.compile(r"[tscg]i(?:on|al|an|ent)|cious|tious|people|eou")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as people read it, and the file it stands in."""

    text: str
    where: str

    @property
    def words(self) -> list[str]:
        """Its words, without numbers and signs; a word with a hyphen counts as two."""
        return _WORD.findall(self.text)

    @property
    def age(self) -> float:
        """The age in years at which this sentence alone is read with ease."""
        return reading_age([self])


def reading_age(sentences: Iterable[Sentence]) -> float:
    """The age in years at which the sentences together are read with ease. Raises ValueError without any word."""
    parts = [sentence.words for sentence in sentences]
    words = [word for part in parts for word in part]
    if not words:
        raise ValueError("There is nothing to read.")
    year = 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return year + YEARS_BEFORE_SCHOOL


@lru_cache(maxsize=10_000)
def syllables(word: str) -> int:
    """How many syllables an English word has, by rule: right for nine words of ten, and seldom more than one off."""
    plain = _SILENT_INSIDE.sub("", re.sub(r"[’'](?:s|t|re|ve|ll|d|m)$", "", word.lower()))
    groups = len(_VOWELS.findall(_SILENT_END.sub(lambda end: end[0][:1], plain)))
    apart = len(_TWO_VOWELS.findall(plain)) - len(_ONE_VOWEL.findall(plain))
    return max(1, groups + apart)


def sentences_of_template(source: str, where: str) -> list[Sentence]:
    """What a template says: the text between its tags, and the sentences that it hands to macros."""
    pieces: list[str] = []
    handed: list[str] = []
    is_tag_opened = False
    for _line, kind, value in Environment(trim_blocks=True, lstrip_blocks=True).lex(source):
        if kind == "data":
            pieces.append(value)
        elif kind == "block_begin":
            is_tag_opened = True
        elif kind == "name" and is_tag_opened:
            # What follows is said in place of what came before, or in another part of the page.
            pieces.append("<p>" if value in _APART else "")
            is_tag_opened = False
        elif kind == "variable_begin":
            pieces.append(f" {PUT_IN} ")
        elif kind == "string":
            handed.append(value[1:-1])
    blocks = _BLOCK.split(_COMMENT.sub(" ", "".join(pieces)))
    texts = [html.unescape(_TAG.sub("", block)) for block in blocks]
    return list(_sentences([*texts, *filter(_is_sentence, map(_without_tags, handed))], where))


def sentences_of_module(source: str, where: str) -> list[Sentence]:
    """What Python code says to people: its texts that are whole sentences, apart from docstrings."""
    tree = ast.parse(source)
    told = {
        id(body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and (body := node.body)
        and isinstance(body[0], ast.Expr)
    }
    texts = [text for node in _outermost(tree) if id(node) not in told and (text := _said(node))]
    return list(_sentences(filter(_is_sentence, map(_without_tags, texts)), where))


def sentences_of_site(root: Path) -> dict[str, list[Sentence]]:
    """What the site's templates and its code say, by file below `root`; files that say nothing are left out."""
    found = {}
    for file in sorted((root / "templates").rglob("*.html")):
        where = file.relative_to(root).as_posix()
        found[where] = sentences_of_template(file.read_text(encoding="utf-8"), where)
    for file in sorted((root / "evidence").rglob("*.py")):
        where = file.relative_to(root).as_posix()
        if "migrations" not in where:
            found[where] = sentences_of_module(file.read_text(encoding="utf-8"), where)
    return {where: sentences for where, sentences in found.items() if sentences}


def _outermost(tree: ast.AST) -> Iterator[ast.AST]:
    """Texts and texts with something put in, but not the parts of the latter."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.JoinedStr | ast.Constant):
            yield child
        else:
            yield from _outermost(child)


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_said(part) if isinstance(part, ast.Constant) else PUT_IN for part in node.values)
    return ""


def _without_tags(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _is_sentence(text: str) -> bool:
    """Whether a text is meant for people: it begins with a capital letter and ends as a sentence does."""
    return bool(re.match(r"[“(]?[A-Z]", text)) and text.rstrip().endswith((".", "?", "!"))


def _sentences(texts: Iterable[str], where: str) -> Iterator[Sentence]:
    """Every sentence of some words. A label or a heading is none, for its few words say nothing about reading."""
    for text in texts:
        for part in _SENTENCE_END.split(" ".join(text.split())):
            sentence = Sentence(part, where)
            if sum(word != PUT_IN for word in sentence.words) >= FEWEST_WORDS:
                yield sentence
